/// How the text of a scalar is broken over lines.
extension YAMLEmitter {
    /// Writes text without quotes, folded at single spaces behind the line's width.
    mutating func writePlain(_ text: [Unicode.Scalar], folds: Bool) {
        guard !text.isEmpty else { return }
        if !afterSpace { append(" ") }
        afterSpace = false
        afterIndent = false
        for run in Self.runs(of: text) {
            if folds, run.count == 1, text[run.lowerBound] == " ", column > Self.width {
                writeIndent()
                afterSpace = false
                afterIndent = false
            } else {
                append(text[run])
            }
        }
    }

    /// Writes text in single quotes; a line break in it becomes an empty line.
    mutating func writeSingleQuoted(_ text: [Unicode.Scalar], folds: Bool) {
        writeIndicator("'", needsSpace: true)
        for run in Self.runs(of: text) {
            switch text[run.lowerBound] {
            case " ":
                let isInner = run.lowerBound > 0 && run.upperBound < text.count
                if run.count == 1, isInner, folds, column > Self.width { writeIndent() } else { append(text[run]) }
            case "\n":
                writeLineBreak()
                for _ in run { writeLineBreak() }
                writeIndent()
            default:
                for character in text[run] { append(character == "'" ? "''" : String(character)) }
            }
        }
        writeIndicator("'", needsSpace: false)
    }

    /// Runs of spaces, of line breaks and of everything else.
    private static func runs(of text: [Unicode.Scalar]) -> [Range<Int>] {
        func kind(_ character: Unicode.Scalar) -> Int { character == " " ? 0 : character == "\n" ? 1 : 2 }
        var runs: [Range<Int>] = []
        var start = 0
        for index in text.indices where index > start && kind(text[index]) != kind(text[start]) {
            runs.append(start..<index)
            start = index
        }
        if start < text.count { runs.append(start..<text.count) }
        return runs
    }

    /// Writes text in double quotes, everything beyond ASCII escaped.
    mutating func writeDoubleQuoted(_ text: [Unicode.Scalar], folds: Bool) {
        writeIndicator("\"", needsSpace: true)
        var start = 0
        for end in 0...text.count {
            let character = end < text.count ? text[end] : nil
            if character.map(Self.needsEscape) ?? true {
                if start < end {
                    append(text[start..<end])
                    start = end
                }
                if let character {
                    append(Self.escape(character))
                    start = end + 1
                }
            }
            let canBreak = end > 0 && end < text.count - 1 && (character == " " || start >= end)
            if folds, canBreak, column + end - start > Self.width {
                if start < end { append(text[start..<end]) }
                append("\\")
                start = max(start, end)
                writeIndent()
                afterSpace = false
                afterIndent = false
                if start < text.count, text[start] == " " { append("\\") }
            }
        }
        writeIndicator("\"", needsSpace: false)
    }

    private static func needsEscape(_ character: Unicode.Scalar) -> Bool {
        character == "\"" || character == "\\" || !(" "..."~").contains(character)
    }

    private static let shortEscapes: [Unicode.Scalar: String] = [
        "\0": "\\0", "\u{7}": "\\a", "\u{8}": "\\b", "\t": "\\t", "\n": "\\n", "\u{B}": "\\v", "\u{C}": "\\f", "\r": "\\r",
        "\u{1B}": "\\e", "\"": "\\\"", "\\": "\\\\", "\u{85}": "\\N", "\u{A0}": "\\_", "\u{2028}": "\\L", "\u{2029}": "\\P",
    ]

    private static func escape(_ character: Unicode.Scalar) -> String {
        if let short = shortEscapes[character] { return short }
        let digits = String(character.value, radix: 16, uppercase: true)
        let (mark, width) = character.value <= 0xFF ? ("\\x", 2) : character.value <= 0xFFFF ? ("\\u", 4) : ("\\U", 8)
        return mark + String(repeating: "0", count: width - digits.count) + digits
    }
}
