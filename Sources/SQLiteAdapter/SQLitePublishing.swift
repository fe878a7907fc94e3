import Warehouse

/// Publishing on SQLite: a unit is one transaction. What was visible before is kept in tables `smelt_kept_<set>_<name>` of the same file,
/// which the table `smelt_kept` lists; so it comes and goes with the same commits as the data.
final class SQLitePublishing: Publishing {
    private let connection: SQLiteConnection

    /// Publishing over a session.
    init(_ connection: SQLiteConnection) { self.connection = connection }

    /// The name that lists what is kept, and the beginning of the names of kept tables; not shown among a schema's relations.
    static let listName = "smelt_kept"

    func candidateSchema(of schema: String) -> String { schema }

    /// Nothing is left behind: a transaction that was not committed is not there.
    func recover(schemas: [String]) throws(WarehouseError) {}

    func nextSet() throws(WarehouseError) -> Int {
        // Numbers are those of the file, whoever keeps the sets: names of kept tables are made of them.
        guard try hasList() else { return 1 }
        return (try connection.query("SELECT max(set_number) FROM main.smelt_kept").rows.first?.first?.int ?? 0) + 1
    }

    func begin() throws(WarehouseError) { try connection.beginUnit() }

    func stage(_ candidate: Candidate, startsFromPublished: Bool, set: PublishedSet?) throws(WarehouseError) -> Relation? {
        guard let set else { return nil }
        let schema = candidate.published.schema ?? "main"
        let name = candidate.published.identifier ?? ""
        try run(
            "CREATE TABLE IF NOT EXISTS main.smelt_kept "
                + "(set_number INTEGER, run TEXT, published_at TEXT, schema TEXT, name TEXT, kind TEXT, sql TEXT, copy TEXT, owner TEXT)")
        if try !hasOwners() { try run("ALTER TABLE main.smelt_kept ADD COLUMN owner TEXT") }
        let known = try connection.query(
            "SELECT 1 FROM main.smelt_kept WHERE set_number = \(set.number) AND schema = \(text(schema)) AND name = \(text(name)) LIMIT 1")
        if known.rows.isEmpty { try keep(schema, name, set) }
        try connection.keepStaged()
        return nil
    }

    private func keep(_ schema: String, _ name: String, _ set: PublishedSet) throws(WarehouseError) {
        let beginning =
            "INSERT INTO main.smelt_kept (owner, set_number, run, published_at, schema, name, kind, sql, copy) "
            + "VALUES (\(text(set.owner)), \(set.number), \(text(set.run)), \(text(set.publishedAt)), \(text(schema)), \(text(name)), "
        guard let (kind, sql) = try definition(schema, name) else { return try run(beginning + "'none', NULL, NULL)") }
        var copy = "NULL"
        if kind == "table" {
            let copied = "\(Self.listName)_\(set.number)_\(name)"
            copy = text(copied)
            try run("CREATE TABLE \(quoted(schema)).\(quoted(copied)) AS SELECT * FROM \(quoted(schema)).\(quoted(name))")
        }
        try run(beginning + "\(text(kind)), \(text(sql)), \(copy))")
        let parts = try connection.query(
            "SELECT type, sql FROM \(quoted(schema)).sqlite_master WHERE lower(tbl_name) = lower(\(text(name))) "
                + "AND type IN ('index', 'trigger') AND sql IS NOT NULL ORDER BY rowid")
        for row in parts.rows { try run(beginning + "\(text(row[0].text ?? "")), \(text(row[1].text ?? "")), NULL)") }
    }

    func publish(
        _ candidates: [Candidate], set: PublishedSet, waiting: [Relation], replacesRows: Bool
    ) throws(WarehouseError) {
        try connection.commitUnit()
    }

    func abandon(_ candidates: [Candidate]) { connection.endUnit() }

    func finish(schemas: [String]) throws(WarehouseError) {}

    func keptSets() throws(WarehouseError) -> [PublishedSet] {
        guard try hasList() else { return [] }
        let rows = try connection.query(
            "SELECT set_number, run, published_at, schema || '.' || name, \(try owner()) FROM main.smelt_kept "
                + "WHERE kind IN ('table', 'view', 'none') ORDER BY set_number DESC, 5, 4")
        var sets: [PublishedSet] = []
        for row in rows.rows {
            guard let number = row[0].int, let relation = row[3].text, let owner = row[4].text else { continue }
            if sets.last?.number != number || sets.last?.owner != owner {
                sets.append(
                    PublishedSet(number: number, run: row[1].text ?? "", publishedAt: row[2].text ?? "", owner: owner, relations: []))
            }
            sets[sets.count - 1].relations.append(relation)
        }
        return sets
    }

