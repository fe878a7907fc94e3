import Diagnostics
import Formats
import Graph
import Project

extension Resolver {
    /// Adds an entry of `semantic_models`, and a metric for each measure that asks for one.
    mutating func addSemanticModel(_ entry: ConfigValue, _ context: PropertiesContext) {
        guard let map = context.reader.checked(entry, .semanticModels, context.file, &diagnostics) else { return }
        var form = SemanticForm()
        var draft = SemanticModelDraft(name: map["name"].map(PythonText.str) ?? "", span: map.entry("name")?.value.span)
        draft.model = map["model"]?.string ?? ""
        draft.description = map["description"]?.string
        draft.label = map["label"]?.string
        draft.config = map["config"]?.map ?? ConfigMap()
        draft.primaryEntity = map["primary_entity"] ?? .null
        if let defaults = map["defaults"]?.map { draft.defaults = .map(SemanticForm.completed(defaults, ["agg_time_dimension": .null])) }
        let measures = map["measures"]?.list?.compactMap(\.map) ?? []
        draft.entities = (map["entities"]?.list ?? []).compactMap { $0.map.map { form.entity($0) } }
        draft.dimensions = (map["dimensions"]?.list ?? []).compactMap { $0.map.map { form.dimension($0) } }
        draft.measures = measures.map { form.measureElement($0) }
        guard isSound(form, .semanticModels, context, at: draft.span) else { return }
        let model = add(draft, context)
        for measure in measures where measure["create_metric"]?.bool == true { addMetric(of: measure, model, context) }
    }

    /// The metric that a measure with `create_metric` becomes.
    private mutating func addMetric(of measure: ConfigMap, _ model: SemanticResource, _ context: PropertiesContext) {
        let name = measure["name"].map(PythonText.str) ?? ""
        let expression = measure["expr"].flatMap { PythonText.isTrue($0) ? $0 : nil } ?? .string(name)
        func text(_ key: String) -> String? { measure[key]?.string.flatMap { $0.isEmpty ? nil : $0 } }
        var metric: ConfigMap = [
            "label": .string(text("label") ?? name), "type": "simple",
            "type_params": .map(["measure": .string(name), "expr": expression]),
            "description": .string(text("description") ?? "Metric created from measure \(name)"),
            "config": .map(["enabled": .bool(model.isEnabled), "meta": model.config["meta"] ?? .map(ConfigMap())]),
        ]
        metric["name"] = ConfigValue(.string(name), at: measure.entry("name")?.value.span)
        addMetric(metric, context)
    }

    /// Adds the semantic model and the metrics that an entry of `models` declares.
    mutating func addSemantics(of node: Node, _ properties: NodeProperties, _ context: PropertiesContext) {
        let wanted = properties.entry["semantic_model"] ?? .null
        guard node.resourceType == .model, wanted.bool == true || wanted["enabled"]?.bool ?? (wanted.map != nil) else { return }
        var form = SemanticForm()
        let name = wanted["name"]?.string ?? node.name
        var draft = SemanticModelDraft(name: name, span: wanted["name"]?.span ?? properties.span)
        draft.model = "ref('\(properties.name)')"
        draft.description = node.description
        draft.config = Self.config(ofSwitch: wanted)
        draft.primaryEntity = properties.entry["primary_entity"] ?? .null
        let time = properties.entry["agg_time_dimension"] ?? .null
        draft.defaults = .map(["agg_time_dimension": time])
        let derived = properties.entry["derived_semantics"]
        draft.dimensions = node.columns.compactMap { form.dimension(of: $0) }
        draft.dimensions += (derived?["dimensions"]?.list ?? []).compactMap { $0.map.map { form.derivedDimension($0) } }
        draft.entities = node.columns.compactMap { form.entity(of: $0) }
        draft.entities += (derived?["entities"]?.list ?? []).compactMap { $0.map.map { form.entity($0) } }
        for entity in derived?["entities"]?.list ?? [] where entity["name"]?.isNull ?? true {
            form.note("Derived entity is missing a required 'name' field.", at: entity.span)
        }
        guard isSound(form, .models, context, at: properties.span) else { return }
        _ = add(draft, context)
        let home = MetricHome(semanticModel: name, timeDimension: time)
        for metric in properties.entry["metrics"]?.list?.compactMap(\.map) ?? [] { addMetric(metric, context, home: home) }
    }

    /// The configuration that `semantic_model:` of a model gives; dbt looks at it only where it has a `config` of its own.
    private static func config(ofSwitch wanted: ConfigValue) -> ConfigMap {
        guard let config = wanted["config"]?.map else { return ConfigMap() }
        var result: ConfigMap = ["meta": config["meta"] ?? .map(ConfigMap()), "enabled": wanted["enabled"] ?? true]
        if let group = wanted["group"], !group.isNull { result["group"] = group }
        return result
    }

