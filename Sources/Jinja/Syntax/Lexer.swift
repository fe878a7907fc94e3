/// Cuts a template into tokens, one at a time: a fault later in the text must not hide a parser's complaint about an earlier place.
///
/// Follows Jinja 3.1's lexer with dbt's settings (default delimiters, no line statements, no trimming).
struct Lexer {
    private enum State { case text, block, variable, end }

    let text: TemplateText
    let bytes: [UInt8]
    /// Offset of the next byte to be read.
    var position = 0
    private var state = State.text
    /// Closing brackets still owed: `%}` and `}}` count only when there are none.
    private var balance: [UInt8] = []
    /// The values of numbers, and of strings with escapes.
    private var literals: [Literal] = []

    init(_ text: TemplateText) {
        self.text = text
        bytes = text.bytes
    }

    /// The next token; after the end always `endOfTemplate`. Throws a syntax error.
    mutating func next() throws -> Token {
        while true {
            switch state {
            case .end: return Token(kind: .endOfTemplate, start: bytes.count, end: bytes.count)
            case .text:
                if let token = try nextText() { return token }
            case .block, .variable: return try nextInTag()
            }
        }
    }

    // MARK: Tokens

    /// The text of a name, string or piece of text; empty for the rest.
    func text(of token: Token) -> String {
        switch token.kind {
        case .name, .data: return String(decoding: bytes[token.start..<token.end], as: UTF8.self)
        case .string:
            if let index = token.literal, case .string(let text) = literals[index] { return text }
            return String(decoding: bytes[(token.start + 1)..<(token.end - 1)], as: UTF8.self)
        default: return ""
        }
    }

    /// The value of a number token.
    func literal(of token: Token) -> Literal? { token.literal.map { literals[$0] } }

    /// How messages describe a token: a name by itself, everything else by its kind.
    func description(of token: Token) -> String { token.kind == .name ? text(of: token) : token.kind.rawValue }

    /// Whether a token is the given keyword (names are keywords by context only).
    func isName(_ token: Token, _ name: String) -> Bool {
        token.kind == .name && token.end - token.start == name.utf8.count && bytes[token.start..<token.end].elementsEqual(name.utf8)
    }

    /// Keeps the value of a token.
    mutating func keep(_ literal: Literal) -> Int {
        literals.append(literal)
        return literals.count - 1
    }

    func error(_ message: String, at offset: Int) -> JinjaError {
        var error = JinjaError(.syntax, message, at: text.span(offset, offset))
        error.line = text.line(offset)
        return error
    }

    // MARK: Text

    /// Text up to the next tag; nil where something without a token of its own was passed (a comment, raw markers, an empty text).
    private mutating func nextText() throws -> Token? {
        if position >= bytes.count {
            state = .end
            return nil
        }
        let start = position
        guard let tag = tagStart(from: position) else {
            position = bytes.count
            return data(start, bytes.count)
        }
        // The text is handed out first; the tag is read at the next call, when no text stands before it.
        if tag > start {
            position = tag
            let sign = bytes.at(tag + 2)
            let end = sign == UInt8(ascii: "-") ? endWithoutSpace(start, tag) : tag
            return end > start ? data(start, end) : nil
        }
        return try openTag(tag)
    }

    private func data(_ start: Int, _ end: Int) -> Token { Token(kind: .data, start: start, end: end) }

    private func tagStart(from: Int) -> Int? {
        let bytes = bytes.span
        var index = from
        while index + 1 < bytes.count {
            if bytes[index] == UInt8(ascii: "{") {
                switch bytes[index + 1] {
                case UInt8(ascii: "%"), UInt8(ascii: "{"), UInt8(ascii: "#"): return index
                default: break
                }
            }
            index += 1
        }
        return nil
    }

    private mutating func openTag(_ tag: Int) throws -> Token? {
        let kind = bytes[tag + 1]
        var end = tag + 2
        if let sign = bytes.at(end), sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { end += 1 }
        switch kind {
        case UInt8(ascii: "#"):
            position = end
            try skipComment()
            return nil
        case UInt8(ascii: "%"):
            if let body = rawBegin(end) {
                position = body
                return try raw()
            }
            position = end
            state = .block
            return Token(kind: .blockBegin, start: tag, end: end)
        default:
            position = end
            state = .variable
            return Token(kind: .variableBegin, start: tag, end: end)
        }
    }

    private mutating func skipComment() throws {
        if position >= bytes.count { return }
        var index = position
        while index + 1 < bytes.count {
            if bytes[index] == UInt8(ascii: "#"), bytes[index + 1] == UInt8(ascii: "}") {
                let strips = index > position && bytes[index - 1] == UInt8(ascii: "-")
                position = index + 2
                if strips { position = endOfSpace(position) }
                return
            }
            index += 1
        }
        throw error("Missing end of comment tag", at: position)
    }

    // MARK: Raw

