import Warehouse

/// A shadow in schemas of its own inside one transaction, which is rolled back at the end. What fails goes back to a savepoint.
///
/// Relations are views: the server resolves the names and types of a view's query and does not plan it, let alone run it.
final class PostgresShadow: Shadow {
    private let session: PostgresConnection
    let schemaPrefix: String
    private var madeSchemas: Set<String> = []

    var connection: any Connection { session }
    var withheld: Set<String> = []

    init(settings: PostgresSettings, cancel: CancelHandle) throws(WarehouseError) {
        session = try PostgresConnection(name: "check", settings: settings, cancel: cancel, isShadow: true)
        schemaPrefix = "smelt_check_\(try session.query("select pg_backend_pid()").rows.first?.first?.int ?? 0)_"
        try session.mark()
        try forbidCommit()
        try session.mark()
    }

    /// Makes sure that no `commit` in a statement of the project can keep anything: a constraint that is looked at then is broken.
    private func forbidCommit() throws(WarehouseError) {
        let table = schemaPrefix + "guard"
        try run("create temporary table \(table) (id integer unique deferrable initially deferred) on commit drop")
        try run("insert into \(table) values (1), (1)")
    }

    private func run(_ sql: String) throws(WarehouseError) { _ = try session.execute(sql, autoBegin: false, fetch: .none) }

    func close() { session.close() }

    func keep() throws(WarehouseError) {
        if session.transactionOpen { try session.commit() }
        try session.mark()
    }

    func reading<T>(_ work: () throws -> T) rethrows -> T {
        session.isReading = true
        defer { session.isReading = false }
        return try work()
    }

    func makeSchema(of relation: Relation) throws(WarehouseError) {
        let name = Self.name(relation.withoutIdentifier())
        guard madeSchemas.insert(name).inserted else { return }
        do {
            try run("create schema if not exists \(name)")
        } catch {
            guard error.sqlState == "42501" else { throw error }
            throw WarehouseError(
                error.kind, error.message, code: error.code, sqlState: error.sqlState,
                advice:
                    "the check makes schemas in a transaction that it rolls back: the user in the profile needs the right to create them")
        }
        try session.mark()
    }

    /// A relation's name without its database: there is one alone.
    private static func name(_ relation: Relation) -> String {
        var relation = relation
        relation.includePolicy.database = false
        relation.includePolicy.schema = true
        return relation.render()
    }

    // MARK: The target's own tables

    func columns(ofOriginal relation: Relation) throws(WarehouseError) -> [Column]? {
        try columns(ofRelationNamed: Self.name(relation))
    }

    private func columns(ofRelationNamed name: String) throws(WarehouseError) -> [Column]? {
        let literal = "'" + name.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
        let rows = try session.query(
            """
            select attname::text, format_type(atttypid, atttypmod) from pg_catalog.pg_attribute
            where attrelid = to_regclass(\(literal)) and attnum > 0 and not attisdropped order by attnum
            """
        ).rows
        guard rows.isEmpty else { return rows.map { Column(name: $0[0].text ?? "", dtype: $0[1].text ?? "", flavor: .postgres) } }
        let found = try session.query("select to_regclass(\(literal)) is not null").rows.first?.first
        return found == .bool(true) ? [] : nil
    }

    func copy(_ original: Relation, as relation: Relation) throws(WarehouseError) -> [Column]? {
        guard let columns = try columns(ofOriginal: original) else { return nil }
        // Of indexes the primary key matters: a query grouped by it may name the other columns.
        try run("create table if not exists \(Self.name(relation)) (like \(Self.name(original)) including indexes)")
        try session.mark()
        return columns
    }

    // MARK: Queries

    func define(_ relation: Relation, columns: [Column]) throws(WarehouseError) {
        let list = columns.map {
            "\"\($0.name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\""))\" \($0.dtype)"
        }
        try run("create table if not exists \(Self.name(relation)) (\(list.joined(separator: ", ")))")
        try session.mark()
    }

    func define(_ relation: Relation, as sql: String, kind: RelationKind) throws(WarehouseError) -> ShadowFinding {
        try create(view: Self.name(relation), before: "", sql, behind: "")
        let columns = try columns(ofRelationNamed: Self.name(relation)) ?? []
        try session.mark()
        return ShadowFinding(columns: columns)
    }

    func examine(_ sql: String) throws(WarehouseError) -> ShadowFinding {
        try create(view: "pg_temp.\(schemaPrefix)examined", before: "select 1 as one from (\n", sql, behind: "\n) as examined")
        session.rollback()
        return ShadowFinding(columns: [])
    }

    /// Makes a view of a query; the place in an error is one in the query. Tables of the target that it names by themselves are copied.
    private func create(view name: String, before: String, _ sql: String, behind: String) throws(WarehouseError) {
        let head = "create view \(name) as (\n\(before)"
        for _ in 0..<1000 {
            do {
                return try run("\(head)\(sql)\(behind)\n)")
            } catch {
                if try copyTable(missedBy: error) { continue }
                let position = error.position.map { $0 - head.unicodeScalars.count }
                throw WarehouseError(
                    error.kind, error.message, code: error.code, sqlState: error.sqlState,
                    position: position.flatMap { $0 > 0 ? $0 : nil }, advice: error.advice)
            }
        }
    }

    /// Copies the table that a query did not find in a schema of the shadow, where the target has it in its own. Gives whether it does.
    private func copyTable(missedBy error: WarehouseError) throws(WarehouseError) -> Bool {
        let start = "relation \"" + schemaPrefix
        guard error.sqlState == "42P01", error.message.hasPrefix(start) else { return false }
        let names = error.message.dropFirst(start.count).prefix { $0 != "\"" }.split(separator: ".", maxSplits: 1).map(String.init)
        guard names.count == 2, !withheld.contains("\(names[0]).\(names[1])".lowercased()) else { return false }
        let original = "\(PostgresName.quoted(names[0])).\(PostgresName.quoted(names[1]))"
        guard try columns(ofRelationNamed: original) != nil else { return false }
        let schema = PostgresName.quoted(schemaPrefix + names[0])
        try run("create schema if not exists \(schema)")
        try run("create table if not exists \(schema).\(PostgresName.quoted(names[1])) (like \(original) including indexes)")
        try session.mark()
        return true
    }
}
