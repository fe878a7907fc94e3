import Diagnostics

/// A tag found at the top of a file.
struct FileTag {
    let name: String
    /// The word behind the name.
    let label: String?
    /// First byte, with the whitespace that `{%-` takes.
    let start: Int
    /// Behind the last byte, with the whitespace that `-%}` takes.
    let end: Int
    /// Bytes of whitespace before the `{%-`.
    var leading = 0
}

/// Finds the tags of a file by the patterns dbt searches with; comments, expressions, strings and raw blocks are passed over.
struct TagScanner {
    private let file: SourceFile
    private let bytes: [UInt8]
    /// Where the search goes on.
    private(set) var position = 0

    init(_ file: SourceFile) {
        self.file = file
        bytes = file.bytes
    }

    private struct Match {
        let start: Int
        let end: Int
    }

    /// The next tag, or nil at the end of the file.
    mutating func next() throws(BlockError) -> FileTag? {
        while true {
            let tag = tagStart()
            let comment = opening(UInt8(ascii: "#"), takesSpaceBefore: true)
            let expression = opening(UInt8(ascii: "{"), takesSpaceBefore: false)
            // The match that ends first is taken; on a tie the order here.
            let ends = [tag?.match.end, comment?.end, expression?.end].compactMap { $0 }
            guard let first = ends.min() else { return nil }
            if let tag, tag.match.end == first { return try finish(tag.match, tag.name, tag.label) }
            if let comment, comment.end == first {
                position = comment.end
                guard let end = find("#}", from: position) else { throw unexpectedEnd("#}") }
                position = end + 2
            } else if let expression {
                position = expression.end
                try passExpression()
            }
        }
    }

    // MARK: Openings

    /// `{%` or `{%-` with a name, and perhaps a second word.
    private func tagStart() -> (match: Match, name: String, label: String?)? {
        var from = position
        while let brace = find("{%", from: from) {
            from = brace + 1
            var index = brace + 2
            let strips = bytes.at(index) == UInt8(ascii: "-")
            if strips { index += 1 }
            index = endOfSpace(index)
            guard let name = word(index) else { continue }
            index += name.utf8.count
            let start = strips ? startOfSpace(before: brace) : brace
            let next = endOfSpace(index)
            if next > index, let label = word(next) { return (Match(start: start, end: next + label.utf8.count), name, label) }
            return (Match(start: start, end: index), name, nil)
        }
        return nil
    }

    /// `{#` or `{{`.
    private func opening(_ mark: UInt8, takesSpaceBefore: Bool) -> Match? {
        var index = position
        while index + 1 < bytes.count {
            if bytes[index] == UInt8(ascii: "{"), bytes[index + 1] == mark {
                return takesSpaceBefore
                    ? Match(start: startOfSpace(before: index), end: index + 2) : Match(start: index, end: endOfSpace(index + 2))
            }
            index += 1
        }
        return nil
    }

    private mutating func finish(_ match: Match, _ name: String, _ label: String?) throws(BlockError) -> FileTag {
        position = match.start
        if name == "raw" {
            guard let end = rawBlockEnd() else { throw unexpectedEnd("{% raw %}...{% endraw %}") }
            position = end
        } else {
            position = match.end
            try passToTagEnd()
        }
        return FileTag(name: name, label: label, start: match.start, end: position)
    }

    // MARK: Insides

    /// Passes an expression up to its `}}`; only strings can hide one.
    private mutating func passExpression() throws(BlockError) {
        while true {
            let close = find("}}", from: position).map { $0 + 2 }
            let quote = firstQuote(position).map { $0 + 1 }
            guard let next = [close, quote].compactMap({ $0 }).min() else { throw unexpectedEnd("}}") }
            if next == close {
                position = next
                return
            }
            try passString()
        }
    }

    private mutating func passToTagEnd() throws(BlockError) {
        while true {
            let close = tagClose(position)
            let quote = firstQuote(position).map { $0 + 1 }
            guard let next = [quote, close].compactMap({ $0 }).min() else { throw unexpectedEnd("tag close (\"%}\")") }
            if next == close, next != quote {
                position = next
                return
            }
            position = next - 1
            try passString()
        }
    }

    private mutating func passString() throws(BlockError) {
        var start = firstQuote(position)
        while let quote = start {
            if let end = stringEnd(quote) {
                position = end
                return
            }
            start = firstQuote(quote + 1)
        }
        throw unexpectedEnd("string")
    }