    private mutating func add(_ draft: SemanticModelDraft, _ context: PropertiesContext) -> SemanticResource {
        let definition: ConfigMap = [
            "model": .string(draft.model), "node_relation": .null, "defaults": draft.defaults, "entities": .null, "measures": .null,
            "dimensions": .null, "primary_entity": draft.primaryEntity,
        ]
        var model = semanticResource(
            .semanticModel, draft.name, definition: definition, config: draft.config, context, at: draft.span)
        let shared = model.config["meta"]?.map ?? ConfigMap()
        for (key, elements) in [("entities", draft.entities), ("measures", draft.measures), ("dimensions", draft.dimensions)] {
            model.definition[key] = .list(
                elements.map { element in
                    var element = element
                    element["config"] = SemanticForm.elementConfig(shared, element["config"]?["meta"]?.map ?? ConfigMap())
                    return .map(element)
                })
        }
        model.description = draft.description
        model.label = draft.label
        if let calls = StaticCalls.read(expression: draft.model), calls.sources.isEmpty {
            model.refs = calls.refs
        } else {
            report(.error("bad-relation", "Invalid ref expression: \(draft.model)", at: draft.span, hint: "write model: ref('…')"))
        }
        add(model)
        return model
    }
}

/// A semantic model while it is being put together.
struct SemanticModelDraft {
    let name: String
    let span: SourceSpan?
    var model = ""
    var description: String?
    var label: String?
    var config = ConfigMap()
    var defaults = ConfigValue.null
    var primaryEntity = ConfigValue.null
    var entities: [ConfigMap] = []
    var measures: [ConfigMap] = []
    var dimensions: [ConfigMap] = []

    init(name: String, span: SourceSpan?) {
        self.name = name
        self.span = span
    }
}

/// The elements of semantic models. `config` keeps the element's own `meta` until the model's is known.
extension SemanticForm {
    /// An entity as written.
    mutating func entity(_ map: ConfigMap) -> ConfigMap {
        var result = Self.completed(
            map, ["name": .null, "type": .null, "description": .null, "label": .null, "role": .null, "expr": .null, "config": .null])
        result["type"] = word(map["type"], of: .entity)
        return result
    }

    /// A dimension as written.
    mutating func dimension(_ map: ConfigMap) -> ConfigMap {
        var result = dimensionFields(map)
        if let params = map["type_params"]?.map {
            result["type_params"] = .map([
                "time_granularity": word(params["time_granularity"], of: .granularity),
                "validity_params": Self.validity(params["validity_params"]),
            ])
        }
        return result
    }

    /// A dimension of `derived_semantics`.
    mutating func derivedDimension(_ map: ConfigMap) -> ConfigMap {
        var result = dimensionFields(map)
        let granularity = map["granularity"] ?? .null
        if !granularity.isNull {
            result["type_params"] = .map([
                "time_granularity": word(granularity, of: .granularity), "validity_params": Self.validity(map["validity_params"]),
            ])
        } else if let validity = map["validity_params"], !validity.isNull {
            let message =
                "Derived dimension \(map["name"].map(PythonText.str) ?? "") has validity_params, so it must specify a granularity."
            note(message, at: validity.span)
        }
        return result
    }

    private mutating func dimensionFields(_ map: ConfigMap) -> ConfigMap {
        var result = Self.completed(
            map,
            [
                "name": .null, "type": .null, "description": .null, "label": .null, "is_partition": false, "type_params": .null,
                "expr": .null, "metadata": .null, "config": .null, "datatype": .null,
            ])
        result["type"] = word(map["type"], of: .dimension)
        result["type_params"] = .null
        return result
    }

    /// A measure as written.
    mutating func measureElement(_ map: ConfigMap) -> ConfigMap {
        var result = Self.completed(
            map,
            [
                "name": .null, "agg": .null, "description": .null, "label": .null, "create_metric": false, "expr": .null,
                "agg_params": .null, "non_additive_dimension": .null, "agg_time_dimension": .null, "config": .null,
            ])
        result["agg"] = word(map["agg"], of: .aggregation)
        result["create_metric"] = false
        result["expr"] = Self.text(map["expr"])
        result["agg_params"] = Self.percentile(map["agg_params"])
        if let written = map["non_additive_dimension"]?.map {
            result["non_additive_dimension"] = .map([
                "name": written["name"] ?? .null, "window_choice": word(written["window_choice"], of: .aggregation),
                "window_groupings": written["window_groupings"] ?? .list([]),
            ])
        }
        return result
    }

    /// The dimension that a column is; nil for none.
    mutating func dimension(of column: Column) -> ConfigMap? {
        guard let dimension = column.extra["dimension"], !dimension.isNull else { return nil }
        var fields: ConfigMap = ["name": .string(column.name), "type": dimension, "description": .string(column.description)]
        var meta = column.meta
        if let map = dimension.map {
            fields = map
            for entry in map["config"]?["meta"]?.map ?? ConfigMap() { meta.set(entry.name, key: entry.key, entry.value) }
            // Where the names differ, the column is what has to be queried.
            if map["name"]?.string != column.name { fields["expr"] = .string(column.name) }
        }
        fields["config"] = .map(["meta": .map(meta)])
        var result = dimensionFields(fields)
        if let granularity = column.granularity, dimension.map != nil {
            result["type_params"] = .map([
                "time_granularity": .string(granularity), "validity_params": Self.validity(dimension["validity_params"]),
            ])
        }
        return result
    }

    /// The entity that a column is; nil for none.
    mutating func entity(of column: Column) -> ConfigMap? {
        guard let entity = column.extra["entity"], !entity.isNull else { return nil }
        var fields: ConfigMap = ["name": .string(column.name), "type": entity, "description": .string(column.description)]
        var meta = column.meta
        if let map = entity.map {
            fields = map
            meta = map["config"]?["meta"]?.map ?? meta
            if map["name"]?.string != column.name { fields["expr"] = .string(column.name) }
        }
        fields["config"] = .map(["meta": .map(meta)])
        return self.entity(fields)
    }
}
