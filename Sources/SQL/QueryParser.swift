/// Reads queries of SQLite and Postgres: a place in a list of tokens that moves forward.
///
/// It is tolerant where that is safe: what is not understood in one result, one condition or one common table is noted there and passed over.
struct QueryParser {
    let bytes: [UInt8]
    let dialect: SQLDialect
    private let tokens: [SQLToken]
    private let lines = LineNumbers()
    private(set) var index = 0
    private var depth = 0

    /// As many things may stand in each other.
    static let deepest = 150

    /// The one query of a text; a semicolon may follow. Throws where there is none, or where its outline is not understood.
    static func query(of text: String, _ dialect: SQLDialect) throws(SQLProblem) -> Query {
        let bytes = Array(text.utf8)
        var parser = QueryParser(bytes: bytes, dialect: dialect, tokens: try SQLLexer.tokens(of: bytes, dialect))
        let query = try parser.query()
        while parser.take(.semicolon) {}
        guard parser.current.kind == .endOfText else { throw parser.problem() }
        return query
    }

    init(bytes: [UInt8], dialect: SQLDialect, tokens: [SQLToken]) {
        self.bytes = bytes
        self.dialect = dialect
        self.tokens = tokens
    }

    // MARK: The place

    var current: SQLToken { tokens[index] }
    /// The end of the token before.
    var lastEnd: Int { index > 0 ? tokens[index - 1].range.upperBound : 0 }

    func peek(_ offset: Int = 1) -> SQLToken { tokens[max(0, min(index + offset, tokens.count - 1))] }
    func at(_ keyword: Keyword) -> Bool { current.keyword == keyword }
    func at(_ kind: SQLToken.Kind) -> Bool { current.kind == kind }

    mutating func go(backTo place: Int) { index = min(place, index) }
    mutating func advance() { index = min(index + 1, tokens.count - 1) }

    mutating func take(_ keyword: Keyword) -> Bool {
        guard at(keyword) else { return false }
        advance()
        return true
    }

    mutating func take(_ kind: SQLToken.Kind) -> Bool {
        guard at(kind) else { return false }
        advance()
        return true
    }

    mutating func expect(_ keyword: Keyword) throws(SQLProblem) { if !take(keyword) { throw problem() } }
    mutating func expect(_ kind: SQLToken.Kind) throws(SQLProblem) { if !take(kind) { throw problem() } }

    /// Goes to the token behind the parenthesis that an opening one at a place has.
    mutating func leave(_ opening: Int) { index = min(tokens[opening].partner + 1, tokens.count - 1) }

    /// Goes to the next token that meets a condition, or that closes what is open or ends the text; what stands in parentheses is passed over.
    mutating func skip(to condition: (SQLToken) -> Bool) {
        while !at(.close), !at(.endOfText), !at(.semicolon), !condition(current) {
            if at(.open) { leave(index) } else { advance() }
        }
    }

    /// That the token at the place is not understood.
    func problem() -> SQLProblem {
        let line = lines.line(of: current.range.lowerBound, in: bytes)
        let text = at(.endOfText) ? "the end of the query" : "'\(text(current).prefix(40))'"
        return SQLProblem(reason: "\(text) in line \(line) of the compiled SQL is not understood")
    }

    func text(_ token: SQLToken) -> String { text(token.range) }
    /// What stands at some bytes.
    func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
    /// The token at a place, which has to be one of the list.
    func token(_ place: Int) -> SQLToken { tokens[place] }

    /// Goes one level down. Throws where that is too deep; `defer { leaveLevel() }` has to follow.
    mutating func enterLevel() throws(SQLProblem) {
        guard depth < Self.deepest else { throw SQLProblem(reason: "the query is nested too deeply") }
        depth += 1
    }
    mutating func leaveLevel() { depth -= 1 }

    // MARK: Names

    /// The name that a token is; nil for other tokens.
    func name(_ token: SQLToken) -> SQLName? {
        switch token.kind {
        case .word: return SQLName(unquoted: text(token), dialect)
        case .quotedName: return SQLName(unquoted(token), dialect)
        case .string where dialect == .sqlite: return SQLName(unquoted(token), dialect)
        default: return nil
        }
    }

