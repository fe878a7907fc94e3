import Formats
import Graph
import Project

/// How a configuration value of one place joins those of the places before it.
enum ConfigMergeRule {
    /// Lists grow; a single value counts as a list of one.
    case append
    /// Mappings take over each key.
    case update
    /// Mappings whose values are lists; a key with `+` in front extends the list, any other replaces it.
    case grants
    /// The later value counts.
    case replace
}

/// The configuration of a kind of resource: its keys with dbt's defaults, in dbt's order, and the tree of `dbt_project.yml` it reads.
struct ConfigSchema: Sendable {
    let tree: ConfigTreeKind
    let defaults: ConfigMap
    let shapes: ObjectShape

    /// How a declared key is merged; the user's own keys are replaced.
    func rule(for key: String) -> ConfigMergeRule {
        guard defaults[key] != nil else { return .replace }
        switch key {
        case "tags": return appendsTags ? .append : .replace
        case "packages", "pre-hook", "post-hook": return .append
        case "meta", "quoting", "column_types", "docs", "contract", "latest_version_pointer": return .update
        case "grants": return .grants
        default: return .replace
        }
    }

    /// Tags of sources and exposures are computed before they reach the configuration.
    private var appendsTags: Bool { tree != .sources && tree != .exposures }

    /// The schema of a kind of resource.
    static func schema(for type: ResourceType, correctedAnalyses: Bool = false) -> ConfigSchema {
        switch type {
        case .model: model
        case .seed: seed
        case .snapshot: snapshot
        case .test: test
        case .source: source
        case .exposure: exposure
        case .unitTest: unitTest
        case .group: group
        case .metric: metric
        case .semanticModel: semanticModel
        case .savedQuery: savedQuery
        case .function: function
        case .analysis where correctedAnalyses: analysis
        default: node
        }
    }

    private static let shared: [(String, ConfigValue)] = [
        ("enabled", true), ("alias", .null), ("schema", .null), ("database", .null), ("tags", .list([])), ("meta", .map([:])),
        ("group", .null), ("static_analysis", .null),
    ]

    private static func nodeDefaults(materialized: String) -> [(String, ConfigValue)] {
        shared + [
            ("materialized", .string(materialized)), ("incremental_strategy", .null), ("batch_size", .null), ("lookback", 1),
            ("begin", .null), ("persist_docs", .map([:])), ("post-hook", .list([])), ("pre-hook", .list([])), ("quoting", .map([:])),
            ("column_types", .map([:])), ("full_refresh", .null), ("unique_key", .null), ("on_schema_change", "ignore"),
            ("on_configuration_change", "apply"), ("grants", .map([:])), ("packages", .list([])),
            ("docs", .map(["show": true, "node_color": .null])), ("contract", .map(["enforced": false, "alias_types": true])),
            ("event_time", .null), ("concurrent_batches", .null),
        ]
    }

    private static let modelDefaults: [(String, ConfigValue)] = [
        ("access", "protected"), ("freshness", .null), ("on_error", .null),
        ("latest_version_pointer", .map(["enabled": .null, "alias": .null])),
    ]
    private static let snapshotDefaults: [(String, ConfigValue)] = [
        ("strategy", .null), ("target_schema", .null), ("target_database", .null), ("updated_at", .null), ("check_cols", .null),
        (
            "snapshot_meta_column_names",
            .map([
                "dbt_valid_to": .null, "dbt_valid_from": .null, "dbt_scd_id": .null, "dbt_updated_at": .null, "dbt_is_deleted": .null,
            ])
        ),
        ("dbt_valid_to_current", .null),
    ]
    private static let testDefaults: [(String, ConfigValue)] = [
        ("materialized", "test"), ("severity", "ERROR"), ("store_failures", .null), ("store_failures_as", .null), ("sql_header", .null),
        ("where", .null), ("limit", .null), ("fail_calc", "count(*)"), ("warn_if", "!= 0"), ("error_if", "!= 0"),
    ]

    private static let model = ConfigSchema(
        tree: .models, defaults: ConfigMap(nodeDefaults(materialized: "view") + modelDefaults), shapes: ConfigShapes.model)
    private static let node = ConfigSchema(
        tree: .models, defaults: ConfigMap(nodeDefaults(materialized: "view")), shapes: ConfigShapes.node)
    private static let analysis = ConfigSchema(
        tree: .analyses, defaults: ConfigMap(nodeDefaults(materialized: "view")), shapes: ConfigShapes.node)
    private static let seed = ConfigSchema(
        tree: .seeds, defaults: ConfigMap(nodeDefaults(materialized: "seed") + [("delimiter", ","), ("quote_columns", .null)]),
        shapes: ConfigShapes.seed)
    private static let snapshot = ConfigSchema(
        tree: .snapshots, defaults: ConfigMap(nodeDefaults(materialized: "snapshot") + snapshotDefaults), shapes: ConfigShapes.snapshot)
    private static let test: ConfigSchema = {
        var defaults = ConfigMap(shared + testDefaults)
        defaults["schema"] = "dbt_test__audit"
        return ConfigSchema(tree: .dataTests, defaults: defaults, shapes: ConfigShapes.test)
    }()
    private static let source = ConfigSchema(
        tree: .sources,
        defaults: [
            "enabled": true, "event_time": .null, "freshness": FreshnessMerge.unset, "loaded_at_field": .null, "loaded_at_query": .null,
            "meta": .map([:]), "tags": .list([]), "static_analysis": .null,
        ], shapes: ConfigShapes.source)
    private static let exposure = ConfigSchema(
        tree: .exposures, defaults: ["enabled": true, "tags": .list([]), "meta": .map([:])], shapes: ConfigShapes.exposure)
    private static let unitTest = ConfigSchema(
        tree: .unitTests, defaults: ["tags": .list([]), "meta": .map([:]), "enabled": true, "static_analysis": .null],
        shapes: ConfigShapes.unitTest)
    private static let semantic: ConfigMap = ["enabled": true, "group": .null, "meta": .map([:])]
    private static let metric = ConfigSchema(tree: .metrics, defaults: semantic, shapes: ConfigShapes.semantic)
    private static let semanticModel = ConfigSchema(tree: .semanticModels, defaults: semantic, shapes: ConfigShapes.semantic)
    private static let savedQuery: ConfigSchema = {
        var defaults = semantic
        for (key, value) in [("export_as", ConfigValue.null), ("schema", .null), ("cache", .map(["enabled": false]))] {
            defaults[key] = value
        }
        return ConfigSchema(tree: .savedQueries, defaults: defaults, shapes: ConfigShapes.savedQuery)
    }()
    private static let function = ConfigSchema(
        tree: .functions,
        defaults: ConfigMap(
            nodeDefaults(materialized: "function") + [
                ("type", "scalar"), ("volatility", .null), ("runtime_version", .null), ("entry_point", .null),
                ("snowflake", .map(["quote_args": true])),
            ]), shapes: ConfigShapes.function)
    private static let group = ConfigSchema(tree: .models, defaults: ["meta": .map([:])], shapes: ConfigShapes.group)
}
