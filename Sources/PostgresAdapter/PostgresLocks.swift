import Warehouse

/// Takes the exclusive locks of a switch before it changes anything, from what stands on top down to what it stands on.
///
/// A reader of a view locks the view first and what the view reads afterwards. Whoever locks the tables first and the views then holds what such
/// a reader waits for and waits for what it holds, again on every attempt while readers keep coming. Readers that name several relations lock them
/// in an order of their own; what was waited for in vain is therefore locked first on the next attempt, so that those who hold it can end.
///
/// A reader in such a circle is ended by the server where it looks for circles while both sides wait: `deadlock_timeout` after the reader began to, a
/// second by default. All waits together end well before.
final class PostgresLocks {
    private struct Target {
        let name: PostgresName
        let kind: String
        /// Quoted where it has to be.
        let owner: String

        /// What a row of one holds.
        static let columns = "n.nspname, c.relname, c.relkind::text, quote_ident(pg_get_userbyid(c.relowner))"

        /// A row that begins with `columns`.
        init?(_ row: [SQLValue]) {
            guard let schema = row[0].text, let name = row[1].text, let kind = row[2].text, let owner = row[3].text else { return nil }
            self.name = PostgresName(schema: schema, name: name)
            self.kind = kind
            self.owner = owner
        }

        /// A statement that locks it, and it alone, and changes nothing. `LOCK TABLE` locks what a view reads too, and knows no other kinds.
        var statement: String {
            switch kind {
            case "r", "p": "LOCK TABLE \(name.quoted) IN ACCESS EXCLUSIVE MODE"
            default: "ALTER \(PostgresName.noun(kind)) \(name.quoted) OWNER TO \(owner)"
            }
        }
    }

    private let connection: PostgresConnection
    /// How long one lock is waited for, in milliseconds.
    private let wait: Int
    /// What was waited for in vain, the last one first.
    private var contended: [PostgresName] = []
    /// How often a vacuum was waited for, by the relation.
    private var vacuums: [PostgresName: Int] = [:]

    init(_ connection: PostgresConnection, wait: Int) {
        self.connection = connection
        self.wait = wait
    }

    /// Locks some relations, the views on them, directly or through others, and the tables whose foreign keys point at them, until the open
    /// transaction ends. Relations that are named, and those in schemas of smelt's own, stay out. Throws what the engine answered.
    ///
    /// - Parameter built: what is to take their places.
    func take(_ oids: [Int], built: [PostgresName], without names: Set<String>) throws(WarehouseError) {
        // Nobody else reads these yet, so that waiting for them keeps nobody waiting.
        for target in try vacuumed(built) { _ = try waitForVacuum(of: target) }
        guard !oids.isEmpty else { return }
        let rows = try connection.query(Self.query(oids)).rows
        guard var start = rows.first?[4].text else { return }
        var targets = rows.compactMap(Target.init).filter { !names.contains($0.name.text) }
        for name in contended.reversed() {
            guard let position = targets.firstIndex(where: { $0.name == name }) else { continue }
            targets.insert(targets.remove(at: position), at: 0)
        }
        // One alone, before all others: no reader that waits meanwhile holds up anything.
        if let target = try vacuumed(targets.map(\.name)).first {
            start = try waitForVacuum(of: target) ?? start
        }
        for target in targets {
            do {
                try connection.run(limited(target.statement, since: start))
            } catch {
                contended.removeAll { $0 == target.name }
                contended.insert(target.name, at: 0)
                throw error
            }
        }
    }

    /// Those that are being vacuumed and were not waited for twice already: a vacuum that somebody asked for does not give way.
    private func vacuumed(_ names: [PostgresName]) throws(WarehouseError) -> [Target] {
        guard !names.isEmpty else { return [] }
        return try connection.query(
            "SELECT DISTINCT \(Target.columns) "
                + "FROM pg_locks l JOIN pg_class c ON c.oid = l.relation JOIN pg_namespace n ON n.oid = c.relnamespace "
                + "WHERE l.mode = 'ShareUpdateExclusiveLock' AND l.granted "
                + "AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()) "
                + "AND (n.nspname, c.relname) IN (\(names.map(\.row).joined(separator: ", "))) ORDER BY 1, 2"
        ).rows.compactMap(Target.init).filter { vacuums[$0.name, default: 0] < 2 }
    }

    /// Locks a relation that is being vacuumed: the server ends a vacuum of its own for whoever waits, but only when it looks for circles. Gives the
    /// server's time once it is locked.
    private func waitForVacuum(of target: Target) throws(WarehouseError) -> String? {
        vacuums[target.name, default: 0] += 1
        return try connection.query(
            "SELECT set_config('lock_timeout', (\(Self.deadlockTimeout) + 500)::int::text, true); \(target.statement); "
                + "SET LOCAL lock_timeout = \(wait); SELECT \(Self.clock)"
        ).rows.first?.first?.text
    }

    /// In milliseconds.
    private static let deadlockTimeout = "(1000 * extract(epoch FROM current_setting('deadlock_timeout')::interval))"
    /// In seconds.
    private static let clock = "extract(epoch FROM clock_timestamp())::numeric::text"

    /// The statement with what is left of the time as its limit. The server counts: this process may stand still between two statements.
    private func limited(_ statement: String, since start: String) -> String {
        let left = "0.6 * \(Self.deadlockTimeout) - 1000 * (extract(epoch FROM clock_timestamp()) - \(start))"
        return "SELECT set_config('lock_timeout', greatest(1, least(\(wait), \(left)))::int::text, true); \(statement); "
            + "SET LOCAL lock_timeout = \(wait)"
    }

    private static func query(_ oids: [Int]) -> String {
        let list = oids.map(String.init).joined(separator: ", ")
        return "WITH RECURSIVE edges AS (\(PostgresDependents.edges)), above(relation, height) AS ("
            + "SELECT oid, 0 FROM pg_class WHERE oid IN (\(list)) "
            + "UNION SELECT e.view, a.height + 1 FROM above a JOIN edges e ON e.base = a.relation WHERE a.height < 1000), "
            + "targets AS (SELECT relation, height FROM above "
            + "UNION ALL SELECT conrelid, 0 FROM pg_constraint WHERE contype = 'f' AND confrelid IN (\(list))) "
            + "SELECT \(Target.columns), \(clock) "
            + "FROM targets t JOIN pg_class c ON c.oid = t.relation JOIN pg_namespace n ON n.oid = c.relnamespace "
            + "WHERE coalesce(obj_description(n.oid, 'pg_namespace'), '') NOT LIKE 'smelt %' "
            + "GROUP BY n.nspname, c.relname, c.relkind, c.relowner ORDER BY max(t.height) DESC, 1, 2"
    }
}
