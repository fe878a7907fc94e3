import BigInt

extension Value {
    /// Python's name of the value's type, as its messages show it: `str`, `int`, `NoneType`, `list`.
    public var typeName: String {
        switch self {
        case .undefined: "Undefined"
        case .none: "NoneType"
        case .bool: "bool"
        case .int: "int"
        case .float: "float"
        case .string: "str"
        case .object(let object): object.typeName
        }
    }

    /// The text behind the value: a str or Markup; nil for everything else.
    public var text: String? {
        switch self {
        case .string(let text): text
        case .object(let object): (object as? Markup)?.text ?? (object as? NativeMarker)?.text
        default: nil
        }
    }

    /// `bool(value)`. Throws what an object's own rule throws.
    public func isTrue() throws -> Bool {
        switch self {
        case .undefined: return false
        case .none: return false
        case .bool(let bool): return bool
        case .int(let int): return int != 0
        case .float(let double): return double != 0
        case .string(let text): return !text.isEmpty
        case .object(let object):
            if let length = object.length { return length != 0 }
            return object.isTrue
        }
    }

    /// `str(value)`. An undefined is the empty text.
    public func str() throws -> String {
        switch self {
        case .undefined: return ""
        case .none: return "None"
        case .bool(let bool): return bool ? "True" : "False"
        case .int(let int): return String(int)
        case .float(let double): return FloatText.repr(double)
        case .string(let text): return text
        case .object(let object):
            try StackLimit.check()
            return try object.string()
        }
    }

    /// `repr(value)`.
    public func repr() throws -> String {
        switch self {
        case .undefined: return "Undefined"
        case .string(let text): return TextRepr.repr(text)
        case .object(let object):
            try StackLimit.check()
            return try object.repr()
        default: return try str()
        }
    }

    /// The number as an index or count (Python's `__index__`): int, bool. Throws a TypeError for other types, an overflow for big ones.
    public func index() throws -> Int {
        switch self {
        case .int(let int): return int
        case .bool(let bool): return bool ? 1 : 0
        case .object(let object) where object is BigInteger:
            throw JinjaError(.overflow, "Python int too large to convert to C ssize_t")
        default: throw JinjaError(.type, "'\(typeName)' object cannot be interpreted as an integer")
        }
    }

    /// The number as a double: float, int, bool or big integer; nil for everything else.
    public var double: Double? {
        switch self {
        case .float(let double): double
        case .int(let int): Double(int)
        case .bool(let bool): bool ? 1 : 0
        case .object(let object): (object as? BigInteger)?.number.approximation
        default: nil
        }
    }

    /// `len(value)`. Throws a TypeError where the type has no length.
    public func length() throws -> Int {
        switch self {
        case .string(let text): return text.scalarCount
        case .undefined: return 0
        case .object(let object):
            if let length = try object.checkedLength() { return length }
        default: break
        }
        throw JinjaError(.type, "object of type '\(typeName)' has no len()")
    }
}
