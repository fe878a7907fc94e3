/// What the names of relations mean that are no common tables.
protocol RelationNames {
    /// The columns of a relation by its name, and of a resource that is inlined as a common table; nil for a name that means neither.
    func entries(of path: [SQLName]) -> [ColumnEntry]?
    /// The columns of a resource whose query stands in the text under a name; nil for a name of the text's own.
    func inlined(_ name: SQLName) -> [ColumnEntry]?
}

/// Finds out where the columns of a query's result come from.
struct QueryBinder {
    let lookup: NameLookup
    let relations: any RelationNames
    let bytes: [UInt8]
    /// What decides about the rows of queries that are operands, as far as it was met.
    var influence = ColumnSource.constant
    /// Whether what decides about rows counts.
    var collectsInfluence = false
    /// How many columns and names may still be looked at.
    private var budget = 20_000_000

    var dialect: SQLDialect { lookup.dialect }

    init(lookup: NameLookup, relations: any RelationNames, bytes: [UInt8]) {
        self.lookup = lookup
        self.relations = relations
        self.bytes = bytes
    }

    /// Counts work that a text may make grow out of proportion. Throws where it is too much.
    mutating func spend(_ amount: Int) throws(SQLProblem) {
        budget -= amount + 1
        guard budget >= 0 else { throw SQLProblem(reason: "the query is too large") }
    }

    // MARK: Queries

    /// The columns of a query's result. Throws where the query is too large.
    mutating func bind(_ query: Query, _ scope: Scope?, _ tables: NamedQueries?) throws(SQLProblem) -> [ColumnEntry] {
        try spend(1)
        let tables = try bind(query.tables, scope, tables)
        let (first, inner) = try bind(query.first, scope, tables)
        var result = first
        var leftCounts = true
        for (operation, branch) in query.others {
            let counts = operation != .except && (operation != .intersect || leftCounts || dialect == .sqlite)
            let next = try bind(branch, scope, tables).entries
            if counts {
                result = Self.united(result, next)
            } else if collectsInfluence {
                influence.use(lookup.row(next))
            }
            leftCounts = counts
        }
        if collectsInfluence { try collect(query.tail, inner ?? Scope(parent: scope), result, tables) }
        return result
    }

    /// Columns by position, those of the first query giving the names.
    private static func united(_ left: [ColumnEntry], _ right: [ColumnEntry]) -> [ColumnEntry] {
        var reason: String?
        return left.enumerated().map { index, entry in
            guard case .column(let column) = entry else {
                if case .rest(let rest) = entry {
                    reason = reason ?? rest.reason
                    return .rest(Rest(meaning: .unknown, reason: rest.reason))
                }
                return entry
            }
            if index < right.count, case .rest(let rest) = right[index] { reason = reason ?? rest.reason }
            let source: ColumnSource
            if let reason {
                source = .unknown(reason)
            } else if index < right.count, case .column(let other) = right[index] {
                source = column.source.or(other.source)
            } else {
                source = .unknown("the queries that are put together have different numbers of columns")
            }
            return .column(BoundColumn(name: column.name, source: source))
        }
    }

    private mutating func bind(_ branch: Query.Branch, _ scope: Scope?, _ tables: NamedQueries?) throws(SQLProblem) -> (
        entries: [ColumnEntry], inner: Scope?
    ) {
        switch branch {
        case .select(let select): return try bind(select, scope, tables)
        case .query(let query): return (try bind(query, scope, tables), nil)
        case .values(let rows): return (try bind(rows, Scope(parent: scope), tables), nil)
        }
    }

    private mutating func bind(_ rows: [[Expression]], _ scope: Scope, _ tables: NamedQueries?) throws(SQLProblem) -> [ColumnEntry] {
        var sources = [ColumnSource](repeating: .constant, count: rows.first?.count ?? 0)
        for row in rows {
            for (index, expression) in row.enumerated() where index < sources.count {
                if expression.parts.isEmpty, expression.problem == nil { continue }
                sources[index].use(try source(of: expression, scope, tables).changed)
            }
        }
        return sources.enumerated().map { .column(BoundColumn(name: SQLName("column\($0 + 1)", dialect), source: $1)) }
    }

