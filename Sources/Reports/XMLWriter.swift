/// Writes XML 1.0, element by element, each on a line of its own.
struct XMLWriter {
    private var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    private var open: [String] = []

    /// Opens an element, writes what is in it, closes it.
    mutating func element(_ name: String, _ attributes: [(String, String?)] = [], _ content: (inout XMLWriter) -> Void) {
        text += indent + start(name, attributes) + ">\n"
        open.append(name)
        content(&self)
        open.removeLast()
        text += indent + "</\(name)>\n"
    }

    /// Writes an element that holds text, or nothing.
    mutating func element(_ name: String, _ attributes: [(String, String?)] = [], text content: String = "") {
        text += indent + start(name, attributes) + (content.isEmpty ? "/>\n" : ">\(Self.escaped(content, isAttribute: false))</\(name)>\n")
    }

    /// The document.
    var bytes: [UInt8] { Array(text.utf8) }

    private var indent: String { String(repeating: "  ", count: open.count) }

    private func start(_ name: String, _ attributes: [(String, String?)]) -> String {
        attributes.reduce(into: "<\(name)") { text, attribute in
            if let value = attribute.1 { text += " \(attribute.0)=\"\(Self.escaped(value, isAttribute: true))\"" }
        }
    }

    /// Text with every character that XML gives a meaning as an entity, and those it cannot hold replaced.
    static func escaped(_ text: String, isAttribute: Bool) -> String {
        var result = ""
        result.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x26: result += "&amp;"
            case 0x3C: result += "&lt;"
            case 0x3E: result += "&gt;"
            case 0x22 where isAttribute: result += "&quot;"
            case 0x0A where isAttribute: result += "&#10;"
            case 0x09 where isAttribute: result += "&#9;"
            case 0x0D: result += "&#13;"
            case 0x09, 0x0A: result.unicodeScalars.append(scalar)
            case 0..<0x20, 0xFFFE, 0xFFFF: result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
