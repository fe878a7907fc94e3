import Diagnostics
import Formats
import Graph
import Project
import Warehouse

/// Names of relations: quoting, and where a schema really lies.
struct NodeNaming: Sendable {
    private let adapter: any Adapter
    private let policy: NamePolicy

    /// Names by an adapter's rules and the root project's `quoting:`.
    init(adapter: any Adapter, quoting: ConfigMap) {
        self.adapter = adapter
        policy = Self.policy(adapter.dialect.relationStyle.quotePolicy, quoting, adapter.credentials.aliases)
    }

    private static func policy(_ base: NamePolicy, _ quoting: ConfigMap, _ aliases: [(alias: String, key: String)]) -> NamePolicy {
        var policy = base
        for entry in quoting {
            let name = aliases.first { $0.alias == entry.name }?.key ?? entry.name
            guard let part = RelationPart(rawValue: name), let flag = entry.value.bool else { continue }
            policy[part] = flag
        }
        return policy
    }

    /// The adapter's type, which begins the names of its macros.
    var adapterType: String { adapter.dialect.name }
    /// The target's database.
    var defaultDatabase: String { adapter.credentials.database }
    /// The target's schema.
    var defaultSchema: String { adapter.credentials.schema }

    /// The schema a name from the project really lies in.
    func physicalSchema(_ schema: String) -> String { adapter.physicalSchema(schema) }

    /// The quoted full name; `quoting` is the node's own.
    func relationName(database: String?, schema: String, identifier: String, quoting: ConfigMap) -> String {
        Relation(
            database: database, schema: schema, identifier: identifier, quotePolicy: Self.policy(policy, quoting, []),
            style: adapter.dialect.relationStyle
        ).render()
    }

    /// A name in the engine's quotes.
    func quoted(_ name: String) -> String { adapter.dialect.quote(name) }

    /// Whether sources can be asked when they were last changed without a column of their own.
    var hasTableTimestamps: Bool { adapter.dialect.capabilities.contains(.tableLastModifiedMetadata) }
}
