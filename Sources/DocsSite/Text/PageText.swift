/// Pieces of Markdown that mean the same in GitHub's dialect and in that of Python, which MkDocs reads. Whatever a project says comes out as
/// text: no HTML, no attribute, no link of its own.
enum PageText {
    /// A text on one line that reads as it is. `opensBlock` says that it stands at the start of a paragraph, where a dash would begin a list.
    static func plain(_ text: String, opensBlock: Bool = false) -> String {
        let bytes = Array(oneLine(text).utf8)
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + 8)
        var rest = bytes[...]
        if opensBlock { rest = escapedOpening(of: rest, into: &result) }
        for (index, byte) in zip(rest.indices, rest) {
            switch byte {
            case UInt8(ascii: "_"):
                // Within a word it means nothing.
                let isInside = index > 0 && index + 1 < bytes.count && isWord(bytes[index - 1]) && isWord(bytes[index + 1])
                if !isInside { result.append(UInt8(ascii: "\\")) }
                result.append(byte)
            default:
                if let escaped = escapes[byte] { result += escaped } else { result.append(byte) }
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// Marks that start a list, a heading or the like, made plain; gives what is behind them.
    private static func escapedOpening(of text: ArraySlice<UInt8>, into result: inout [UInt8]) -> ArraySlice<UInt8> {
        guard let first = text.first else { return text }
        if let escaped = openings[first] {
            result += escaped
            return text.dropFirst()
        }
        let digits = text.prefix { (0x30...0x39).contains($0) }
        guard !digits.isEmpty, let mark = text.dropFirst(digits.count).first, mark == UInt8(ascii: ".") || mark == UInt8(ascii: ")") else {
            return text
        }
        result += digits + [UInt8(ascii: "\\"), mark]
        return text.dropFirst(digits.count + 1)
    }

    private static let escapes: [UInt8: [UInt8]] = {
        var escapes: [UInt8: [UInt8]] = [
            UInt8(ascii: "<"): Array("&lt;".utf8), UInt8(ascii: ">"): Array("&gt;".utf8), UInt8(ascii: "&"): Array("&amp;".utf8),
            // A backslash before these is no escape in both dialects.
            UInt8(ascii: "|"): Array("&#124;".utf8), UInt8(ascii: "~"): Array("&#126;".utf8),
            // Formulas and raised text to some.
            UInt8(ascii: "$"): Array("&#36;".utf8), UInt8(ascii: "^"): Array("&#94;".utf8),
        ]
        for mark in "\\`*[]{}".utf8 { escapes[mark] = [UInt8(ascii: "\\"), mark] }
        return escapes
    }()

    private static let openings: [UInt8: [UInt8]] = {
        var openings: [UInt8: [UInt8]] = [:]
        for mark in "#+-!".utf8 { openings[mark] = [UInt8(ascii: "\\"), mark] }
        for mark in "=:?%".utf8 { openings[mark] = Array("&#\(mark);".utf8) }
        return openings
    }()

    static func isWord(_ byte: UInt8) -> Bool { isAlphanumeric(byte) || byte == UInt8(ascii: "_") || byte >= 0x80 }

    static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }

    /// A text as code on one line, also in a cell of a table.
    static func code(_ text: String) -> String {
        let line = oneLine(text)
        let isSimple =
            !line.isEmpty && line.utf8.first != UInt8(ascii: " ") && line.utf8.last != UInt8(ascii: " ")
            && !line.utf8.contains { "`<>&|\\".utf8.contains($0) }
        if isSimple { return "`\(line)`" }
        // Nothing of it means anything to either dialect.
        var result = "<code>"
        for scalar in line.unicodeScalars {
            let isPlain =
                !scalar.isASCII || " \"'(),/=?-".unicodeScalars.contains(scalar) || isAlphanumeric(UInt8(truncatingIfNeeded: scalar.value))
            result += isPlain ? String(scalar) : "&#\(scalar.value);"
        }
        return result + "</code>"
    }

    /// A text in a block of its own, as it is. The fence is longer than any inside.
    static func fenced(_ text: String, _ language: String) -> String {
        var body = lines(text)
        if body.utf8.last != newline { body += "\n" }
        var (longest, run) = (2, 0)
        for byte in body.utf8 {
            run = byte == UInt8(ascii: "`") ? run + 1 : 0
            longest = max(longest, run)
        }
        let fence = String(repeating: "`", count: longest + 1)
        return "\(fence)\(language)\n\(body)\(fence)\n"
    }

    /// A link to another page or, after `url`, to the web. `label` is Markdown already.
    static func link(_ label: String, to target: String) -> String { "[\(label)](\(target))" }

    /// A web address with all that would end a link, or mean something within one, as numbers.
    static func url(_ url: String) -> String {
        let digits = Array("0123456789ABCDEF")
        var result = ""
        for byte in url.utf8 {
            if byte == UInt8(ascii: "&") {
                result += "&amp;"
            } else if isAlphanumeric(byte) || "-._~:/?#@!$+,;=%".utf8.contains(byte) {
                result.unicodeScalars.append(UnicodeScalar(byte))
            } else {
                result += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
            }
        }
        return result
    }

    /// A table; columns in which nothing stands are left out, and all of it without rows.
    static func table(_ heads: [String], _ rows: [[String]]) -> String {
        guard !rows.isEmpty else { return "" }
        let shown = heads.indices.filter { index in rows.contains { index < $0.count && !$0[index].isEmpty } }
        func line(_ cells: [String]) -> String { "| " + shown.map { $0 < cells.count ? cells[$0] : "" }.joined(separator: " | ") + " |\n" }
        return line(heads) + line(heads.map { _ in "---" }) + rows.map(line).joined()
    }

    private static let newline = UInt8(ascii: "\n")

    /// A text with line feeds between its lines and no other control characters but tabs.
    static func lines(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 < 0x20 && $0 != newline || $0 == 0x7F }) else { return text }
        var result: [UInt8] = []
        var previous: UInt8 = 0
        for byte in text.utf8 {
            if byte == UInt8(ascii: "\r") || byte == newline && previous != UInt8(ascii: "\r") { result.append(newline) }
            if byte == UInt8(ascii: "\t") || byte >= 0x20 && byte != 0x7F { result.append(byte) }
            previous = byte
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// A text with its lines behind each other.
    static func oneLine(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else { return text }
        return lines(text).split(whereSeparator: { $0.isNewline || $0 == "\t" }).joined(separator: " ")
    }
}
