import Diagnostics

/// Fits text into columns of a terminal.
enum TextWidth {
    /// How many columns a text takes; colour codes take none.
    static func columns(_ text: String) -> Int {
        Ink.removed(from: text).unicodeScalars.reduce(0) { $0 + CharacterWidth.columns(of: $1) }
    }

    /// The text cut to a number of columns, its end marked where something was cut. It must hold no colour codes.
    static func fitted(_ text: String, to width: Int, mark: String) -> String {
        guard columns(text) > width else { return text }
        guard width > columns(mark) else { return String(repeating: ".", count: max(0, width)) }
        var kept = String.UnicodeScalarView()
        var used = columns(mark)
        for scalar in text.unicodeScalars {
            used += CharacterWidth.columns(of: scalar)
            if used > width { break }
            kept.append(scalar)
        }
        return String(kept) + mark
    }

    /// The text with blanks behind it up to a number of columns.
    static func padded(_ text: String, to width: Int) -> String { text + String(repeating: " ", count: max(0, width - columns(text))) }
}
