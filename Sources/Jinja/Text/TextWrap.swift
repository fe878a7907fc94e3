/// Wraps a paragraph into lines, as Python's `textwrap.wrap` with tabs and white space left alone.
struct TextWrap {
    /// The most characters of a line.
    let width: Int
    /// Whether a word longer than a line is cut.
    let breaksLongWords: Bool
    /// Whether a compound word may end a line behind its hyphen.
    let breaksOnHyphens: Bool

    private static let blanks = "[\\t\\n\\x0b\\x0c\\r ]"
    private static let letter = "[^\\d\\W]"
    private static let punctuation = "[\\w!\"'&.,?]"

    /// White space, dashes between words, and words that may end behind a hyphen.
    private static let pieces: RegexProgram? = try? RegexProgram(
        "(\(blanks)+|(?<=\(punctuation))-{2,}(?=\\w)|[^\\t\\n\\x0b\\x0c\\r ]+?(?:-(?:(?<=\(letter){2}-)|(?<=\(letter)-\(punctuation)-))"
            + "(?=\(letter)-?\(letter))|(?=\(blanks)|\\Z)|(?<=\(punctuation))(?=-{2,}\\w)))")

    private static let plainPieces: RegexProgram? = try? RegexProgram("(\(blanks)+)")

    /// The lines of a paragraph. Throws a ValueError for a width below 1.
    func lines(_ text: String) throws -> [String] {
        if width <= 0 { throw JinjaError(.value, "invalid width \(width) (must be > 0)") }
        var chunks = try chunks(text)
        chunks.reverse()
        var lines: [String] = []
        while !chunks.isEmpty {
            if !lines.isEmpty, let last = chunks.last, Self.isBlank(last) { chunks.removeLast() }
            let line = takeLine(&chunks)
            if !line.isEmpty { lines.append(TextSplitting.string(line.joined())) }
        }
        return lines
    }

    private func chunks(_ text: String) throws -> [[Unicode.Scalar]] {
        guard let program = breaksOnHyphens ? Self.pieces : Self.plainPieces else { return [Array(text.unicodeScalars)] }
        let scalars = Array(text.unicodeScalars)
        var matcher = RegexMatcher(program, scalars.map(\.value), end: scalars.count)
        var chunks: [[Unicode.Scalar]] = []
        var position = 0
        while position < scalars.count, let found = try matcher.search(from: position) {
            if found[1] == found[0] { break }
            if found[0] > position { chunks.append(Array(scalars[position..<found[0]])) }
            chunks.append(Array(scalars[found[0]..<found[1]]))
            position = found[1]
        }
        if position < scalars.count { chunks.append(Array(scalars[position...])) }
        return chunks
    }

    private static func isBlank(_ chunk: [Unicode.Scalar]) -> Bool { chunk.allSatisfy(CharacterClass.isSpace) }

    /// Takes the chunks of one line off the end of the reversed list.
    private func takeLine(_ chunks: inout [[Unicode.Scalar]]) -> [[Unicode.Scalar]] {
        var line: [[Unicode.Scalar]] = []
        var length = 0
        while let chunk = chunks.last, length + chunk.count <= width {
            line.append(chunk)
            length += chunk.count
            chunks.removeLast()
        }
        if let chunk = chunks.last, chunk.count > width { takeLongWord(&chunks, &line, length) }
        if let last = line.last, Self.isBlank(last) { line.removeLast() }
        return line
    }

    private func takeLongWord(_ chunks: inout [[Unicode.Scalar]], _ line: inout [[Unicode.Scalar]], _ length: Int) {
        guard let chunk = chunks.popLast() else { return }
        if breaksLongWords {
            let space = width - length
            var end = space
            if breaksOnHyphens, chunk.count > space {
                let hyphen = chunk[..<space].lastIndex(of: "-")
                if let hyphen, hyphen > 0, chunk[..<hyphen].contains(where: { $0 != "-" }) { end = hyphen + 1 }
            }
            line.append(Array(chunk[..<end]))
            chunks.append(Array(chunk[end...]))
        } else if line.isEmpty {
            line.append(chunk)
        } else {
            chunks.append(chunk)
        }
    }
}
