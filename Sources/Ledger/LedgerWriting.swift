import Warehouse

extension Ledger {
    /// Notes that a run begins, before its first node.
    public func begin(_ run: LedgerRun) {
        typealias SQL = LedgerSQL
        let values = [
            SQL.text(run.id), SQL.text(target.project), SQL.text(target.name), SQL.text(target.schema), SQL.text(run.command),
            SQL.text(run.arguments), SQL.text(run.version), SQL.text(run.gitCommit), SQL.text(run.host), SQL.number(run.pid),
            SQL.truth(run.holdsLock), SQL.number(run.nodeCount), SQL.text(run.startedAt), SQL.text(run.status.rawValue),
        ]
        write([
            """
            insert into \(schema).runs (id, project, target, target_schema, command, arguments, version, git_commit, host, pid, holds_lock, \
            node_count, started_at, status) values (\(values.joined(separator: ", ")))
            """
        ])
    }

    /// Notes that a node begins, before it does; also a further attempt at it.
    public func began(_ node: LedgerNode, in run: String) { write([insert(node, in: run)]) }

    /// Notes what came of a node, with the rows that failed a test.
    public func ended(_ node: LedgerNode, in run: String) {
        let rows = node.failingRows.enumerated().map { position, content in
            """
            insert into \(schema).failing_rows (run, unique_id, position, content) values \
            (\(LedgerSQL.text(run)), \(LedgerSQL.text(node.uniqueID)), \(position), \(LedgerSQL.text(content)))
            """
        }
        write([insert(node, in: run)] + rows)
    }

    private func insert(_ node: LedgerNode, in run: String) -> String {
        typealias SQL = LedgerSQL
        let cells: [(name: String, value: String)] = [
            ("resource_type", SQL.text(node.resourceType)), ("layer", SQL.text(node.layer)), ("status", SQL.text(node.status)),
            ("attempt", SQL.number(node.attempt)), ("started_at", SQL.text(node.startedAt)), ("ended_at", SQL.text(node.endedAt)),
            ("seconds", SQL.number(node.seconds)), ("row_count", SQL.number(node.rows)), ("failures", SQL.number(node.failures)),
            ("rows_tested", SQL.number(node.rowsTested)), ("quarantined", SQL.number(node.quarantined)),
            ("message", SQL.text(node.message)),
        ]
        return """
            insert into \(schema).nodes (run, unique_id, \(cells.map(\.name).joined(separator: ", "))) \
            values (\(SQL.text(run)), \(SQL.text(node.uniqueID)), \(cells.map(\.value).joined(separator: ", "))) \
            on conflict (run, unique_id) do update set \(cells.map { "\($0.name) = excluded.\($0.name)" }.joined(separator: ", "))
            """
    }

    /// Notes that a run is over; nodes without a result were interrupted.
    ///
    /// - Parameter message: what ended it before its time.
    public func end(_ run: String, status: LedgerRun.Status, at moment: String, message: String? = nil) {
        write(
            interruption(of: "run = \(LedgerSQL.text(run))", at: moment) + [
                """
                update \(schema).runs set status = \(LedgerSQL.text(status.rawValue)), ended_at = \(LedgerSQL.text(moment)), \
                message = \(LedgerSQL.text(message)) where id = \(LedgerSQL.text(run))
                """
            ])
    }

    /// Marks runs of this target that were killed as interrupted, and what they had begun; gives their ids.
    ///
    /// - Parameters:
    ///   - current: the run that asks.
    ///   - holdsLock: whether it has the run lock: then nobody else who needs the lock is alive.
    ///   - isAlive: whether a process of a host may still run, begun at a moment.
    public func endDeadRuns(
        besides current: String, holdsLock: Bool, at moment: String, isAlive: (_ host: String, _ pid: Int, _ startedAt: String) -> Bool
    ) -> [String] {
        let sql = """
            select id, host, pid, holds_lock, started_at from \(schema).runs \
            where status = 'running' and id <> \(LedgerSQL.text(current)) and \(isOfTarget)
            """
        guard let table = try? read(sql) else { return [] }
        let dead = table.rows.filter { row in
            if holdsLock, row[3].int == 1 { return true }
            return !isAlive(row[1].text ?? "", row[2].int ?? 0, row[4].text ?? "")
        }.compactMap { $0[0].text }
        guard !dead.isEmpty else { return [] }
        let list = dead.map { LedgerSQL.text($0) }.joined(separator: ", ")
        write(
            interruption(of: "run in (\(list))", at: moment) + [
                "update \(schema).runs set status = 'interrupted', ended_at = \(LedgerSQL.text(moment)) where id in (\(list))"
            ])
        return dead
    }

    private func interruption(of nodes: String, at moment: String) -> [String] {
        [
            """
            update \(schema).nodes set status = 'interrupted', ended_at = \(LedgerSQL.text(moment)) \
            where status = 'running' and \(nodes)
            """
        ]
    }
}
