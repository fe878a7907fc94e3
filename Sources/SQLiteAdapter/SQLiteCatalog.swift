import Warehouse

extension SQLiteConnection {
    /// The columns of a table or view; the declared type, `UNKNOWN` for a column without one, as dbt-sqlite has it.
    func columns(of relation: Relation) throws(WarehouseError) -> [Column]? {
        try tableInfo(schema: relation.schema ?? "main", name: relation.identifier ?? "").map { info in
            Column(name: info.name, dtype: info.type)
        }
    }

    /// Looks inside the open transaction where there is one. Throws what SQLite answered; the transaction is rolled back then.
    func present(_ relation: Relation) throws(WarehouseError) -> Relation? {
        let handle = try handle()
        beginUse()
        defer { endUse() }
        let kind: String?
        do {
            kind = try handle.kind(schema: relation.schema ?? "main", name: relation.identifier ?? "")
        } catch {
            throw failed(error)
        }
        return try kind.flatMap { RelationKind(rawValue: $0) }.map { kind throws(WarehouseError) in try relation.incorporate(kind: kind) }
    }

    private func tableInfo(schema: String, name: String) throws(WarehouseError) -> [(position: Int, name: String, type: String)] {
        let sql = "SELECT cid, name, type FROM pragma_table_info(\(SQLiteSession.literal(name)), \(SQLiteSession.literal(schema)))"
        return try query(sql).rows.map { row in
            let type = row[2].text ?? ""
            return (row[0].int ?? 0, row[1].text ?? "", type.isEmpty ? "UNKNOWN" : type)
        }
    }

    /// Renames a table, or makes a view anew under the other name: SQLite cannot rename views. Throws a usage error for other kinds.
    func rename(_ relation: Relation, to target: Relation) throws(WarehouseError) -> Bool {
        let newName = SQLiteSession.quoted(target.identifier ?? "")
        switch relation.kind {
        case .table:
            _ = try execute("ALTER TABLE \(relation.render()) RENAME TO \(newName)", autoBegin: false, fetch: .none)
        case .view:
            let schema = SQLiteSession.quoted(relation.schema ?? "main")
            let definition = try viewDefinition(relation, schema: schema)
            let sql =
                "DROP VIEW \(relation.render()); DROP VIEW IF EXISTS \(target.render()); CREATE VIEW \(schema).\(newName)\(definition)"
            try atomically(sql)
        default:
            throw WarehouseError(
                .usage,
                "I don't know how to rename this type of relation: \(relation.kind?.rawValue ?? "None"), from: \(relation.text), "
                    + "to: \(target.text)")
        }
        return true
    }

    /// What follows the name in a view's definition.
    private func viewDefinition(_ relation: Relation, schema: String) throws(WarehouseError) -> String {
        let name = SQLiteSession.literal(relation.identifier ?? "")
        let found = try query("SELECT sql FROM \(schema).sqlite_master WHERE type = 'view' AND lower(name) = lower(\(name))")
        guard let definition = found.rows.first?.first?.text, let rest = ViewDefinition.behindName(definition) else {
            throw WarehouseError(.sql, "no such view: \(relation.render())")
        }
        return rest
    }

    /// Runs statements that must all happen or none.
    private func atomically(_ sql: String) throws(WarehouseError) {
        _ = try execute(
            "SAVEPOINT smelt_rename; \(sql); RELEASE smelt_rename", autoBegin: false, fetch: .none)
    }

    /// The relations and columns of some schemas, with the columns of dbt's catalog query; SQLite knows neither owners nor comments.
    func catalog(database: String, schemas: [String]) throws(WarehouseError) -> ResultTable? {
        let names = [
            "table_database", "table_schema", "table_name", "table_type", "table_comment", "table_owner", "column_name", "column_index",
            "column_type", "column_comment",
        ]
        var rows: [[SQLValue]] = []
        for schema in schemas where try isAttached(schema) {
            let relations = try query(
                "SELECT name, type FROM \(SQLiteSession.quoted(schema)).sqlite_master "
                    + "WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE 'smelt\\_kept%' ESCAPE '\\'"
            )
            for relation in relations.rows {
                for info in try tableInfo(schema: schema, name: relation[0].text ?? "") {
                    rows.append([
                        .text(database), .text(schema), relation[0], relation[1], .null, .null, .text(info.name), .int(info.position),
                        .text(info.type), .null,
                    ])
                }
            }
        }
        let columns = names.map { ResultColumn(name: $0, declaredType: nil, typeCodeName: "UNKNOWN") }
        return ResultTable(columns: columns, rows: rows)
    }

    private func isAttached(_ schema: String) throws(WarehouseError) -> Bool {
        let name = SQLiteSession.literal(schema)
        return try !query("SELECT 1 FROM pragma_database_list WHERE lower(name) = lower(\(name))").rows.isEmpty
    }
}

/// Takes the name out of a view's definition as SQLite stores it: `CREATE VIEW name …`.
enum ViewDefinition {
    /// The text behind the name; nil where the text is no such definition.
    static func behindName(_ definition: String) -> String? {
        let prefix = "CREATE VIEW "
        guard definition.hasPrefix(prefix) else { return nil }
        let rest = definition.dropFirst(prefix.count).drop { $0.isWhitespace }
        guard let first = rest.first else { return nil }
        let closing: Character
        switch first {
        case "\"", "`", "'": closing = first
        case "[": closing = "]"
        default: return String(rest.drop { !$0.isWhitespace && $0 != "(" })
        }
        var tail = rest.dropFirst()
        while let end = tail.firstIndex(of: closing) {
            let after = tail.index(after: end)
            // A doubled quote is part of the name.
            guard closing != "]", after < tail.endIndex, tail[after] == closing else { return String(tail[after...]) }
            tail = tail[tail.index(after: after)...]
        }
        return nil
    }
}
