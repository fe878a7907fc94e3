/// URLs in text: percent encoding, and links made of what looks like an address.
enum URLText {
    /// Percent-encodes what is not a letter, digit or one of `_.-~`; a query also encodes `/` and writes blanks as `+`.
    static func quoted(_ bytes: some Sequence<UInt8>, forQuery: Bool) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var out: [UInt8] = []
        for byte in bytes {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x2E, 0x2D, 0x7E: out.append(byte)
            case 0x2F where !forQuery: out.append(byte)
            case 0x20 where forQuery: out.append(UInt8(ascii: "+"))
            default: out += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// How links are made.
    struct LinkStyle {
        /// The longest text shown of a link; nil shows all.
        var shownLength: Int?
        /// The `rel` attribute, where there is one.
        var relation: String?
        /// The `target` attribute, where there is one.
        var target: String?
        /// Schemes beyond `http:`, `https:` and `mailto:`.
        var schemes: [String] = []
    }

    private static let hostName = "[\\w%-]"

    /// What counts as a web address: a scheme or `www.` with any domain, a bare domain of the classic kind, or a numeric host.
    private static let address: RegexProgram? = try? RegexProgram(
        "^((?:https?://|www\\.)(?:(?:\(hostName)+\\.)+)?(?:[a-z]{2,63}|xn--[\\w%]{2,59})"
            + "|(?:[\\w%-]{2,63}\\.)+(?:com|net|int|edu|gov|org|info|mil)"
            + "|https?://(?:\\d{1,3}(?:\\.\\d{1,3}){3}|\\[(?:[\\da-f]{0,4}:){2}(?:[\\da-f]{0,4}:?){1,6}\\]))"
            + "(?::\\d{1,5})?(?:[/?#]\\S*)?$", .ignoreCase)

    private static let mailAddress: RegexProgram? = try? RegexProgram("^\\S+@\\w[\\w.-]*\\.\\w+$")

    private static func matches(_ program: RegexProgram?, _ text: String) throws -> Bool {
        guard let program else { return false }
        let codes = text.unicodeScalars.map(\.value)
        var matcher = RegexMatcher(program, codes, end: codes.count)
        return try matcher.match(at: 0) != nil
    }

    /// The text escaped, with its addresses as `<a>` links; punctuation around an address stays outside.
    static func linked(_ escaped: String, _ style: LinkStyle) throws -> String {
        var out = ""
        let scalars = Array(escaped.unicodeScalars)
        var start = 0
        while start < scalars.count {
            let isSpace = CharacterClass.isSpace(scalars[start])
            var end = start
            while end < scalars.count, CharacterClass.isSpace(scalars[end]) == isSpace { end += 1 }
            let word = TextSplitting.string(scalars[start..<end])
            out += isSpace ? word : try linkedWord(word, style)
            start = end
        }
        return out
    }

    private static func linkedWord(_ word: String, _ style: LinkStyle) throws -> String {
        var (head, middle, tail) = cutPunctuation(word)
        for (open, close) in [("(", ")"), ("<", ">"), ("&lt;", "&gt;")] {
            let opened = count(open, middle)
            if opened <= count(close, middle) { continue }
            for _ in 0..<min(opened, count(close, tail)) {
                let bytes = Array(tail.utf8)
                guard let place = TextSearch.first(Array(close.utf8), in: bytes, 0..<bytes.count) else { break }
                middle += String(decoding: bytes[..<(place + close.utf8.count)], as: UTF8.self)
                tail = String(decoding: bytes[(place + close.utf8.count)...], as: UTF8.self)
            }
        }
        head += try link(middle, style)
        return head + tail
    }

    private static func count(_ part: String, _ text: String) -> Int {
        let bytes = Array(text.utf8)
        return TextSearch.all(Array(part.utf8), in: bytes, 0..<bytes.count).count
    }

    private static func cutPunctuation(_ word: String) -> (head: String, middle: String, tail: String) {
        var rest = Array(word.utf8)[...]
        let start = rest.startIndex
        while true {
            if let first = rest.first, first == UInt8(ascii: "(") || first == UInt8(ascii: "<") {
                rest = rest.dropFirst()
            } else if rest.starts(with: "&lt;".utf8) {
                rest = rest.dropFirst(4)
            } else {
                break
            }
        }
        let head = String(decoding: Array(word.utf8)[start..<rest.startIndex], as: UTF8.self)
        let end = rest.endIndex
        while true {
            if let last = rest.last, ")>.,\n".utf8.contains(last) {
                rest = rest.dropLast()
            } else if rest.suffix(4).elementsEqual("&gt;".utf8) {
                rest = rest.dropLast(4)
            } else {
                break
            }
        }
        let tail = String(decoding: Array(word.utf8)[rest.endIndex..<end], as: UTF8.self)
        return (head, String(decoding: rest, as: UTF8.self), tail)
    }

    private static func link(_ middle: String, _ style: LinkStyle) throws -> String {
        let attributes =
            (style.relation.map { " rel=\"\(Markup.escape(text: $0))\"" } ?? "")
            + (style.target.map { " target=\"\(Markup.escape(text: $0))\"" } ?? "")
        func shown(_ text: String) -> String {
            guard let limit = style.shownLength, text.scalarCount > limit else { return text }
            return TextSplitting.string(text.unicodeScalars.prefix(max(0, limit))) + "..."
        }
        if try matches(address, middle) {
            let hasScheme = middle.hasPrefix("https://") || middle.hasPrefix("http://")
            return "<a href=\"\(hasScheme ? "" : "https://")\(middle)\"\(attributes)>\(shown(middle))</a>"
        }
        if middle.hasPrefix("mailto:"), try matches(mailAddress, String(middle.dropFirst(7))) {
            return "<a href=\"\(middle)\">\(middle.dropFirst(7))</a>"
        }
        if middle.utf8.contains(UInt8(ascii: "@")), !middle.hasPrefix("www."), !middle.hasPrefix("@"),
            !middle.utf8.contains(UInt8(ascii: ":")), try matches(mailAddress, middle)
        {
            return "<a href=\"mailto:\(middle)\">\(middle)</a>"
        }
        var middle = middle
        for scheme in style.schemes where !sameText(middle, scheme) && middle.utf8.starts(with: scheme.utf8) {
            middle = "<a href=\"\(middle)\"\(attributes)>\(middle)</a>"
        }
        return middle
    }
}
