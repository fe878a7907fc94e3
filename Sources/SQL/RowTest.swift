/// A query for the rows of one relation that meet a condition: whether a row is among them, no other row decides.
///
/// Whether several such queries have rows can be found out in one scan of the relation. A query is one only where the scan asks the same as
/// the query itself: what decides about a row is known to have no other effect and the same value each time, and where the query alone would
/// end in an error, so would the scan. Engines are free to look at the conditions of a query, and of the views it reads, in any order; so
/// a condition that may fail on a row (a division or a cast of Postgres, a regular expression of SQLite) has to be the only one, and over a
/// table.
public struct RowTest: Sendable, Equatable {
    /// What stands behind `from`: a relation with its alias, or the part of one that a filter lets through. Queries with the same text here
    /// can be asked together.
    public let source: String
    /// The condition, as written.
    public let condition: String
    /// Results whose names the condition does not have; the database has to know them for the query to be valid.
    public let results: [String]
    /// Patterns that the database may refuse before it looks at any row, with the operator before each.
    public let patterns: [String]
    /// The names of a relation, outer ones first, that has to be a table for this to hold; nil where any relation will do.
    public let mustBeTable: [String]?

    /// What a query asks, or nil where it is more than that, or not understood.
    public init?(_ sql: String, _ dialect: SQLDialect) {
        let bytes = Array(sql.utf8)
        do throws(SQLProblem) {
            var parser = QueryParser(bytes: bytes, dialect: dialect, tokens: try SQLLexer.tokens(of: bytes, dialect))
            self = try parser.at(.with) ? parser.valueTest() : parser.rowTest()
            // What stands behind the last token stands in front of something else once the query is part of a statement.
            guard bytes[parser.lastEnd...].allSatisfy({ $0 <= 32 }) else { return nil }
        } catch {
            return nil
        }
    }

    fileprivate init(_ source: RowSource, condition: String, _ facts: RowExpression, results: [String] = []) throws(SQLProblem) {
        self.source = source.text
        self.condition = condition
        self.results = results
        patterns = source.facts.patterns + facts.patterns
        if facts.isTotal, source.facts.isTotal {
            mustBeTable = nil
        } else {
            guard source.filter == nil, !facts.isJoined else { throw SQLProblem(reason: "the condition may fail on a row") }
            mustBeTable = source.names
        }
    }
}

/// What rows are looked at.
private struct RowSource {
    let text: String
    let names: [String]
    let filter: Range<Int>?
    let facts: RowExpression
}

extension QueryParser {
    /// `select … from … where …`.
    fileprivate mutating func rowTest() throws(SQLProblem) -> RowTest {
        try expect(.select)
        var results: [(text: String, expression: Expression)] = []
        var aliases: [SQLName] = []
        repeat {
            if take(.star) { continue }
            let (text, expression, _) = try rowExpression()
            results.append((text, expression))
            if let alias = try rowAlias() { aliases.append(alias) }
        } while take(.comma)
        try expect(.from)
        let source = try rowSource()
        guard take(.where) else {
            try expectEnd()
            return try RowTest(source, condition: "1 = 1", .total, results: results.map(\.text))
        }
        let (condition, expression, facts) = try rowExpression()
        try expectEnd()
        // SQLite takes names of results for columns in a condition.
        let columns = expression.parts.compactMap { part in
            if case .column(let reference) = part { reference } else { nil }
        }
        guard !columns.contains(where: { $0.qualifier.isEmpty && aliases.contains($0.name) }) else { throw problem() }
        let others = results.filter { result in
            guard result.expression.isColumn, case .column(let own)? = result.expression.parts.first else { return true }
            return !columns.contains { $0.name == own.name && $0.qualifier == own.qualifier && $0.isQuoted == own.isQuoted }
        }
        return try RowTest(source, condition: condition, facts, results: others.map(\.text))
    }

    /// The values of a column that are not in a list, each with the number of its rows: `with a as (select c as v, count(*) as n from …
    /// group by c) select * from a where v not in (…)`. Rows whose values are equal are all in the list or all not.
    fileprivate mutating func valueTest() throws(SQLProblem) -> RowTest {
        try expect(.with)
        let table = try rowName()
        try expect(.as)
        try expect(.open)
        try expect(.select)
        let (column, path) = try rowPath()
        try expect(.as)
        let value = try rowName()
        try expect(.comma)
        guard text(current).loweredASCII == "count", peek().kind == .open, peek(2).kind == .star, peek(3).kind == .close else {
            throw problem()
        }
        for _ in 0..<4 { advance() }
        try expect(.as)
        let number = try rowName()
        try expect(.from)
        let source = try rowSource()
        try expect(.group)
        try expectBy()
        guard try rowPath().text == column, let last = path.last, last != value, last != number, value != number else { throw problem() }
        try expect(.close)
        try expect(.select)
        try expect(.star)
        try expect(.from)
        guard try rowName() == table, source.names != [table.text] else { throw problem() }
        try expect(.where)
        guard try rowName() == value else { throw problem() }
        let start = current.range.lowerBound
        try expect(.not)
        try expect(.in)
        try literalList()
        let condition = column + " " + text(start..<lastEnd)
        try expectEnd()
        return try RowTest(source, condition: condition, .total)
    }

    /// `(literal, …)`.
    private mutating func literalList() throws(SQLProblem) {
        try expect(.open)
        repeat {
            if text(current) == "-" { try expect(.sign) }
            guard take(.string) || take(.number) || take(.null) || take(.true) || take(.false) else { throw problem() }
        } while take(.comma)
        try expect(.close)
    }

    /// A relation with its alias, or `(select * from … where …)` with its own.
    private mutating func rowSource() throws(SQLProblem) -> RowSource {
        let start = current.range.lowerBound
        guard take(.open) else {
            let names = try rowPath().names
            _ = try rowAlias()
            return RowSource(text: text(start..<lastEnd), names: names.map(\.text), filter: nil, facts: .total)
        }
        try expect(.select)
        try expect(.star)
        try expect(.from)
        let names = try rowPath().names
        try expect(.where)
        let place = current.range.lowerBound
        let facts = try rowExpression().facts
        let filter = place..<lastEnd
        try expect(.close)
        _ = try rowAlias()
        return RowSource(text: text(start..<lastEnd), names: names.map(\.text), filter: filter, facts: facts)
    }

    /// An expression over one row.
    private mutating func rowExpression() throws(SQLProblem) -> (text: String, expression: Expression, facts: RowExpression) {
        let start = index
        let expression = try expression()
        guard expression.problem == nil, let facts = RowExpression(self, start..<index) else { throw problem() }
        return (text(expression.range), expression, facts)
    }

    private mutating func rowPath() throws(SQLProblem) -> (text: String, names: [SQLName]) {
        let start = current.range.lowerBound
        var names = [try rowName()]
        while take(.dot) { names.append(try rowName()) }
        return (text(start..<lastEnd), names)
    }

    /// A name that can be nothing else.
    private mutating func rowName() throws(SQLProblem) -> SQLName {
        guard at(.quotedName) || (at(.word) && current.keyword == nil) else { throw problem() }
        return try name()
    }

    private mutating func rowAlias() throws(SQLProblem) -> SQLName? {
        if take(.as) { return try rowName() }
        return at(.quotedName) || (at(.word) && current.keyword == nil) ? try rowName() : nil
    }

    private func expectEnd() throws(SQLProblem) { if !at(.endOfText) { throw problem() } }
}