    /// Where the body of a raw block starts, if `raw` and the end of the tag follow.
    private func rawBegin(_ from: Int) -> Int? {
        var index = endOfSpace(from)
        guard hasWord("raw", at: index) else { return nil }
        index = endOfSpace(index + 3)
        if hasWord("%}", at: index) { return index + 2 }
        if hasWord("-%}", at: index) { return endOfSpace(index + 3) }
        return nil
    }

    private mutating func raw() throws -> Token? {
        let start = position
        if start >= bytes.count { return nil }
        var index = start
        while index + 1 < bytes.count {
            if bytes[index] == UInt8(ascii: "{"), bytes[index + 1] == UInt8(ascii: "%"), let (strips, next) = rawEnd(index + 2) {
                position = next
                let end = strips ? endWithoutSpace(start, index) : index
                return end > start ? data(start, end) : nil
            }
            index += 1
        }
        throw error("Missing end of raw directive", at: start)
    }

    private func rawEnd(_ from: Int) -> (strips: Bool, next: Int)? {
        var index = from
        let sign = bytes.at(index)
        if sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { index += 1 }
        index = endOfSpace(index)
        guard hasWord("endraw", at: index) else { return nil }
        index = endOfSpace(index + 6)
        let strips = sign == UInt8(ascii: "-")
        if hasWord("%}", at: index) { return (strips, index + 2) }
        if hasWord("+%}", at: index) { return (strips, index + 3) }
        if hasWord("-%}", at: index) { return (strips, endOfSpace(index + 3)) }
        return nil
    }

    // MARK: Inside a tag

