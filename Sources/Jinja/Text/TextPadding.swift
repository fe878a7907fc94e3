/// Python's paddings: `center`, `ljust`, `rjust`, `zfill`, `expandtabs`.
enum TextPadding {
    /// Fill characters before and after the text; throws an overflow error for a width no text could have.
    static func padded(_ text: String, before: Int, after: Int, fill: Unicode.Scalar = " ") throws -> String {
        guard before > 0 || after > 0 else { return text }
        let width = UTF8.width(fill)
        let (total, overflow) = max(0, before).addingReportingOverflow(max(0, after))
        if overflow { throw JinjaError(.overflow, "result is too large") }
        try TextLimit.check(total, times: width)
        let unit = Array(String(fill).utf8)
        var out: [UInt8] = []
        out.reserveCapacity(text.utf8.count + total * width)
        for _ in 0..<max(0, before) { out += unit }
        out += Array(text.utf8)
        for _ in 0..<max(0, after) { out += unit }
        return String(decoding: out, as: UTF8.self)
    }

    /// `text.ljust(width, fill)`.
    static func left(_ text: String, _ width: Int, _ fill: Unicode.Scalar = " ") throws -> String {
        try padded(text, before: 0, after: missing(text, width), fill: fill)
    }

    /// `text.rjust(width, fill)`.
    static func right(_ text: String, _ width: Int, _ fill: Unicode.Scalar = " ") throws -> String {
        try padded(text, before: missing(text, width), after: 0, fill: fill)
    }

    /// `text.center(width, fill)`: an odd blank goes left only when the width is odd, as in CPython.
    static func center(_ text: String, _ width: Int, _ fill: Unicode.Scalar = " ") throws -> String {
        let missing = missing(text, width)
        guard missing > 0 else { return text }
        let before = missing / 2 + (missing & width & 1)
        return try padded(text, before: before, after: missing - before, fill: fill)
    }

    private static func missing(_ text: String, _ width: Int) -> Int {
        let count = text.unicodeScalars.count
        return width > count ? width - count : 0
    }

    /// `text.zfill(width)`: zeros behind a sign.
    static func zeroFilled(_ text: String, _ width: Int) throws -> String {
        let missing = missing(text, width)
        guard missing > 0 else { return text }
        guard let first = text.unicodeScalars.first, first == "+" || first == "-" else {
            return try padded(text, before: missing, after: 0, fill: "0")
        }
        return try String(first) + padded(String(text.unicodeScalars.dropFirst()), before: missing, after: 0, fill: "0")
    }

    /// `text.expandtabs(size)`.
    static func tabsExpanded(_ text: String, _ size: Int) throws -> String {
        var out: [UInt8] = []
        var column = 0
        for scalar in text.unicodeScalars {
            if scalar == "\t" {
                guard size > 0 else { continue }
                let step = size - column % size
                try TextLimit.check(out.count)
                try TextLimit.check(step)
                out += repeatElement(UInt8(ascii: " "), count: step)
                column += step
            } else {
                out += Array(String(scalar).utf8)
                column = scalar == "\n" || scalar == "\r" ? 0 : column + 1
            }
        }
        return String(decoding: out, as: UTF8.self)
    }
}
