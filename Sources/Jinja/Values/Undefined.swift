extension Undefined.Origin {
    /// How dbt's forgiving kind words it: it forgets the owner.
    fileprivate var forgiving: Undefined.Origin {
        switch self {
        case .attribute(let name, _): .name(name)
        case .item(let key, _): .message("\((try? key.repr()) ?? "?") is undefined")
        case .unsafe(let message): .message(message)
        case .name, .message: self
        }
    }
}

/// A value that does not exist: what a missing name, attribute or item gives. How its use fails is worded when it is used.
public final class Undefined {
    /// What was looked for, and so how the message reads.
    public enum Origin {
        /// A name that is in no scope: `'x' is undefined`.
        case name(String)
        /// An attribute or string key of something: `'dict object' has no attribute 'k'`.
        case attribute(String, of: Value)
        /// An item by another key: `list object has no element 9`.
        case item(Value, of: Value)
        /// A message of its own: `parameter 'x' was not provided`.
        case message(String)
        /// An attribute the sandbox forbids: any use is a SecurityError with this message.
        case unsafe(String)
    }

    /// What was looked for.
    public let origin: Origin
    /// Whether it is dbt's forgiving kind, on which attributes, items and calls give undefined again (parse mode).
    public let isForgiving: Bool

    /// An undefined value.
    public init(_ origin: Origin, isForgiving: Bool = false) {
        self.origin = isForgiving ? origin.forgiving : origin
        self.isForgiving = isForgiving
    }

    /// The attribute of a forgiving undefined: its own (`name`, `hint`, `node`), else another undefined.
    ///
    /// dbt's class keeps the last attribute asked for as its name.
    func forgivingAttribute(_ attribute: String) -> Value {
        switch attribute {
        case "name": return shownName.map { .string($0) } ?? .none
        case "node": return .none
        case "hint":
            if case .message(let hint) = origin { return .string(hint) }
            return .none
        case "unsafe_callable", "alters_data": return .bool(false)
        default: break
        }
        if attribute.hasPrefix("__"), attribute.hasSuffix("__") { return .undefined(self) }
        lastName = attribute
        if case .message = origin { return .undefined(Undefined(origin, isForgiving: true)) }
        return .undefined(Undefined(.name(attribute), isForgiving: true))
    }

    private var lastName: String?

    private var shownName: String? { lastName ?? name }

    /// What was looked for by name; nil for items and messages. dbt's forgiving kind shows it as `.name`.
    public var name: String? {
        switch origin {
        case .name(let name), .attribute(let name, _): name
        default: nil
        }
    }

    /// The error that a use of this value is.
    public func error() -> JinjaError {
        switch origin {
        case .name(let name): JinjaError(.undefined, "'\(name)' is undefined")
        case .attribute(let name, let owner): JinjaError(.undefined, "\(Self.quoted(owner)) has no attribute \(TextRepr.repr(name))")
        case .item(let key, let owner):
            JinjaError(.undefined, "\(Self.described(owner)) has no element \((try? key.repr()) ?? "?")")
        case .message(let message): JinjaError(.undefined, message)
        case .unsafe(let message): JinjaError(.security, message)
        }
    }

    /// How Jinja names the owner of a missing attribute: `'dict object'`, `'None'`.
    private static func quoted(_ value: Value) -> String { "'" + described(value) + "'" }

    private static func described(_ value: Value) -> String {
        switch value {
        case .none: "None"
        case .undefined: "Undefined"
        case .object(let object): object.qualifiedTypeName + " object"
        default: value.typeName + " object"
        }
    }
}
