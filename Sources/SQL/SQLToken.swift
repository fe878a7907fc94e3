/// One word, name, literal or sign of a SQL text.
struct SQLToken: Sendable, Equatable {
    /// What a token is.
    enum Kind: Sendable {
        /// A word without quotes: a keyword or a name.
        case word
        /// A name in quotes.
        case quotedName
        case string, number, parameter
        /// Signs such as `+`, `||`, `->>`; one token for as many of them as stand together.
        case sign
        case star, comma, dot, semicolon, open, close, openBracket, closeBracket
        /// `::`
        case doubleColon
        case colon
        /// `:=` and `=>`.
        case assignment
        /// The end of the text.
        case endOfText
    }

    let kind: Kind
    /// Which keyword a word is; nil for all other words.
    var keyword: Keyword?
    /// Where it is in the text, in bytes of UTF-8.
    let range: Range<Int>
    /// Of an opening parenthesis the place of the closing one in the list of tokens.
    var partner = 0
}

/// A word that may mean something other than a name.
enum Keyword: String, Sendable, CaseIterable {
    case all, and, any, array, `as`, asc, at
    case between, both
    case `case`, cast, collate, cross, current, cycle
    case desc, distinct
    case `else`, end, escape, except, exists, extract
    case `false`, fetch, filter, `for`, from, full
    case glob, group, groups
    case having
    case ignore, ilike, `in`, indexed, inner, intersect, interval, into, `is`, isnull
    case join
    case lateral, leading, left, like, limit
    case match, materialized
    case natural, not, notnull, null, nulls
    case offset, on, only, `operator`, or, order, ordinality, outer, over, overlaps
    case partition, placing
    case range, recursive, regexp, repeatable, respect, right, row, rows
    case search, select, similar, some, symmetric
    case table, tablesample, then, to, trailing, `true`
    case union, using
    case values, variadic
    case when, `where`, window, with, within, without

    /// The keywords by their text.
    static let byText = Dictionary(uniqueKeysWithValues: allCases.map { ($0.rawValue, $0) })
    /// The length of the longest one, in bytes.
    static let longest = allCases.map(\.rawValue.utf8.count).max() ?? 0

    /// Whether the word ends an expression and the clause it is in, so that it is no alias without `as`.
    var endsClause: Bool {
        switch self {
        case .from, .where, .group, .having, .window, .order, .limit, .offset, .fetch, .for, .union, .intersect, .except, .into: true
        default: false
        }
    }

    /// Whether the word goes on with a join.
    var isAboutJoins: Bool {
        switch self {
        case .join, .left, .right, .inner, .full, .cross, .natural, .outer, .on, .using: true
        default: false
        }
    }

    /// Whether the word stands between two operands, or behind one.
    var isOperator: Bool {
        switch self {
        case .and, .or, .not, .in, .is, .isnull, .notnull, .between, .like, .ilike, .glob, .regexp, .match, .similar, .escape, .collate,
            .overlaps, .operator, .at:
            true
        default: false
        }
    }

    /// Whether the word is never the name of a column without quotes.
    var isReserved: Bool {
        switch self {
        case .select, .as, .when, .then, .else, .end, .case, .distinct, .null, .and, .or, .not, .in, .is, .between, .collate, .lateral,
            .isnull, .notnull, .ilike:
            true
        case .offset, .window, .match: false
        default: endsClause || isAboutJoins
        }
    }
}
