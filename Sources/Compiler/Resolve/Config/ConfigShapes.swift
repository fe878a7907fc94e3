import Formats
import Project

/// The types of configuration values (dbt 1.12's contracts); keys beyond these are the user's own.
enum ConfigShapes {
    private typealias Keys = [(name: String, shape: Shape)]

    private static let text = Shape.optional(.string)
    private static let sharedKeys: Keys = [
        ("enabled", .bool), ("alias", text), ("schema", text), ("database", text), ("tags", .anyOf([.string, .strings])), ("meta", .map),
        ("group", text), ("static_analysis", text),
    ]
    private static let hooks = Shape.list(
        .object(ObjectShape([("sql", .string), ("transaction", .bool), ("index", .optional(.integer))], required: ["sql"])))
    private static let docs = Shape.object(ObjectShape([("show", .bool), ("node_color", text)], isOpen: true))
    private static let contract = Shape.object(ObjectShape([("enforced", .bool), ("alias_types", .bool)], isOpen: true))
    private static let nodeKeys: Keys =
        sharedKeys + [
            ("materialized", .string), ("incremental_strategy", text), ("persist_docs", .map), ("post-hook", hooks), ("pre-hook", hooks),
            ("quoting", .map), ("column_types", .map), ("full_refresh", .optional(.bool)),
            ("unique_key", .anyOf([.string, .strings, .null])), ("on_schema_change", text),
            ("on_configuration_change", .oneOf(["apply", "continue", "fail"])), ("grants", .map), ("packages", .strings), ("docs", docs),
            ("contract", contract),
        ]
    private static let pointer = Shape.object(ObjectShape([("enabled", .optional(.bool)), ("alias", text)]))
    private static let columnNames = Shape.object(
        ObjectShape(["dbt_valid_to", "dbt_valid_from", "dbt_scd_id", "dbt_updated_at", "dbt_is_deleted"].map { ($0, text) }))
    private static let severity = Shape.matching(#"^([Ww][Aa][Rr][Nn]|[Ee][Rr][Rr][Oo][Rr])$"#) {
        ["warn", "error"].contains($0.lowercased())
    }

    static let node = ObjectShape(nodeKeys, isOpen: true)
    static let model = ObjectShape(
        nodeKeys + [("on_error", .optional(.oneOf(["skip_children", "continue"]))), ("latest_version_pointer", pointer)], isOpen: true)
    static let seed = ObjectShape(nodeKeys + [("delimiter", .string), ("quote_columns", .optional(.bool))], isOpen: true)
    static let snapshot = ObjectShape(
        nodeKeys + [
            ("strategy", text), ("target_schema", text), ("target_database", text), ("updated_at", text),
            ("check_cols", .anyOf([.string, .strings, .null])), ("snapshot_meta_column_names", columnNames),
            ("dbt_valid_to_current", text),
        ], isOpen: true)
    static let test = ObjectShape(
        sharedKeys + [
            ("materialized", .string), ("severity", severity), ("store_failures", .optional(.bool)), ("store_failures_as", text),
            ("where", text), ("limit", .optional(.integer)), ("fail_calc", .string), ("warn_if", .string), ("error_if", .string),
        ], isOpen: true)
    static let source = ObjectShape(
        [
            ("enabled", .bool), ("loaded_at_field", text), ("loaded_at_query", text), ("meta", .map), ("tags", .strings),
            ("static_analysis", text),
        ], isOpen: true)
    static let exposure = ObjectShape([("enabled", .bool), ("tags", .strings), ("meta", .map)], isOpen: true)
    static let unitTest = ObjectShape(
        [("tags", .anyOf([.string, .strings])), ("meta", .map), ("enabled", .bool), ("static_analysis", text)], isOpen: true)
    static let group = ObjectShape([("meta", .map)], isOpen: true)
    private static let semanticKeys: Keys = [("enabled", .bool), ("group", text), ("meta", .map)]
    static let semantic = ObjectShape(semanticKeys, isOpen: true)
    static let savedQuery = ObjectShape(
        semanticKeys + [
            ("export_as", .optional(.oneOf(["table", "view"]))), ("schema", text),
            ("cache", .object(ObjectShape([("enabled", .bool)]))),
        ], isOpen: true)
    static let function = ObjectShape(
        nodeKeys + [
            ("type", .oneOf(["scalar", "aggregate", "table"])),
            ("volatility", .optional(.oneOf(["deterministic", "stable", "non-deterministic"]))), ("runtime_version", text),
            ("entry_point", text), ("snowflake", .object(ObjectShape([("quote_args", .bool)]))),
        ], isOpen: true)
}
