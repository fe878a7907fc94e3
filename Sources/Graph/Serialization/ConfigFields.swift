import Formats

/// The configuration keys dbt declares for each kind of node. Only these are left out when they have no value; a user's own key stays.
enum ConfigFields {
    private static let shared: Set = ["enabled", "alias", "schema", "database", "tags", "meta", "group", "static_analysis", "materialized"]
    private static let node = shared.union([
        "incremental_strategy", "batch_size", "lookback", "begin", "persist_docs", "post-hook", "pre-hook", "quoting", "column_types",
        "full_refresh", "unique_key", "on_schema_change", "on_configuration_change", "grants", "packages", "docs", "contract", "event_time",
        "concurrent_batches",
    ])
    private static let model = node.union(["access", "freshness", "on_error", "latest_version_pointer"])
    private static let seed = node.union(["delimiter", "quote_columns"])
    private static let snapshot = node.union([
        "strategy", "target_schema", "target_database", "updated_at", "check_cols", "snapshot_meta_column_names", "dbt_valid_to_current",
    ])
    private static let test = shared.union([
        "severity", "store_failures", "store_failures_as", "sql_header", "where", "limit", "fail_calc", "warn_if", "error_if",
    ])
    private static let function = node.union(["type", "volatility", "runtime_version", "entry_point", "snowflake"])
    private static let source: Set = [
        "enabled", "event_time", "freshness", "loaded_at_field", "loaded_at_query", "meta", "tags", "static_analysis",
    ]
    /// Keys whose value is a structure of dbt's own, so that its null fields are left out too.
    private static let structures: Set = [
        "docs", "contract", "freshness", "latest_version_pointer", "snapshot_meta_column_names", "post-hook", "pre-hook",
    ]

    /// The declared keys of a kind of resource.
    static func declared(for type: ResourceType) -> Set<String> {
        switch type {
        case .model: model
        case .seed: seed
        case .snapshot: snapshot
        case .test: test
        case .source: source
        case .function: function
        default: node
        }
    }

    /// A configuration as the given form shows it.
    static func shown(_ config: ConfigMap, of type: ResourceType, in form: ManifestForm) -> ConfigMap {
        guard form.omitsNulls else { return config }
        let keys = declared(for: type)
        var result = ConfigMap()
        for entry in config {
            let isDeclared = keys.contains(entry.name)
            if isDeclared, entry.value.isNull { continue }
            let isStructure = isDeclared && structures.contains(entry.name)
            result.set(entry.name, key: entry.key, isStructure ? droppingNulls(entry.value) : entry.value)
        }
        return result
    }

    /// Freshness nests one level deeper than the other structures.
    private static func droppingNulls(_ value: ConfigValue) -> ConfigValue {
        guard let map = value.map else { return value.droppingNullFields }
        var result = ConfigMap()
        for entry in map where !entry.value.isNull { result.set(entry.name, key: entry.key, entry.value.droppingNullFields) }
        return .map(result)
    }
}
