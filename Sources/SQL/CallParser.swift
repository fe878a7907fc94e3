extension QueryParser {
    /// What begins with a name: a column, a call, `t.*`, a literal with its type.
    mutating func named() throws(SQLProblem) -> Expression {
        let isPlainWord = at(.word)
        let isQuoted = text(current).hasPrefix("\"")
        var names = try path()
        guard let last = names.popLast() else { throw problem() }
        if at(.open) {
            let result = try call(last, isQualified: !names.isEmpty)
            // `timestamp(3) '2020-01-01'`
            return dialect == .postgres && isPlainWord && take(.string) ? Expression(label: .weak(last.text)) : result
        }
        if at(.dot), peek().kind == .star {
            advance()
            advance()
            return Expression(parts: [.row(names + [last])])
        }
        if dialect == .postgres, isPlainWord {
            if let literal = try typedLiteral(last) { return literal }
        }
        if isPlainWord, names.isEmpty, isValue(last.key) { return Expression(label: .strong(last.text)) }
        let reference = ColumnReference(qualifier: names, name: last, isQuoted: isQuoted && names.isEmpty)
        return Expression(parts: [.column(reference)], isColumn: true, label: .strong(last.text))
    }

    /// Whether a word is a value of the moment and no column.
    private func isValue(_ word: String) -> Bool {
        switch word {
        case "current_date", "current_time", "current_timestamp": true
        case "localtime", "localtimestamp", "current_user", "session_user", "user", "current_role", "current_catalog", "current_schema":
            dialect == .postgres
        default: false
        }
    }

    /// `date '2020-01-01'`, `timestamp with time zone '…'`; nil, without moving, where no text follows a type.
    private mutating func typedLiteral(_ type: SQLName) throws(SQLProblem) -> Expression? {
        let length: Int
        switch type.key {
        case "timestamp", "time": length = at(.with) || at(.without) ? 3 : 0
        case "double", "character", "bit": length = at(.word) && peek().kind == .string ? 1 : 0
        default: length = 0
        }
        guard peek(length).kind == .string else { return nil }
        let zone = length == 3 && at(.with) ? "tz" : ""
        for _ in 0...length { advance() }
        return Expression(label: .weak((Self.typeNames[type.key] ?? type.text) + zone))
    }

    // MARK: Calls

    private mutating func call(_ name: SQLName, isQualified: Bool) throws(SQLProblem) -> Expression {
        try enterLevel()
        defer { leaveLevel() }
        try expect(.open)
        var result = Expression(label: .strong(isQualified ? name.text : Self.callNames[name.key] ?? name.text))
        if startsQuery {
            // `array(select …)`, `any (select …)`
            result.parts.append(.query(try query(), isExists: false))
        } else if !take(.star), !at(.close) {
            for argument in try arguments(of: name.key) { result.use(argument) }
        }
        try expect(.close)
        while let more = try callSuffix() { result.use(more) }
        return result
    }

    /// The arguments of a function up to the parenthesis that closes them.
    mutating func arguments(of function: String) throws(SQLProblem) -> [Expression] {
        var list: [Expression] = []
        repeat {
            if !take(.distinct) && !take(.all) { _ = take(.variadic) }
            if peek().kind == .assignment {
                advance()
                advance()
            }
            passWords(of: function)
            if !at(.from) { list.append(try expression()) }
            if take(.order) {
                try expectBy()
                list += try orderKeys()
            }
        } while take(.comma) || take(.from) || take(.for) || take(.placing)
        return list
    }

    /// `year` of `extract(year from x)`, `both` of `trim(both 'x' from y)`.
    private mutating func passWords(of function: String) {
        if function == "extract", peek().keyword == .from { advance() }
        if function == "trim", at(.both) || at(.leading) || at(.trailing) { advance() }
    }

    /// `within group (…)`, `filter (…)`, `over …`; nil where none follows.
    private mutating func callSuffix() throws(SQLProblem) -> Expression? {
        switch current.keyword {
        case .within where peek().keyword == .group:
            advance()
            advance()
            return try keysInParentheses()
        case .filter where peek().kind == .open:
            advance()
            try expect(.open)
            try expect(.where)
            let condition = try expression()
            try expect(.close)
            return condition
        case .respect, .ignore:
            guard peek().keyword == .nulls else { return nil }
            advance()
            advance()
            return Expression()
        case .over where peek().kind == .open:
            advance()
            return try windowDefinition()
        case .over where name(peek()) != nil:
            advance()
            return Expression(parts: [.window(try name())])
        default: return nil
        }
    }

    private mutating func keysInParentheses() throws(SQLProblem) -> Expression {
        try expect(.open)
        try expect(.order)
        try expectBy()
        var result = Expression()
        for key in try orderKeys() { result.use(key) }
        try expect(.close)
        return result
    }

    /// `(base partition by … order by … rows …)`.
    mutating func windowDefinition() throws(SQLProblem) -> Expression {
        let opening = index
        try expect(.open)
        var result = Expression()
        if at(.quotedName) || (at(.word) && !isWindowWord) { result.parts.append(.window(try name())) }
        if take(.partition) {
            try expectBy()
            for key in try expressions() { result.use(key) }
        }
        if take(.order) {
            try expectBy()
            for key in try orderKeys() { result.use(key) }
        }
        // How far the window reaches around a row is told with constants.
        guard at(.close) || at(.rows) || at(.range) || at(.groups) else { throw problem() }
        leave(opening)
        return result
    }

    private var isWindowWord: Bool {
        switch current.keyword {
        case .partition, .order, .rows, .range, .groups: true
        default: false
        }
    }

    // MARK: Types

    /// The name of a type, as Postgres calls it.
    mutating func typeName() throws(SQLProblem) -> String {
        guard let last = try path().last else { throw problem() }
        var type = Self.typeNames[last.key] ?? last.text
        switch last.key {
        case "double": if text(current).loweredASCII == "precision" { advance() }
        case "character", "char", "bit":
            if text(current).loweredASCII == "varying" {
                advance()
                type = last.key == "bit" ? "varbit" : "varchar"
            }
        case "interval": passIntervalFields()
        default: break
        }
        if at(.open) { leave(index) }
        if last.key == "timestamp" || last.key == "time", at(.with) || at(.without), text(peek()).loweredASCII == "time" {
            if at(.with) { type += "tz" }
            for _ in 0..<3 { advance() }
        }
        while take(.array) || at(.openBracket) {
            if take(.openBracket) {
                _ = take(.number)
                try expect(.closeBracket)
            }
        }
        return type
    }

    /// `day`, `hour to second`, … behind an interval.
    mutating func passIntervalFields() {
        let fields = ["year", "month", "day", "hour", "minute", "second"]
        guard dialect == .postgres, fields.contains(text(current).loweredASCII) else { return }
        advance()
        if take(.to) { advance() }
        if at(.open) { leave(index) }
    }

    /// Types that Postgres calls otherwise than SQL does.
    private static let typeNames = [
        "int": "int4", "integer": "int4", "bigint": "int8", "smallint": "int2", "real": "float4", "float": "float8", "double": "float8",
        "decimal": "numeric", "dec": "numeric", "boolean": "bool", "character": "bpchar", "char": "bpchar",
    ]

    /// Functions that Postgres calls otherwise than SQL does.
    private static let callNames = ["trim": "btrim", "any": "?column?", "all": "?column?", "some": "?column?"]
}
