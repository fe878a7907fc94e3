import Formats
import Graph
import Project

/// What one semantic model has to hold to.
extension SemanticRules {
    mutating func check(_ model: SemanticResource) {
        for measure in model.elements("measures") { check(measure, of: model) }
        checkValidity(model)
        checkNaturalEntities(model)
        if let time = model.definition["defaults"]?["agg_time_dimension"]?.string, !Self.isTime(time, model) {
            let message =
                "Default aggregation time dimension was specified as '\(time)' which doesn't exist as a time dimension in semantic model "
                + "named '\(model.name)'."
            error(message, model)
        }
        checkPrimaryEntity(model)
        for dimension in model.elements("dimensions") where dimension.text("type") == "time" {
            guard dimension["type_params"]?["time_granularity"]?.string == nil else { continue }
            deprecate("In semantic model `\(model.name)`, time dimension `\(dimension.name)` must have a time granularity set.", model)
        }
    }

    /// Whether a name is that of a time dimension.
    private static func isTime(_ name: String, _ model: SemanticResource) -> Bool {
        model.elements("dimensions").contains { $0.name == name && $0.text("type") == "time" }
    }

    private mutating func check(_ measure: ConfigMap, of model: SemanticResource) {
        let name = measure.name
        checkPercentile(measure, of: model)
        if measure.text("agg") == "count" { checkCount(measure, of: model) }
        let time = measure.text("agg_time_dimension") ?? model.definition["defaults"]?["agg_time_dimension"]?.string
        guard let time else {
            let message =
                "Aggregation time dimension for measure \(name) on semantic model \(model.name) is not set! To fix this either specify a "
                + "default `agg_time_dimension` for the semantic model or define an `agg_time_dimension` on the measure directly."
            error(message, model)
            return
        }
        if !Self.isTime(time, model) {
            let message =
                "In semantic model '\(model.name)', measure '\(name)' has the aggregation time dimension set to '\(time)', which is not a "
                + "valid time dimension in the semantic model"
            error(message, model)
        }
        if let nonAdditive = measure["non_additive_dimension"]?.map { checkNonAdditive(nonAdditive, measure: name, time, of: model) }
    }

    private mutating func checkCount(_ measure: ConfigMap, of model: SemanticResource) {
        guard let expression = measure.text("expr") else {
            let message =
                "Measure '\(measure.name)' uses a COUNT aggregation, which requires an expr to be provided. Provide 'expr: 1' if a count of "
                + "all rows is desired."
            error(message, model)
            return
        }
        guard expression.lowercased().hasPrefix("distinct ") else { return }
        let message =
            "Measure '\(measure.name)' uses a 'count' aggregation with a DISTINCT expr: '\(expression)'. This is not supported as it "
            + "effectively converts an additive measure into a non-additive one, and this could cause certain queries to return incorrect "
            + "results. Please use the count_distinct aggregation type."
        error(message, model)
    }

