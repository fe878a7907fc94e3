import Warehouse

/// The run lock of a Postgres target: an advisory lock of the session, so that the server frees it when the process is gone.
///
/// Who has it says so in a comment of the statement that took it, which `pg_stat_activity` shows: there is nothing that could be out of date.
final class PostgresRunLock: RunLock {
    private let connection: PostgresConnection
    /// Both parts of the lock's key as SQL: one of smelt's own, and the schema.
    private let key: String
    private let schema: String

    init(connection: PostgresConnection, schema: String) {
        self.connection = connection
        self.schema = "'" + schema.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
        key = "\(Self.family), hashtext(\(self.schema))"
    }

    /// The letters `smel` as a number.
    private static let family = 0x736D_656C
    private static let mark = "smelt-run-lock: "

    func take(for holder: String) throws(WarehouseError) -> Bool {
        // Statements then commit by themselves: a session that waits inside a transaction would hold back the server's cleaning.
        try connection.clearTransaction()
        let comment = holder.replacing("*/", with: "").replacing("/*", with: "")
        let answer = try connection.query("select pg_try_advisory_lock(\(key)) /* \(Self.mark)\(comment) */")
        return answer.rows.first?.first?.int == 1
    }

    var holder: String? {
        let sql = """
            select activity.query
            from pg_locks as lock
            join pg_stat_activity as activity on activity.pid = lock.pid
            where lock.locktype = 'advisory' and lock.granted and lock.objsubid = 2 and lock.classid = \(Self.family)
                and lock.objid = (hashtext(\(schema))::bigint & 4294967295)::oid
                and lock.database = (select oid from pg_database where datname = current_database())
            """
        guard let text = try? connection.query(sql).rows.first?.first?.text, let start = text.firstRange(of: Self.mark) else { return nil }
        let rest = text[start.upperBound...]
        return String(rest[..<(rest.firstRange(of: " */")?.lowerBound ?? rest.endIndex)])
    }

    func release() {
        guard connection.isOpen else { return }
        // The end of the session would free it too, but some moments later.
        _ = try? connection.query("select pg_advisory_unlock(\(key))")
        connection.close()
    }
}
