/// Parses a template as Jinja 3.1 does with dbt's tags: recursive descent, one token of look-ahead.
struct Parser {
    /// The deepest nesting of expressions; dbt's own parser gives up far earlier.
    static let maximumDepth = 250
    /// The deepest nesting of statements (Python's limit on indentation).
    static let maximumStatementDepth = 95

    private(set) var lexer: Lexer
    /// The token to be read next.
    private(set) var current: Token
    private var ahead: Token?
    /// Offset of the last token but the end: what the end of the template counts its line by.
    private var lastOffset = 0
    /// End of the token read last.
    private(set) var lastEnd = 0
    /// Names of the tags that are open.
    var tags: [String] = []
    /// What the open tags are waiting for.
    var awaited: [[String]] = []
    private var nesting = 0

    init(_ text: TemplateText) throws {
        lexer = Lexer(text)
        current = try lexer.next()
        lastOffset = current.start
    }

    /// The statements of the whole template.
    static func parse(_ text: TemplateText) throws -> [Statement] {
        var parser = try Parser(text)
        return try parser.statements(until: nil)
    }

    var text: TemplateText { lexer.text }

    // MARK: Tokens

    /// The text of a name, string or piece of text.
    func text(of token: Token) -> String { lexer.text(of: token) }

    /// Whether the current token is the given keyword.
    func isName(_ name: String) -> Bool { lexer.isName(current, name) }

    /// Whether the token behind the current one is the given keyword.
    mutating func isNextName(_ name: String) throws -> Bool {
        let next = try look()
        return lexer.isName(next, name)
    }

    /// Goes on to the next token and gives the one that was current.
    @discardableResult
    mutating func advance() throws -> Token {
        let token = current
        if token.kind == .endOfTemplate { return token }
        lastEnd = token.end
        if let ahead {
            current = ahead
            self.ahead = nil
        } else {
            current = try lexer.next()
        }
        if current.kind != .endOfTemplate { lastOffset = current.start }
        return token
    }

    /// The token behind the current one.
    mutating func look() throws -> Token {
        if let ahead { return ahead }
        let token = try lexer.next()
        ahead = token
        return token
    }

    mutating func skip(_ kind: TokenKind) throws -> Bool {
        guard current.kind == kind else { return false }
        try advance()
        return true
    }

    mutating func skipName(_ name: String) throws -> Bool {
        guard isName(name) else { return false }
        try advance()
        return true
    }

    @discardableResult
    mutating func expect(_ kind: TokenKind) throws -> Token {
        guard current.kind == kind else { throw unexpected(kind.rawValue) }
        return try advance()
    }

    /// The text of the name that has to come next.
    mutating func expectedName() throws -> String {
        let token = try expect(.name)
        return text(of: token)
    }

    @discardableResult
    mutating func expectName(_ name: String) throws -> Token {
        guard isName(name) else { throw unexpected(name) }
        return try advance()
    }

    private func unexpected(_ expected: String) -> JinjaError {
        let wanted = TextRepr.repr(expected)
        if current.kind == .endOfTemplate { return fail("unexpected end of template, expected \(wanted).") }
        return fail("expected token \(wanted), got \(TextRepr.repr(lexer.description(of: current)))")
    }

    /// A syntax error at an offset, or at the current token.
    func fail(_ message: String, at offset: Int? = nil) -> JinjaError {
        if let offset { return lexer.error(message, at: offset) }
        return lexer.error(message, at: current.kind == .endOfTemplate ? lastOffset : current.start)
    }

    // MARK: Bodies

    /// Statements up to one of the end tags (its `{%` is passed, its name is current), or to the end of the template.
    mutating func statements(until ends: [String]?) throws -> [Statement] {
        var body: [Statement] = []
        var parts: [OutputPart] = []
        if let ends { awaited.append(ends) }
        defer { if ends != nil { awaited.removeLast() } }
        while current.kind != .endOfTemplate {
            switch current.kind {
            case .data:
                parts.append(.text(current.start..<current.end))
                try advance()
            case .variableBegin:
                try advance()
                parts.append(.expression(try tuple()))
                try expect(.variableEnd)
            default:
                Self.flush(&parts, into: &body)
                try advance()
                if let ends, current.kind == .name {
                    for end in ends where isName(end) { return body }
                }
                body.append(try statement())
                try expect(.blockEnd)
            }
        }
        Self.flush(&parts, into: &body)
        return body
    }

    private static func flush(_ parts: inout [OutputPart], into body: inout [Statement]) {
        guard let first = parts.first else { return }
        let offset =
            switch first {
            case .text(let range): range.lowerBound
            case .expression(let expression): expression.offset
            }
        body.append(Statement(kind: .output(parts), offset: offset))
        parts = []
    }

    /// The body of a tag: passes `%}`, the statements and the `{%` of the end tag; with `dropsEnd` its name too.
    mutating func body(until ends: String..., dropsEnd: Bool = false) throws -> [Statement] {
        _ = try skip(.colon)
        try expect(.blockEnd)
        let body = try statements(until: ends)
        if current.kind == .endOfTemplate { throw endOfTemplate(awaited + [ends]) }
        if dropsEnd { try advance() }
        return body
    }

    private func endOfTemplate(_ awaited: [[String]]) -> JinjaError { missingTag(nil, awaited, at: nil) }

    /// What a tag that is not known is told.
    func unknownTag(_ token: Token) -> JinjaError { missingTag(text(of: token), awaited, at: token.start) }

    private func missingTag(_ name: String?, _ awaited: [[String]], at offset: Int?) -> JinjaError {
        var message = name.map { "Encountered unknown tag \(TextRepr.repr($0))." } ?? "Unexpected end of template."
        if let last = awaited.last {
            let looking = last.map { TextRepr.repr($0) }.joined(separator: " or ")
            if let name, awaited.joined().contains(where: { sameText($0, name) }) {
                message += " You probably made a nesting mistake. Jinja is expecting this tag, but currently looking for \(looking)."
            } else {
                message += " Jinja was looking for the following tags: \(looking)."
            }
        }
        if let tag = tags.last { message += " The innermost block that needs to be closed is \(TextRepr.repr(tag))." }
        return fail(message, at: offset)
    }

    // MARK: Nodes

    /// Goes one level deeper into brackets and the like. Throws a RecursionError where that is too deep.
    mutating func enter() throws {
        nesting += 1
        if nesting > Self.maximumDepth || StackLimit.isNearlyUsedUp { throw tooDeep(current.start) }
    }

    /// Comes back from `enter`.
    mutating func leave() { nesting -= 1 }

    private func tooDeep(_ offset: Int) -> JinjaError {
        var error = StackLimit.error
        error.span = text.span(offset, offset)
        error.line = text.line(offset)
        return error
    }

    /// An expression from its parts; too deep a nesting is a recursion error.
    func make(_ kind: Expression.Kind, offset: Int, start: Int) throws -> Expression {
        var depth = 0
        kind.forEachChild { depth = max(depth, $0.depth) }
        if depth >= Self.maximumDepth { throw tooDeep(offset) }
        return Expression(kind: kind, offset: offset, start: start, end: max(start, lastEnd), depth: depth + 1)
    }
}
