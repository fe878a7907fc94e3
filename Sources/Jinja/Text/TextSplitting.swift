/// Python's ways of cutting text: `split`, `rsplit`, `splitlines`, `partition`, `strip`.
enum TextSplitting {
    /// `text.split(None, limit)`: runs of white space separate; a negative limit means none.
    static func splitWhitespace(_ text: String, limit: Int = -1) -> [String] {
        let scalars = text.unicodeScalars
        var parts: [String] = []
        var index = scalars.startIndex
        while true {
            while index < scalars.endIndex, CharacterClass.isSpace(scalars[index]) { scalars.formIndex(after: &index) }
            guard index < scalars.endIndex else { return parts }
            if limit >= 0, parts.count >= limit {
                parts.append(String(scalars[index...]))
                return parts
            }
            let start = index
            while index < scalars.endIndex, !CharacterClass.isSpace(scalars[index]) { scalars.formIndex(after: &index) }
            parts.append(String(scalars[start..<index]))
        }
    }

    /// `text.rsplit(None, limit)`.
    static func splitWhitespaceFromEnd(_ text: String, limit: Int = -1) -> [String] {
        let scalars = Array(text.unicodeScalars)
        var parts: [String] = []
        var end = scalars.count
        while true {
            while end > 0, CharacterClass.isSpace(scalars[end - 1]) { end -= 1 }
            guard end > 0 else { break }
            if limit >= 0, parts.count >= limit {
                parts.append(string(scalars[..<end]))
                break
            }
            var start = end
            while start > 0, !CharacterClass.isSpace(scalars[start - 1]) { start -= 1 }
            parts.append(string(scalars[start..<end]))
            end = start
        }
        return parts.reversed()
    }

    /// `text.split(separator, limit)`; the separator is not empty.
    static func split(_ text: String, _ separator: String, limit: Int = -1) -> [String] {
        let bytes = Array(text.utf8)
        let needle = Array(separator.utf8)
        let places = TextSearch.all(needle, in: bytes, 0..<bytes.count, limit: limit < 0 ? .max : limit)
        return pieces(bytes, places, needle.count)
    }

    /// `text.rsplit(separator, limit)`; the separator is not empty.
    static func splitFromEnd(_ text: String, _ separator: String, limit: Int = -1) -> [String] {
        let bytes = Array(text.utf8)
        let needle = Array(separator.utf8)
        var places: [Int] = []
        var end = bytes.count
        while limit < 0 || places.count < limit, let place = TextSearch.last(needle, in: bytes, 0..<end) {
            places.append(place)
            end = place
        }
        return pieces(bytes, places.reversed(), needle.count)
    }

    private static func pieces(_ bytes: [UInt8], _ places: [Int], _ width: Int) -> [String] {
        var parts: [String] = []
        parts.reserveCapacity(places.count + 1)
        var start = 0
        for place in places {
            parts.append(String(decoding: bytes[start..<place], as: UTF8.self))
            start = place + width
        }
        parts.append(String(decoding: bytes[start...], as: UTF8.self))
        return parts
    }

    /// `text.splitlines(keepends)`: every line break Unicode knows, `\r\n` as one.
    static func lines(_ text: String, keepEnds: Bool = false) -> [String] {
        var text = text
        return text.withUTF8 { bytes in
            lineRanges(bytes, keepEnds: keepEnds).map { String(decoding: UnsafeBufferPointer(rebasing: bytes[$0]), as: UTF8.self) }
        }
    }

    /// Where the lines of a text stand.
    static func lineRanges(_ bytes: UnsafeBufferPointer<UInt8>, keepEnds: Bool = false) -> [Range<Int>] {
        var lines: [Range<Int>] = []
        var start = 0
        var index = 0
        while index < bytes.count {
            let width = lineBreak(bytes, index)
            if width > 0 {
                lines.append(start..<(keepEnds ? index + width : index))
                start = index + width
            }
            index += max(width, 1)
        }
        if start < bytes.count { lines.append(start..<bytes.count) }
        return lines
    }

    /// How many bytes the line break at an offset has; 0 where there is none.
    private static func lineBreak(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> Int {
        func next(_ distance: Int) -> UInt8 { index + distance < bytes.count ? bytes[index + distance] : 0 }
        switch bytes[index] {
        case 0x0D: return next(1) == 0x0A ? 2 : 1
        case 0x0A...0x0C, 0x1C...0x1E: return 1
        case 0xC2: return next(1) == 0x85 ? 2 : 0
        case 0xE2: return next(1) == 0x80 && (next(2) == 0xA8 || next(2) == 0xA9) ? 3 : 0
        default: return 0
        }
    }

    /// `text.strip(characters)`, or one side of it; white space where no characters are given.
    static func strip(_ text: String, _ characters: String? = nil, atStart: Bool = true, atEnd: Bool = true) -> String {
        let isTaken: (Unicode.Scalar) -> Bool
        if let characters {
            let set = Array(characters.unicodeScalars)
            isTaken = { set.contains($0) }
        } else {
            isTaken = CharacterClass.isSpace
        }
        let scalars = text.unicodeScalars
        var start = scalars.startIndex
        var end = scalars.endIndex
        if atStart {
            while start < end, isTaken(scalars[start]) { scalars.formIndex(after: &start) }
        }
        if atEnd {
            while start < end {
                let before = scalars.index(before: end)
                guard isTaken(scalars[before]) else { break }
                end = before
            }
        }
        return String(scalars[start..<end])
    }

    /// The string of some scalars.
    static func string(_ scalars: some Sequence<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }
}