    private mutating func nextInTag() throws -> Token {
        position = endOfTagSpace(position)
        guard let byte = bytes.at(position) else {
            state = .end
            return Token(kind: .endOfTemplate, start: bytes.count, end: bytes.count)
        }
        if balance.isEmpty, let token = closeTag() { return token }
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        case UInt8(ascii: "'"), UInt8(ascii: "\""):
            if let token = try string(byte) { return token }
        default:
            if let token = try name() { return token }
            if let token = try operatorToken(byte) { return token }
        }
        let scalar = scalar(at: position)
        let offset = String(decoding: bytes[..<position], as: UTF8.self).scalarCount
        throw error("unexpected char \(TextRepr.repr(String(scalar))) at \(offset)", at: position)
    }

    private mutating func closeTag() -> Token? {
        let mark = state == .block ? UInt8(ascii: "%") : UInt8(ascii: "}")
        let start = position
        var index = start
        var strips = false
        switch bytes[index] {
        case UInt8(ascii: "-"):
            strips = true
            index += 1
        case UInt8(ascii: "+") where state == .block: index += 1
        default: break
        }
        guard bytes.at(index) == mark, bytes.at(index + 1) == UInt8(ascii: "}") else { return nil }
        let kind: TokenKind = state == .block ? .blockEnd : .variableEnd
        position = strips ? endOfSpace(index + 2) : index + 2
        state = .text
        return Token(kind: kind, start: start, end: index + 2)
    }

    private mutating func operatorToken(_ byte: UInt8) throws -> Token? {
        let start = position
        if let next = bytes.at(start + 1), let kind = Self.pair(byte, next) {
            position += 2
            return Token(kind: kind, start: start, end: position)
        }
        guard let kind = Self.single(byte) else { return nil }
        try keepBalance(byte)
        position += 1
        return Token(kind: kind, start: start, end: position)
    }

    private static func single(_ byte: UInt8) -> TokenKind? {
        switch byte {
        case UInt8(ascii: "+"): .add
        case UInt8(ascii: "-"): .subtract
        case UInt8(ascii: "/"): .divide
        case UInt8(ascii: "*"): .multiply
        case UInt8(ascii: "%"): .modulo
        case UInt8(ascii: "~"): .tilde
        case UInt8(ascii: "["): .leftBracket
        case UInt8(ascii: "]"): .rightBracket
        case UInt8(ascii: "("): .leftParenthesis
        case UInt8(ascii: ")"): .rightParenthesis
        case UInt8(ascii: "{"): .leftBrace
        case UInt8(ascii: "}"): .rightBrace
        case UInt8(ascii: ">"): .greater
        case UInt8(ascii: "<"): .less
        case UInt8(ascii: "="): .assign
        case UInt8(ascii: "."): .dot
        case UInt8(ascii: ":"): .colon
        case UInt8(ascii: "|"): .pipe
        case UInt8(ascii: ","): .comma
        case UInt8(ascii: ";"): .semicolon
        default: nil
        }
    }

    private static func pair(_ first: UInt8, _ second: UInt8) -> TokenKind? {
        switch (first, second) {
        case (UInt8(ascii: "/"), UInt8(ascii: "/")): .floorDivide
        case (UInt8(ascii: "*"), UInt8(ascii: "*")): .power
        case (UInt8(ascii: "="), UInt8(ascii: "=")): .equal
        case (UInt8(ascii: "!"), UInt8(ascii: "=")): .notEqual
        case (UInt8(ascii: ">"), UInt8(ascii: "=")): .greaterOrEqual
        case (UInt8(ascii: "<"), UInt8(ascii: "=")): .lessOrEqual
        default: nil
        }
    }

    private mutating func keepBalance(_ byte: UInt8) throws {
        switch byte {
        case UInt8(ascii: "{"): balance.append(UInt8(ascii: "}"))
        case UInt8(ascii: "("): balance.append(UInt8(ascii: ")"))
        case UInt8(ascii: "["): balance.append(UInt8(ascii: "]"))
        case UInt8(ascii: "}"), UInt8(ascii: ")"), UInt8(ascii: "]"):
            let found = UnicodeScalar(byte)
            guard let expected = balance.popLast() else { throw error("unexpected '\(found)'", at: position) }
            if expected != byte { throw error("unexpected '\(found)', expected '\(UnicodeScalar(expected))'", at: position) }
        default: break
        }
    }

    private mutating func string(_ quote: UInt8) throws -> Token? {
        var index = position + 1
        var hasEscapes = false
        while index < bytes.count {
            if bytes[index] == quote {
                let start = position
                position = index + 1
                let literal = hasEscapes ? keep(.string(try decoded(start + 1, index))) : nil
                return Token(kind: .string, start: start, end: position, literal: literal)
            }
            let isEscape = bytes[index] == UInt8(ascii: "\\")
            if isEscape { hasEscapes = true }
            index += isEscape ? 2 : 1
        }
        return nil
    }

    /// The body of a string with its escapes read.
    private func decoded(_ start: Int, _ end: Int) throws -> String {
        do {
            return try StringEscapes.decode(String(decoding: bytes[start..<end], as: UTF8.self))
        } catch let failure as JinjaError {
            throw error(failure.message, at: start - 1)
        }
    }

    private mutating func name() throws -> Token? {
        let start = position
        var index = start
        var isIdentifier = true
        while index < bytes.count {
            let byte = bytes[index]
            if byte.isWordByte {
                index += 1
            } else if byte >= 0x80 {
                let scalar = scalar(at: index)
                guard CharacterClass.isAlphanumeric(scalar) || CharacterClass.isIdentifierPart(scalar) else { break }
                let fits = index == start ? CharacterClass.isIdentifierStart(scalar) : CharacterClass.isIdentifierPart(scalar)
                if !fits { isIdentifier = false }
                index += String(scalar).utf8.count
            } else {
                break
            }
        }
        if index == start { return nil }
        if !isIdentifier { throw error("Invalid character in identifier", at: start) }
        position = index
        return Token(kind: .name, start: start, end: index)
    }

    // MARK: Space

    /// The scalar at a byte offset; U+FFFD for broken UTF-8.
    private func scalar(at offset: Int) -> Unicode.Scalar {
        var end = offset + 1
        while end < bytes.count, end < offset + 4, bytes[end] & 0xC0 == 0x80 { end += 1 }
        return String(decoding: bytes[offset..<end], as: UTF8.self).unicodeScalars.first ?? "\u{FFFD}"
    }

    private func hasWord(_ word: StaticString, at offset: Int) -> Bool {
        guard offset + word.utf8CodeUnitCount <= bytes.count else { return false }
        for index in 0..<word.utf8CodeUnitCount where bytes[offset + index] != word.utf8Start[index] { return false }
        return true
    }

    /// The offset behind the whitespace that starts at an offset.
    private func endOfSpace(_ from: Int) -> Int {
        var index = from
        while index < bytes.count {
            if bytes[index] < 0x80 {
                guard CharacterClass.isSpace(UnicodeScalar(bytes[index])) else { break }
                index += 1
            } else {
                let scalar = scalar(at: index)
                guard CharacterClass.isSpace(scalar) else { break }
                index += String(scalar).utf8.count
            }
        }
        return index
    }

    private func endOfTagSpace(_ from: Int) -> Int { endOfSpace(from) }

    /// The end of a text without the whitespace before it.
    private func endWithoutSpace(_ start: Int, _ end: Int) -> Int {
        var index = end
        while index > start {
            var first = index - 1
            while first > start, bytes[first] & 0xC0 == 0x80 { first -= 1 }
            guard CharacterClass.isSpace(scalar(at: first)) else { break }
            index = first
        }
        return index
    }
}

extension [UInt8] {
    /// The byte at an offset, or nil past the end.
    @inline(__always)
    func at(_ offset: Int) -> UInt8? { offset < count ? self[offset] : nil }
}

extension UInt8 {
    /// Letters, digits and underscore of ASCII.
    var isWordByte: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "_"):
            true
        default: false
        }
    }

    /// `0` to `9`.
    var isDigit: Bool { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") }
}
