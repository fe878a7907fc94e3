import Warehouse

/// Makes the tables of a ledger and brings them up to date: the files `sql/tables/1.sql`, `2.sql` … lead from each version to the next.
struct LedgerTables {
    /// Where those files are.
    static let folder = "tables/"

    let connection: any Connection
    /// The schema, quoted.
    let schema: String
    /// Whether the engine has schemas to make.
    let makesSchema: Bool

    /// The version of the tables, once those that are older are brought up to date; nil where there are none and `creates` is false. Throws
    /// what the database answers.
    func prepare(upTo newest: Int, creates: Bool) throws(WarehouseError) -> Int? {
        let found: Int
        do throws(WarehouseError) {
            found = try version()
        } catch {
            guard error.kind == .sql else { throw error }
            // Whoever may not look into the tables learns that, not that they cannot be made.
            guard error.sqlState != "42501" else { throw error }
            guard creates else { return nil }
            return try migrate(from: 0, to: newest)
        }
        return found < newest ? try migrate(from: found, to: newest) : found
    }

    private func version() throws(WarehouseError) -> Int {
        try connection.clearTransaction()
        return try connection.query("select max(version) from \(schema).version").rows.first?.first?.int ?? 0
    }

    /// Makes what is missing. Another process may do so at the same time: what it was quicker with fails here, and is found done by the next
    /// attempt. So there are as many attempts as there are things to do, the schema among them.
    private func migrate(from version: Int, to newest: Int) throws(WarehouseError) -> Int {
        var version = version
        var attempt = 0
        while version < newest {
            do throws(WarehouseError) {
                try connection.clearTransaction()
                if makesSchema, version == 0 { _ = try connection.query("create schema if not exists \(schema)") }
                for number in version..<newest { try step(number) }
                return newest
            } catch {
                attempt += 1
                version = (try? self.version()) ?? 0
                guard version >= newest || error.kind == .sql && attempt <= newest + 1 else { throw error }
            }
        }
        return version
    }

    private func step(_ number: Int) throws(WarehouseError) {
        guard let file = embeddedFiles.first(where: { "\($0.path)" == "\(Self.folder)\(number + 1).sql" }) else { return }
        let sql = "\(file.text)".replacing("{schema}", with: schema)
        _ = try connection.execute("begin;\n\(sql)\ncommit", autoBegin: false, fetch: .none)
    }
}
