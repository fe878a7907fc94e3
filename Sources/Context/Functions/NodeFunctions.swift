import Formats
import Graph
import Jinja
import Project
import Warehouse

/// `this`, `model`, `graph` and what else describes the node being rendered.
let nodeFunctions: [ContextFunction] = [
    ContextFunction("execute") { .bool($0.executes) },
    ContextFunction("this") { context in
        switch context.subject {
        case .node(let node): node.resourceType == .operation ? Value.none : .relation(context.relation(of: node))
        case .source(let source): .relation(context.relation(of: source))
        case .macro: nil
        }
    },
    ContextFunction("source_node") { context in
        if case .source(let source) = context.subject { return .object(source.manifestValue(.graph).jinjaDict()) }
        return nil
    },
    ContextFunction("defer_relation") { context in context.node == nil ? nil : context.deferRelation.map(Value.relation) ?? Value.none },
    ContextFunction("database") { context in
        context.node.map { .text($0.database) } ?? .string(context.world.adapter.credentials.database)
    },
    ContextFunction("schema") { context in
        context.node.map { .string(context.world.adapter.physicalSchema($0.schema)) } ?? .string(context.world.adapter.credentials.schema)
    },
    ContextFunction("model") { $0.modelValue() },
    ContextFunction("graph") { $0.graphValue() },
    ContextFunction("pre_hooks") { $0.hooks("pre-hook") },
    ContextFunction("post_hooks") { $0.hooks("post-hook") },
    ContextFunction("sql") { .text($0.compiledCode) },
    ContextFunction("compiled_code") { .text($0.compiledCode) },
    ContextFunction("sql_now") { .string($0.world.adapter.dialect.dateFunction) },
    ContextFunction("selected_resources") { .object(ListObject($0.world.invocation.selected.map(Value.string))) },
    ContextFunction("invocation_id") { .string($0.world.invocation.id) },
    ContextFunction("thread_id") { _ in .string("Thread-1 (worker)") },
    .function("otel_trace_id", Signature()) { _, _, _ in .string(String(repeating: "0", count: 32)) },
    .function("otel_span_id", Signature()) { _, _, _ in .string(String(repeating: "0", count: 16)) },
    .function("load_agate_table", Signature()) { context, _, _ in
        guard let seedTable = context.seedTable else {
            throw JinjaError(
                .compilation,
                "can only load_agate_table for seeds (got a \(context.node?.resourceType.rawValue ?? "macro"))")
        }
        return .object(try seedTable())
    },
]

extension RenderContext {
    /// The node's SQL; for `clone`, a query of the relation it stands for.
    fileprivate var compiledCode: String? {
        if world.invocation.command == "clone", let deferRelation { return "select * from \(deferRelation.render())" }
        return node?.compilation?.code
    }

    /// The node as a dict, keys without a value left out; types of contract columns translated to the engine's.
    fileprivate func modelValue() -> Value? {
        switch subject {
        case .source(let source): return .object(source.manifestValue(.model).jinjaDict())
        case .macro: return .object(DictObject())
        case .node(let node):
            let dict = node.manifestFields(.model).jinjaDict()
            if let code = dict["compiled_code"] { dict["compiled_sql"] = code }
            if let config: DictObject = dict["config"]?.object() {
                for key in Node.momentKeys { node.moment(key).map { config[key] = $0 } }
            }
            if let batch = node.model?.batch { dict["batch"] = batch.jinjaValue }
            if node.contract.aliasTypes, let columns: DictObject = dict["columns"]?.object() {
                for case let column? in columns.values.map({ $0.object(DictObject.self) }) {
                    if let type = column["data_type"]?.text { column["data_type"] = .string(Column.translateType(type)) }
                }
            }
            return .object(dict)
        }
    }

    /// Every resource as dicts by section, one for the whole run; empty while parsing.
    fileprivate func graphValue() -> Value {
        guard let project else { return .object(DictObject()) }
        if project.isUnitTest { return .object(Self.graph(of: project.manifest)) }
        return .object(session?.graph { Self.graph(of: project.manifest) } ?? Self.graph(of: project.manifest))
    }

    private static func graph(of manifest: Manifest) -> DictObject {
        let graph = DictObject()
        for section in ManifestSection.graph {
            let resources = DictObject()
            manifest.forEach(in: section, .graph) { id, fields in resources[id] = .object(fields.jinjaDict()) }
            graph[section.rawValue] = .object(resources)
        }
        return graph
    }

    fileprivate func hooks(_ key: String) -> Value? {
        guard let node else { return Value.none }
        if node.resourceType == .test || node.resourceType == .unitTest { return .object(ListObject()) }
        return node.config[key]?.droppingNullKeys.jinjaValue() ?? .object(ListObject())
    }
}

extension ConfigValue {
    /// A list of mappings with the null keys left out of each.
    fileprivate var droppingNullKeys: ConfigValue {
        guard let list else { return self }
        return .list(
            list.map { element in
                guard let map = element.map else { return element }
                return .map(ConfigMap(map.filter { !$0.value.isNull }.map { ($0.name, $0.value) }))
            })
    }
}
