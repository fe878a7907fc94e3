/// HTML in text: character references and tags.
enum HTMLText {
    /// `html.unescape(text)`: named and numeric references become their characters.
    static func unescaped(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "&")) else { return text }
        let scalars = Array(text.unicodeScalars)
        var out = String.UnicodeScalarView()
        var position = 0
        while position < scalars.count {
            if scalars[position] == "&", let (replacement, next) = reference(scalars, position + 1) {
                out.append(contentsOf: replacement.unicodeScalars)
                position = next
            } else {
                out.append(scalars[position])
                position += 1
            }
        }
        return String(out)
    }

    private static func reference(_ scalars: [Unicode.Scalar], _ start: Int) -> (String, Int)? {
        guard start < scalars.count else { return nil }
        return scalars[start] == "#" ? numeric(scalars, start + 1) : named(scalars, start)
    }

    private static func numeric(_ scalars: [Unicode.Scalar], _ start: Int) -> (String, Int)? {
        var position = start
        var radix: UInt32 = 10
        if position < scalars.count, scalars[position] == "x" || scalars[position] == "X" {
            radix = 16
            position += 1
        }
        let digitsStart = position
        var code: UInt32 = 0
        while position < scalars.count, let digit = scalars[position].hexadecimalValue, digit < radix {
            code = min(code * radix + digit, 0x110000)
            position += 1
        }
        if position == digitsStart { return nil }
        if position < scalars.count, scalars[position] == ";" { position += 1 }
        return (character(code), position)
    }

    /// What the references to Windows-1252's control range mean.
    private static let windows: [UInt32: UInt32] = [
        0x80: 0x20AC, 0x82: 0x201A, 0x83: 0x192, 0x84: 0x201E, 0x85: 0x2026, 0x86: 0x2020, 0x87: 0x2021, 0x88: 0x2C6, 0x89: 0x2030,
        0x8A: 0x160, 0x8B: 0x2039, 0x8C: 0x152, 0x8E: 0x17D, 0x91: 0x2018, 0x92: 0x2019, 0x93: 0x201C, 0x94: 0x201D, 0x95: 0x2022,
        0x96: 0x2013, 0x97: 0x2014, 0x98: 0x2DC, 0x99: 0x2122, 0x9A: 0x161, 0x9B: 0x203A, 0x9C: 0x153, 0x9E: 0x17E, 0x9F: 0x178,
    ]

    private static func character(_ code: UInt32) -> String {
        if let mapped = windows[code].flatMap({ Unicode.Scalar($0) }) { return String(mapped) }
        if code == 0x0D { return "\r" }
        guard code != 0, let scalar = Unicode.Scalar(code) else { return "\u{FFFD}" }
        switch code {
        case 0x1...0x8, 0xB, 0xE...0x1F, 0x7F, 0xFDD0...0xFDEF: return ""
        default: return code & 0xFFFE == 0xFFFE ? "" : String(scalar)
        }
    }

    private static func named(_ scalars: [Unicode.Scalar], _ start: Int) -> (String, Int)? {
        var end = start
        while end < scalars.count, end - start < 32, !endsName(scalars[end]) { end += 1 }
        if end == start { return nil }
        let name = TextSplitting.string(scalars[start..<end])
        if end < scalars.count, scalars[end] == ";", let text = HTMLEntities.byName[name] { return (text, end + 1) }
        while end - start > 1 {
            let part = TextSplitting.string(scalars[start..<end])
            if HTMLEntities.withoutSemicolon.contains(part), let text = HTMLEntities.byName[part] { return (text, end) }
            end -= 1
        }
        return nil
    }

    private static func endsName(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "\t", "\n", "\u{0C}", " ", "<", "&", "#", ";": true
        default: false
        }
    }

    /// Markup without its tags and comments, runs of blanks made one, references resolved.
    static func withoutTags(_ text: String) -> String {
        let bytes = Array(text.utf8)
        var out: [UInt8] = []
        var position = 0
        while let start = bytes[position...].firstIndex(of: UInt8(ascii: "<")) {
            let isComment = bytes[start...].starts(with: "<!--".utf8)
            let mark = isComment ? Array("-->".utf8) : [UInt8(ascii: ">")]
            let from = min(bytes.count, isComment ? start + 4 : start)
            guard let end = TextSearch.first(mark, in: bytes, from..<bytes.count) else { break }
            out += bytes[position..<start]
            position = end + mark.count
        }
        out += bytes[position...]
        let words = TextSplitting.splitWhitespace(String(decoding: out, as: UTF8.self))
        return unescaped(words.joined(separator: " "))
    }
}
