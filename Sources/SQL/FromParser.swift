extension QueryParser {
    /// A relation and what is joined to it.
    mutating func joinChain() throws(SQLProblem) -> JoinChain { try joinChain(first: try fromItem()) }

    private mutating func joinChain(first: FromItem) throws(SQLProblem) -> JoinChain {
        var chain = JoinChain(first: first)
        while let step = try joinStep() { chain.steps.append(step) }
        return chain
    }

    private mutating func joinStep() throws(SQLProblem) -> JoinChain.Step? {
        guard current.keyword?.isAboutJoins == true, !at(.on), !at(.using) else { return nil }
        let isNatural = take(.natural)
        let side = joinSide()
        let isCross = take(.cross)
        try expect(.join)
        var item = try fromItem()
        if isNatural { return JoinChain.Step(item: item, side: side, condition: .natural) }
        if isCross, dialect == .postgres { return JoinChain.Step(item: item, side: side, condition: .none) }
        if dialect == .postgres, !at(.on), !at(.using) {
            // `a join b join c on … on …`
            try enterLevel()
            defer { leaveLevel() }
            var inner = JoinChain(first: item)
            while !at(.on), !at(.using), let step = try joinStep() { inner.steps.append(step) }
            item = .joins(inner, nil)
        }
        return JoinChain.Step(item: item, side: side, condition: try joinCondition())
    }

    private mutating func joinSide() -> JoinChain.Side {
        let side: JoinChain.Side
        switch current.keyword {
        case .left, .inner: side = .left
        case .right: side = .right
        case .full: side = .both
        default: return .left
        }
        advance()
        _ = take(.outer)
        return side
    }

    private mutating func joinCondition() throws(SQLProblem) -> JoinChain.Condition {
        if take(.using) {
            let names = try names()
            if at(.as) { throw problem() }
            return .using(names)
        }
        if take(.on) {
            let start = index
            do throws(SQLProblem) {
                return .on(try expression())
            } catch {
                // A condition decides about rows alone: what comes behind it can be found again.
                go(backTo: start)
                skip { $0.kind == .comma || $0.keyword?.endsClause == true || $0.keyword?.isAboutJoins == true }
                return .on(Expression(problem: error))
            }
        }
        if dialect == .postgres { throw problem() }
        return .none
    }

    // MARK: Relations

    private mutating func fromItem() throws(SQLProblem) -> FromItem {
        let isLateral = take(.lateral)
        if at(.open) { return try aliased(try parenthesisedItem(isLateral: isLateral)) }
        if at(.only), name(peek()) != nil { advance() }
        let isName = current.kind == .quotedName || at(.string) || current.keyword?.isReserved != true
        guard isName else { throw problem() }
        let names = try path()
        if at(.open) { return try function(names) }
        _ = take(.star)
        let alias = try tableAlias()
        try passSampling()
        return .table(names, alias)
    }

    private mutating func aliased(_ item: FromItem) throws(SQLProblem) -> FromItem {
        let alias = try tableAlias()
        return switch item {
        case .query(let query, let isLateral, _): .query(query, isLateral: isLateral, alias)
        case .joins(let chain, _): .joins(chain, alias)
        default: item
        }
    }

    /// `(query)` or `(joins)`, without the alias behind it.
    private mutating func parenthesisedItem(isLateral: Bool) throws(SQLProblem) -> FromItem {
        try enterLevel()
        defer { leaveLevel() }
        let opening = index
        try expect(.open)
        if startsQuery {
            go(backTo: opening)
            return .query(try queryInParentheses(), isLateral: isLateral, nil)
        }
        guard at(.open) else { return try joinsInParentheses(try fromItem()) }
        let inner = try parenthesisedItem(isLateral: isLateral)
        guard case .query(let found, _, _) = inner, continuesQuery || at(.close) else {
            return try joinsInParentheses(try aliased(inner))
        }
        guard case .success(let first) = found else {
            leave(opening)
            return inner
        }
        let whole = try query(first: .query(first))
        try expect(.close)
        return .query(.success(whole), isLateral: isLateral, nil)
    }

    private mutating func joinsInParentheses(_ first: FromItem) throws(SQLProblem) -> FromItem {
        let chain = try joinChain(first: first)
        try expect(.close)
        return .joins(chain, nil)
    }

    private mutating func function(_ names: [SQLName]) throws(SQLProblem) -> FromItem {
        guard let name = names.last else { throw problem() }
        try expect(.open)
        let arguments = at(.close) ? [] : try arguments(of: name.key)
        try expect(.close)
        var hasOrdinality = false
        if at(.with), peek().keyword == .ordinality {
            advance()
            advance()
            hasOrdinality = true
        }
        let function = TableFunction(name: name, arguments: arguments, hasOrdinality: hasOrdinality)
        if at(.as), peek().kind == .open {
            advance()
            return .function(function, TableAlias(name: name, columns: try columnDefinitions()))
        }
        return .function(function, try tableAlias())
    }

    // MARK: Names of relations

    private mutating func tableAlias() throws(SQLProblem) -> TableAlias? {
        let hasWord = take(.as)
        guard hasWord || startsTableAlias else { return nil }
        var alias = TableAlias(name: try name())
        if at(.open) { alias.columns = try columnDefinitions() }
        return alias
    }

    private var startsTableAlias: Bool {
        if at(.quotedName) { return true }
        guard at(.word) else { return false }
        guard let keyword = current.keyword else { return true }
        if keyword == .window { return peek(2).keyword != .as }
        return !(keyword.endsClause || keyword.isAboutJoins || keyword.isReserved || keyword == .tablesample || keyword == .indexed)
    }

    /// `(name, …)`, each name perhaps with a type.
    private mutating func columnDefinitions() throws(SQLProblem) -> [SQLName] {
        try expect(.open)
        var names: [SQLName] = []
        repeat {
            names.append(try name())
            skip { $0.kind == .comma }
        } while take(.comma)
        try expect(.close)
        return names
    }

    /// `tablesample …`, `indexed by …`, `not indexed`: they say which rows are read, or how.
    private mutating func passSampling() throws(SQLProblem) {
        if take(.tablesample) {
            _ = try path()
            if at(.open) { leave(index) }
            if take(.repeatable), at(.open) { leave(index) }
        } else if at(.not), peek().keyword == .indexed {
            advance()
            advance()
        } else if take(.indexed) {
            try expectBy()
            _ = try name()
        }
    }
}
