import Formats
import Graph
import Project

/// What one metric has to hold to.
extension SemanticRules {
    private static let customGrains = "Custom granularities are not supported for this field yet."

    /// Derived metrics: their inputs exist and are used, names and offsets are clear.
    mutating func checkDerived(_ metric: SemanticResource) {
        let inputs = metric.typeParams["metrics"]?.list?.compactMap(\.map) ?? []
        for input in inputs { checkOffset(input, of: metric) }
        guard metric.metricType == "derived" else { return }
        if inputs.isEmpty {
            error("No input metrics found for derived metric '\(metric.name)'. Please add metrics to type_params.metrics.", metric)
        }
        let names = Set(inputs.map(\.name))
        for input in inputs {
            guard let alias = input.text("alias"), !alias.isEmpty else { continue }
            check(name: alias, of: metric)
            guard names.contains(alias) else { continue }
            let message =
                "Alias '\(alias)' for input metric: '\(input.name)' is already being used. Please choose another alias."
            error(message, metric)
        }
        guard let expression = metric.typeParams.text("expr"), !expression.isEmpty else {
            warn("No `expr` set for derived metric \(metric.name). Please add an `expr` that references all input metrics.", metric)
            return
        }
        for input in inputs {
            let name = input.text("alias").flatMap { $0.isEmpty ? nil : $0 } ?? input.name
            guard !expression.contains(name) else { continue }
            let message =
                "Input metric '\(name)' is not used in `expr`: '\(expression)' for derived metric '\(metric.name)'. Please update the `expr` "
                + "or remove the input metric."
            warn(message, metric)
        }
    }

    private mutating func checkOffset(_ input: ConfigMap, of metric: SemanticResource) {
        let window = input["offset_window"]?.map
        let grain = input.text("offset_to_grain")
        if let window { check(window: window, of: metric, allowsCustom: true) }
        if let grain, !SemanticForm.granularities.contains(grain.lowercased()) {
            error("Invalid time granularity found in `offset_to_grain`: '\(grain)'. \(Self.customGrains)", metric)
        }
        guard window != nil, grain != nil else { return }
        let message =
            "Both offset_window and offset_to_grain set for derived metric '\(metric.name)' on input metric '\(input.name)'. Please set one or "
            + "the other."
        error(message, metric)
    }

    private mutating func check(window: ConfigMap, of metric: SemanticResource, allowsCustom: Bool = false) {
        let written = window.text("granularity") ?? ""
        let known = Set(SemanticForm.granularities + customGranularities)
        let singular = String(written.dropLast())
        let granularity = written.hasSuffix("s") && known.contains(singular) ? singular : written
        let text = "\(window["count"].map(PythonText.str) ?? "") \(written)"
        let message = "Invalid time granularity '\(granularity)' in window: '\(text)'"
        if !known.contains(granularity) {
            error(message, metric)
        } else if !allowsCustom, !SemanticForm.granularities.contains(granularity) {
            error("\(message) \(Self.customGrains)", metric)
        }
    }

    /// Cumulative metrics: a window or a grain, not both.
    mutating func checkCumulative(_ metric: SemanticResource) {
        let params = metric.typeParams
        let inner = params["cumulative_type_params"]?.map ?? ConfigMap()
        if let outer = params["window"]?.map, let own = inner["window"]?.map, outer != own {
            let message =
                "Got differing values for `window` on cumulative metric '\(metric.name)'. In `type_params.window`, got "
                + "'\(Self.windowText(outer))'. In `type_params.cumulative_type_params.window`, got '\(Self.windowText(own))'. Please remove "
                + "the value from `type_params.window`."
            error(message, metric)
        }
        let window = inner["window"]?.map ?? params["window"]?.map
        let grain = (inner.text("grain_to_date") ?? params.text("grain_to_date"))?.lowercased()
        if let grain, !SemanticForm.granularities.contains(grain) {
            error("Invalid time granularity found in `grain_to_date`: '\(grain)'. \(Self.customGrains)", metric)
        }
        if window != nil, grain != nil {
            error("Both window and grain_to_date set for cumulative metric. Please set one or the other.", metric)
        }
        if let window { check(window: window, of: metric) }
    }

    private static func windowText(_ window: ConfigMap) -> String {
        "count=\(window["count"].map(PythonText.str) ?? "None") granularity=\(window["granularity"].map(PythonText.repr) ?? "None")"
    }

