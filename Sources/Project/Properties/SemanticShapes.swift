/// The shapes of what the semantic layer and user-defined functions declare in properties files (dbt 1.12's contracts).
enum SemanticShapes {
    private typealias Keys = [(name: String, shape: Shape)]

    private static let text = Shape.optional(.string)
    private static let filter = Shape.anyOf([.string, .strings, .null])
    private static let inputMeasure = Shape.object(
        ObjectShape(
            [
                ("name", .string), ("filter", filter), ("alias", text), ("join_to_timespine", .bool),
                ("fill_nulls_with", .optional(.integer)),
            ], required: ["name"]))
    private static let inputMetric = Shape.object(
        ObjectShape(
            [("name", .string), ("filter", filter), ("alias", text), ("offset_window", text), ("offset_to_grain", text)],
            required: ["name"]))
    private static let measure = Shape.anyOf([inputMeasure, .string])
    private static let metricInput = Shape.anyOf([inputMetric, .string, .null])
    private static let metricInputs = Shape.anyOf([.list(.anyOf([inputMetric, .string])), .null])
    private static let constants = Shape.optional(
        .list(
            .object(
                ObjectShape(
                    [("base_property", .string), ("conversion_property", .string)], required: ["base_property", "conversion_property"]))))

    private static let conversion = Shape.object(
        ObjectShape(
            [
                ("base_measure", measure), ("conversion_measure", measure), ("entity", .string), ("calculation", .string), ("window", text),
                ("constant_properties", constants),
            ], required: ["base_measure", "conversion_measure", "entity"]))
    private static let cumulative = Shape.object(
        ObjectShape([("window", text), ("grain_to_date", text), ("period_agg", .string)]))
    private static let typeParams = Shape.object(
        ObjectShape([
            ("measure", .anyOf([inputMeasure, .string, .null])), ("numerator", metricInput), ("denominator", metricInput),
            ("expr", .anyOf([.string, .bool, .null])), ("window", text), ("grain_to_date", text), ("metrics", metricInputs),
            ("conversion_type_params", .optional(conversion)), ("cumulative_type_params", .optional(cumulative)),
        ]))
    private static let metricKeys: Keys = [
        ("name", .string), ("type", .string), ("label", text), ("description", .string), ("filter", filter), ("time_granularity", text),
        ("config", .map),
    ]

    /// A metric with `type_params`.
    static let nestedMetric = ObjectShape(
        metricKeys.map { $0.name == "label" ? ("label", Shape.string) : $0 } + [
            ("type_params", typeParams), ("meta", .map), ("tags", .strings),
        ], required: ["name", "label", "type_params"])

    private static let nonAdditive = Shape.object(
        ObjectShape([("name", .string), ("window_agg", .string), ("group_by", .strings)], required: ["name", "window_agg"]))
    /// A metric whose parameters stand beside its name.
    static let flatMetric = ObjectShape(
        metricKeys + [
            ("hidden", .bool), ("agg", text), ("percentile", .optional(.number)), ("percentile_type", text),
            ("join_to_timespine", .optional(.bool)), ("fill_nulls_with", .optional(.integer)),
            ("expr", .anyOf([.string, .integer, .null])),
            ("non_additive_dimension", .optional(nonAdditive)), ("agg_time_dimension", text), ("window", text), ("grain_to_date", text),
            ("period_agg", .string), ("input_metric", metricInput), ("numerator", metricInput), ("denominator", metricInput),
            ("input_metrics", metricInputs), ("entity", text), ("calculation", text), ("base_metric", metricInput),
            ("conversion_metric", metricInput), ("constant_properties", constants),
        ], required: ["name"])