    private mutating func checkPercentile(_ measure: ConfigMap, of model: SemanticResource) {
        let name = measure.name
        let params = measure["agg_params"]?.map
        let value: Double? = if case .float(let number)? = params?["percentile"]?.kind { number } else { nil }
        let isDiscrete = params?["use_discrete_percentile"]?.bool ?? false
        switch measure.text("agg") {
        case "percentile":
            guard let value else {
                let message = "Measure '\(name)' uses a PERCENTILE aggregation, which requires agg_params.percentile to be provided."
                return error(message, model)
            }
            guard value <= 0 || value >= 1 else { return }
            let message =
                "Percentile aggregation parameter for measure '\(name)' is '\(PythonText.float(value))', but must be between 0 and 1 "
                + "(non-inclusive). For example, to indicate the 65th percentile value, set 'percentile: 0.65'. For percentile values of 0, "
                + "please use MIN, for percentile values of 1, please use MAX."
            error(message, model)
        case "median":
            if let value, value != 0.5 {
                let message =
                    "Measure '\(name)' uses a MEDIAN aggregation, while percentile is set to '\(PythonText.float(value))', a conflicting "
                    + "value. Please remove the parameter or set to '0.5'."
                error(message, model)
            }
            guard isDiscrete else { return }
            let message =
                "Measure '\(name)' uses a MEDIAN aggregation, while use_discrete_percentile is set to true. Please remove the parameter or "
                + "set to False."
            error(message, model)
        default:
            var wrong: [String] = []
            if let value, value != 0 { wrong.append("percentile") }
            if isDiscrete { wrong.append("use_discrete_percentile") }
            if params?["use_approximate_percentile"]?.bool ?? false { wrong.append("use_approximate_percentile") }
            guard !wrong.isEmpty else { return }
            let message =
                "Measure '\(name)' with aggregation '\(measure.text("agg") ?? "None")' uses agg_params (\(wrong.joined(separator: ", "))) only "
                + "relevant to Percentile measures."
            error(message, model)
        }
    }

    private mutating func checkNonAdditive(_ map: ConfigMap, measure: String, _ time: String, of model: SemanticResource) {
        let dimensions = model.elements("dimensions")
        guard let timeDimension = dimensions.first(where: { $0.name == time }) else {
            let message =
                "Measure '\(measure)' has a agg_time_dimension of \(time) that is not defined as a dimension in semantic model "
                + "'\(model.name)'."
            return error(message, model)
        }
        let start = "Measure '\(measure)' has a non_additive_dimension with"
        if let match = dimensions.first(where: { $0.name == map.name }) {
            if match.text("type") != "time" {
                error("\(start) name'\(map.name)' that is defined as a categorical dimension which is not supported.", model)
            }
            let grain = match["type_params"]?["time_granularity"]?.string
            let own = timeDimension["type_params"]?["time_granularity"]?.string
            if let grain, let own, grain != own {
                let message =
                    "\(start) name '\(map.name)' that has a base time granularity (\(grain.uppercased())) that is not equal to the measure's "
                    + "agg_time_dimension \(time) with a base granularity of (\(own.uppercased()))."
                error(message, model)
            }
        } else {
            error("\(start) name '\(map.name)' that is not defined as a dimension in semantic model '\(model.name)'.", model)
        }
        let choice = map.text("window_choice") ?? ""
        if choice != "min", choice != "max" {
            error("\(start) an invalid 'window_choice' of '\(choice)'. Only choices supported are 'min' or 'max'.", model)
        }
        let entities = Set(model.elements("entities").map(\.name))
        let unknown = Set(map["window_groupings"]?.list?.compactMap(\.string) ?? []).subtracting(entities)
        guard !unknown.isEmpty else { return }
        error("\(start) an invalid 'window_groupings'. These entities \(Self.set(unknown)) do not exist in the semantic model.", model)
    }

    /// A window of validity has a start, an end, and a natural entity it belongs to.
    private mutating func checkValidity(_ model: SemanticResource) {
        let dimensions = model.elements("dimensions").filter { $0["type_params"]?["validity_params"]?.map != nil }
        guard !dimensions.isEmpty else { return }
        func names(_ key: String) -> [String] {
            dimensions.filter { $0["type_params"]?["validity_params"]?[key]?.bool ?? false }.map(\.name)
        }
        let (all, starts, ends) = (dimensions.map(\.name), names("is_start"), names("is_end"))
        let needs =
            "Semantic models using dimension validity params to define a validity window must have exactly two time dimensions with validity "
            + "params specified - one marked `is_start` and the other marked `is_end`."
        let start = "Semantic model \(model.name) has"
        if all.count == 1, starts.count == 1, ends.count == 1 {
            let message =
                "\(start) a single validity param dimension that defines its window: `\(all[0])`. This is not a currently supported "
                + "configuration! \(needs) If you have one column defining a window, as in a daily snapshot table, you can define a separate "
                + "dimension and increment the time value in the `expr` field as a work-around."
            error(message, model)
        } else if all.count != 2 {
            let message =
                "\(start) \(all.count) dimensions defined with validity params. They are: \(Self.list(all)). There must be either zero or "
                + "two! If you wish to define a validity window for this semantic model, please follow these requirements: \(needs)"
            error(message, model)
        } else if starts.count != 1 || ends.count != 1 {
            let message =
                "\(start) two validity param dimensions defined, but does not have exactly one each marked with is_start and is_end! "
                + "Dimensions: \(Self.list(all)). is_start dimensions: \(Self.list(starts)). is_end dimensions: \(Self.list(ends)). \(needs)"
            error(message, model)
        }
        checkEntities(ofValidityWindow: all, model)
    }

