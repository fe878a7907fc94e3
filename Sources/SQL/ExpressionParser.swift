extension QueryParser {
    /// Expressions with commas between them.
    mutating func expressions() throws(SQLProblem) -> [Expression] {
        var list = [try expression()]
        while take(.comma) { list.append(try expression()) }
        return list
    }

    /// An expression. Which operator binds tighter does not matter here: operands and operators take turns.
    mutating func expression() throws(SQLProblem) -> Expression {
        try enterLevel()
        defer { leaveLevel() }
        let start = current.range.lowerBound
        return try expression(from: start, first: try operand())
    }

    /// The rest of an expression behind its first operand.
    private mutating func expression(from start: Int, first: Expression) throws(SQLProblem) -> Expression {
        var result = first
        while let follows = try takeOperator() {
            result.becomesPart()
            if follows { result.use(try operand()) }
        }
        result.range = start..<max(start, lastEnd)
        return result
    }

    /// Goes over an operator behind an operand: whether another operand has to follow; nil where there is no operator.
    private mutating func takeOperator() throws(SQLProblem) -> Bool? {
        if at(.sign) || at(.star) {
            advance()
            return true
        }
        switch current.keyword {
        case .and, .or, .in, .like, .escape: advance()
        case .glob where dialect == .sqlite, .regexp where dialect == .sqlite, .match where dialect == .sqlite: advance()
        case .ilike where dialect == .postgres, .overlaps where dialect == .postgres: advance()
        case .between:
            advance()
            _ = take(.symmetric)
        case .similar where peek().keyword == .to:
            advance()
            advance()
        case .operator where peek().kind == .open:
            advance()
            leave(index)
        case .isnull, .notnull:
            advance()
            return false
        case .is: return try takeIs()
        case .not: return takeNot()
        default: return nil
        }
        return true
    }

    /// `is [not] …`.
    private mutating func takeIs() throws(SQLProblem) -> Bool {
        advance()
        _ = take(.not)
        if take(.distinct) {
            try expect(.from)
            return true
        }
        if dialect == .sqlite { return true }
        guard at(.word) else { throw problem() }
        advance()
        return false
    }

    /// `not in`, `not like`, …; in SQLite also `not null`.
    private mutating func takeNot() -> Bool? {
        switch peek().keyword {
        case .null where dialect == .sqlite:
            advance()
            advance()
            return false
        case .in, .like, .ilike, .glob, .regexp, .match:
            advance()
            advance()
        case .between:
            advance()
            advance()
            _ = take(.symmetric)
        case .similar:
            for _ in 0..<3 { advance() }
        default: return nil
        }
        return true
    }

    // MARK: Operands

    /// An operand with the signs before it and what belongs to it behind it.
    private mutating func operand() throws(SQLProblem) -> Expression {
        var hasSign = false
        while at(.sign) || at(.not) {
            hasSign = true
            advance()
        }
        var result = try withPostfixes(try primary())
        if hasSign { result.becomesPart() }
        return result
    }

    /// `::type`, `[…]`, `.field`, `collate …`, `at time zone …`.
    private mutating func withPostfixes(_ primary: Expression) throws(SQLProblem) -> Expression {
        var result = primary
        while true {
            switch current.kind {
            case .doubleColon:
                advance()
                result.cast(to: try typeName())
            case .openBracket:
                advance()
                result.use(try subscripts())
            case .dot:
                advance()
                let field = try name()
                if result.isColumn, case .column(let row)? = result.parts.first, row.qualifier.isEmpty {
                    // `(orders).amount`
                    result.parts = [.column(ColumnReference(qualifier: [row.name], name: field, isQuoted: false))]
                }
                result.label = .strong(field.text)
            case .word where at(.collate):
                advance()
                _ = try path()
            case .word where at(.at) && dialect == .postgres:
                guard try passTimeZone() else { return result }
                result.use(try self.primary())
                result.label = .strong("timezone")
            default: return result
            }
            result.isColumn = false
            result.isQuery = false
        }
    }

    private mutating func passTimeZone() throws(SQLProblem) -> Bool {
        guard text(peek()).loweredASCII == "time" else { return false }
        for _ in 0..<3 { advance() }
        return true
    }

    /// What stands in `[…]`, the first bracket being passed.
    private mutating func subscripts() throws(SQLProblem) -> Expression {
        var result = Expression()
        while !take(.closeBracket) {
            if take(.colon) || take(.comma) { continue }
            result.use(try expression())
        }
        return result
    }

    private mutating func primary() throws(SQLProblem) -> Expression {
        switch current.kind {
        case .open: return try parenthesised()
        case .string:
            while take(.string) {}
            return Expression()
        case .number, .parameter:
            advance()
            return Expression()
        case .quotedName: return try named()
        case .word: return try word()
        default: throw problem()
        }
    }

    private mutating func word() throws(SQLProblem) -> Expression {
        let next = peek().kind
        switch current.keyword {
        case .null:
            advance()
            return Expression()
        case .true, .false:
            advance()
            return Expression(label: .weak("bool"))
        case .case: return try caseExpression()
        case .cast where next == .open: return try castExpression()
        case .exists where next == .open:
            advance()
            return try existence()
        case .array where next == .openBracket:
            advance()
            advance()
            return try arrayElements()
        case .interval where next == .string || (next == .open && peek(2).kind == .number): return interval()
        case .left, .right, .like, .glob, .match: return next == .open ? try named() : try reservedWord()
        case let keyword? where keyword.isReserved: return try reservedWord()
        default: return try named()
        }
    }

    private func reservedWord() throws(SQLProblem) -> Expression { throw problem() }

    private mutating func existence() throws(SQLProblem) -> Expression {
        try expect(.open)
        let query = try query()
        try expect(.close)
        return Expression(parts: [.query(query, isExists: true)], label: .strong("exists"))
    }

    /// `[[1, 2], [3]]`, the first bracket being passed.
    private mutating func arrayElements() throws(SQLProblem) -> Expression {
        var result = Expression(label: .strong("array"))
        var open = 1
        while open > 0 {
            if take(.closeBracket) {
                open -= 1
            } else if take(.openBracket) {
                open += 1
            } else if !take(.comma) {
                result.use(try expression())
            }
        }
        return result
    }

    /// `interval '1' day`.
    private mutating func interval() -> Expression {
        advance()
        if at(.open) { leave(index) }
        _ = take(.string)
        passIntervalFields()
        return Expression(label: .weak("interval"))
    }

    private mutating func caseExpression() throws(SQLProblem) -> Expression {
        try expect(.case)
        var result = Expression()
        if !at(.when) { result.use(try expression()) }
        while take(.when) {
            result.use(try expression())
            try expect(.then)
            result.use(try expression())
        }
        result.label = .weak("case")
        if take(.else) {
            let last = try expression()
            result.use(last)
            if case .strong = last.label { result.label = last.label }
        }
        try expect(.end)
        return result
    }

    private mutating func castExpression() throws(SQLProblem) -> Expression {
        try expect(.cast)
        try expect(.open)
        var result = try expression()
        try expect(.as)
        let type = try typeName()
        if dialect == .sqlite { skip { _ in false } }
        try expect(.close)
        result.cast(to: type)
        result.isColumn = false
        return result
    }

    /// `(expression)`, `(a, b)` or `(query)`.
    private mutating func parenthesised() throws(SQLProblem) -> Expression {
        try enterLevel()
        defer { leaveLevel() }
        try expect(.open)
        if startsQuery { return try queryOperand(try query()) }
        if take(.close) { return Expression() }
        let start = current.range.lowerBound
        let result: Expression
        if at(.open) {
            let inner = try parenthesised()
            if case .query(let first, false)? = inner.parts.first, inner.isQuery, continuesQuery {
                return try queryOperand(try query(first: .query(first)))
            }
            result = try expression(from: start, first: try withPostfixes(inner))
        } else {
            result = try expression()
        }
        return try rowInParentheses(result)
    }

    private mutating func queryOperand(_ query: Query) throws(SQLProblem) -> Expression {
        try expect(.close)
        var result = Expression(parts: [.query(query, isExists: false)], label: query.label)
        result.isQuery = true
        return result
    }

    private mutating func rowInParentheses(_ first: Expression) throws(SQLProblem) -> Expression {
        var result = first
        if at(.comma) {
            result.becomesPart()
            result.label = .strong("row")
        }
        while take(.comma) { result.use(try expression()) }
        try expect(.close)
        return result
    }
}

extension Expression {
    /// Makes it a part of something larger, which has no name.
    fileprivate mutating func becomesPart() {
        isColumn = false
        isQuery = false
        label = .none
    }

    /// What the expression is called once it has another type.
    fileprivate mutating func cast(to type: String) {
        if case .strong = label { return }
        label = .weak(type)
    }
}

extension Query {
    /// What its one column is called where the query is an operand.
    fileprivate var label: Expression.Label {
        guard case .select(let select) = first, case .expression(let expression, let name)? = select.items.first else { return .none }
        return name.map { .strong($0.text) } ?? expression.label
    }
}
