extension QueryBinder {
    /// The columns of a select, and what its clauses see.
    mutating func bind(_ select: Select, _ outer: Scope?, _ tables: NamedQueries?) throws(SQLProblem) -> (
        entries: [ColumnEntry], inner: Scope?
    ) {
        let scope = Scope(parent: outer)
        for chain in select.from {
            let joined = try bind(chain, in: scope, tables)
            scope.add(joined)
        }
        for window in select.windows { scope.windows[window.name.key] = try source(of: window.definition, scope, tables) }
        var entries: [ColumnEntry] = []
        for item in select.items { try add(item, to: &entries, scope, tables) }
        if collectsInfluence { try collect(select.clauses, scope, entries, tables) }
        return (entries, scope)
    }

    private mutating func add(
        _ item: Select.Item, to entries: inout [ColumnEntry], _ scope: Scope, _ tables: NamedQueries?
    ) throws(SQLProblem) {
        switch item {
        case .star(let qualifier) where qualifier.isEmpty:
            try spend(scope.visible.count)
            entries += scope.visible.map(\.entry)
        case .star(let qualifier):
            let unknown = "'\(qualifier.map(\.text).joined(separator: "."))' is not one of the relations that are read"
            let found = lookup.row(qualifier, scope) ?? [.rest(Rest(meaning: .unknown, reason: unknown))]
            try spend(found.count)
            entries += found
        case .expression(let expression, let name):
            let source = try source(of: expression, scope, tables)
            if let name = name ?? defaultName(expression) {
                entries.append(.column(BoundColumn(name: name, source: source)))
            } else {
                entries.append(.rest(Rest(meaning: .source(source), reason: expression.problem?.reason ?? "")))
            }
        }
    }

    /// What a result without `as` is called; nil where that cannot be told.
    private func defaultName(_ expression: Expression) -> SQLName? {
        if expression.problem != nil { return nil }
        switch dialect {
        case .postgres: return SQLName(expression.label.text ?? "?column?", dialect)
        case .sqlite:
            if expression.isColumn, case .strong(let name) = expression.label { return SQLName(name, dialect) }
            return SQLName(String(decoding: bytes[expression.range.clamped(to: bytes.indices)], as: UTF8.self), dialect)
        }
    }

    // MARK: Expressions

    /// Where the value of an expression comes from.
    mutating func source(of expression: Expression, _ scope: Scope, _ tables: NamedQueries?) throws(SQLProblem) -> ColumnSource {
        if expression.isColumn, expression.parts.count == 1, case .column(let reference)? = expression.parts.first {
            try spend(scope.visible.count)
            return lookup.source(of: reference, in: scope)
        }
        var result = ColumnSource.constant
        for part in expression.parts { result.use(try source(of: part, scope, tables)) }
        if let problem = expression.problem { result.use(.unknown(problem.reason)) }
        return result.changed
    }

    private mutating func source(of part: Expression.Part, _ scope: Scope, _ tables: NamedQueries?) throws(SQLProblem) -> ColumnSource {
        switch part {
        case .column(let reference):
            try spend(scope.visible.count)
            return lookup.source(of: reference, in: scope)
        case .row(let qualifier):
            let unknown = "'\(qualifier.map(\.text).joined(separator: "."))' is not one of the relations that are read"
            return lookup.row(qualifier, scope).map(lookup.row) ?? .unknown(unknown)
        case .window(let name): return scope.windows[name.key] ?? .unknown("there is no window '\(name.text)'")
        case .query(let query, let isExists): return try source(of: query, isExists: isExists, scope, tables)
        }
    }

    /// A query as an operand: its value hangs on which rows it has.
    private mutating func source(
        of query: Query, isExists: Bool, _ scope: Scope, _ tables: NamedQueries?
    ) throws(SQLProblem) -> ColumnSource {
        let (outer, wasCollecting) = (influence, collectsInfluence)
        (influence, collectsInfluence) = (.constant, true)
        let entries = try bind(query, scope, tables)
        var result = influence
        (influence, collectsInfluence) = (outer, wasCollecting)
        if !isExists { result.use(lookup.row(entries)) }
        return result.changed
    }

    // MARK: Influence

    /// Counts what decides about rows.
    mutating func collect(
        _ clauses: Clauses, _ scope: Scope, _ results: [ColumnEntry], _ tables: NamedQueries?
    ) throws(SQLProblem) {
        scope.results = results
        for expression in clauses.expressions { influence.use(try source(of: expression, scope, tables)) }
        for expression in clauses.order where !isResult(expression, results) { influence.use(try source(of: expression, scope, tables)) }
    }

    private func isResult(_ expression: Expression, _ results: [ColumnEntry]) -> Bool {
        guard expression.isColumn, case .column(let reference)? = expression.parts.first, reference.qualifier.isEmpty else { return false }
        return results.contains { entry in
            if case .column(let column) = entry { column.name.key == reference.name.key } else { false }
        }
    }
}

extension Scope {
    /// Adds what a chain of joins gives.
    func add(_ joined: JoinedRelations) {
        let offset = relations.count
        relations += joined.relations
        visible += joined.visible.map { Visible(relation: $0.relation < 0 ? $0.relation : $0.relation + offset, entry: $0.entry) }
    }
}

/// What a chain of joins gives.
struct JoinedRelations {
    var relations: [ScopeRelation] = []
    var visible: [Scope.Visible] = []
}
