public import Diagnostics

/// What YAML, JSON and `config()` can hold: a plain value and, where it was read from a file, its place.
///
/// Equality looks at the values alone, never at places.
public struct ConfigValue: Sendable {
    /// The value itself.
    public var kind: Kind
    /// Where it stands; nil for values that were made by the program.
    public var span: SourceSpan?

    /// The kinds of value. Numbers too large for their kind keep their digits as text.
    public enum Kind: Sendable {
        case null
        case bool(Bool)
        case int(Int)
        /// An integer that does not fit 64 bits: its decimal digits with an optional sign.
        case bigInteger(String)
        case float(Double)
        case string(String)
        /// A YAML 1.1 date, ISO form `2024-01-02`.
        case date(String)
        /// A YAML 1.1 timestamp, ISO form as Python's `isoformat()` writes it.
        case timestamp(String)
        case list([ConfigValue])
        case map(ConfigMap)
    }

    /// A value with an optional place.
    public init(_ kind: Kind, at span: SourceSpan? = nil) {
        self.kind = kind
        self.span = span
    }

    /// The absent value.
    public static let null = ConfigValue(.null)
    /// A string value.
    public static func string(_ text: String) -> ConfigValue { ConfigValue(.string(text)) }
    /// A boolean value.
    public static func bool(_ value: Bool) -> ConfigValue { ConfigValue(.bool(value)) }
    /// An integer value.
    public static func int(_ value: Int) -> ConfigValue { ConfigValue(.int(value)) }
    /// A floating point value.
    public static func float(_ value: Double) -> ConfigValue { ConfigValue(.float(value)) }
    /// A list value.
    public static func list(_ elements: [ConfigValue]) -> ConfigValue { ConfigValue(.list(elements)) }
    /// A mapping value.
    public static func map(_ map: ConfigMap) -> ConfigValue { ConfigValue(.map(map)) }
    /// A string, or null for nil.
    public static func optional(_ text: String?) -> ConfigValue { text.map(ConfigValue.string) ?? .null }

    /// Whether the value is null.
    public var isNull: Bool {
        if case .null = kind { return true }
        return false
    }

    /// The text of a string value; nil for every other kind.
    public var string: String? {
        if case .string(let text) = kind { return text }
        return nil
    }

    /// The boolean; nil for every other kind.
    public var bool: Bool? {
        if case .bool(let value) = kind { return value }
        return nil
    }

    /// The integer; nil for every other kind.
    public var int: Int? {
        if case .int(let value) = kind { return value }
        return nil
    }

    /// The elements of a list; nil for every other kind.
    public var list: [ConfigValue]? {
        if case .list(let elements) = kind { return elements }
        return nil
    }

    /// The mapping; nil for every other kind.
    public var map: ConfigMap? {
        if case .map(let map) = kind { return map }
        return nil
    }

    /// The value under a key of a mapping; nil where it is absent or this is no mapping.
    public subscript(key: String) -> ConfigValue? { map?[key] }
}

extension ConfigValue: Equatable {
    /// Equal kind and equal content; places do not count.
    public static func == (left: ConfigValue, right: ConfigValue) -> Bool {
        switch (left.kind, right.kind) {
        case (.null, .null): true
        case (.bool(let a), .bool(let b)): a == b
        case (.int(let a), .int(let b)): a == b
        case (.bigInteger(let a), .bigInteger(let b)): a == b
        case (.float(let a), .float(let b)): a == b
        case (.string(let a), .string(let b)): a == b
        case (.date(let a), .date(let b)): a == b
        case (.timestamp(let a), .timestamp(let b)): a == b
        case (.list(let a), .list(let b)): a == b
        case (.map(let a), .map(let b)): a == b
        default: false
        }
    }
}

extension ConfigValue: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral {
    /// A string value.
    public init(stringLiteral value: String) { self.init(.string(value)) }
    /// A boolean value.
    public init(booleanLiteral value: Bool) { self.init(.bool(value)) }
    /// An integer value.
    public init(integerLiteral value: Int) { self.init(.int(value)) }
}
