import Diagnostics
import Formats
import Graph
import Project

extension Resolver {
    /// Adds an entry of `metrics`.
    mutating func addMetric(_ entry: ConfigValue, _ context: PropertiesContext) {
        guard let map = context.reader.checked(entry, .metrics, context.file, &diagnostics) else { return }
        addMetric(map, context)
    }

    /// The model a metric is declared in: the name of its semantic model, and when its rows count by default.
    struct MetricHome {
        let semanticModel: String
        let timeDimension: ConfigValue
    }

    /// Adds a metric; `home` where it stands inside a model.
    mutating func addMetric(_ map: ConfigMap, _ context: PropertiesContext, home: MetricHome? = nil) {
        let name = map["name"].map(PythonText.str) ?? ""
        let span = map.entry("name")?.value.span
        guard isValidMetricName(name, context, span) else { return }
        var form = SemanticForm()
        let type = form.word(map["type"] ?? "simple", of: .metric)
        let isNested = map["type_params"] != nil
        let params =
            isNested
            ? form.nestedParams(map["type_params"]?.map ?? ConfigMap(), type.string ?? "")
            : form.flatParams(map, type.string ?? "", type == "simple" ? home : nil, at: span)
        guard isSound(form, .metrics, context, at: span) else { return }
        let definition: ConfigMap = [
            "type": type, "type_params": .map(params), "filter": SemanticForm.filter(map["filter"]),
            "time_granularity": map["time_granularity"] ?? .null,
        ]
        var metric = semanticResource(
            .metric, name, definition: definition, config: map["config"]?.map ?? ConfigMap(), context, at: span)
        metric.description = map["description"]?.string ?? ""
        metric.label = map["label"]?.string.flatMap { $0.isEmpty ? nil : $0 } ?? name
        if isNested {
            let meta = metric.config["meta"]?.map ?? ConfigMap()
            metric.meta = meta.isEmpty ? map["meta"]?.map ?? ConfigMap() : meta
            metric.tags = map["tags"]?.list?.compactMap(\.string) ?? []
        }
        add(metric)
    }

    private mutating func isValidMetricName(_ name: String, _ context: PropertiesContext, _ span: SourceSpan?) -> Bool {
        func isLetter(_ scalar: Unicode.Scalar) -> Bool { ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) }
        var problems: [String] = []
        if name.contains(" ") { problems.append("cannot contain spaces") }
        if name.unicodeScalars.count > 250 { problems.append("cannot contain more than 250 characters") }
        if !(name.unicodeScalars.first.map(isLetter) ?? false) { problems.append("must begin with a letter") }
        let isPlain = name.unicodeScalars.allSatisfy {
            $0 == "_" || $0.properties.isAlphabetic || $0.properties.numericType != nil
        }
        if !isPlain || name.isEmpty { problems.append("must contain only letters, numbers and underscores") }
        guard !problems.isEmpty else { return true }
        let message =
            "Invalid metrics config given in \(context.file.originalPath): The metric name '\(name)' is invalid.  It "
            + problems.joined(separator: ", ")
        report(.error("bad-metric-name", message, at: span))
        return false
    }
}

extension SemanticForm {
    private static let emptyParams: ConfigMap = [
        "measure": .null, "input_measures": .list([]), "numerator": .null, "denominator": .null, "expr": .null, "window": .null,
        "grain_to_date": .null, "metrics": .list([]), "conversion_type_params": .null, "cumulative_type_params": .null,
        "metric_aggregation_params": .null, "fill_nulls_with": .null, "join_to_timespine": false, "is_private": .null,
    ]

    /// `type_params` of a metric that has them.
    mutating func nestedParams(_ map: ConfigMap, _ type: String) -> ConfigMap {
        var params = Self.emptyParams
        params["measure"] = Self.measure(map["measure"])
        params["numerator"] = metric(map["numerator"])
        params["denominator"] = metric(map["denominator"])
        params["expr"] = Self.text(map["expr"])
        params["window"] = window(map["window"])
        if let grain = map["grain_to_date"], !grain.isNull { params["grain_to_date"] = word(grain, of: .granularity) }
        params["metrics"] = metrics(map["metrics"])
        if let conversion = map["conversion_type_params"]?.map { params["conversion_type_params"] = nestedConversion(conversion) }
        if type == "cumulative" { params["cumulative_type_params"] = nestedCumulative(map) }
        return params
    }

