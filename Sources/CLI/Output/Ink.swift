/// dbt's colours: put into every text, taken out again by outputs that show none.
enum Ink {
    /// Ends a colour.
    static let reset = "\u{1B}[0m"

    /// Good news.
    static func green(_ text: String) -> String { "\u{1B}[32m\(text)\(reset)" }
    /// A warning, or something left out.
    static func yellow(_ text: String) -> String { "\u{1B}[33m\(text)\(reset)" }
    /// A failure.
    static func red(_ text: String) -> String { "\u{1B}[31m\(text)\(reset)" }
    /// What matters less. dbt has no such colour: the live view alone uses it.
    static func dim(_ text: String) -> String { "\u{1B}[2m\(text)\(reset)" }
    /// What matters most; the live view and `--help` alone use it.
    static func bold(_ text: String) -> String { "\u{1B}[1m\(text)\(reset)" }

    /// `[WARNING]: text`, as dbt begins warnings.
    static func warningTag(_ text: String, event: String? = nil) -> String { "[\(yellow("WARNING"))]\(named(event)): \(text)" }
    /// `[ERROR]: text`, as dbt begins errors.
    static func errorTag(_ text: String, event: String? = nil) -> String { "[\(red("ERROR"))]\(named(event)): \(text)" }

    private static func named(_ event: String?) -> String { event.map { "[\($0)]" } ?? "" }

    /// The text without its colour codes (`ESC [ … m`).
    static func removed(from text: String) -> String {
        guard text.utf8.contains(0x1B) else { return text }
        var result: [UInt8] = []
        let bytes = Array(text.utf8)
        var index = 0
        while index < bytes.count {
            if bytes[index] == 0x1B, let end = endOfCode(in: bytes, from: index) {
                index = end
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// The offset behind a colour code that starts at an offset; nil where it is something else.
    private static func endOfCode(in bytes: [UInt8], from start: Int) -> Int? {
        guard start + 1 < bytes.count, bytes[start + 1] == UInt8(ascii: "[") else { return nil }
        var index = start + 2
        while index < bytes.count, bytes[index] == UInt8(ascii: ";") || (0x30...0x39).contains(bytes[index]) { index += 1 }
        return index < bytes.count && bytes[index] == UInt8(ascii: "m") ? index + 1 : nil
    }
}
