public import Diagnostics

extension JinjaError {
    /// What was probably meant, where the error is about an unknown filter, test or name; nil where nothing is near.
    ///
    /// - Parameter names: the names that templates may use beside Jinja's own: macros and functions.
    public func hint(among names: some Sequence<String> = [String]()) -> String? {
        guard let name = quotedName else { return nil }
        if message.hasPrefix("No filter named ") { return DidYouMean.hint(name, among: AllFilters.byName.keys) }
        if message.hasPrefix("No test named ") { return DidYouMean.hint(name, among: AllTests.byName.keys) }
        if let attribute = message.firstRange(of: "DatabaseWrapper object' has no attribute '") {
            return DidYouMean.hint(String(message[attribute.upperBound...].prefix { $0 != "'" }), among: names)
        }
        guard kind == .undefined, message.hasSuffix(" is undefined") else { return nil }
        return DidYouMean.hint(name, among: names)
    }

    /// The place widened to what it is about: the filter's or test's name, else the word it stands on.
    public var wordSpan: SourceSpan? {
        guard let span, span.start == span.end else { return span }
        guard message.hasPrefix("No filter named ") || message.hasPrefix("No test named "), let name = quotedName else {
            return Self.wholeStatement(span.word)
        }
        let bytes = span.file.bytes
        let wanted = Array(name.utf8)
        let end = span.file.lineRange(containing: span.start).upperBound
        for index in stride(from: span.start, through: end - wanted.count, by: 1)
        where bytes[index..<(index + wanted.count)].elementsEqual(wanted) {
            return SourceSpan(span.file, index, index + wanted.count)
        }
        return span.word
    }

    /// A tag is marked to its end: what is wrong with it lies behind its keyword.
    private static func wholeStatement(_ word: SourceSpan) -> SourceSpan {
        let bytes = word.file.bytes
        guard ["do", "set", "if", "for", "call"].contains(String(decoding: bytes[word.start..<word.end], as: UTF8.self)) else {
            return word
        }
        let line = word.file.lineRange(containing: word.start)
        var end = word.end
        while end < line.upperBound, !bytes[end...].starts(with: Array("%}".utf8)) { end += 1 }
        guard end < line.upperBound else { return word }
        while end > word.end, bytes[end - 1] == UInt8(ascii: " ") || bytes[end - 1] == UInt8(ascii: "-") { end -= 1 }
        return SourceSpan(word.file, word.start, end)
    }

    /// The first name the message quotes.
    private var quotedName: String? {
        let parts = message.split(separator: "'", maxSplits: 2, omittingEmptySubsequences: false)
        return parts.count == 3 ? String(parts[1]) : nil
    }
}
