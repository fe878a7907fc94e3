import Formats

/// How Python prints plain values, for the messages of dbt that show one.
enum PythonText {
    /// `str(value)`: text as it is, everything else as `repr` shows it.
    static func str(_ value: ConfigValue) -> String { value.string ?? repr(value) }

    /// `repr(value)`.
    static func repr(_ value: ConfigValue) -> String {
        switch value.kind {
        case .null: "None"
        case .bool(let flag): flag ? "True" : "False"
        case .int(let number): String(number)
        case .bigInteger(let digits): digits
        case .float(let number): number.description
        case .string(let text), .date(let text), .timestamp(let text): quoted(text)
        case .list(let elements): "[" + elements.map(repr).joined(separator: ", ") + "]"
        case .map(let map): "{" + map.map { repr($0.key) + ": " + repr($0.value) }.joined(separator: ", ") + "}"
        }
    }

    /// `str(type(value))`.
    static func type(_ value: ConfigValue) -> String {
        let name =
            switch value.kind {
            case .null: "NoneType"
            case .bool: "bool"
            case .int, .bigInteger: "int"
            case .float: "float"
            case .string: "str"
            case .date: "datetime.date"
            case .timestamp: "datetime.datetime"
            case .list: "list"
            case .map: "dict"
            }
        return "<class '\(name)'>"
    }

    /// A list of texts.
    static func list(_ texts: [String]) -> String { "[" + texts.map(quoted).joined(separator: ", ") + "]" }

    private static func quoted(_ text: String) -> String {
        let mark = text.contains("'") && !text.contains("\"") ? "\"" : "'"
        var result = mark
        for character in text.unicodeScalars {
            switch character {
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "'" where mark == "'": result += "\\'"
            default: result.unicodeScalars.append(character)
            }
        }
        return result + mark
    }
}

extension ConfigValue {
    /// Equality as Python has it: numbers and booleans compare by value, `1 == 1.0 == True`.
    func equalsInPython(_ other: ConfigValue) -> Bool {
        if let left = pythonNumber, let right = other.pythonNumber { return left == right }
        return self == other
    }

    private var pythonNumber: Double? {
        switch kind {
        case .bool(let flag): flag ? 1 : 0
        case .int(let number): Double(number)
        case .float(let number): number
        default: nil
        }
    }
}
