/// A column of a relation as dbt's `Column` describes it to macros.
public struct Column: Sendable, Hashable {
    /// Which of dbt's column classes it stands for.
    public enum Flavor: Sendable, Hashable {
        /// dbt's base `Column`; SQLite uses it.
        case standard
        /// `PostgresColumn`: `text` and unsized `character varying` keep their names in `data_type`.
        case postgres
    }

    /// The name.
    public let name: String
    /// The type without its size.
    public let dtype: String
    /// The number of characters of a sized string type.
    public let charSize: Int?
    /// The number of digits of a sized numeric type.
    public let numericPrecision: Int?
    /// The number of digits behind the point of a sized numeric type.
    public let numericScale: Int?
    /// Which of dbt's column classes it stands for.
    public let flavor: Flavor

    /// A column with its parts.
    public init(
        name: String, dtype: String, charSize: Int? = nil, numericPrecision: Int? = nil, numericScale: Int? = nil,
        flavor: Flavor = .standard
    ) {
        self.name = name
        self.dtype = dtype
        self.charSize = charSize
        self.numericPrecision = numericPrecision
        self.numericScale = numericScale
        self.flavor = flavor
    }

    /// The name in double quotes, as dbt's `quoted`; inner quotes are left as they are.
    public var quoted: String { "\"\(name)\"" }

    /// The type with its size: `character varying(256)`, `numeric(10,2)`, `integer`.
    public var dataType: String {
        if flavor == .postgres {
            let lowered = dtype.lowercased()
            if lowered == "text" || (lowered == "character varying" && charSize == nil) { return dtype }
        }
        if isString { return Column.stringType(stringSizeOrDefault) }
        if isNumeric { return Column.numericType(dtype, precision: numericPrecision, scale: numericScale) }
        return dtype
    }

    /// Whether the type is one of dbt's string types.
    public var isString: Bool { Self.stringTypes.contains(dtype.lowercased()) }
    /// Whether the type is an integer, exact decimal or floating point type.
    public var isNumber: Bool { isInteger || isNumeric || isFloat }
    /// Whether the type is a floating point type.
    public var isFloat: Bool { Self.floatTypes.contains(dtype.lowercased()) }
    /// Whether the type is one of the integer types dbt lists (`int` is not among them).
    public var isInteger: Bool { Self.integerTypes.contains(dtype.lowercased()) }
    /// Whether the type is `numeric` or `decimal`.
    public var isNumeric: Bool { ["numeric", "decimal"].contains(dtype.lowercased()) }

    /// The size of a string type; 256 for `text` and for unsized types. Throws a usage error for other types.
    public func stringSize() throws(WarehouseError) -> Int {
        guard isString else { throw WarehouseError(.usage, "Called string_size() on non-string field!") }
        return stringSizeOrDefault
    }

    private var stringSizeOrDefault: Int { dtype == "text" ? 256 : charSize ?? 256 }

    /// Whether both are strings and the other is longer.
    public func canExpand(to other: Column) -> Bool {
        isString && other.isString && other.stringSizeOrDefault > stringSizeOrDefault
    }

    /// A value cast to this column's type: `value::type`.
    public func literal(_ value: String) -> String { "\(value)::\(dataType)" }

    /// The string type of a size.
    public static func stringType(_ size: Int) -> String { "character varying(\(size))" }

    /// A numeric type with precision and scale; the bare type where either is absent.
    public static func numericType(_ dtype: String, precision: Int?, scale: Int?) -> String {
        guard let precision, let scale else { return dtype }
        return "\(dtype)(\(precision),\(scale))"
    }

    /// The engine's name of a type label: dbt translates `string` to `TEXT` and leaves all others.
    public static func translateType(_ label: String) -> String { label.uppercased() == "STRING" ? "TEXT" : label }

    /// A column from a name and a type label, translated as dbt's `Column.create` does.
    public static func create(_ name: String, _ label: String, flavor: Flavor = .standard) -> Column {
        Column(name: name, dtype: translateType(label), flavor: flavor)
    }

    private static let stringTypes: Set<String> = ["text", "character varying", "character", "varchar"]
    private static let floatTypes: Set<String> = ["real", "float4", "float", "double precision", "float8", "double"]
    private static let integerTypes: Set<String> = [
        "smallint", "integer", "bigint", "smallserial", "serial", "bigserial", "int2", "int4", "int8", "serial2", "serial4", "serial8",
    ]
}

extension Column {
    /// A column from a description such as `numeric(10,2)` or `varchar(20)`; throws a usage error where the size is no number.
    public static func fromDescription(
        _ name: String, _ rawType: String, flavor: Flavor = .standard
    ) throws(WarehouseError) -> Column {
        guard let open = rawType.firstIndex(of: "(") else {
            guard !rawType.isEmpty else { throw WarehouseError(.usage, "Could not interpret data type \"\(rawType)\"") }
            return Column(name: name, dtype: rawType, flavor: flavor)
        }
        let dtype = String(rawType[..<open])
        guard !dtype.isEmpty else { throw WarehouseError(.usage, "Could not interpret data type \"\(rawType)\"") }
        let inner = rawType[rawType.index(after: open)...]
        guard let close = inner.firstIndex(of: ")"), close > inner.startIndex else {
            return Column(name: name, dtype: dtype, flavor: flavor)
        }
        let parts = inner[..<close].split(separator: ",", omittingEmptySubsequences: false)
        var numbers: [Int] = []
        if parts.count <= 2 {
            for part in parts { numbers.append(try integer(part, in: rawType)) }
        }
        switch numbers.count {
        case 1: return Column(name: name, dtype: dtype, charSize: numbers[0], flavor: flavor)
        case 2: return Column(name: name, dtype: dtype, numericPrecision: numbers[0], numericScale: numbers[1], flavor: flavor)
        default: return Column(name: name, dtype: dtype, flavor: flavor)
        }
    }

    private static func integer(_ text: Substring, in rawType: String) throws(WarehouseError) -> Int {
        let start = text.firstIndex { !$0.isWhitespace } ?? text.endIndex
        let trimmed = text[start...]
        let end = trimmed.lastIndex { !$0.isWhitespace }.map { trimmed.index(after: $0) } ?? trimmed.endIndex
        if let number = Int(trimmed[..<end]) { return number }
        throw WarehouseError(
            .usage, "Could not interpret data_type \"\(rawType)\": could not convert \"\(text)\" to an integer")
    }
}

extension Column: CustomStringConvertible {
    /// The column as Python prints dbt's: `PostgresColumn(column='id', dtype='integer', char_size=None, …)`.
    public var description: String {
        func number(_ value: Int?) -> String { value.map(String.init) ?? "None" }
        let type = flavor == .postgres ? "PostgresColumn" : "Column"
        return "\(type)(column=\(Self.pythonText(name)), dtype=\(Self.pythonText(dtype)), char_size=\(number(charSize)), "
            + "numeric_precision=\(number(numericPrecision)), numeric_scale=\(number(numericScale)))"
    }

    private static func pythonText(_ text: String) -> String {
        let quote: Character = text.contains("'") && !text.contains("\"") ? "\"" : "'"
        var out = String(quote)
        for character in text {
            switch character {
            case "\\": out += "\\\\"
            case "\n": out += "\\n"
            case "\t": out += "\\t"
            case "\r": out += "\\r"
            case quote: out += "\\\(quote)"
            default: out.append(character)
            }
        }
        return out + String(quote)
    }
}