    private static let validity = Shape.object(ObjectShape([("is_start", .bool), ("is_end", .bool)]))
    private static let elementKeys: Keys = [("type", .string), ("description", text), ("label", text), ("config", .map)]
    private static let dimensionKeys: Keys =
        elementKeys + [("name", text), ("is_partition", .bool), ("validity_params", .optional(validity))]
    /// `dimension:` of a column.
    static let columnDimension = Shape.anyOf([.object(ObjectShape(dimensionKeys, required: ["type"])), .string, .null])
    /// `entity:` of a column.
    static let columnEntity = Shape.anyOf([.object(ObjectShape(elementKeys + [("name", text)], required: ["type"])), .string, .null])
    /// `derived_semantics:` of a model.
    static let derived = Shape.object(
        ObjectShape([
            (
                "entities",
                .list(.object(ObjectShape(elementKeys + [("name", text), ("expr", .string)], required: ["type", "expr"])))
            ),
            (
                "dimensions",
                .list(
                    .object(
                        ObjectShape(
                            dimensionKeys.filter { $0.name != "name" } + [("name", .string), ("expr", .string), ("granularity", text)],
                            required: ["type", "name", "expr"])))
            ),
        ]))
    /// `semantic_model:` of a model.
    static let modelSwitch = Shape.anyOf([
        .object(
            ObjectShape([
                ("name", text), ("enabled", .bool), ("group", text), ("config", .optional(.object(ObjectShape([("meta", .map)])))),
            ])), .bool, .null,
    ])

    private static let dimension = Shape.object(
        ObjectShape(
            elementKeys + [
                ("name", .string), ("is_partition", .bool), ("expr", text),
                (
                    "type_params",
                    .optional(
                        .object(
                            ObjectShape(
                                [("time_granularity", .string), ("validity_params", .optional(validity))], required: ["time_granularity"])))
                ),
            ], required: ["type", "name"]))
    private static let entity = Shape.object(
        ObjectShape(elementKeys + [("name", .string), ("role", text), ("expr", text)], required: ["type", "name"]))
    private static let percentile = Shape.object(
        ObjectShape([
            ("percentile", .optional(.number)), ("use_discrete_percentile", .bool), ("use_approximate_percentile", .bool),
        ]))
    private static let windowed = Shape.object(
        ObjectShape(
            [("name", .string), ("window_choice", .string), ("window_groupings", .strings)], required: ["name", "window_choice"]))
    private static let modelMeasure = Shape.object(
        ObjectShape(
            [
                ("name", .string), ("agg", .string), ("description", text), ("label", text),
                ("expr", .anyOf([.string, .bool, .integer, .null])), ("agg_params", .optional(percentile)),
                ("non_additive_dimension", .optional(windowed)), ("agg_time_dimension", text), ("create_metric", .bool), ("config", .map),
            ], required: ["name", "agg"]))
    /// An entry of `semantic_models`.
    static let semanticModel = ObjectShape(
        [
            ("name", .string), ("model", .string), ("config", .map), ("description", text), ("label", text),
            ("defaults", .optional(.object(ObjectShape([("agg_time_dimension", text)])))), ("entities", .list(entity)),
            ("measures", .list(modelMeasure)), ("dimensions", .list(dimension)), ("primary_entity", text),
        ], required: ["name", "model"])

    /// An entry of `saved_queries`.
    static let savedQuery = ObjectShape(
        [
            ("name", .string),
            (
                "query_params",
                .object(
                    ObjectShape([
                        ("metrics", .strings), ("group_by", .strings), ("where", filter), ("order_by", .strings),
                        ("limit", .optional(.integer)),
                    ]))
            ), ("description", text), ("label", text),
            ("exports", .list(.object(ObjectShape([("name", .string), ("config", .map)], required: ["name"])))), ("config", .map),
            ("tags", .anyOf([.string, .strings])),
        ], required: ["name", "query_params"])

    private static let argument = Shape.object(
        ObjectShape(
            [("name", .string), ("data_type", .string), ("description", text), ("default_value", .any)], required: ["name", "data_type"]))
    private static let returns = Shape.object(ObjectShape([("data_type", .string), ("description", text)], required: ["data_type"]))
    private static let overload = Shape.object(
        ObjectShape(
            [("defined_in", .string), ("arguments", .list(argument)), ("returns", .optional(returns)), ("description", text)],
            required: ["defined_in"]))
    /// What an entry of `functions` has beside what every described node has.
    static let functionKeys: [(name: String, shape: Shape)] = [
        ("access", text), ("returns", returns), ("arguments", .list(argument)), ("overloads", .list(overload)),
    ]
}
