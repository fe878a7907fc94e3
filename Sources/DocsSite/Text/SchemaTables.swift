import Graph

/// A table with its columns and keys, names of columns spelled as in `columns`.
struct SchemaTable: Sendable {
    /// The unique id of what makes it.
    var id: String
    /// How people name it: `dim_customer`, `raw.orders`.
    var name: String
    /// Where it is in the database.
    var database: String?
    /// The schema it is in.
    var schema: String
    /// What the database calls it.
    var relation: String
    /// The layer it is in; nil for none.
    var layer: String?
    /// Its description as written.
    var description: String
    /// Its columns; those of keys are always among them.
    var columns: [SiteColumn]
    /// Its keys.
    var keys: TableKeys

    /// The columns that are in the database, or may be; a declared one that is not there stays where it is part of a key.
    var presentColumns: [SiteColumn] {
        let named = Set(keys.primary + keys.unique.joined() + keys.references.flatMap(\.columns))
        return columns.filter { !$0.isMissing || named.contains($0.name) }
    }

    /// Whether no two rows share the values of some columns.
    func isUnique(_ names: [String]) -> Bool {
        let names = Set(names)
        return ([keys.primary] + keys.unique).contains { !$0.isEmpty && Set($0).isSubset(of: names) }
    }

    /// Whether some columns are never null.
    func isRequired(_ names: [String]) -> Bool { names.allSatisfy { keys.required.contains($0.lowercased()) } }

    /// The name of a column as it is spelled among the columns; adds it where it is not there.
    fileprivate mutating func spelled(_ name: String) -> String {
        if let column = columns.first(where: { $0.name.lowercased() == name.lowercased() }) { return column.name }
        columns.append(SiteColumn(name: name))
        return name
    }
}

extension SiteColumn {
    /// What stands for a type that nothing tells, as for many a column of SQLite's.
    static let anyType = "any"
    /// The type in the database, else the declared one.
    var shownType: String { type.flatMap { $0.isEmpty ? declared?.dataType : $0 } ?? Self.anyType }
    /// What is said of it: in properties files, else in the database.
    var shownDescription: String {
        let description = declared?.description ?? ""
        return description.isEmpty ? comment ?? "" : description
    }
}

/// All tables of a project: what models, seeds and snapshots make, and what sources name.
struct ProjectTables: Sendable {
    /// The tables in the order of the manifest, sources last.
    private(set) var tables: [SchemaTable] = []
    private var positions: [String: Int] = [:]

    /// The table of a resource by its unique id.
    subscript(id: String) -> SchemaTable? { positions[id].map { tables[$0] } }

    /// The tables of resources that are shown.
    init(_ facts: SiteFacts, _ index: SiteIndex) {
        let layers = facts.manifest.layers
        for case .graph(.node(let node)) in index.resources where node.resourceType.isRefable && !node.isEphemeral {
            add(
                SchemaTable(
                    id: node.uniqueID, name: node.searchName, database: node.database, schema: node.schema, relation: node.alias,
                    layer: layers.name(of: node.uniqueID), description: node.description,
                    columns: SiteColumn.columns(of: .node(node), in: facts, index), keys: TableKeys()))
        }
        for case .graph(.source(let source)) in index.resources {
            add(
                SchemaTable(
                    id: source.uniqueID, name: "\(source.sourceName).\(source.name)", database: source.database, schema: source.schema,
                    relation: source.identifier, layer: nil, description: source.description,
                    columns: SiteColumn.columns(of: .source(source), in: facts, index), keys: TableKeys()))
        }
        let keys = ProjectKeys(facts.manifest, attachments: index.attachments)
        for position in tables.indices { spell(keys[tables[position].id], of: position) }
    }

    private mutating func add(_ table: SchemaTable) {
        positions[table.id] = tables.count
        tables.append(table)
    }

    /// Gives a table its keys, every name spelled as the database does.
    private mutating func spell(_ keys: TableKeys, of position: Int) {
        func spelled(_ names: [String], _ position: Int) -> [String] { names.map { tables[position].spelled($0) } }
        var own = TableKeys(required: keys.required)
        own.primary = spelled(keys.primary, position)
        own.unique = keys.unique.map { spelled($0, position) }
        for reference in keys.references {
            guard let target = positions[reference.table] else { continue }
            let found = TableReference(
                columns: spelled(reference.columns, position), table: reference.table, targets: spelled(reference.targets, target))
            if !own.references.contains(found) { own.references.append(found) }
        }
        tables[position].keys = own
    }

    /// Tables that refer to each other, directly or not, each group in the order of `tables`; tables without a reference are left out.
    func connected(_ chosen: Set<String>) -> [[SchemaTable]] {
        var neighbours: [String: [String]] = [:]
        for table in tables {
            for reference in table.keys.references where chosen.contains(table.id) && chosen.contains(reference.table) {
                neighbours[table.id, default: []].append(reference.table)
                neighbours[reference.table, default: []].append(table.id)
            }
        }
        var group: [String: Int] = [:]
        var groups = 0
        for table in tables where neighbours[table.id] != nil && group[table.id] == nil {
            var open = [table.id]
            while let id = open.popLast() {
                guard group[id] == nil else { continue }
                group[id] = groups
                open += neighbours[id] ?? []
            }
            groups += 1
        }
        var result = [[SchemaTable]](repeating: [], count: groups)
        for table in tables { if let number = group[table.id] { result[number].append(table) } }
        return result
    }
}
