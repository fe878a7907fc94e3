import Formats

/// The shapes of the entries of properties files (dbt 1.12's contracts).
enum PropertyShapes {
    /// The shape of an entry. Metrics have two forms, told apart by `type_params`.
    static func shape(of section: PropertiesSection, _ entry: ConfigMap = ConfigMap()) -> ObjectShape {
        switch section {
        case .models: model
        case .seeds, .snapshots: testable
        case .analyses: analysis
        case .dataTests: described
        case .macros: macro
        case .sources: source
        case .exposures: exposure
        case .groups: group
        case .unitTests: unitTest
        case .metrics: entry["type_params"] == nil ? SemanticShapes.flatMetric : SemanticShapes.nestedMetric
        case .functions: function
        case .semanticModels: SemanticShapes.semanticModel
        case .savedQueries: SemanticShapes.savedQuery
        }
    }

    private typealias Keys = [(name: String, shape: Shape)]

    private static let docs = Shape.object(ObjectShape([("show", .bool), ("node_color", .optional(.string))]))
    private static let testList = Shape.list(.anyOf([.map, .string]))
    private static let version = Shape.anyOf([.integer, .number, .string])

    private static let describedKeys: Keys = [
        ("name", .string), ("description", .string), ("meta", .map), ("data_type", .optional(.string)), ("constraints", .list(.map)),
        ("docs", docs), ("config", .map),
    ]
    private static let testedKeys: Keys = describedKeys + [("data_tests", testList), ("tests", testList)]
    private static let columnKeys: Keys =
        testedKeys + [
            ("quote", .optional(.bool)), ("tags", .strings), ("granularity", .optional(.string)),
            ("dimension", SemanticShapes.columnDimension), ("entity", SemanticShapes.columnEntity),
        ]
    private static let column = Shape.object(ObjectShape(columnKeys, required: ["name"], isOpen: true))
    private static let testableKeys: Keys =
        testedKeys + [("columns", .list(column)), ("quote_columns", .optional(.bool)), ("access", .optional(.string))]

    private static let described = ObjectShape(describedKeys, required: ["name"], isOpen: true)
    private static let testable = ObjectShape(testableKeys, required: ["name"], isOpen: true)
    private static let analysis = ObjectShape(
        describedKeys + [("columns", .list(column)), ("access", .optional(.string))], required: ["name"], isOpen: true)

    private static let function = ObjectShape(
        describedKeys + SemanticShapes.functionKeys, required: ["name", "returns"], isOpen: true)

    private static let includeExclude = Shape.object(
        ObjectShape([("include", .anyOf([.string, .strings])), ("exclude", .strings)], required: ["include"]))
    private static let modelVersion = Shape.object(
        ObjectShape(
            [
                ("v", version), ("defined_in", .optional(.string)), ("description", .string), ("access", .optional(.string)),
                ("config", .map), ("constraints", .list(.map)), ("docs", docs), ("data_tests", .optional(testList)),
                ("tests", .optional(testList)), ("columns", .list(.anyOf([includeExclude, column]))),
                ("deprecation_date", .optional(.string)),
            ],
            required: ["v"]))
    private static let timeSpine = Shape.object(
        ObjectShape(
            [
                ("standard_granularity_column", .string),
                (
                    "custom_granularities",
                    .list(.object(ObjectShape([("name", .string), ("column_name", .optional(.string))], required: ["name"])))
                ),
            ], required: ["standard_granularity_column"]))
    private static let model = ObjectShape(
        testableKeys + [
            ("latest_version", .optional(version)), ("versions", .list(modelVersion)), ("deprecation_date", .optional(.string)),
            ("time_spine", .optional(timeSpine)), ("semantic_model", SemanticShapes.modelSwitch), ("primary_entity", .optional(.string)),
            ("agg_time_dimension", .optional(.string)),
            ("metrics", .optional(.list(.object(SemanticShapes.flatMetric)))), ("derived_semantics", .optional(SemanticShapes.derived)),
        ], required: ["name"], isOpen: true)

    private static let argument = Shape.object(
        ObjectShape([("name", .string), ("type", .optional(.string)), ("description", .string)], required: ["name"]))
    private static let macro = ObjectShape(describedKeys + [("arguments", .list(argument))], required: ["name"], isOpen: true)

    private static let time = Shape.object(
        ObjectShape([("count", .optional(.integer)), ("period", .optional(.oneOf(["minute", "hour", "day"])))]))
    private static let freshness = Shape.optional(
        .object(ObjectShape([("warn_after", .optional(time)), ("error_after", .optional(time)), ("filter", .optional(.string))])))
    private static let quoting = Shape.object(
        ObjectShape(["database", "schema", "identifier", "column"].map { ($0, .optional(.bool)) }))
    private static let loadedKeys: Keys = [
        ("loaded_at_field", .optional(.string)), ("loaded_at_field_present", .optional(.bool)), ("loaded_at_query", .optional(.string)),
        ("freshness", freshness),
    ]
    private static let table = Shape.object(
        ObjectShape(
            testedKeys + loadedKeys + [
                ("columns", .list(column)), ("identifier", .optional(.string)), ("quoting", quoting), ("external", .optional(.map)),
                ("tags", .strings),
            ], required: ["name"], isOpen: true))
    private static let source = ObjectShape(
        loadedKeys + [
            ("name", .string), ("description", .string), ("meta", .map), ("database", .optional(.string)), ("schema", .optional(.string)),
            ("loader", .string), ("quoting", quoting), ("tables", .list(table)), ("tags", .strings), ("config", .map),
            ("overrides", .string), ("unrendered_database", .optional(.string)), ("unrendered_schema", .optional(.string)),
        ], required: ["name"])

    private static let owner = Shape.object(
        ObjectShape([("email", .anyOf([.string, .strings, .null])), ("name", .optional(.string))], isOpen: true))
    private static let exposure = ObjectShape(
        [
            ("name", .string), ("type", .oneOf(["dashboard", "notebook", "analysis", "ml", "application"])), ("owner", owner),
            ("description", .string), ("label", .optional(.string)), ("maturity", .optional(.oneOf(["low", "medium", "high"]))),
            ("meta", .map), ("tags", .strings), ("url", .optional(.string)), ("depends_on", .strings), ("config", .map),
        ], required: ["name", "type", "owner"])
    private static let group = ObjectShape(
        [("name", .string), ("owner", owner), ("description", .optional(.string)), ("config", .map)], required: ["name", "owner"])

    private static let rows = Shape.anyOf([.string, .list(.map), .null])
    private static let format = Shape.oneOf(["csv", "dict", "sql"])
    private static let given = Shape.object(
        ObjectShape(
            [("input", .string), ("rows", rows), ("format", format), ("fixture", .optional(.string))], required: ["input"]))
    private static let expect = Shape.object(ObjectShape([("rows", rows), ("format", format), ("fixture", .optional(.string))]))
    private static let overrides = Shape.object(ObjectShape([("macros", .map), ("vars", .map), ("env_vars", .map)]))
    private static let versions = Shape.object(
        ObjectShape([("include", .optional(.list(version))), ("exclude", .optional(.list(version)))]))
    private static let unitTest = ObjectShape(
        [
            ("name", .string), ("model", .string), ("given", .list(given)), ("expect", expect), ("description", .string),
            ("overrides", .optional(overrides)), ("config", .map), ("versions", .optional(versions)),
        ], required: ["name", "model", "given", "expect"])

    /// The keys of a column that are dbt's; the rest is the user's own.
    static let columnNames = Set(columnKeys.map(\.name))
}
