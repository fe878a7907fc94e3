extension SourceSpan {
    /// The word a point stands on: a name with the dots in it. A point on an opening parenthesis stands for the name before it; a range, and a
    /// point on anything else, stay as they are.
    public var word: SourceSpan {
        guard start == end, start < file.bytes.count else { return self }
        let bytes = file.bytes
        if bytes[start] == UInt8(ascii: "(") {
            let first = Self.wordStart(bytes, before: start)
            return first < start ? SourceSpan(file, first, start) : self
        }
        if bytes[start] == UInt8(ascii: "\"") { return quotedName }
        guard Self.isWordByte(bytes[start]) else { return self }
        let first = Self.wordStart(bytes, before: start)
        let last = bytes[start...].firstIndex { !Self.isWordByte($0) } ?? bytes.count
        return SourceSpan(file, first, last)
    }

    /// The line of a point without the white space around it; a range stays as it is.
    public var trimmedLine: SourceSpan {
        guard start == end else { return self }
        let range = file.lineRange(containing: start)
        let isBlank: (UInt8) -> Bool = { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        let line = file.bytes[range]
        guard let first = line.firstIndex(where: { !isBlank($0) }), let last = line.lastIndex(where: { !isBlank($0) }) else { return self }
        return SourceSpan(file, first, last + 1)
    }

    /// The quoted names from here on that dots join: `"shop"."orders"`; the point itself where a quote is not closed on its line.
    private var quotedName: SourceSpan {
        let quote = UInt8(ascii: "\"")
        let bytes = file.bytes[..<file.lineRange(containing: start).upperBound]
        var end = start
        while end < bytes.endIndex, bytes[end] == quote, let close = bytes[(end + 1)...].firstIndex(of: quote) {
            end = close + 1
            guard end + 1 < bytes.endIndex, bytes[end] == UInt8(ascii: "."), bytes[end + 1] == quote else { break }
            end += 1
        }
        return SourceSpan(file, start, end)
    }

    private static func wordStart(_ bytes: [UInt8], before index: Int) -> Int {
        var first = index
        while first > 0, isWordByte(bytes[first - 1]) { first -= 1 }
        return first
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "_"), UInt8(ascii: "."): true
        default: byte >= 0x80
        }
    }
}
