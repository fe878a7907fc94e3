extension QueryBinder {
    /// What a chain of joins gives.
    mutating func bind(_ chain: JoinChain, in scope: Scope, _ tables: NamedQueries?) throws(SQLProblem) -> JoinedRelations {
        var result = try bind(chain.first, in: scope, beside: JoinedRelations(), tables)
        for step in chain.steps {
            let right = try bind(step.item, in: scope, beside: result, tables)
            try spend(result.visible.count + right.visible.count)
            join(&result, right, step)
            guard collectsInfluence, case .on(let condition) = step.condition else { continue }
            influence.use(try source(of: condition, scope.seeing(result), tables))
        }
        return result
    }

    private mutating func bind(
        _ item: FromItem, in scope: Scope, beside left: JoinedRelations, _ tables: NamedQueries?
    ) throws(SQLProblem) -> JoinedRelations {
        switch item {
        case .table(let path, let alias):
            return JoinedRelations(relation: relation(path, alias, tables))
        case .query(.failure(let problem), _, let alias):
            let entries = renamed([.rest(Rest(meaning: .unknown, reason: problem.reason))], alias?.columns ?? [])
            return JoinedRelations(relation: ScopeRelation(name: alias?.name, path: [], entries: entries))
        case .query(.success(let query), let isLateral, let alias):
            let entries = try bind(query, isLateral ? scope.seeing(left) : scope.parent, tables)
            return JoinedRelations(relation: ScopeRelation(name: alias?.name, path: [], entries: renamed(entries, alias?.columns ?? [])))
        case .function(let function, let alias):
            return JoinedRelations(relation: try relation(function, alias, scope.seeing(left), tables))
        case .joins(let chain, let alias):
            let joined = try bind(chain, in: scope.seeing(left), tables)
            guard let alias else { return joined }
            let entries = renamed(joined.visible.map(\.entry), alias.columns)
            return JoinedRelations(relation: ScopeRelation(name: alias.name, path: [], entries: entries))
        }
    }

    private func relation(_ path: [SQLName], _ alias: TableAlias?, _ tables: NamedQueries?) -> ScopeRelation {
        let common = path.count == 1 ? path.first.flatMap { tables?.entries(of: $0) } : nil
        let name = path.map(\.text).joined(separator: ".")
        let entries =
            common ?? relations.entries(of: path)
            ?? [.rest(Rest(meaning: .unknown, reason: "'\(name)' is not a relation of the project"))]
        return ScopeRelation(
            name: alias?.name ?? path.last, path: alias == nil ? path : [], entries: renamed(entries, alias?.columns ?? []))
    }

    // MARK: Joins

    private func join(_ left: inout JoinedRelations, _ right: JoinedRelations, _ step: JoinChain.Step) {
        let offset = left.relations.count
        let others = right.visible.map { Scope.Visible(relation: $0.relation < 0 ? $0.relation : $0.relation + offset, entry: $0.entry) }
        left.relations += right.relations
        switch step.condition {
        case .none, .on: left.visible += others
        case .using(let names): left.visible = merged(left.visible, others, names, step.side)
        case .natural:
            if let rest = (left.visible + others).firstRest {
                // Which columns both sides have is not known.
                left.visible = (left.visible + others).map {
                    Scope.Visible(relation: $0.relation, entry: $0.entry.becomingUnknown(rest.reason))
                }
            } else {
                let keys = Set(others.compactMap { $0.entry.name?.key })
                let names = left.visible.compactMap(\.entry.name).filter { keys.contains($0.key) }
                left.visible = merged(left.visible, others, names, step.side)
            }
        }
    }

    /// What is seen of a join whose columns of some names are one.
    private func merged(
        _ left: [Scope.Visible], _ right: [Scope.Visible], _ names: [SQLName], _ side: JoinChain.Side
    ) -> [Scope.Visible] {
        let keys = Set(names.map(\.key))
        let merged = names.map { name in
            let sources = (one(name, in: left), one(name, in: right))
            let source =
                switch side {
                case .left: sources.0
                case .right: sources.1
                case .both: sources.0.or(sources.1).changed
                }
            return BoundColumn(name: name, source: source)
        }
        func isOther(_ visible: Scope.Visible) -> Bool { visible.entry.name.map { !keys.contains($0.key) } ?? true }
        guard dialect == .sqlite else {
            return merged.map { Scope.Visible(relation: -1, entry: .column($0)) } + left.filter(isOther) + right.filter(isOther)
        }
        // In SQLite the column stays where it is on the left.
        var visible = left
        for column in merged {
            if let place = visible.firstIndex(where: { $0.entry.name?.key == column.name.key }) {
                visible[place].entry = .column(BoundColumn(name: visible[place].entry.name ?? column.name, source: column.source))
            } else {
                visible.insert(Scope.Visible(relation: -1, entry: .column(column)), at: 0)
            }
        }
        return visible + right.filter(isOther)
    }

    /// The column of a name on one side of a join.
    private func one(_ name: SQLName, in visible: [Scope.Visible]) -> ColumnSource {
        let side = ScopeRelation(name: nil, path: [], entries: visible.map(\.entry))
        return lookup.column(name, of: side) ?? .unknown("'\(name.text)' of 'using' is not a known column")
    }

    // MARK: Functions

    private mutating func relation(
        _ function: TableFunction, _ alias: TableAlias?, _ scope: Scope, _ tables: NamedQueries?
    ) throws(SQLProblem) -> ScopeRelation {
        var source = ColumnSource.constant
        for argument in function.arguments { source.use(try self.source(of: argument, scope, tables).changed) }
        var names = TableFunctionColumns.names(function, alias, dialect)
        if function.hasOrdinality { names?.append("ordinality") }
        let entries: [ColumnEntry] =
            names.map { $0.map { .column(BoundColumn(name: SQLName($0, dialect), source: source)) } }
            ?? [.rest(Rest(meaning: .source(source), reason: "the columns of function '\(function.name.text)' are not known"))]
        return ScopeRelation(name: alias?.name ?? function.name, path: [], entries: renamed(entries, alias?.columns ?? []))
    }
}

