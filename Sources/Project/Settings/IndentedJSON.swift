import Formats

/// JSON for messages as Python's `json.dumps(value, sort_keys=True, indent=4)` writes it.
enum IndentedJSON {
    /// The text of a value.
    static func text(of value: ConfigValue) -> String {
        var text = ""
        write(value, depth: 0, to: &text)
        return text
    }

    private static func write(_ value: ConfigValue, depth: Int, to text: inout String) {
        switch value.kind {
        case .null: text += "null"
        case .bool(let flag): text += flag ? "true" : "false"
        case .int(let number): text += String(number)
        case .bigInteger(let digits): text += digits
        case .float(let number): text += PythonText.float(number)
        case .string(let string), .date(let string), .timestamp(let string): quote(string, to: &text)
        case .list(let elements):
            block("[", "]", elements, depth, &text) { write($0, depth: depth + 1, to: &$1) }
        case .map(let map):
            block("{", "}", map.sorted { $0.name < $1.name }, depth, &text) {
                quote($0.name, to: &$1)
                $1 += ": "
                write($0.value, depth: depth + 1, to: &$1)
            }
        }
    }

    private static func block<Element>(
        _ open: String, _ close: String, _ elements: [Element], _ depth: Int, _ text: inout String,
        _ body: (Element, inout String) -> Void
    ) {
        text += open
        for (index, element) in elements.enumerated() {
            text += index == 0 ? "\n" : ",\n"
            text += String(repeating: "    ", count: depth + 1)
            body(element, &text)
        }
        if !elements.isEmpty { text += "\n" + String(repeating: "    ", count: depth) }
        text += close
    }

    private static func quote(_ string: String, to text: inout String) {
        text += "\""
        for unit in string.utf16 {
            switch unit {
            case 0x22: text += "\\\""
            case 0x5C: text += "\\\\"
            case 0x0A: text += "\\n"
            case 0x0D: text += "\\r"
            case 0x09: text += "\\t"
            case 0x08: text += "\\b"
            case 0x0C: text += "\\f"
            case 0x20...0x7E: text.unicodeScalars.append(Unicode.Scalar(UInt8(unit)))
            default:
                let digits = String(unit, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }
        }
        text += "\""
    }
}
