import Diagnostics
import Formats
import Graph
import Project

/// Brings merged values into the form dbt's configuration objects have: structures with all their keys, hooks as mappings, numbers typed.
struct ConfigNormalForm {
    let type: ResourceType
    private(set) var diagnostics: [Diagnostic] = []

    init(type: ResourceType) { self.type = type }

    mutating func apply(to config: inout ConfigMap) {
        if let flag = config["static_analysis"]?.bool { config["static_analysis"] = .string(flag ? "on" : "off") }
        if ![.test, .source, .exposure, .unitTest, .group, .metric, .semanticModel, .savedQuery].contains(type) {
            normalizeHooks(&config)
            complete("docs", ["show": true, "node_color": .null], &config)
            complete("contract", ["enforced": false, "alias_types": true], &config)
        }
        switch type {
        case .model: normalizeModel(&config)
        case .snapshot:
            let none: ConfigMap = [
                "dbt_valid_to": .null, "dbt_valid_from": .null, "dbt_scd_id": .null, "dbt_updated_at": .null, "dbt_is_deleted": .null,
            ]
            complete("snapshot_meta_column_names", none, &config)
        case .test: normalizeTest(&config)
        case .source:
            if let freshness = config["freshness"] { config["freshness"] = FreshnessMerge.completed(freshness) }
        case .savedQuery:
            complete("cache", ["enabled": false], &config)
            if let word = config["export_as"]?.string { config["export_as"] = .string(word.lowercased()) }
        case .function: complete("snowflake", ["quote_args": true], &config)
        default: break
        }
        checkContract(config)
        checkMaterialization(config)
    }

    private func complete(_ key: String, _ defaults: ConfigMap, _ config: inout ConfigMap) {
        guard let value = config[key], let map = value.map else { return }
        var result = defaults
        for entry in map { result.set(entry.name, key: entry.key, entry.value) }
        config[key] = ConfigValue(.map(result), at: value.span)
    }

    private func normalizeHooks(_ config: inout ConfigMap) {
        for key in ["pre-hook", "post-hook"] {
            guard let value = config[key], let hooks = value.list else { continue }
            config[key] = ConfigValue(.list(hooks.map(Self.hook)), at: value.span)
        }
    }

    /// A hook as a mapping: a text is its SQL, or JSON that says more.
    static func hook(_ value: ConfigValue) -> ConfigValue {
        var written = value.map
        if written == nil, let text = value.string, text.utf8.first(where: { $0 != 0x20 && $0 != 0x0A }) == UInt8(ascii: "{") {
            written = (try? JSONReader.read(text: text))?.map
        }
        guard let written else { return ConfigValue(.map(["sql": value, "transaction": true, "index": .null]), at: value.span) }
        var result: ConfigMap = ["sql": .null, "transaction": true, "index": .null]
        for entry in written { result.set(entry.name, key: nil, entry.value) }
        return ConfigValue(.map(result), at: value.span)
    }

    private mutating func normalizeModel(_ config: inout ConfigMap) {
        if let flag = config["latest_version_pointer"]?.bool {
            config["latest_version_pointer"] = .map(["enabled": .bool(flag), "alias": .null])
        }
        complete("latest_version_pointer", ["enabled": .null, "alias": .null], &config)
        guard let freshness = config["freshness"]?.map, let build = freshness["build_after"]?.map else {
            config["freshness"] = .null
            return
        }
        var after: ConfigMap = ["count": .null, "period": .null, "updates_on": "any"]
        for entry in build { after.set(entry.name, key: entry.key, entry.value) }
        config["freshness"] = .map(["build_after": .map(after)])
        let hasCount = after["count"]?.isNull == false
        let hasPeriod = after["period"].map(PythonText.isTrue) ?? false
        if hasPeriod != hasCount {
            let (missing, given) = hasPeriod ? ("count", "period") : ("period", "count")
            let message = "`freshness.build_after` must have a value for `\(missing)` if a `\(given)` is provided"
            diagnostics.append(.error("bad-freshness", message, at: build.entries.first?.value.span))
        }
    }

    /// `store_failures_as` decides about `store_failures`; where it is not set it follows from it.
    private func normalizeTest(_ config: inout ConfigMap) {
        if let limit = config["limit"]?.string.flatMap(Int.init) { config["limit"] = .int(limit) }
        if let kind = config["store_failures_as"]?.string {
            config["store_failures"] = .bool(kind != "ephemeral")
        } else if let stores = config["store_failures"]?.bool {
            config["store_failures_as"] = .string(stores ? "table" : "ephemeral")
        }
    }

    private mutating func checkContract(_ config: ConfigMap) {
        guard config["contract"]?["enforced"]?.bool == true, config["materialized"]?.string == "incremental" else { return }
        let change = config["on_schema_change"]
        guard change?.string != "append_new_columns", change?.string != "fail" else { return }
        let message =
            "Invalid value for on_schema_change: \(change.map(PythonText.str) ?? "None"). Models materialized as incremental with contracts "
            + "enabled must set on_schema_change to 'append_new_columns' or 'fail'"
        diagnostics.append(.error("bad-on-schema-change", message, at: change?.span))
    }

    private mutating func checkMaterialization(_ config: ConfigMap) {
        let (kind, article) = type == .seed ? ("seed", "seed") : type == .test ? ("test", "test") : ("", "")
        guard !kind.isEmpty, let materialized = config["materialized"], materialized.string != kind else { return }
        let message = "A \(article) must have a materialized value of '\(kind)'"
        diagnostics.append(.error("bad-materialization", message, at: materialized.span))
    }
}