/// The columns of functions that stand in `from`.
private enum TableFunctionColumns {
    /// The names of the columns; nil where they are not known.
    static func names(_ function: TableFunction, _ alias: TableAlias?, _ dialect: SQLDialect) -> [String]? {
        if dialect == .sqlite { return sqlite[function.name.key] }
        if let columns = alias?.columns, columns.count > 1 { return nil }
        if let known = postgres[function.name.key] { return known }
        let isUnnested = function.name.key == "unnest" && function.arguments.count == 1
        // A function of one column gives it the name it has here.
        return isUnnested || scalar.contains(function.name.key) ? [alias?.name.text ?? function.name.text] : nil
    }

    private static let tree = ["key", "value", "type", "atom", "id", "parent", "fullkey", "path"]
    private static let sqlite = ["json_each": tree, "json_tree": tree, "generate_series": ["value"]]
    private static let postgres = [
        "json_each": ["key", "value"], "jsonb_each": ["key", "value"], "json_each_text": ["key", "value"],
        "jsonb_each_text": ["key", "value"], "json_array_elements": ["value"], "jsonb_array_elements": ["value"],
        "json_array_elements_text": ["value"], "jsonb_array_elements_text": ["value"],
    ]
    private static let scalar: Set<String> = [
        "generate_series", "generate_subscripts", "regexp_split_to_table", "regexp_matches", "string_to_table", "json_object_keys",
        "jsonb_object_keys", "jsonb_path_query",
    ]
}

extension JoinedRelations {
    /// One relation.
    fileprivate init(relation: ScopeRelation) {
        self.init(relations: [relation], visible: relation.entries.map { Scope.Visible(relation: 0, entry: $0) })
    }
}

extension Scope {
    /// The scope with relations that stand to the left in the same chain.
    fileprivate func seeing(_ joined: JoinedRelations) -> Scope {
        let scope = Scope(parent: parent)
        scope.relations = relations
        scope.visible = visible
        scope.windows = windows
        scope.add(joined)
        return scope
    }
}

extension [Scope.Visible] {
    fileprivate var firstRest: Rest? {
        for visible in self { if case .rest(let rest) = visible.entry { return rest } }
        return nil
    }
}

extension ColumnEntry {
    /// The name of a column.
    fileprivate var name: SQLName? { if case .column(let column) = self { column.name } else { nil } }

    /// The entry with nothing known of where it comes from.
    fileprivate func becomingUnknown(_ reason: String) -> ColumnEntry {
        switch self {
        case .column(let column): .column(BoundColumn(name: column.name, source: .unknown(reason)))
        case .rest: .rest(Rest(meaning: .unknown, reason: reason))
        }
    }
}
