import Warehouse

/// Puts relations into the place of others, inside an open transaction whose search path is pinned, and makes what depends on the old ones
/// depend on the new ones. Nothing is ever dropped together with something else.
struct PostgresSwitch {
    /// One relation that gives way to another.
    struct Move {
        /// The published name.
        let name: PostgresName
        /// Where the new relation is; nil where there is to be none.
        let from: PostgresName?
        /// The schema that the old one moves to.
        let to: String
    }

    /// What the catalog knows of a relation.
    struct Entry {
        let oid: Int
        let kind: String
    }

    let connection: PostgresConnection
    let moves: [Move]
    /// Names of published relations that later steps replace: they go on showing the old relations.
    let waiting: Set<String>
    private let locks: PostgresLocks

    /// A switch over a session, which may be run again after it failed: it remembers which locks it waited for.
    ///
    /// - Parameter wait: how long one lock is waited for, in milliseconds.
    init(_ connection: PostgresConnection, moves: [Move], waiting: Set<String>, wait: Int) {
        self.connection = connection
        locks = PostgresLocks(connection, wait: wait)
        self.moves = moves
        self.waiting = waiting
    }

    /// The names in a schema that nothing stands at yet. Throws what the engine answered.
    func newNames(in schema: String) throws(WarehouseError) -> [String] {
        let found = try entries(moves.map(\.name))
        return moves.filter { $0.name.schema == schema && found[$0.name] == nil }.map(\.name.name)
    }

    /// Does it. Throws what the engine answered; the transaction is lost then.
    func run(replacesRows: Bool) throws(WarehouseError) {
        let old = try entries(moves.map(\.name))
        let new = try entries(moves.compactMap(\.from))
        if let missing = moves.first(where: { move in move.from.map { new[$0] == nil } ?? false }) {
            throw WarehouseError(
                .usage, "what was to become \(missing.name.text) is not there any more; nothing was switched",
                advice: "two runs of projects or targets that build in one schema drop each other's work: run them one after the other")
        }
        var rewritten: Set<PostgresName> = []
        if replacesRows {
            for move in moves {
                guard let from = move.from, old[move.name]?.kind == "r", new[from]?.kind == "r" else { continue }
                if try columns(of: move.name) == columns(of: from) { rewritten.insert(move.name) }
            }
        }
        // Views of this unit stand on the tables whose rows are about to be moved.
        let candidates = moves.filter { rewritten.contains($0.name) }
        let views = try viewsOfUnit(on: candidates.compactMap { $0.from.flatMap { new[$0]?.oid } })
        for view in views where view.kind == "m" {
            rewritten.subtract(candidates.filter { view.reads.contains(new[$0.from ?? $0.name]?.oid ?? -1) }.map(\.name))
        }
        let switched = moves.filter { !rewritten.contains($0.name) }
        let replaced = switched.compactMap { old[$0.name]?.oid }
        try locks.take(replaced, built: moves.compactMap(\.from), without: waiting)
        let dependents = try PostgresDependents(connection, of: replaced, without: Set(switched.map(\.name.text)).union(waiting))
        let foreignKeys = try foreignKeys(to: replaced)
        for key in foreignKeys { try connection.run("ALTER TABLE \(key.table) DROP CONSTRAINT \(key.name)") }
        for move in switched { try change(move, old[move.name], move.from.flatMap { new[$0] }) }
        try grantDefaults(switched.filter { $0.from != nil }.map(\.name))
        try dependents.recreate()
        for key in foreignKeys { try connection.run("ALTER TABLE \(key.table) ADD CONSTRAINT \(key.name) \(key.definition)") }
        let rewrites = moves.filter { rewritten.contains($0.name) }
        for move in rewrites { try rewrite(move) }
        for view in views where view.kind == "v" {
            try connection.run("CREATE OR REPLACE VIEW \(view.published.quoted) AS \(view.definition)")
        }
        let emptied = rewrites.compactMap { $0.from?.quoted }
        if !emptied.isEmpty { try connection.run("DROP TABLE \(emptied.joined(separator: ", "))") }
    }

    private func change(_ move: Move, _ old: Entry?, _ new: Entry?) throws(WarehouseError) {
        if let old {
            try connection.run(
                "ALTER \(PostgresName.noun(old.kind)) \(move.name.quoted) SET SCHEMA \(PostgresName.quoted(move.to))")
        }
        if let new, let from = move.from {
            try connection.run(
                "ALTER \(PostgresName.noun(new.kind)) \(from.quoted) SET SCHEMA \(PostgresName.quoted(move.name.schema))")
        }
    }

    /// Replaces the rows of a table, after a copy of it was kept: readers whose snapshots are older still see the former rows.
    private func rewrite(_ move: Move) throws(WarehouseError) {
        guard let from = move.from else { return }
        try PostgresTableCopy(connection).copy(move.name, to: PostgresName(schema: move.to, name: move.name.name))
        let names = try columns(of: from).map { $0.prefix { $0 != "\t" } }.map { PostgresName.quoted(String($0)) }.joined(separator: ", ")
        try connection.run("DELETE FROM \(move.name.quoted)")
        try connection.run(
            "INSERT INTO \(move.name.quoted) (\(names)) OVERRIDING SYSTEM VALUE SELECT \(names) FROM \(from.quoted)")
        for grant in try PostgresTableCopy(connection).grants(of: from, on: move.name) { try connection.run(grant) }
    }

