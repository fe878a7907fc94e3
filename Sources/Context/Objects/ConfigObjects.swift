import Formats
import Graph
import Jinja
import Project

/// `config` while parsing: records what it is called with.
final class ParseConfigObject: Object {
    private unowned let context: RenderContext

    /// The configuration of the node being parsed.
    init(_ context: RenderContext) { self.context = context }

    override var typeName: String { "ParseConfigObject" }
    override var isCallable: Bool { true }

    override func call(_ arguments: Arguments, _ renderer: Renderer) throws -> Value {
        var map = ConfigMap()
        if arguments.positional.count == 1, arguments.named.isEmpty {
            guard case .map(let given) = try ConfigValue(arguments.positional[0]).kind else {
                throw JinjaError(.compilation, "Invalid inline model config")
            }
            map = given
        } else if arguments.positional.isEmpty, !arguments.named.isEmpty {
            for argument in arguments.named { map[argument.name] = try ConfigValue(argument.value) }
        } else {
            throw JinjaError(.compilation, "Invalid inline model config")
        }
        context.captured.configCalls.append(try Self.withDashedHooks(map))
        return .string("")
    }

    /// dbt's names of hooks: `pre_hook` becomes `pre-hook`.
    private static func withDashedHooks(_ map: ConfigMap) throws -> ConfigMap {
        var result = map
        for (old, new) in [("pre_hook", "pre-hook"), ("post_hook", "post-hook")] {
            guard let value = result[old] else { continue }
            if result[new] != nil {
                throw JinjaError(.compilation, "Invalid config, has conflicting keys \"\(old)\" and \"\(new)\"")
            }
            result[old] = nil
            result[new] = value
        }
        return result
    }

    override func method(_ name: String) -> Method? { Self.methods[name] }

    private static let methods: [String: Method] = Dictionary(
        uniqueKeysWithValues: [
            Method("set", Signature("name", "value")) { receiver, arguments, renderer in
                try renderer.call(receiver, Arguments([], named: [(name: try arguments.value(0).str(), value: arguments.value(1))]))
            },
            Method("get", Signature("name", "default=", "validator=")) { _, _, _ in .string("") },
            Method("require", Signature("name", "validator=")) { _, _, _ in .string("") },
            Method("meta_get", Signature("name", "default=", "validator=")) { _, _, _ in .string("") },
            Method("meta_require", Signature("name", "validator=")) { _, _, _ in .string("") },
            Method("persist_relation_docs", Signature()) { _, _, _ in .bool(false) },
            Method("persist_column_docs", Signature()) { _, _, _ in .bool(false) },
        ].map { ($0.name, $0) })
}

extension NodeContent {
    /// What the columns that a snapshot adds are called, each with its standard name where the configuration has none; nil for other nodes.
    fileprivate var snapshotColumnNames: Value? {
        guard resourceType == .snapshot else { return nil }
        let chosen = config["snapshot_meta_column_names"]?.map ?? ConfigMap()
        let standard = ["dbt_valid_from", "dbt_valid_to", "dbt_scd_id", "dbt_updated_at", "dbt_is_deleted"]
        return .object(DictObject(standard.map { ($0, .string(chosen[$0]?.string ?? $0)) }))
    }
}

/// `config` when a node runs: reads the finished configuration; calling it does nothing.
final class RuntimeConfigObject: Object {
    private unowned let context: RenderContext

    /// The configuration of the node being run.
    init(_ context: RenderContext) { self.context = context }

    override var typeName: String { "RuntimeConfigObject" }
    override var isCallable: Bool { true }
    override func call(_ arguments: Arguments, _ renderer: Renderer) throws -> Value { .string("") }
    override func method(_ name: String) -> Method? { Self.methods[name] }

    /// A configured value, null included; nil where the key is absent.
    private func value(_ name: String) -> Value? {
        let key = name == "pre_hook" ? "pre-hook" : name == "post_hook" ? "post-hook" : name
        switch context.subject {
        case .node(let node) where key == "snapshot_table_column_names": return node.snapshotColumnNames
        case .node(let node): return node.moment(key) ?? node.config[key]?.jinjaValue()
        case .source(let source): return source.config[key]?.jinjaValue()
        case .macro: return nil
        }
    }

    private func meta(_ name: String) -> Value? { context.node?.config["meta"]?.map?[name]?.jinjaValue() }

    private func missing(_ name: String) -> JinjaError {
        JinjaError(
            .compilation,
            "Model '\(context.nodeID ?? "None")' does not define a required config parameter '\(name)'.")
    }

    private static func config(_ receiver: Value) throws -> RuntimeConfigObject {
        guard let config: RuntimeConfigObject = receiver.object() else { throw JinjaError(.type, "the configuration is required") }
        return config
    }

    private static func validate(_ validator: Value, _ value: Value, _ renderer: Renderer) throws {
        if !validator.isNone { _ = try renderer.call(validator, Arguments([value])) }
    }

    private func persistDocs(_ key: String) throws -> Value {
        guard let docs = value("persist_docs"), !docs.isNone else { return .bool(false) }
        guard let dict: DictObject = docs.object() else {
            throw JinjaError(
                .compilation, "Invalid value provided for 'persist_docs'. Expected dict but received <class '\(docs.typeName)'>")
        }
        return dict[key] ?? .bool(false)
    }

    private static let methods: [String: Method] = Dictionary(
        uniqueKeysWithValues: [
            Method("set", Signature("name", "value")) { _, _, _ in .string("") },
            Method("get", Signature("name", "default=", "validator=")) { receiver, arguments, renderer in
                let (own, name) = (try config(receiver), try arguments.value(0).str())
                let found = own.value(name)
                if found == nil, own.meta(name) != nil { try own.context.world.output.warn(.metaKey(name), node: own.context.nodeID) }
                let value = found ?? arguments.value(1)
                if !arguments.value(1).isNone { try validate(arguments.value(2), value, renderer) }
                return value
            },
            Method("require", Signature("name", "validator=")) { receiver, arguments, renderer in
                let name = try arguments.value(0).str()
                guard let value = try config(receiver).value(name) else { throw try config(receiver).missing(name) }
                try validate(arguments.value(1), value, renderer)
                return value
            },
            Method("meta_get", Signature("name", "default=", "validator=")) { receiver, arguments, renderer in
                let value = try config(receiver).meta(arguments.value(0).str()) ?? arguments.value(1)
                if !arguments.value(1).isNone { try validate(arguments.value(2), value, renderer) }
                return value
            },
            Method("meta_require", Signature("name", "validator=")) { receiver, arguments, renderer in
                let name = try arguments.value(0).str()
                guard let value = try config(receiver).meta(name) else { throw try config(receiver).missing(name) }
                try validate(arguments.value(1), value, renderer)
                return value
            },
            Method("persist_relation_docs", Signature()) { receiver, _, _ in try config(receiver).persistDocs("relation") },
            Method("persist_column_docs", Signature()) { receiver, _, _ in try config(receiver).persistDocs("columns") },
        ].map { ($0.name, $0) })
}