    /// Measures a metric rests on more than once have to be told apart.
    mutating func checkInputMeasures(_ metric: SemanticResource) {
        let inputs = metric.typeParams["input_measures"]?.list?.compactMap(\.map) ?? []
        var told: Set<String> = []
        for name in inputs.map(\.name) where told.insert(name).inserted {
            let same = inputs.filter { $0.name == name }
            let unclear = same.filter { !($0["filter"]?.isNull ?? true) && $0.text("alias") == nil }
            guard same.count > 1, !unclear.isEmpty else { continue }
            let message =
                "PydanticMetric \(metric.name) depends on multiple different constrained versions of measure \(name). In such cases, aliases "
                + "must be provided, but the following input measures have constraints specified without an alias: \(unclear.count)."
            error(message, metric)
        }
        let measures = Dictionary(
            models.flatMap { $0.elements("measures") }.map { ($0.name, $0) }, uniquingKeysWith: { _, last in last })
        for input in inputs {
            guard let alias = input.text("alias") else { continue }
            check(name: alias, of: metric)
            if let others = aliasOwners[alias] {
                let message =
                    "Measure alias \(alias) conflicts with a measure alias used elsewhere in the model! This can cause ambiguity for certain "
                    + "types of query. Please choose another alias, or, if the measures are constrained in the same way, consider "
                    + "centralizing that definition in a new semantic model. Measure specification: name=\(PythonText.quoted(input.name)) "
                    + "alias=\(PythonText.quoted(alias)). Existing metrics with that measure alias used: \(Self.list(others))"
                error(message, metric)
            }
            aliasOwners[alias, default: []].append(metric.name)
            guard measures[alias] != nil else { continue }
            let message =
                "Alias `\(alias)` for measure `\(input.name)` conflicts with measure names defined elsewhere in the model! This can cause "
                + "ambiguity for certain types of query. Please choose another alias."
            error(message, metric)
        }
        guard metric.metricType == "simple", let measure = metric.typeParams["measure"]?["name"]?.string.flatMap({ measures[$0] }),
            let expression = metric.typeParams.text("expr"), expression != measure.text("expr"), expression != measure.name
        else { return }
        warn("Metric '\(metric.name)' should not have an expr set if it's proxy from measures", metric)
    }

    /// One of the two things a conversion metric compares.
    private struct ConversionInput {
        let name: String
        let kind: String
        let aggregation: String
        let expression: String?
        let isFiltered: Bool
        let model: SemanticResource
    }

    /// Conversion metrics: what is counted can be counted, and its models know the entity and the constant properties.
    mutating func checkConversion(_ metric: SemanticResource) {
        let params = metric.typeParams["conversion_type_params"]?.map ?? ConfigMap()
        if let window = params["window"]?.map { check(window: window, of: metric) }
        let base = input("base", params, of: metric)
        let conversion = input("conversion", params, of: metric)
        for input in [base, conversion].compactMap({ $0 }) {
            let counts = ["count", "count_distinct"].contains(input.aggregation)
            guard !counts, input.aggregation != "sum" || input.expression != "1" else { continue }
            let message =
                "For conversion metrics, the input \(input.kind.lowercased()) must be COUNT/SUM(1)/COUNT_DISTINCT. \(input.kind) "
                + "'\(input.name)' is agg type: AggregationType.\(input.aggregation.uppercased())"
            error(message, metric)
        }
        if let conversion, conversion.isFiltered {
            let message =
                "\(conversion.kind) input '\(conversion.name)' has a filter. For conversion metrics, filtering on the conversion input is not "
                + "fully supported yet. "
            warn(message, metric)
        }
        let constants = params["constant_properties"]?.list ?? []
        for (input, kind) in [(base, "base"), (conversion, "conversion")] {
            guard let model = input?.model else { continue }
            let entities = model.elements("entities").map(\.name)
            if let entity = params.text("entity"), !entities.contains(entity) {
                error("Entity: \(entity) not found in \(kind) semantic model: \(model.name).", metric)
            }
            let known = entities + model.elements("dimensions").map(\.name)
            for property in constants.compactMap({ $0["\(kind)_property"]?.string }) where !known.contains(property) {
                error("The provided constant property: \(property), cannot be found in semantic model \(model.name)", metric)
            }
        }
    }

    private mutating func input(_ kind: String, _ params: ConfigMap, of metric: SemanticResource) -> ConversionInput? {
        if let measure = params["\(kind)_measure"]?.map {
            for model in models {
                guard let found = model.elements("measures").first(where: { $0.name == measure.name }) else { continue }
                return ConversionInput(
                    name: measure.name, kind: "Measure", aggregation: found.text("agg") ?? "", expression: found.text("expr"),
                    isFiltered: !(measure["filter"]?.isNull ?? true), model: model)
            }
        }
        guard let named = params["\(kind)_metric"]?.map, let found = metrics.first(where: { $0.name == named.name }) else { return nil }
        guard found.metricType == "simple" else {
            let message =
                "Metric '\(found.name)' is not a Simple metric, so it cannot be used as an input for Conversion metric '\(metric.name)'."
            error(message, metric)
            return nil
        }
        let aggregation = found.typeParams["metric_aggregation_params"]
        guard let model = models.first(where: { $0.name == aggregation?["semantic_model"]?.string }) else { return nil }
        return ConversionInput(
            name: found.name, kind: "Metric", aggregation: aggregation?["agg"]?.string ?? "", expression: found.typeParams.text("expr"),
            isFiltered: !(named["filter"]?.isNull ?? true), model: model)
    }
}