    private mutating func checkEntities(ofValidityWindow dimensions: [String], _ model: SemanticResource) {
        let start = "Semantic model \(model.name) has"
        let entities = model.elements("entities")
        let keys = entities.filter { ["primary", "unique"].contains($0.text("type")) }.map(\.name)
        if !entities.contains(where: { $0.text("type") == "natural" }) {
            let message =
                "\(start) validity param dimensions defined, but does not have an entity with type `natural` set. The natural key for this "
                + "semantic model is what we use to process a validity window join. Primary or unique entities, if any, might be suitable "
                + "for use as natural keys: (\(Self.list(keys)))."
            error(message, model)
        }
        if !keys.isEmpty {
            let message =
                "\(start) validity param dimensions defined and also has one or more entities designated as `primary` or `unique`. This is not "
                + "yet supported, as we do not currently process joins against these key types for semantic models with validity windows "
                + "specified."
            error(message, model)
        }
        let measures = model.elements("measures").map(\.name)
        guard !measures.isEmpty else { return }
        let message =
            "\(start) both measures and validity param dimensions defined. This is not currently supported! Please remove either the measures "
            + "or the validity params. Measure names: \(Self.list(measures)). Validity param dimension names: \(Self.list(dimensions))."
        error(message, model)
    }

    private mutating func checkNaturalEntities(_ model: SemanticResource) {
        let names = Set(model.elements("entities").filter { $0.text("type") == "natural" }.map(\.name))
        if names.count > 1 {
            let message =
                "Semantic models can have at most one natural entity, but semantic model `\(model.name)` has \(names.count) distinct natural "
                + "entities set! \(Self.set(names))."
            error(message, model)
        }
        let hasWindow = model.elements("dimensions").contains { $0["type_params"]?["validity_params"]?.map != nil }
        guard !names.isEmpty, !hasWindow else { return }
        let message =
            "The use of `natural` entities is currently supported only in conjunction with a validity window defined in the set of time "
            + "dimensions associated with the semantic model. Semantic model `\(model.name)` uses a natural entity (\(Self.set(names))) but "
            + "does not define a validity window!"
        error(message, model)
    }

    private mutating func checkPrimaryEntity(_ model: SemanticResource) {
        let primary = model.elements("entities").filter { $0.text("type") == "primary" }.map(\.name)
        let field = model.definition["primary_entity"]?.string
        if primary.count > 1 {
            let message =
                "Semantic models can have only one primary entity. The semantic model `\(model.name)` has \(primary.count): "
                + primary.joined(separator: ", ")
            error(message, model)
        } else if let entity = primary.first {
            guard let field else { return }
            let message =
                "The semantic model `\(model.name)` has an entity named `\(entity)` with type primary but it also has the `primary_entity` "
                + "field set to `\(field)`. Both should not be present in the model."
            error(message, model)
        } else if field == nil, !model.elements("dimensions").isEmpty {
            let message =
                "The semantic model \(model.name) contains dimensions, but it does not define a primary entity. Either add an entity with "
                + "type PRIMARY or set a value for the primary_entity key."
            error(message, model)
        }
    }
}