    /// A view among the candidates.
    private struct UnitView {
        let published: PostgresName
        let kind: String
        /// What it is over the published relations.
        let definition: String
        /// The relations it reads.
        let reads: Set<Int>
    }

    /// The views among the candidates that read some of them.
    private func viewsOfUnit(on oids: [Int]) throws(WarehouseError) -> [UnitView] {
        guard !oids.isEmpty else { return [] }
        let rows = try connection.query(
            "SELECT n.nspname, c.relname, c.relkind::text, pg_get_viewdef(c.oid), string_agg(d.refobjid::bigint::text, ',') "
                + "FROM (SELECT DISTINCT refobjid, objid FROM pg_depend WHERE classid = 'pg_rewrite'::regclass "
                + "AND refclassid = 'pg_class'::regclass AND refobjid IN (\(oids.map(String.init).joined(separator: ", ")))) d "
                + "JOIN pg_rewrite r ON r.oid = d.objid JOIN pg_class c ON c.oid = r.ev_class JOIN pg_namespace n ON n.oid = c.relnamespace "
                + "WHERE c.oid <> d.refobjid GROUP BY n.nspname, c.relname, c.relkind, c.oid ORDER BY 1, 2"
        ).rows
        var schemas: [String: String] = [:]
        for move in moves { if let from = move.from { schemas[from.schema] = move.name.schema } }
        return rows.compactMap { row in
            guard let name = row[1].text, let own = row[0].text, let schema = schemas[own], let kind = row[2].text else { return nil }
            var definition = row[3].text ?? ""
            for (candidate, published) in schemas {
                for form in [candidate, PostgresName.quoted(candidate)] {
                    definition = definition.replacing(form + ".", with: PostgresName.quoted(published) + ".")
                }
            }
            return UnitView(
                published: PostgresName(schema: schema, name: name), kind: kind, definition: definition,
                reads: Set((row[4].text ?? "").split(separator: ",").compactMap { Int($0) }))
        }
    }

    /// A new table in a schema gets what `ALTER DEFAULT PRIVILEGES IN SCHEMA` promises; one that moves there does not by itself.
    private func grantDefaults(_ names: [PostgresName]) throws(WarehouseError) {
        let schemas = Set(names.map(\.schema)).sorted()
        guard !schemas.isEmpty else { return }
        let rows = try connection.query(
            "SELECT n.nspname, a.privilege_type, CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END, "
                + "CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END "
                + "FROM pg_default_acl d JOIN pg_namespace n ON n.oid = d.defaclnamespace, LATERAL aclexplode(d.defaclacl) a "
                + "WHERE d.defaclobjtype = 'r' AND d.defaclrole = (SELECT oid FROM pg_roles WHERE rolname = current_user) "
                + "AND a.grantee <> d.defaclrole AND n.nspname IN (\(schemas.map(PostgresName.literal).joined(separator: ", "))) ORDER BY 1, 2, 3"
        ).rows
        for row in rows {
            for name in names where name.schema == row[0].text {
                try connection.run("GRANT \(row[1].text ?? "") ON \(name.quoted) TO \(row[2].text ?? "")\(row[3].text ?? "")")
            }
        }
    }

    private struct ForeignKey {
        let table: String
        let name: String
        let definition: String
    }

    /// Foreign keys of other tables that point at some relations.
    private func foreignKeys(to oids: [Int]) throws(WarehouseError) -> [ForeignKey] {
        guard !oids.isEmpty else { return [] }
        let list = oids.map(String.init).joined(separator: ", ")
        let rows = try connection.query(
            "SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname), quote_ident(k.conname), pg_get_constraintdef(k.oid) "
                + "FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace "
                + "WHERE k.contype = 'f' AND k.confrelid IN (\(list)) AND k.conrelid NOT IN (\(list)) "
                + "AND coalesce(obj_description(n.oid, 'pg_namespace'), '') NOT LIKE 'smelt %' ORDER BY 1, 2"
        ).rows
        return rows.map { ForeignKey(table: $0[0].text ?? "", name: $0[1].text ?? "", definition: $0[2].text ?? "") }
    }

    /// The columns of a relation, in order: name and type, a tab between them.
    private func columns(of name: PostgresName) throws(WarehouseError) -> [String] {
        try connection.query(
            "SELECT attname || chr(9) || format_type(atttypid, atttypmod) FROM pg_attribute "
                + "WHERE attrelid = \(PostgresName.literal(name.quoted))::regclass AND attnum > 0 AND NOT attisdropped "
                + "AND attgenerated = '' ORDER BY attnum"
        ).rows.compactMap { $0.first?.text }
    }

    private func entries(_ names: [PostgresName]) throws(WarehouseError) -> [PostgresName: Entry] {
        guard !names.isEmpty else { return [:] }
        var found: [PostgresName: Entry] = [:]
        let rows = try connection.query(
            "SELECT n.nspname, c.relname, c.relkind::text, c.oid::bigint FROM pg_catalog.pg_class c "
                + "JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
                + "WHERE (n.nspname, c.relname) IN (\(names.map(\.row).joined(separator: ", "))) AND c.relkind IN ('r', 'p', 'v', 'm', 'f')"
        ).rows
        for row in rows {
            guard let schema = row[0].text, let name = row[1].text, let kind = row[2].text, let oid = row[3].int else { continue }
            found[PostgresName(schema: schema, name: name)] = Entry(oid: oid, kind: kind)
        }
        return found
    }
}
