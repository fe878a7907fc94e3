extension QueryParser {
    /// `select …` up to the clauses that belong to the whole query.
    mutating func select() throws(SQLProblem) -> Select {
        try expect(.select)
        let select = Select()
        if take(.distinct) {
            if take(.on) { select.clauses.expressions += distinctKeys() }
        } else {
            _ = take(.all)
        }
        // Postgres allows a select without results.
        if !endsClause {
            repeat { select.items.append(try item()) } while take(.comma)
        }
        if take(.from) {
            repeat { select.from.append(try joinChain()) } while take(.comma)
        }
        while readClause(of: select) {}
        guard endsClause, !at(.into), !at(.from) else { throw problem() }
        return select
    }

    private var endsClause: Bool { current.keyword?.endsClause == true || at(.close) || at(.endOfText) || at(.semicolon) }

    private mutating func distinctKeys() -> [Expression] {
        let opening = index
        do throws(SQLProblem) {
            return try listInParentheses()
        } catch {
            if peek(opening - index).kind == .open { leave(opening) }
            return [Expression(problem: error)]
        }
    }

    private mutating func readClause(of select: Select) -> Bool {
        switch current.keyword {
        case .where, .having:
            advance()
            select.clauses.expressions += clause(.condition)
        case .group:
            advance()
            select.clauses.expressions += clause(.group)
        case .window:
            advance()
            repeat {
                guard let window = try? window() else { break }
                select.windows.append(window)
            } while take(.comma)
            skip { $0.keyword?.endsClause == true }
        default: return false
        }
        return true
    }

    /// `name as (…)`.
    private mutating func window() throws(SQLProblem) -> (name: SQLName, definition: Expression) {
        let name = try name()
        try expect(.as)
        return (name, try windowDefinition())
    }

    // MARK: Results

    private mutating func item() throws(SQLProblem) -> Select.Item {
        if take(.star) { return .star([]) }
        if let qualifier = starQualifier() { return .star(qualifier) }
        let start = index
        do throws(SQLProblem) {
            let expression = try expression()
            let name = try alias()
            guard at(.comma) || endsClause else { throw problem() }
            return .expression(expression, name: name)
        } catch {
            return unreadItem(from: start, error)
        }
    }

    /// The names before `.*`; nil, without moving, where there is no such thing.
    private mutating func starQualifier() -> [SQLName]? {
        var names: [SQLName] = []
        var offset = 0
        while let name = name(peek(offset)), peek(offset + 1).kind == .dot {
            names.append(name)
            offset += 2
            guard peek(offset).kind == .star else { continue }
            for _ in 0...offset { advance() }
            return names
        }
        return nil
    }

    /// `as name` or `name`; nil where there is neither.
    private mutating func alias() throws(SQLProblem) -> SQLName? {
        if take(.as) { return try name() }
        switch current.kind {
        case .quotedName, .string: return try name()
        case .word where current.keyword?.endsClause != true: return try name()
        default: return nil
        }
    }

    /// A result that is not understood: what can be told of it is its name.
    private mutating func unreadItem(from start: Int, _ problem: SQLProblem) -> Select.Item {
        go(backTo: start)
        repeat {
            if at(.open) { leave(index) } else { advance() }
            skip { $0.kind == .comma || $0.keyword?.endsClause == true }
            // `is distinct from`
        } while at(.from) && peek(-1).keyword == .distinct
        let hasName = peek(-2).keyword == .as
        return .expression(Expression(problem: problem), name: hasName ? name(peek(-1)) : nil)
    }

    // MARK: Clauses

    /// The parts of a query that decide about rows.
    enum Clause { case condition, group, order, limit }

    /// What such a part uses; where it is not understood, that is noted and the part is passed over.
    mutating func clause(_ clause: Clause) -> [Expression] {
        do throws(SQLProblem) {
            let found = try read(clause)
            guard endsClause else { throw problem() }
            return found
        } catch {
            skip { $0.keyword?.endsClause == true }
            return [Expression(problem: error)]
        }
    }

    private mutating func read(_ clause: Clause) throws(SQLProblem) -> [Expression] {
        switch clause {
        case .condition: return [try expression()]
        case .limit:
            let found = take(.all) ? [] : try expressions()
            if !take(.row) { _ = take(.rows) }
            return found
        case .order:
            try expectBy()
            return try orderKeys()
        case .group:
            try expectBy()
            if !take(.all) { _ = take(.distinct) }
            var keys = [try groupKey()]
            while take(.comma) { keys.append(try groupKey()) }
            return keys
        }
    }

    private mutating func groupKey() throws(SQLProblem) -> Expression {
        if text(current).loweredASCII == "grouping", text(peek()).loweredASCII == "sets" {
            advance()
            advance()
        }
        return try expression()
    }

    /// `by`, which is a name elsewhere.
    mutating func expectBy() throws(SQLProblem) {
        guard text(current).loweredASCII == "by" else { throw problem() }
        advance()
    }

    /// The keys behind `order by`.
    mutating func orderKeys() throws(SQLProblem) -> [Expression] {
        var keys: [Expression] = []
        repeat {
            keys.append(try expression())
            if !take(.asc), !take(.desc), take(.using) { try expect(.sign) }
            if take(.nulls) { advance() }
        } while take(.comma)
        return keys
    }
}