    private mutating func nestedConversion(_ map: ConfigMap) -> ConfigValue {
        .map([
            "entity": map["entity"] ?? .null, "base_measure": Self.measure(map["base_measure"]),
            "conversion_measure": Self.measure(map["conversion_measure"]), "base_metric": .null, "conversion_metric": .null,
            "calculation": word(map["calculation"] ?? "conversion_rate", of: .calculation), "window": window(map["window"]),
            "constant_properties": map["constant_properties"] ?? .null,
        ])
    }

    /// What stands beside `cumulative_type_params` in the older form counts where it says nothing itself.
    private mutating func nestedCumulative(_ map: ConfigMap) -> ConfigValue {
        let inner = map["cumulative_type_params"]?.map ?? ConfigMap()
        func given(_ key: String) -> ConfigValue? {
            [inner[key], map[key]].compactMap { $0 }.first(where: PythonText.isTrue)
        }
        return .map([
            "window": window(given("window")), "grain_to_date": given("grain_to_date") ?? .null,
            "period_agg": word(inner["period_agg"] ?? "first", of: .period), "metric": .null,
        ])
    }

    /// The parameters of a metric that has them beside its name.
    mutating func flatParams(_ map: ConfigMap, _ type: String, _ home: Resolver.MetricHome?, at span: SourceSpan?) -> ConfigMap {
        var params = Self.emptyParams
        params["numerator"] = metric(map["numerator"])
        params["denominator"] = metric(map["denominator"])
        params["expr"] = Self.text(map["expr"])
        params["metrics"] = metrics(map["input_metrics"])
        params["conversion_type_params"] = type == "conversion" ? flatConversion(map, at: span) : .null
        params["cumulative_type_params"] = type == "cumulative" ? flatCumulative(map, at: span) : .null
        params["join_to_timespine"] = map["join_to_timespine"].flatMap { $0.isNull ? nil : $0 } ?? false
        params["is_private"] = map["hidden"] ?? false
        let aggregation = map["agg"] ?? .null
        if !aggregation.isNull {
            params["metric_aggregation_params"] = self.aggregation(map, home, at: span)
        } else if type == "simple" {
            note("Simple metrics must have an agg param.", at: span)
        }
        return params
    }

    private mutating func flatConversion(_ map: ConfigMap, at span: SourceSpan?) -> ConfigValue {
        for key in ["base_metric", "conversion_metric", "entity"] where map[key]?.isNull ?? true {
            note("\(key) is required for conversion metrics.", at: span)
        }
        return .map([
            "entity": map["entity"] ?? .null, "base_measure": .null, "conversion_measure": .null, "base_metric": metric(map["base_metric"]),
            "conversion_metric": metric(map["conversion_metric"]), "calculation": word(map["calculation"], of: .calculation),
            "window": window(map["window"]), "constant_properties": map["constant_properties"] ?? .null,
        ])
    }

    private mutating func flatCumulative(_ map: ConfigMap, at span: SourceSpan?) -> ConfigValue {
        if map["input_metric"]?.isNull ?? true { note("input_metric is required for cumulative metrics.", at: span) }
        return .map([
            "window": window(map["window"]), "grain_to_date": map["grain_to_date"] ?? .null,
            "period_agg": word(map["period_agg"] ?? "first", of: .period), "metric": metric(map["input_metric"]),
        ])
    }

    private mutating func aggregation(_ map: ConfigMap, _ home: Resolver.MetricHome?, at span: SourceSpan?) -> ConfigValue {
        guard let home else {
            let hint = "declare it under `metrics` of the model it measures"
            note("simple metrics in v2 YAML must be attached to semantic_model", at: span, hint: hint)
            return .null
        }
        let kind = map["percentile_type"]?.string?.lowercased()
        let percentile: ConfigMap = [
            "percentile": map["percentile"] ?? .null, "use_discrete_percentile": .bool(kind == "discrete"),
            "use_approximate_percentile": .bool(kind == "continuous"),
        ]
        let own = map["agg_time_dimension"].flatMap { PythonText.isTrue($0) ? $0 : nil }
        var nonAdditive = ConfigValue.null
        if let written = map["non_additive_dimension"]?.map {
            nonAdditive = .map([
                "name": written["name"] ?? .null, "window_choice": word(written["window_agg"], of: .aggregation),
                "window_groupings": written["group_by"] ?? .list([]),
            ])
        }
        return .map([
            "semantic_model": .string(home.semanticModel), "agg": word(map["agg"], of: .aggregation),
            "agg_params": Self.percentile(.map(percentile)), "agg_time_dimension": own ?? home.timeDimension,
            "non_additive_dimension": nonAdditive,
        ])
    }
}