    private func unquoted(_ token: SQLToken) -> String {
        let inner = bytes[token.range].dropFirst().dropLast()
        guard let quote = bytes[token.range].last, inner.contains(quote) else { return String(decoding: inner, as: UTF8.self) }
        var result: [UInt8] = []
        var isSecond = false
        for byte in inner {
            isSecond = byte == quote && !isSecond
            if !isSecond { result.append(byte) }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// A name, whatever word it is.
    mutating func name() throws(SQLProblem) -> SQLName {
        guard let name = name(current) else { throw problem() }
        advance()
        return name
    }

    /// `(name, …)`.
    mutating func names() throws(SQLProblem) -> [SQLName] {
        try expect(.open)
        var names = [try name()]
        while take(.comma) { names.append(try name()) }
        try expect(.close)
        return names
    }

    /// `name`, `name.name`, …, the first one being at the place.
    mutating func path() throws(SQLProblem) -> [SQLName] {
        var names = [try name()]
        while at(.dot), name(peek()) != nil {
            advance()
            names.append(try name())
        }
        return names
    }

    // MARK: Queries

    /// Whether a query starts at the place, parentheses aside.
    var startsQuery: Bool { at(.select) || at(.with) || (at(.values) && peek().kind == .open) }

    /// A query with its common tables.
    mutating func query() throws(SQLProblem) -> Query {
        try enterLevel()
        defer { leaveLevel() }
        let tables = at(.with) ? try commonTables() : []
        return try query(tables, first: try branch())
    }

    /// The rest of a query behind its first operand.
    mutating func query(_ tables: [CommonTable] = [], first: Query.Branch) throws(SQLProblem) -> Query {
        var others: [(Query.SetOperator, Query.Branch)] = []
        while let next = takeSetOperator() { others.append((next, try branch())) }
        return Query(tables: tables, first: first, others: others, tail: tail())
    }

    /// Whether a query goes on here behind one of its operands.
    var continuesQuery: Bool {
        switch current.keyword {
        case .union, .intersect, .except, .order, .limit, .offset, .fetch, .for: true
        default: false
        }
    }

    private mutating func takeSetOperator() -> Query.SetOperator? {
        let found: Query.SetOperator
        switch current.keyword {
        case .union: found = .union
        case .intersect: found = .intersect
        case .except: found = .except
        default: return nil
        }
        advance()
        if !take(.all) { _ = take(.distinct) }
        return found
    }

    private mutating func branch() throws(SQLProblem) -> Query.Branch {
        switch current.keyword {
        case .select: return .select(try select())
        case .values:
            advance()
            var rows = [try listInParentheses()]
            while take(.comma) { rows.append(try listInParentheses()) }
            return .values(rows)
        case .table where dialect == .postgres:
            advance()
            let select = Select()
            select.items = [.star([])]
            select.from = [JoinChain(first: .table(try path(), nil))]
            return .select(select)
        case .with: return .query(try query())
        default:
            try expect(.open)
            let query = try query()
            try expect(.close)
            return .query(query)
        }
    }

    mutating func listInParentheses() throws(SQLProblem) -> [Expression] {
        try expect(.open)
        let list = try expressions()
        try expect(.close)
        return list
    }

    private mutating func commonTables() throws(SQLProblem) -> [CommonTable] {
        try expect(.with)
        let isRecursive = take(.recursive)
        var tables: [CommonTable] = []
        repeat { tables.append(try commonTable(isRecursive)) } while take(.comma)
        return tables
    }

    private mutating func commonTable(_ isRecursive: Bool) throws(SQLProblem) -> CommonTable {
        let name = try name()
        let columns = at(.open) ? try names() : []
        try expect(.as)
        if take(.not) {
            try expect(.materialized)
        } else {
            _ = take(.materialized)
        }
        let query = try queryInParentheses()
        if at(.search) || at(.cycle) { throw problem() }
        return CommonTable(name: name, columns: columns, isRecursive: isRecursive, query: query)
    }

    /// `(query)`, or why that in the parentheses is none. Throws where there are no parentheses.
    mutating func queryInParentheses() throws(SQLProblem) -> Result<Query, SQLProblem> {
        let opening = index
        try expect(.open)
        do throws(SQLProblem) {
            let query = try query()
            try expect(.close)
            return .success(query)
        } catch {
            leave(opening)
            return .failure(error)
        }
    }

    /// `order by`, `limit`, `offset`, `fetch`, `for update`.
    private mutating func tail() -> Clauses {
        var clauses = Clauses()
        while true {
            switch current.keyword {
            case .order:
                advance()
                clauses.order += clause(.order)
            case .limit, .offset:
                advance()
                clauses.expressions += clause(.limit)
            case .fetch, .for:
                advance()
                skip { $0.keyword?.endsClause == true }
            default: return clauses
            }
        }
    }
}

/// Finds the lines of places in a text; the text is searched once, when first asked.
private final class LineNumbers {
    private var ends: [Int]?

    func line(of place: Int, in bytes: [UInt8]) -> Int {
        let known = ends ?? bytes.indices.filter { bytes[$0] == 10 }
        ends = known
        var (low, high) = (0, known.count)
        while low < high {
            let middle = (low + high) / 2
            if known[middle] < place { low = middle + 1 } else { high = middle }
        }
        return low + 1
    }
}
