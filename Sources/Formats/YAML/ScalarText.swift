public import Diagnostics

extension ConfigValue {
    /// Whether the text of a string value stands in the file byte for byte: plain or quoted on one line, without escapes.
    ///
    /// Then a place inside the text is a place in the file, see `span(inText:)`.
    public var isVerbatim: Bool { verbatimStart != nil }

    /// The place in the file of a byte range of a string value's text: what a message about Jinja inside a YAML string points to.
    ///
    /// Exact for text that stands verbatim and for literal blocks (`|`); otherwise the whole scalar's place.
    public func span(inText range: Range<Int>) -> SourceSpan? {
        guard let span, let text = string else { return span }
        if let start = verbatimStart {
            return SourceSpan(span.file, min(start + range.lowerBound, span.end), min(start + range.upperBound, span.end))
        }
        let bytes = Array(text.utf8)
        guard let start = literalOffset(of: range.lowerBound, in: bytes) else { return span }
        let end = literalOffset(of: range.upperBound, in: bytes) ?? start
        return SourceSpan(span.file, start, end)
    }

    /// Where the text starts in the file if it stands there verbatim.
    private var verbatimStart: Int? {
        guard let span, let text = string else { return nil }
        let raw = span.file.bytes[span.start..<min(span.end, span.file.bytes.count)]
        if raw.elementsEqual(text.utf8) { return span.start }
        guard let quote = raw.first, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'"), raw.count >= 2 else { return nil }
        return raw.dropFirst().dropLast().elementsEqual(text.utf8) ? span.start + 1 : nil
    }

    /// Where a byte of a literal block's text stands: same line of the block, past its indentation.
    private func literalOffset(of offset: Int, in text: [UInt8]) -> Int? {
        guard let span, span.start < span.file.bytes.count, span.file.bytes[span.start] == UInt8(ascii: "|"), offset <= text.count else {
            return nil
        }
        let bytes = span.file.bytes
        let newline = UInt8(ascii: "\n")
        guard let header = bytes[span.start...].firstIndex(of: newline) else { return nil }
        guard let indent = literalIndent(after: header + 1, in: text) else { return nil }
        let before = text[..<offset]
        let line = before.count { $0 == newline }
        let column = offset - ((before.lastIndex(of: newline) ?? -1) + 1)
        var start = header + 1
        for _ in 0..<line {
            guard let next = bytes[start...].firstIndex(of: newline) else { return nil }
            start = next + 1
        }
        let place = start + indent + column
        return place <= bytes.count ? place : nil
    }

    /// How far the lines of a literal block are indented, from its first line that is not empty.
    private func literalIndent(after start: Int, in text: [UInt8]) -> Int? {
        guard let bytes = span?.file.bytes else { return nil }
        let newline = UInt8(ascii: "\n")
        var position = start
        for line in text.split(separator: newline, omittingEmptySubsequences: false) {
            guard position <= bytes.count else { return nil }
            let end = bytes[position...].firstIndex(of: newline) ?? bytes.count
            if !line.isEmpty {
                let length = end - position - (end > position && bytes[end - 1] == UInt8(ascii: "\r") ? 1 : 0)
                return length >= line.count ? length - line.count : nil
            }
            position = end + 1
        }
        return 0
    }
}
