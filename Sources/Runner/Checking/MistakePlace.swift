import Diagnostics
import Graph

/// Where in the project a mistake in compiled SQL was made.
struct MistakePlace {
    /// The node.
    let node: Node
    /// Its compiled text.
    let code: String
    /// Where that is kept, below the project's folder.
    let path: String

    /// Whether the node's SQL is made from a properties file: there is no line of it to show.
    var isGenerated: Bool { !node.originalFilePath.hasSuffix(".sql") }

    /// The place in the node's own file and what the SQL looks like there.
    ///
    /// - Parameter position: the character in the compiled text, from 1; nil where the engine did not say.
    func span(of mistake: SQLMistake, at position: Int?) -> (origin: SourceSpan?, notes: [Diagnostic.Note]) {
        guard let range = position.flatMap(range) ?? search(mistake) else { return (node.source, []) }
        let file = SourceFile(path: path, text: code)
        let compiled =
            range.isEmpty ? SourceSpan(file, range.lowerBound, range.upperBound).word : SourceSpan(file, range.lowerBound, range.upperBound)
        guard !isGenerated, let source = node.source else { return (node.source, [Diagnostic.Note("that compiles to", at: compiled)]) }
        let origin = CompiledLines(source: source.file, compiled: file).origin(of: compiled) ?? source
        let isSame = origin.file.line(origin.position.line) == file.line(compiled.position.line)
        return (origin, isSame ? [] : [Diagnostic.Note("that compiles to", at: compiled)])
    }

    /// The bytes of a character.
    private func range(_ position: Int) -> Range<Int>? {
        let scalars = code.unicodeScalars
        guard position > 0, let index = scalars.index(scalars.startIndex, offsetBy: position - 1, limitedBy: scalars.endIndex) else {
            return nil
        }
        let offset = code.utf8.distance(from: code.startIndex, to: index)
        return offset..<offset
    }

    /// Finds the words that an engine speaks of without saying where they are.
    private func search(_ mistake: SQLMistake) -> Range<Int>? {
        let words = SQLWords(code)
        let message = mistake.message.lowercased()
        switch mistake.kind {
        case .unionWidth: return ["union", "intersect", "except", "values"].first { message.contains($0) }.flatMap { words.first($0) }
        case .syntax: return code.utf8.isEmpty ? nil : max(0, code.utf8.count - 1)..<code.utf8.count
        case .position, .grouping:
            if let clause = ["group", "order"].first(where: { message.contains("\($0) by") }) { return words.last(clause, before: "by") }
        case .duplicateName: return mistake.name.flatMap { words.last($0, before: "as") ?? words.last($0, behind: "as") }
        case .other where message.hasPrefix("sub-select"): return words.firstSubselect
        default: break
        }
        guard let name = mistake.name else { return nil }
        return words.first(name) ?? name.split(separator: ".").last.flatMap { words.first(String($0)) }
    }
}

/// The words of a text of SQL, comments and texts in single quotes left out.
struct SQLWords {
    /// A word with its place in bytes.
    struct Word {
        let text: String
        let range: Range<Int>
    }

    /// The words in order, names in double quotes without these.
    let words: [Word]
    private let bytes: [UInt8]

    init(_ sql: String, limit: Int = Int.max) {
        let bytes = Array(sql.utf8)
        var found: [Word] = []
        var index = 0
        while index < bytes.count, found.count < limit {
            let byte = bytes[index]
            let next = index + 1 < bytes.count ? bytes[index + 1] : 0
            if byte == UInt8(ascii: "-"), next == byte {
                index = bytes[index...].firstIndex(of: 10) ?? bytes.count
            } else if byte == UInt8(ascii: "/"), next == UInt8(ascii: "*") {
                index = Self.endOfComment(bytes, index + 2)
            } else if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") {
                let end = bytes[(index + 1)...].firstIndex(of: byte) ?? bytes.count
                if byte == UInt8(ascii: "\"") {
                    let text = String(decoding: bytes[min(index + 1, end)..<end], as: UTF8.self)
                    found.append(Word(text: text, range: index..<min(end + 1, bytes.count)))
                }
                index = end + 1
            } else if Self.isWord(byte) {
                let end = bytes[index...].firstIndex { !Self.isWord($0) } ?? bytes.count
                found.append(Word(text: String(decoding: bytes[index..<end], as: UTF8.self), range: index..<end))
                index = end
            } else {
                index += 1
            }
        }
        words = found
        self.bytes = bytes
    }

    /// The first word of a text; empty where it has none.
    static func first(of sql: String) -> String { SQLWords(sql, limit: 1).words.first?.text ?? "" }

    /// The place of the first word of a text, letters' case aside.
    func first(_ text: String) -> Range<Int>? {
        let wanted = text.lowercased()
        return words.first { $0.text.lowercased() == wanted }?.range
    }

    /// The place of the last word of a text before another one.
    func last(_ text: String, before next: String) -> Range<Int>? {
        Array(zip(words, words.dropFirst())).last { $0.0.text.lowercased() == text.lowercased() && $0.1.text.lowercased() == next }?.0.range
    }

    /// The place of the last word of a text behind another one.
    func last(_ text: String, behind former: String) -> Range<Int>? {
        Array(zip(words, words.dropFirst())).last { $0.0.text.lowercased() == former && $0.1.text.lowercased() == text.lowercased() }?.1
            .range
    }

    /// The place of the first query in brackets that is no common table expression.
    var firstSubselect: Range<Int>? {
        zip(words, words.dropFirst()).first { former, word in
            let between = bytes[former.range.upperBound..<word.range.lowerBound]
            return word.text.lowercased() == "select" && former.text.lowercased() != "as" && between.contains(UInt8(ascii: "("))
        }?.1.range
    }

    /// The names that a text gives to its columns and tables: what stands behind `as`.
    static func names(givenIn sql: String) -> [String] {
        let words = SQLWords(sql).words
        return zip(words, words.dropFirst()).filter { $0.0.text.lowercased() == "as" }.map(\.1.text)
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            || byte == UInt8(ascii: "_") || byte >= 0x80
    }

    private static func endOfComment(_ bytes: [UInt8], _ start: Int) -> Int {
        var index = start
        while index + 1 < bytes.count {
            if bytes[index] == UInt8(ascii: "*"), bytes[index + 1] == UInt8(ascii: "/") { return index + 2 }
            index += 1
        }
        return bytes.count
    }
}
