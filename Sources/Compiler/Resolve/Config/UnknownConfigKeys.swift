import Diagnostics
import Formats
import Graph
import Project

/// Keys of a configuration that look like a mistyped one of dbt's own.
///
/// Any other unknown key is the user's own and means something to a macro of theirs, so dbt takes all of them without a word.
enum UnknownConfigKeys {
    /// Keys that adapters and built-in macros read beside those every node has.
    private static let adapterKeys: Set<String> = [
        "indexes", "unlogged", "transaction", "sql_header", "merge_update_columns", "merge_exclude_columns", "incremental_predicates",
        "hard_deletes", "invalidate_hard_deletes", "partition_by", "cluster_by", "labels", "index", "hours_to_expiration", "backup", "bind",
        "query_tag", "target_lag", "time_spine", "pre_hook", "post_hook", "tests", "data_tests", "delimiter", "quote_columns", "fail_calc",
    ]

    /// A note for each such key of a node's configuration.
    static func notes(on config: ConfigMap, _ schema: ConfigSchema, of node: Node, at fallback: SourceSpan?) -> [Diagnostic] {
        config.compactMap { entry in
            guard schema.defaults[entry.name] == nil, schema.shapes.shape(of: entry.name) == nil, !adapterKeys.contains(entry.name),
                let meant = DidYouMean.best(entry.name, among: schema.defaults.keys)
            else { return nil }
            return Diagnostic(
                "unknown-config", .note, "'\(entry.name)' is no configuration of a \(node.resourceType.rawValue) (in \(node.uniqueID))",
                at: entry.key.span ?? (entry.value.span ?? fallback)?.key(entry.name) ?? fallback, hint: "did you mean '\(meant)'?")
        }
    }
}
