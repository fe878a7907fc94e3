/// The names Jinja itself gives to every template.
enum JinjaGlobals {
    /// The largest range the sandbox makes.
    static let largestRange = 100_000

    static let all: [Global] = [
        Global("range") { .object(FunctionObject("range") { arguments, _ in try range(arguments) }) },
        Global("dict") {
            .object(
                ClassObject("dict", members: DictMethods.dict.mapValues(\.unbound)) { arguments, renderer in try dict(arguments, renderer) }
            )
        },
        Global("namespace") {
            .object(
                ClassObject("jinja2.utils.Namespace") { arguments, renderer in
                    .object(NamespaceObject(try mapping(arguments, renderer)))
                })
        },
        Global("cycler") { .object(ClassObject("jinja2.utils.Cycler") { arguments, _ in .object(try CyclerObject(arguments)) }) },
        Global("joiner") {
            .object(
                ClassObject("jinja2.utils.Joiner") { arguments, _ in
                    let bound = try Signature("sep=").bind(arguments, function: "__init__")
                    return .object(JoinerObject(bound[0] ?? .string(", ")))
                })
        },
        Global("lipsum") {
            .object(
                FunctionObject("generate_lorem_ipsum", Signature("n=", "html=", "min=", "max=")) { arguments, _ in
                    try LoremIpsum.make(arguments)
                })
        },
    ]

    private static func range(_ arguments: Arguments) throws -> Value {
        if !arguments.named.isEmpty { throw JinjaError(.type, "range() takes no keyword arguments") }
        let numbers = try arguments.positional.map { value -> Int in
            if let number = value.smallInteger { return number }
            if value.object(BigInteger.self) != nil {
                throw JinjaError(.overflow, "Python int too large to convert to C ssize_t")
            }
            throw JinjaError(.type, "'\(value.typeName)' object cannot be interpreted as an integer")
        }
        let range: RangeObject
        switch numbers.count {
        case 1: range = try RangeObject(0, numbers[0])
        case 2: range = try RangeObject(numbers[0], numbers[1])
        case 3: range = try RangeObject(numbers[0], numbers[1], numbers[2])
        case 0: throw JinjaError(.type, "range expected at least 1 argument, got 0")
        default: throw JinjaError(.type, "range expected at most 3 arguments, got \(numbers.count)")
        }
        if range.count > largestRange {
            throw JinjaError(
                .overflow, "Range too big. The sandbox blocks ranges larger than MAX_RANGE (\(largestRange)).")
        }
        return .object(range)
    }

    private static func dict(_ arguments: Arguments, _ renderer: Renderer) throws -> Value { .object(try mapping(arguments, renderer)) }

    /// `dict(source, name=value, …)`.
    private static func mapping(_ arguments: Arguments, _ renderer: Renderer) throws -> DictObject {
        if arguments.positional.count > 1 {
            throw JinjaError(.type, "dict expected at most 1 argument, got \(arguments.positional.count)")
        }
        let dict = DictObject()
        if let source = arguments.positional.first { try DictMethods.merge(source, into: dict, renderer) }
        for (name, value) in arguments.named { dict[name] = value }
        return dict
    }
}

/// What `cycler()` makes.
private final class CyclerObject: Object {
    private let items: [Value]
    fileprivate var position = 0

    init(_ arguments: Arguments) throws {
        if let other = arguments.named.first {
            throw JinjaError(.type, "Cycler.__init__() got an unexpected keyword argument '\(other.name)'")
        }
        if arguments.positional.isEmpty { throw JinjaError(.pythonRuntime, "at least one item has to be provided") }
        items = arguments.positional
    }

    override var typeName: String { "Cycler" }
    override var qualifiedTypeName: String { "jinja2.utils.Cycler" }

    override func attribute(_ name: String, _ renderer: Renderer) throws -> Value? {
        switch name {
        case "current": items[position]
        case "items": .object(TupleObject(items))
        case "pos": .int(position)
        default: nil
        }
    }

    private func advance() -> Value {
        defer { position = (position + 1) % items.count }
        return items[position]
    }

    override func method(_ name: String) -> Method? {
        switch name {
        case "next": Self.next
        case "reset": Self.reset
        default: nil
        }
    }

    private static let next = Method("next", Signature()) { receiver, _, _ in receiver.object(CyclerObject.self)?.advance() ?? .none }
    private static let reset = Method("reset", Signature()) { receiver, _, _ in
        receiver.object(CyclerObject.self)?.position = 0
        return .none
    }
}

/// What `joiner()` makes: nothing at the first call, the separator afterwards.
private final class JoinerObject: Object {
    private let separator: Value
    private var isUsed = false

    init(_ separator: Value) { self.separator = separator }

    override var typeName: String { "Joiner" }
    override var qualifiedTypeName: String { "jinja2.utils.Joiner" }
    override var isCallable: Bool { true }

    override func call(_ arguments: Arguments, _ renderer: Renderer) throws -> Value {
        _ = try Signature().bind(arguments, function: "__call__")
        if isUsed { return separator }
        isUsed = true
        return .string("")
    }

    override func attribute(_ name: String, _ renderer: Renderer) throws -> Value? {
        switch name {
        case "sep": separator
        case "used": .bool(isUsed)
        default: nil
        }
    }
}
