/// Where the methods of Python's built-in types are found: one line per type.
///
/// `set(for:)` is asked once per attribute name when a template is compiled; at run time the receiver's type selects.
public enum AllMethods {
    /// The methods one name can mean, per type of receiver.
    public final class MethodSet: Sendable {
        /// On str.
        public let string: Method?
        /// On list.
        public let list: Method?
        /// On dict.
        public let dict: Method?
        /// On int and bool.
        public let int: Method?
        /// On float.
        public let float: Method?

        fileprivate init(_ name: String) {
            string = AllMethods.string(name)
            list = AllMethods.list(name)
            dict = AllMethods.dict(name)
            int = AllMethods.int(name)
            float = AllMethods.float(name)
        }
    }

    private static let none = MethodSet("")
    private static let sets: [String: MethodSet] = {
        let tables = [StringMethods.all, ListMethods.list, DictMethods.dict, NumberMethods.int, NumberMethods.float]
        return Dictionary(tables.flatMap(\.keys).map { ($0, MethodSet($0)) }, uniquingKeysWith: { first, _ in first })
    }()

    /// The methods a name can mean.
    public static func set(for name: String) -> MethodSet { sets[name] ?? none }

    /// The str method of that name.
    public static func string(_ name: String) -> Method? { StringMethods.all[name] }
    /// The Markup method of that name: str methods that give Markup.
    public static func markup(_ name: String) -> Method? { MarkupMethods.all[name] }
    /// The list method of that name.
    public static func list(_ name: String) -> Method? { ListMethods.list[name] }
    /// The tuple method of that name.
    public static func tuple(_ name: String) -> Method? { ListMethods.tuple[name] }
    /// The dict method of that name.
    public static func dict(_ name: String) -> Method? { DictMethods.dict[name] }
    /// The method of dict views of that name.
    public static func dictView(_ name: String) -> Method? { DictMethods.view[name] }
    /// The set method of that name.
    public static func set(_ name: String) -> Method? { SetMethods.all[name] }
    /// The range method of that name.
    public static func range(_ name: String) -> Method? { ListMethods.range[name] }
    /// The int (and bool) method of that name.
    public static func int(_ name: String) -> Method? { NumberMethods.int[name] }
    /// The float method of that name.
    public static func float(_ name: String) -> Method? { NumberMethods.float[name] }

    /// A data attribute of a number (`real`, `imag`, `numerator`) or a range (`start`, `stop`, `step`); nil where there is none.
    static func property(_ name: String, of value: Value) -> Value? {
        value.object(RangeObject.self).map { ListMethods.property(name, of: $0) } ?? NumberMethods.property(name, of: value)
    }

    /// `format % value`: Python's %-formatting.
    static func format(_ format: String, _ value: Value) throws -> Value { .string(try PercentFormat.format(format, value)) }

    /// `markup % value`: %-formatting that escapes what is put in.
    static func formatMarkup(_ format: Markup, _ value: Value) throws -> Value {
        .object(Markup(try PercentFormat.format(format.text, value, escapes: true)))
    }
}
