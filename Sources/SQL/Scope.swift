/// A relation as a select sees it.
struct ScopeRelation {
    /// What it is called here; nil for a query without a name.
    let name: SQLName?
    /// The name in full, of a table without another name here.
    let path: [SQLName]
    let entries: [ColumnEntry]

    /// Whether `qualifier.column` means this relation.
    func answers(to qualifier: [SQLName]) -> Bool {
        if qualifier.count == 1, let only = qualifier.first { return name?.key == only.key }
        guard path.count >= qualifier.count else { return false }
        return zip(path.reversed(), qualifier.reversed()).allSatisfy { $0.key == $1.key }
    }
}

/// What can be seen at a place of a query.
final class Scope {
    /// An entry with the number of the relation it belongs to; those that `using` merged belong to none.
    struct Visible {
        let relation: Int
        var entry: ColumnEntry
    }

    /// What is seen around the query.
    let parent: Scope?
    var relations: [ScopeRelation] = []
    /// What `*` stands for, and what names without a qualifier are looked up in.
    var visible: [Visible] = []
    /// The sources of windows by name.
    var windows: [String: ColumnSource] = [:]
    /// The results of the select, which its clauses may name.
    var results: [ColumnEntry] = []

    init(parent: Scope?) { self.parent = parent }
}

/// Finds what names of columns mean.
struct NameLookup {
    let dialect: SQLDialect
    let names: OriginNames

    /// What a reference means at a place.
    func source(of reference: ColumnReference, in scope: Scope) -> ColumnSource {
        reference.qualifier.isEmpty
            ? source(of: reference.name, isQuoted: reference.isQuoted, in: scope)
            : source(of: reference.name, in: reference.qualifier, scope)
    }

    private func source(of name: SQLName, in qualifier: [SQLName], _ scope: Scope) -> ColumnSource {
        guard let relation = relation(qualifier, scope) else {
            if dialect == .postgres, qualifier.count == 1, let row = qualifier.first {
                // The field of a column that is a row.
                let found = source(of: row, isQuoted: false, in: scope)
                if found.reason == nil { return found.changed }
            }
            return .unknown("'\(qualifier.map(\.text).joined(separator: "."))' is not one of the relations that are read")
        }
        return column(name, of: relation) ?? .unknown("'\(name.text)' is not a known column of '\(qualifier.last?.text ?? "")'")
    }

    private func relation(_ qualifier: [SQLName], _ scope: Scope) -> ScopeRelation? {
        var next: Scope? = scope
        while let current = next {
            if let found = current.relations.first(where: { $0.answers(to: qualifier) }) { return found }
            next = current.parent
        }
        return nil
    }

    /// The column of a relation; nil where there is none of the name.
    func column(_ name: SQLName, of relation: ScopeRelation) -> ColumnSource? {
        var rests: [Rest] = []
        for entry in relation.entries {
            switch entry {
            case .column(let column) where column.name.key == name.key:
                // In SQLite the first of several columns of a name counts.
                guard dialect == .sqlite, let rest = rests.first else { return column.source }
                return .unknown(rest.reason)
            case .column: continue
            case .rest(let rest): rests.append(rest)
            }
        }
        if isHidden(name) { return .constant }
        return rests.isEmpty ? nil : source(of: name, among: rests)
    }

    private func source(of name: SQLName, among rests: [Rest]) -> ColumnSource {
        guard rests.count == 1, let rest = rests.first else {
            return .unknown("it is not known which relation '\(name.text)' is a column of: \(rests[0].reason)")
        }
        switch rest.meaning {
        case .resource(let resource): return .column(names.origin(name, of: resource))
        case .source(let source): return source.changed
        case .unknown: return .unknown(rest.reason)
        }
    }

    private func source(of name: SQLName, isQuoted: Bool, in scope: Scope) -> ColumnSource {
        var rests: [Rest] = []
        var next: Scope? = scope
        while let current = next {
            if let found = found(name, in: current, after: &rests) { return found }
            next = current.parent
        }
        if isHidden(name) { return .constant }
        if let whole = relation([name], scope) {
            return rests.isEmpty ? row(whole.entries) : .unknown("'\(name.text)' is a relation or a column of it: \(rests[0].reason)")
        }
        if !rests.isEmpty { return source(of: name, among: rests) }
        if let result = column(name, of: ScopeRelation(name: nil, path: [], entries: scope.results)) { return result }
        if isQuoted, dialect == .sqlite { return .constant }
        return .unknown("'\(name.text)' is not a known column of what is read")
    }

    /// The source of a name in one scope; nil, with the rests added, where it is not there for certain.
    private func found(_ name: SQLName, in scope: Scope, after rests: inout [Rest]) -> ColumnSource? {
        var result: ColumnSource?
        var relation: Int?
        var own: [(rest: Rest, relation: Int)] = []
        for visible in scope.visible {
            switch visible.entry {
            case .column(let column) where column.name.key == name.key:
                if let known = result {
                    if relation != visible.relation { result = known.or(column.source).changed }
                } else {
                    relation = visible.relation
                    let hasRest = dialect == .sqlite && own.contains { $0.relation == visible.relation }
                    result = hasRest ? .unknown(own[0].rest.reason) : column.source
                }
            case .column: continue
            case .rest(let rest): own.append((rest, visible.relation))
            }
        }
        if let result {
            return rests.isEmpty ? result : .unknown("'\(name.text)' may be a column of several relations: \(rests[0].reason)")
        }
        rests += own.map(\.rest)
        return nil
    }

    /// All columns together: a whole row as a value.
    func row(_ entries: [ColumnEntry]) -> ColumnSource {
        entries.reduce(into: ColumnSource.constant) { result, entry in
            switch entry {
            case .column(let column): result.use(column.source)
            case .rest(let rest): result.use(Self.all(rest))
            }
        }.changed
    }

    private static func all(_ rest: Rest) -> ColumnSource {
        if case .source(let source) = rest.meaning { return source }
        return .unknown(rest.reason)
    }

    /// What `t.*` stands for.
    func row(_ qualifier: [SQLName], _ scope: Scope) -> [ColumnEntry]? { relation(qualifier, scope)?.entries }

    /// Whether a name means something that every table has and that no list of columns shows.
    private func isHidden(_ name: SQLName) -> Bool {
        switch name.key {
        case "rowid", "_rowid_", "oid": dialect == .sqlite
        case "ctid", "xmin", "xmax", "cmin", "cmax", "tableoid": dialect == .postgres
        default: false
        }
    }
}
