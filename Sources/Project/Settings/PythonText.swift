public import Formats

/// How Python prints plain values: dbt builds names, hashes and messages from `str()` and `repr()` of YAML values.
public enum PythonText {
    /// `str(value)`.
    public static func str(_ value: ConfigValue) -> String {
        if let string = value.string { return string }
        if case .date(let text) = value.kind { return text }
        if case .timestamp(let text) = value.kind { return text.replacing("T", with: " ") }
        return repr(value)
    }

    /// `repr(value)`. Dates show as the ISO text they become when YAML is read by dbt.
    public static func repr(_ value: ConfigValue) -> String {
        switch value.kind {
        case .null: "None"
        case .bool(let flag): flag ? "True" : "False"
        case .int(let number): String(number)
        case .bigInteger(let digits): digits
        case .float(let number): float(number)
        case .string(let string), .date(let string), .timestamp(let string): quoted(string)
        case .list(let elements): "[" + elements.map(repr).joined(separator: ", ") + "]"
        case .map(let map): "{" + map.entries.map { "\(repr($0.key)): \(repr($0.value))" }.joined(separator: ", ") + "}"
        }
    }

    /// `repr` of a float: shortest digits that read back, exponent form below 1e-4 and from 1e16.
    public static func float(_ number: Double) -> String {
        if number.isNaN { return "nan" }
        if number.isInfinite { return number < 0 ? "-inf" : "inf" }
        let text = number.description
        guard let mark = text.firstIndex(of: "e") else { return text }
        var mantissa = text[..<mark]
        if mantissa.hasSuffix(".0") { mantissa = mantissa.dropLast(2) }
        let exponent = Int(text[text.index(after: mark)...]) ?? 0
        let digits = String(abs(exponent))
        return "\(mantissa)e\(exponent < 0 ? "-" : "+")\(digits.count < 2 ? "0" : "")\(digits)"
    }

    /// The name of the Python type a value has, as messages show it.
    public static func typeName(_ value: ConfigValue) -> String {
        switch value.kind {
        case .null: "NoneType"
        case .bool: "bool"
        case .int, .bigInteger: "int"
        case .float: "float"
        case .string: "str"
        case .date: "date"
        case .timestamp: "datetime"
        case .list: "list"
        case .map: "dict"
        }
    }

    /// Whether Python's `bool(value)` holds.
    public static func isTrue(_ value: ConfigValue) -> Bool {
        switch value.kind {
        case .null: false
        case .bool(let flag): flag
        case .int(let number): number != 0
        case .float(let number): number != 0
        case .string(let text): !text.isEmpty
        case .list(let elements): !elements.isEmpty
        case .map(let map): !map.isEmpty
        case .bigInteger, .date, .timestamp: true
        }
    }

    /// `repr` of a string: single quotes unless the text holds only those; control characters escaped.
    public static func quoted(_ string: String) -> String {
        if let mark = plainMark(of: string) {
            let mark = String(UnicodeScalar(mark))
            return mark + string + mark
        }
        let quote: Character = string.contains("'") && !string.contains("\"") ? "\"" : "'"
        var text = String(quote)
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case "'" where quote == "'": text += "\\'"
            default: text += isPrintable(scalar) ? String(scalar) : escaped(scalar.value)
            }
        }
        text.append(quote)
        return text
    }

    /// Adds `repr` of a string.
    public static func appendQuoted(_ string: String, to text: inout [UInt8]) {
        guard let mark = plainMark(of: string) else {
            text += quoted(string).utf8
            return
        }
        text.append(mark)
        text += string.utf8
        text.append(mark)
    }

    /// The quote that stands around a string of which nothing needs an escape; nil for any other.
    private static func plainMark(of string: String) -> UInt8? {
        let (single, double) = (UInt8(ascii: "'"), UInt8(ascii: "\""))
        var string = string
        return string.withUTF8 { bytes in
            guard bytes.allSatisfy({ $0 >= 0x20 && $0 <= 0x7E && $0 != UInt8(ascii: "\\") }) else { return nil }
            guard bytes.contains(single) else { return single }
            return bytes.contains(double) ? nil : double
        }
    }

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value < 0x7F { return scalar.value >= 0x20 }
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator, .spaceSeparator: return false
        default: return true
        }
    }

    private static func escaped(_ value: UInt32) -> String {
        let digits = String(value, radix: 16)
        let (mark, width) = value <= 0xFF ? ("x", 2) : value <= 0xFFFF ? ("u", 4) : ("U", 8)
        return "\\" + mark + String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
