/// What is known of an expression that asks about one row alone.
struct RowExpression {
    /// Whether it has a value, or none, for every row: it cannot end in an error.
    private(set) var isTotal = true
    /// Whether it is put together from several conditions.
    private(set) var isJoined = false
    /// Patterns in it that the database may refuse, with the operator before each.
    private(set) var patterns: [String] = []
    /// For each parenthesis that is open whether arguments of a function stand in it; else they are a list or a row, which are compared one by
    /// one.
    private var calls: [Bool] = []

    /// An expression that cannot fail.
    static let total = RowExpression()

    private init() {}

    /// What the tokens of an expression say of it; nil where another row may decide about its value, where it may have another one the next
    /// time, or where a token is not known here.
    ///
    /// - Parameter counts: Whether `count(*)` may be in it.
    init?(_ parser: QueryParser, _ places: Range<Int>, counts: Bool = false) {
        for place in places {
            guard add(RowToken(parser, place, in: places), parser.dialect, counts) else { return nil }
        }
    }

    private mutating func add(_ token: RowToken, _ dialect: SQLDialect, _ counts: Bool) -> Bool {
        switch token.kind {
        case .string, .number, .dot: return true
        case .comma: if calls.last != true { isJoined = true }
        case .open: calls.append(token.before == .word && [nil, .left, .right].contains(token.keywordBefore))
        case .close: _ = calls.popLast()
        case .quotedName: return token.next != .open
        case .star:
            if token.before == .open, token.next == .close { return counts }
            return note(RowVocabulary.operators(dialect)["*"])
        case .sign: return addSign(token, dialect)
        case .doubleColon:
            // A literal gets its type before the first row.
            return note(token.before == .string || RowVocabulary.isText(token.nextWord) ? .total : .partial)
        case .word: return addWord(token, dialect, counts)
        default: return false
        }
        return true
    }

    private mutating func addSign(_ token: RowToken, _ dialect: SQLDialect) -> Bool {
        if token.text == "-" || token.text == "+", token.next == .number, token.beginsOperand { return true }
        if dialect == .postgres, ["~", "~*", "!~", "!~*"].contains(token.text) {
            guard token.next == .string else { return false }
            patterns.append(token.text + " " + token.nextWord)
            return true
        }
        return note(RowVocabulary.operators(dialect)[token.text])
    }

    private mutating func addWord(_ token: RowToken, _ dialect: SQLDialect, _ counts: Bool) -> Bool {
        switch token.keyword {
        case .and?, .or?, .between?:
            isJoined = true
            return true
        case .not?, .is?, .null?, .isnull?, .notnull?, .true?, .false?, .distinct?, .symmetric?, .collate?, .case?, .when?, .then?, .else?,
            .end?:
            return true
        case .from?: return token.keywordBefore == .distinct
        case .in?, .cast?: return token.next == .open
        // No cast of SQLite fails.
        case .as?: return note(dialect == .sqlite || RowVocabulary.isText(token.nextWord) ? .total : .partial)
        case .like?, .ilike?:
            // A pattern that ends in a backslash fails on the rows that come so far.
            return dialect == .sqlite || (token.next == .string && !token.nextWord.contains("\\"))
        case .glob?, .escape?: return dialect == .sqlite
        case .interval?: return note(.partial)
        case .left?, .right?, nil:
            guard token.next == .open else { return token.keyword == nil }
            guard token.before != .dot else { return false }
            let name = token.text.loweredASCII
            return name == "count" && counts ? true : note(RowVocabulary.functions(dialect)[name])
        default: return false
        }
    }

    /// How safe a part of an expression is.
    fileprivate enum Safety { case total, partial }

    private mutating func note(_ safety: Safety?) -> Bool {
        if safety == .partial { isTotal = false }
        return safety != nil
    }
}

/// A token with what stands around it in the same expression.
private struct RowToken {
    let kind: SQLToken.Kind
    let keyword: Keyword?
    let text: String
    let before, next: SQLToken.Kind?
    let keywordBefore: Keyword?
    let nextWord: String

    init(_ parser: QueryParser, _ place: Int, in places: Range<Int>) {
        let token = parser.token(place)
        kind = token.kind
        keyword = token.keyword
        text = parser.text(token)
        let former = place > places.lowerBound ? parser.token(place - 1) : nil
        let following = place + 1 < places.upperBound ? parser.token(place + 1) : nil
        before = former?.kind
        keywordBefore = former?.keyword
        next = following?.kind
        nextWord = following.map(parser.text) ?? ""
    }

    /// Whether a sign here belongs to the number behind it.
    var beginsOperand: Bool {
        switch before {
        case nil, .sign, .open, .comma: true
        default: keywordBefore?.isOperator == true || [.when, .then, .else].contains(keywordBefore)
        }
    }
}

/// The operators and functions whose value follows from their arguments, or from the moment at which the statement began.
private enum RowVocabulary {
    typealias Safety = RowExpression.Safety

    static func operators(_ dialect: SQLDialect) -> [String: Safety] { dialect == .sqlite ? sqliteOperators : postgresOperators }
    static func functions(_ dialect: SQLDialect) -> [String: Safety] { dialect == .sqlite ? sqliteFunctions : postgresFunctions }
    static func isText(_ type: String) -> Bool { ["text", "varchar"].contains(type.loweredASCII) }

    /// What divides by nothing, or is too large, is no value or a fraction.
    private static let sqliteOperators = table(
        total: ["=", "==", "<>", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/", "%", "||", "&", "|", "<<", ">>", "~"],
        partial: ["->", "->>"])

    private static let postgresOperators = table(
        total: ["=", "<>", "!=", "<", "<=", ">", ">=", "->", "->>"], partial: ["+", "-", "*", "/", "%", "||"])

    private static let sqliteFunctions = table(
        total: [
            "ceil", "ceiling", "char", "coalesce", "date", "datetime", "floor", "hex", "ifnull", "iif", "instr", "json_valid", "julianday",
            "length", "lower", "ltrim", "mod", "nullif", "quote", "replace", "round", "rtrim", "sign", "strftime", "substr", "substring",
            "time", "trim", "typeof", "unicode", "unixepoch", "upper",
        ],
        partial: ["abs", "json_extract", "json_type", "regexp_like"])

    private static let postgresFunctions = table(
        total: [
            "btrim", "char_length", "coalesce", "concat", "greatest", "initcap", "jsonb_typeof", "least", "left", "length", "lower",
            "ltrim",
            "md5", "now", "nullif", "octet_length", "replace", "reverse", "right", "rtrim", "starts_with", "strpos", "trim", "upper",
        ],
        partial: [
            "abs", "ceil", "ceiling", "date_part", "date_trunc", "floor", "mod", "power", "round", "sign", "split_part", "sqrt", "substr",
            "substring", "to_char", "trunc",
        ])

    private static func table(total: [String], partial: [String]) -> [String: Safety] {
        Dictionary(total.map { ($0, .total) } + partial.map { ($0, .partial) }) { first, _ in first }
    }
}
