/// A statement around a query that judges it by the number of its rows alone, as a test's does: `select count(*) as failures, count(*) <> 0
/// as should_warn from (…) t`.
public struct RowCount: Sendable, Hashable {
    private let before: String
    private let behind: String

    /// The statement, or nil where more than the number of a query's rows decides what it answers, or where it does not have the query in it.
    public init?(_ statement: String, around query: String, _ dialect: SQLDialect) {
        let (whole, part) = (Array(statement.utf8), Array(query.utf8))
        guard !part.isEmpty, let place = Self.place(of: part, in: whole) else { return nil }
        before = String(decoding: whole[..<place], as: UTF8.self)
        behind = String(decoding: whole[(place + part.count)...], as: UTF8.self)
        let bytes = Array(ofNothing.utf8)
        do throws(SQLProblem) {
            var parser = QueryParser(bytes: bytes, dialect: dialect, tokens: try SQLLexer.tokens(of: bytes, dialect))
            guard try parser.countsRows(ofQueryAt: place, length: Self.nothing.utf8.count) else { return nil }
        } catch {
            return nil
        }
    }

    private static func place(of part: [UInt8], in whole: [UInt8]) -> Int? {
        guard part.count <= whole.count, let first = part.first else { return nil }
        return (0...(whole.count - part.count)).first { place in
            whole[place] == first && whole[place..<(place + part.count)].elementsEqual(part)
        }
    }

    private static let nothing = "select 1 where 1 = 0"

    /// The statement around a query without rows.
    public var ofNothing: String { before + Self.nothing + behind }

    /// Whether a statement is this one around a query.
    public func matches(_ statement: String, around query: String) -> Bool {
        statement.utf8.count == before.utf8.count + query.utf8.count + behind.utf8.count && statement.hasPrefix(before)
            && statement.hasSuffix(behind) && statement.utf8.dropFirst(before.utf8.count).starts(with: query.utf8)
    }
}

extension QueryParser {
    /// Whether this is `select … from (query limit n) t`, where the query stands at a place and the results are made of numbers of rows.
    fileprivate mutating func countsRows(ofQueryAt place: Int, length: Int) throws(SQLProblem) -> Bool {
        try expect(.select)
        repeat {
            let start = index
            let result = try expression()
            guard result.parts.isEmpty, result.problem == nil, RowExpression(self, start..<index, counts: true) != nil else { return false }
            if take(.as) { _ = try name() }
        } while take(.comma)
        try expect(.from)
        try expect(.open)
        guard current.range.lowerBound == place else { return false }
        while current.range.lowerBound < place + length, !at(.endOfText) { advance() }
        if take(.limit) { try expect(.number) }
        try expect(.close)
        _ = take(.as)
        _ = try name()
        return at(.endOfText)
    }
}
