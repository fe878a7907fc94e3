import Jinja
import Warehouse

/// `adapter`, `api`, `context`, `builtins` and what else describes the context itself.
let informationFunctions: [ContextFunction] = [
    ContextFunction("adapter") { .object(AdapterObject($0)) },
    ContextFunction("api") { context in
        let dialect = context.world.adapter.dialect
        return .object(
            ResultObject([
                ("Relation", .object(RelationClassObject(dialect.relationStyle))),
                ("Column", .object(ColumnClassObject(dialect.columnFlavor))),
            ]))
    },
    .function("return", Signature("data")) { _, arguments, renderer in try renderer.returnFromMacro(arguments.value(0)) },
    ContextFunction("column") { .object(ColumnClassObject($0.world.adapter.dialect.columnFlavor)) },
    ContextFunction("context") { .object(ContextObject($0, { context, name in context.lookup(name) })) },
    ContextFunction("builtins") { .object(ContextObject($0, { context, name in context.function(name) })) },
    ContextFunction("context_macro_stack") { .object(MacroStackObject($0)) },
    ContextFunction("validation") { _ in
        .object(ResultObject([("any", .object(ValidateAny()))]))
    },
]

/// `context` and `builtins`: the context's names as a mapping.
private final class ContextObject: Object {
    private unowned let context: RenderContext
    private let find: (RenderContext, String) -> Value?

    init(_ context: RenderContext, _ find: @escaping (RenderContext, String) -> Value?) {
        self.context = context
        self.find = find
    }

    override var typeName: String { "dict" }
    override var isMapping: Bool { true }
    override var length: Int? { AllFunctions.all.count }
    override func item(_ key: Value, _ renderer: Renderer) throws -> Value? { key.text.flatMap { find(context, $0) } }
    override func contains(_ needle: Value) throws -> Bool? { needle.text.map { find(context, $0) != nil } ?? false }
    override func makeIterator() throws -> ValueIterator? { ArrayIterator(AllFunctions.all.map { .string($0.name) }) }
    override func method(_ name: String) -> Method? { Self.methods[name] }

    private static let methods: [String: Method] = [
        "get": Method("get", Signature("key", "default=")) { receiver, arguments, _ in
            guard let object: ContextObject = receiver.object(), let name = arguments.value(0).text else { return arguments.value(1) }
            return object.find(object.context, name) ?? arguments.value(1)
        },
        "keys": Method("keys", Signature()) { _, _, _ in .object(ListObject(AllFunctions.all.map { .string($0.name) })) },
        // Packages keep their state there: what is added is a name for every macro that is called afterwards.
        "update": Method("update", Signature("other=", "**")) { receiver, arguments, _ in
            guard let context = receiver.object(ContextObject.self)?.context else { return .none }
            let added: DictObject? = arguments[0]?.object()
            for (key, value) in added?.entries ?? [] {
                if let name = key.text { context.extra[name] = value }
            }
            for (name, value) in arguments.extraNamed { context.extra[name] = value }
            context.refresh()
            return .none
        },
    ]
}

/// `context_macro_stack`: the macros that are running, outermost first, behind the node.
private final class MacroStackObject: Object {
    private unowned let context: RenderContext

    init(_ context: RenderContext) { self.context = context }

    override var typeName: String { "MacroStack" }
    override func attribute(_ name: String, _ renderer: Renderer) throws -> Value? {
        let running = renderer.runningMacros.map { Value.string($0.definition.uniqueID) }
        switch name {
        case "call_stack": return .object(ListObject((context.nodeID.map { [.string($0)] } ?? []) + running))
        case "depth": return .int(running.count)
        default: return nil
        }
    }
}

/// `validation.any[…]`: makes a check that a value is one of some values or types.
private final class ValidateAny: Object {
    override var typeName: String { "function" }
    override var isCallable: Bool { true }

    override func item(_ key: Value, _ renderer: Renderer) throws -> Value? {
        let allowed = key.object(TupleObject.self)?.elements ?? [key]
        return try check(allowed)
    }

    override func call(_ arguments: Arguments, _ renderer: Renderer) throws -> Value { try check(arguments.positional) }

    private func check(_ allowed: [Value]) throws -> Value {
        .object(
            FunctionObject("inner", Signature("value")) { arguments, renderer in
                let value = arguments.value(0)
                for candidate in allowed where try candidate.equals(value) || Self.isInstance(value, of: candidate) { return .none }
                let listed = try allowed.map { try $0.str() }.joined(separator: ",")
                throw RaisedError("Validation Error", "Expected value \"\(try value.str())\" to be one of \(listed)")
            })
    }

    /// Whether a class such as `string` or `dict` was given and the value is one of its kind.
    private static func isInstance(_ value: Value, of candidate: Value) -> Bool {
        guard let type: Object = candidate.object(), type.isCallable, let text = try? type.repr() else { return false }
        return text == "<class '\(value.typeName)'>"
    }
}
