/// A Python class as a value: called to make an instance, with class methods and constants as attributes.
final class ClassObject: Object {
    private let name: String
    private let construct: (Arguments, Renderer) throws -> Value
    private let members: [String: Method]
    private let constant: (String) -> Value?

    /// A class; `name` is qualified (`datetime.date`).
    init(
        _ name: String, members: [String: Method] = [:], constant: @escaping (String) -> Value? = { _ in nil },
        _ construct: @escaping (Arguments, Renderer) throws -> Value
    ) {
        self.name = name
        self.members = members
        self.constant = constant
        self.construct = construct
    }

    override var typeName: String { "type" }
    override var isCallable: Bool { true }
    override func repr() throws -> String { "<class '\(name)'>" }
    override func call(_ arguments: Arguments, _ renderer: Renderer) throws -> Value { try construct(arguments, renderer) }
    override func attribute(_ name: String, _ renderer: Renderer) throws -> Value? { constant(name) }
    override func method(_ name: String) -> Method? { members[name] }
}

extension Method {
    /// The method taken off its class: the receiver is the first argument, as in `date.isoformat(d)`.
    var unbound: Method {
        let body = function
        let name = name
        return Method(name) { _, arguments, renderer in
            guard let receiver = arguments.positional.first else {
                throw JinjaError(.type, "unbound method \(name)() needs an argument")
            }
            return try body(receiver, Arguments(Array(arguments.positional.dropFirst()), named: arguments.named), renderer)
        }
    }
}

extension BoundArguments {
    /// A part of a date or time: an int. Throws Python's TypeError for anything else, undefined too.
    func part(_ index: Int, default fallback: Int) throws -> Int {
        guard let value = self[index] else { return fallback }
        if let number = value.smallInteger { return number }
        if value.object(BigInteger.self) != nil { throw JinjaError(.overflow, "Python int too large to convert to C int") }
        throw JinjaError(.type, "'\(value.typeName)' object cannot be interpreted as an integer")
    }

    /// A zone, or nil for `None`. Throws a TypeError for anything else.
    func zone(_ index: Int) throws -> TimeZoneObject? {
        guard let value = self[index], !value.isNone else { return nil }
        guard let zone = value.object(TimeZoneObject.self) else {
            throw JinjaError(.type, "tzinfo argument must be None or of a tzinfo subclass, not type '\(value.typeName)'")
        }
        return zone
    }
}