    /// The end of the string that starts at a quote; nil where it does not end.
    private func stringEnd(_ start: Int) -> Int? {
        var index = start + 1
        while index < bytes.count {
            if bytes[index] == bytes[start] { return index + 1 }
            index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        return nil
    }

    /// Behind the next `%}`, or `-%}` with the whitespace after it.
    private func tagClose(_ from: Int) -> Int? {
        guard let close = find("%}", from: from) else { return nil }
        return close > from && bytes[close - 1] == UInt8(ascii: "-") ? endOfSpace(close + 2) : close + 2
    }

    /// The end of the first whole raw block from the position on.
    private func rawBlockEnd() -> Int? {
        var from = position
        while let brace = find("{%", from: from) {
            from = brace + 1
            guard let body = tag("raw", at: brace) else { continue }
            var inner = body
            while let end = find("{%", from: inner) {
                if let after = tag("endraw", at: end) { return after }
                inner = end + 1
            }
        }
        return nil
    }

    /// The end of the tag that stands at `{%`, if it is exactly this word.
    private func tag(_ word: StaticString, at brace: Int) -> Int? {
        var index = brace + 2
        if bytes.at(index) == UInt8(ascii: "-") { index += 1 }
        index = endOfSpace(index)
        guard has(word, at: index) else { return nil }
        index = endOfSpace(index + word.utf8CodeUnitCount)
        if has("%}", at: index) { return index + 2 }
        return has("-%}", at: index) ? endOfSpace(index + 3) : nil
    }

    // MARK: Bytes

    private func find(_ mark: StaticString, from: Int) -> Int? {
        var index = from
        while index + 1 < bytes.count {
            if bytes[index] == mark.utf8Start[0], bytes[index + 1] == mark.utf8Start[1] { return index }
            index += 1
        }
        return nil
    }

    private func has(_ word: StaticString, at offset: Int) -> Bool {
        guard offset + word.utf8CodeUnitCount <= bytes.count else { return false }
        for index in 0..<word.utf8CodeUnitCount where bytes[offset + index] != word.utf8Start[index] { return false }
        return true
    }

    private func firstQuote(_ from: Int) -> Int? {
        guard from < bytes.count else { return nil }
        return bytes[from...].firstIndex { $0 == UInt8(ascii: "'") || $0 == UInt8(ascii: "\"") }
    }

    /// An ASCII name.
    private func word(_ offset: Int) -> String? {
        guard let first = bytes.at(offset), first.isWordByte, !first.isDigit else { return nil }
        var end = offset
        while let byte = bytes.at(end), byte.isWordByte { end += 1 }
        return String(decoding: bytes[offset..<end], as: UTF8.self)
    }

    private func endOfSpace(_ from: Int) -> Int {
        var index = from
        while let width = spaceWidth(index) { index += width }
        return index
    }

    /// The length of the whitespace character at an offset; nil where none stands.
    private func spaceWidth(_ offset: Int) -> Int? {
        guard let byte = bytes.at(offset) else { return nil }
        if byte < 0x80 { return CharacterClass.isSpace(UnicodeScalar(byte)) ? 1 : nil }
        let end = min(offset + (byte >= 0xE0 ? 3 : 2), bytes.count)
        guard let scalar = String(decoding: bytes[offset..<end], as: UTF8.self).unicodeScalars.first else { return nil }
        return CharacterClass.isSpace(scalar) ? end - offset : nil
    }

    /// Where the whitespace before an offset starts, not before the position.
    private func startOfSpace(before offset: Int) -> Int {
        var start = offset
        while start > position {
            var first = start - 1
            while first > position, bytes[first] & 0xC0 == 0x80 { first -= 1 }
            guard let width = spaceWidth(first), first + width == start else { break }
            start = first
        }
        return start
    }

    // MARK: Messages

    private func unexpectedEnd(_ expected: String) -> BlockError {
        let rest = String(decoding: bytes[min(position, bytes.count)...], as: UTF8.self)
        return error("UnexpectedMacroEOFError", "unexpected EOF, expected \(expected), got \"\(rest)\"", position)
    }

    func error(_ name: String, _ message: String, _ offset: Int) -> BlockError {
        BlockError(name: name, message: message, span: SourceSpan(file, offset, offset))
    }

    /// How many characters stand before an offset.
    func characters(_ offset: Int) -> Int { bytes[..<min(offset, bytes.count)].count { $0 & 0xC0 != 0x80 } }

    /// `line:column` as dbt's messages have it: line from 1, column from 0.
    func linePosition(_ offset: Int) -> String {
        let before = bytes[..<min(offset, bytes.count)]
        let line = before.count { $0 == UInt8(ascii: "\n") } + 1
        let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        return "\(line):\(before[start...].count { $0 & 0xC0 != 0x80 })"
    }
}