    func bringBack(_ sets: [PublishedSet]) throws(WarehouseError) {
        try inUnit { () throws(WarehouseError) in try bringBackAll(areAmong(sets)) }
    }

    private func bringBackAll(_ areMeant: String) throws(WarehouseError) {
        // Of each relation, the oldest version among the sets that are undone is what was visible before them.
        let oldest = try connection.query(
            "SELECT schema, name, kind, sql, copy, min(set_number) FROM main.smelt_kept WHERE \(areMeant) "
                + "AND kind IN ('table', 'view', 'none') GROUP BY schema, name ORDER BY kind DESC, schema, name")
        for row in oldest.rows {
            let (schema, name) = (row[0].text ?? "main", row[1].text ?? "")
            if let (kind, _) = try definition(schema, name) { try run("DROP \(kind) \(quoted(schema)).\(quoted(name))") }
            guard let sql = row[3].text else { continue }
            try run(Self.qualified(sql, in: schema))
            if let copy = row[4].text {
                try run("INSERT INTO \(quoted(schema)).\(quoted(name)) SELECT * FROM \(quoted(schema)).\(quoted(copy))")
            }
            let parts = try connection.query(
                "SELECT sql FROM main.smelt_kept WHERE set_number = \(row[5].int ?? 0) AND schema = \(text(schema)) "
                    + "AND name = \(text(name)) AND kind IN ('index', 'trigger') ORDER BY rowid")
            for part in parts.rows { try run(Self.qualified(part[0].text ?? "", in: schema)) }
        }
        try forgetAll(areMeant)
    }

    func forget(_ sets: [PublishedSet]) throws(WarehouseError) {
        guard !sets.isEmpty else { return }
        try inUnit { () throws(WarehouseError) in try forgetAll(areAmong(sets)) }
    }

    /// Drops what is kept of some sets.
    private func forgetAll(_ areMeant: String) throws(WarehouseError) {
        let copies = try connection.query("SELECT schema, copy FROM main.smelt_kept WHERE copy IS NOT NULL AND \(areMeant)")
        for row in copies.rows { try run("DROP TABLE IF EXISTS \(quoted(row[0].text ?? "main")).\(quoted(row[1].text ?? ""))") }
        try run("DELETE FROM main.smelt_kept WHERE \(areMeant)")
    }

    /// A condition for the rows of the list that are of some sets.
    private func areAmong(_ sets: [PublishedSet]) throws(WarehouseError) -> String {
        let pairs = sets.map { "(\($0.number), \(text($0.owner)))" }
        return "(set_number, \(try owner())) IN (VALUES \(pairs.joined(separator: ", ")))"
    }

    /// Whose a row of the list is, as an expression: empty in those of earlier versions, which did not say.
    private func owner() throws(WarehouseError) -> String { try hasOwners() ? "coalesce(owner, '')" : "''" }

    private func inUnit(_ work: () throws(WarehouseError) -> Void) throws(WarehouseError) {
        try connection.beginUnit()
        do throws(WarehouseError) {
            try work()
        } catch {
            connection.endUnit()
            throw error
        }
        try connection.commitUnit()
    }

    // MARK: Statements

    /// What stands at a name: `table` or `view`, and the statement that made it.
    private func definition(_ schema: String, _ name: String) throws(WarehouseError) -> (kind: String, sql: String)? {
        let found = try connection.query(
            "SELECT type, sql FROM \(quoted(schema)).sqlite_master WHERE type IN ('table', 'view') AND lower(name) = lower(\(text(name)))")
        guard let row = found.rows.first, let kind = row[0].text, let sql = row[1].text else { return nil }
        return (kind, sql)
    }

    /// SQLite keeps statements with one blank behind each of the first words, and without the schema.
    private static func qualified(_ sql: String, in schema: String) -> String {
        let words = sql.hasPrefix("CREATE UNIQUE ") ? 3 : 2
        var rest = Substring(sql)
        for _ in 0..<words { rest = rest.drop { $0 != " " }.dropFirst() }
        return String(sql[..<rest.startIndex]) + SQLiteSession.quoted(schema) + "." + rest
    }

    /// Whether there is a list.
    private func hasList() throws(WarehouseError) -> Bool { try !listColumns().isEmpty }

    private func hasOwners() throws(WarehouseError) -> Bool { try listColumns().contains("owner") }

    private func listColumns() throws(WarehouseError) -> [String] {
        try connection.query("SELECT name FROM pragma_table_info('smelt_kept', 'main')").rows.compactMap { $0.first?.text }
    }

    private func run(_ sql: String) throws(WarehouseError) {
        _ = try connection.execute(sql, autoBegin: false, fetch: .none)
    }

    private func quoted(_ name: String) -> String { SQLiteSession.quoted(name) }
    private func text(_ value: String) -> String { SQLiteSession.literal(value) }
}