    // MARK: Common tables

    private mutating func bind(_ list: [CommonTable], _ scope: Scope?, _ outer: NamedQueries?) throws(SQLProblem) -> NamedQueries? {
        var tables = outer
        for table in list where isRecursive(table) {
            // Here a name may mean a table that is told behind it.
            let reason = "'\(table.name.text)' is read before it is told what it is"
            tables = NamedQueries(name: table.name, entries: [.rest(Rest(meaning: .unknown, reason: reason))], parent: tables)
        }
        for table in list { tables = NamedQueries(name: table.name, entries: try bind(table, scope, tables), parent: tables) }
        return tables
    }

    /// Whether a common table can read itself; in SQLite every one can.
    private func isRecursive(_ table: CommonTable) -> Bool { table.isRecursive || dialect == .sqlite }

    private mutating func bind(_ table: CommonTable, _ scope: Scope?, _ tables: NamedQueries?) throws(SQLProblem) -> [ColumnEntry] {
        if let inlined = relations.inlined(table.name) { return inlined }
        switch table.query {
        case .failure(let problem): return renamed([.rest(Rest(meaning: .unknown, reason: problem.reason))], table.columns)
        case .success(let query):
            guard isRecursive(table), !query.others.isEmpty else { return renamed(try bind(query, scope, tables), table.columns) }
            return try bindRecursive(table, query, scope, tables)
        }
    }

    /// A query that reads itself: its first operand says what the columns are, the others add origins until there are no more.
    private mutating func bindRecursive(
        _ table: CommonTable, _ query: Query, _ scope: Scope?, _ outer: NamedQueries?
    ) throws(SQLProblem) -> [ColumnEntry] {
        let tables = try bind(query.tables, scope, outer)
        var result = renamed(try bind(query.first, scope, tables).entries, table.columns)
        while true {
            let known = NamedQueries(name: table.name, entries: result, parent: tables)
            var next = result
            for (operation, branch) in query.others where operation != .except {
                next = Self.united(next, try bind(branch, scope, known).entries)
            }
            if next == result || !known.isUsed { return next }
            try spend(next.count)
            result = next
        }
    }

    /// The columns under other names, as far as there are some.
    func renamed(_ entries: [ColumnEntry], _ names: [SQLName]) -> [ColumnEntry] {
        guard !names.isEmpty else { return entries }
        var reason: String?
        var result: [ColumnEntry] = []
        for (index, name) in names.enumerated() {
            if reason == nil, index < entries.count {
                switch entries[index] {
                case .column(let column):
                    result.append(.column(BoundColumn(name: name, source: column.source)))
                    continue
                case .rest(let rest):
                    if case .source(let source) = rest.meaning {
                        return result + names[index...].map { .column(BoundColumn(name: $0, source: source.changed)) }
                    }
                    reason = rest.reason
                }
            }
            result.append(.column(BoundColumn(name: name, source: .unknown(reason ?? "there is no column for the name '\(name.text)'"))))
        }
        if let reason { return result + [.rest(Rest(meaning: .unknown, reason: reason))] }
        return result + entries.dropFirst(names.count)
    }
}

/// Common tables by name, the nearest one first.
final class NamedQueries {
    private let name: SQLName
    private let entries: [ColumnEntry]
    private let parent: NamedQueries?
    /// Whether it was asked for.
    private(set) var isUsed = false

    init(name: SQLName, entries: [ColumnEntry], parent: NamedQueries?) {
        self.name = name
        self.entries = entries
        self.parent = parent
    }

    func entries(of name: SQLName) -> [ColumnEntry]? {
        var next: NamedQueries? = self
        while let current = next {
            if current.name.key == name.key {
                current.isUsed = true
                return current.entries
            }
            next = current.parent
        }
        return nil
    }
}
