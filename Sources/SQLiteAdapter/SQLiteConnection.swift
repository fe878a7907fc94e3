import Warehouse

/// One session with a SQLite file.
///
/// dbt's `begin` opens nothing in the file yet: the first statement that writes enters the gate and runs `BEGIN IMMEDIATE`, so sessions
/// that only read never wait. Without dbt's transaction, INSERT, UPDATE, DELETE and REPLACE open one (as Python's sqlite3 does: it is lost
/// unless committed), every other statement commits by itself. After a commit all statements outside of dbt's transaction commit by
/// themselves until the next rollback, as on Postgres: dbt-sqlite loses the rows of hooks with `transaction: false` there.
final class SQLiteConnection: Connection {
    var name: String
    let cancelHandle: CancelHandle
    private(set) var transactionOpen = false
    private let settings: SQLiteSettings
    let gate: WriteGate
    private var opened: SQLiteHandle?
    /// Whether a commit was made since the last rollback.
    private var committed = false
    /// Whether statements changed what belongs to the session: attached files, pragmas.
    private var sessionTouched = false

    init(name: String, settings: SQLiteSettings, cancel: CancelHandle) throws(WarehouseError) {
        self.name = name
        cancelHandle = cancel
        self.settings = settings
        settings.makeFolder()
        // What lives in memory is this session's alone.
        gate = settings.mainPath == ":memory:" ? WriteGate() : WriteGate.of(SQLiteSettings.canonical(settings.mainPath))
        try open()
    }

    deinit { close() }

    var isOpen: Bool { opened != nil }

    private func open() throws(WarehouseError) {
        let handle = try SQLiteSession.open(settings, cancel: cancelHandle)
        let (interrupt, gate) = (handle.interrupt, gate)
        cancelHandle.arm {
            interrupt()
            gate.wake()
        }
        opened = handle
    }

    /// The open handle. Throws where the session was closed.
    func handle() throws(WarehouseError) -> SQLiteHandle {
        guard let opened else { throw WarehouseError(.usage, "Cannot operate on a closed database.") }
        return opened
    }

    func close() {
        guard opened != nil else { return }
        rollback()
        cancelHandle.disarm()
        opened = nil
    }

    func reset() throws(WarehouseError) {
        rollback()
        cancelHandle.clear()
        if let opened, !sessionTouched, !SQLiteSession.hasTemporaryObjects(opened) { return }
        close()
        sessionTouched = false
        try open()
    }

    func takeNotices() -> [String] { [] }

    // MARK: Transactions

    func begin() throws(WarehouseError) {
        guard !transactionOpen else {
            throw WarehouseError(
                .usage, "Tried to begin a new transaction on connection \"\(name)\", but it already had one open!")
        }
        transactionOpen = true
    }

    func commit() throws(WarehouseError) {
        guard transactionOpen else {
            throw WarehouseError(.usage, "Tried to commit transaction on connection \"\(name)\", but it does not have one open!")
        }
        let handle = try handle()
        if !handle.isIdle {
            do {
                try handle.run("COMMIT")
            } catch {
                throw failed(error)
            }
        }
        transactionOpen = false
        committed = true
        gate.leave(self)
    }

    func rollback() {
        transactionOpen = false
        committed = false
        if let opened, !opened.isIdle { try? opened.run("ROLLBACK") }
        gate.leave(self)
    }

    /// What a failure means for callers; the transaction is rolled back.
    func failed(_ failure: SQLiteHandle.Failure, sql: UnsafeBufferPointer<UInt8>? = nil, at start: Int = 0) -> WarehouseError {
        rollback()
        let cancelled = cancelHandle.isCancelled
        var position: Int?
        if let sql, let offset = failure.offset, start + offset <= sql.count {
            position = sql[..<(start + offset)].reduce(1) { $1 & 0xC0 == 0x80 ? $0 : $0 + 1 }
        }
        return SQLiteSession.error(failure, cancelled: cancelled, settings: settings, position: position)
    }

    // MARK: Statements

    func execute(_ sql: String, autoBegin: Bool, fetch: Fetch) throws(WarehouseError) -> StatementResult {
        var table = ResultTable.empty
        let changed: Int
        do {
            changed = try run(sql, autoBegin: autoBegin) { statement in
                table = try Self.fetch(statement, fetch)
            }
        } catch let error as WarehouseError {
            throw error
        } catch {
            throw WarehouseError(.usage, "\(error)")
        }
        return StatementResult(StatementResponse(message: "OK", rowsAffected: changed), table)
    }

    private static func fetch(_ statement: SQLiteStatement, _ fetch: Fetch) throws(SQLiteHandle.Failure) -> ResultTable {
        let columns = statement.columns
        let finishes = !statement.isReadOnly
        var rows: [[SQLValue]] = []
        var more = true
        while more {
            more = try statement.step()
            if more, rows.count < fetch.maximum { rows.append(statement.row(columns.count)) }
            // A query stops when it gave enough; a statement that writes runs to its end.
            if !finishes, rows.count >= fetch.maximum { break }
        }
        if fetch == .none || columns.isEmpty { return .empty }
        return ResultTable(columns: columns, rows: rows)
    }

    func stream(
        _ sql: String, autoBegin: Bool, batchSize: Int, body: ([ResultColumn], [[SQLValue]]) throws -> Bool
    ) throws {
        _ = try run(sql, autoBegin: autoBegin) { statement in
            let columns = ResultTable.numbered(statement.columns)
            var batch: [[SQLValue]] = []
            var given = false
            while try statement.step() {
                batch.append(statement.row(columns.count))
                guard batch.count >= max(batchSize, 1) else { continue }
                given = true
                if try !body(columns, batch) { return }
                batch.removeAll(keepingCapacity: true)
            }
            if !batch.isEmpty || !given { _ = try body(columns, batch) }
        }
    }

    /// Runs each statement of a text. Gives the number of rows the last one changed, -1 where it is none that changes rows.
    private func run(_ sql: String, autoBegin: Bool, _ use: (SQLiteStatement) throws -> Void) throws -> Int {
        let handle = try handle()
        if cancelHandle.isCancelled {
            rollback()
            throw SQLiteSession.interrupted
        }
        if autoBegin, !transactionOpen { try begin() }
        var text = sql
        return try text.withUTF8 { bytes in
            var start = 0
            var changed = -1
            while start < bytes.count {
                let rest = UnsafeBufferPointer(rebasing: bytes[start...])
                do {
                    let (statement, length) = try handle.prepare(rest)
                    if let statement { changed = try run(statement, StatementKind(rest), handle, use) }
                    start += length
                } catch let failure as SQLiteHandle.Failure {
                    throw failed(failure, sql: bytes, at: start)
                } catch {
                    rollback()
                    throw error
                }
            }
            return changed
        }
    }

    private func run(
        _ statement: SQLiteStatement, _ kind: StatementKind, _ handle: SQLiteHandle, _ use: (SQLiteStatement) throws -> Void
    ) throws -> Int {
        // Ending a transaction that nothing was written in is no mistake: dbt's hooks outside of transactions begin with `commit;`.
        if kind == .commit { committed = true }
        if kind == .commit || kind == .rollback, handle.isIdle { return -1 }
        if kind == .session { sessionTouched = true }
        if needsGate(statement, kind) { try enter(handle, kind) }
        defer {
            statement.reset()
            if handle.isIdle { gate.leave(self) }
        }
        try use(statement)
        return kind == .change ? handle.changes : -1
    }

    private func needsGate(_ statement: SQLiteStatement, _ kind: StatementKind) -> Bool {
        switch kind {
        case .begin, .savepoint, .change: true
        case .commit, .rollback: false
        case .session, .other: !statement.isReadOnly
        }
    }

    private func enter(_ handle: SQLiteHandle, _ kind: StatementKind) throws {
        guard gate.enter(self, unless: cancelHandle) else { throw SQLiteSession.interrupted }
        guard handle.isIdle, kind != .begin, kind != .session else { return }
        if transactionOpen || (kind == .change && !committed) { try handle.run("BEGIN IMMEDIATE") }
    }

    /// Begins dbt's transaction where none is open, and the file's where it is not begun.
    func beginWriting() throws(WarehouseError) {
        let handle = try handle()
        if cancelHandle.isCancelled {
            rollback()
            throw SQLiteSession.interrupted
        }
        if !transactionOpen { try begin() }
        do {
            try enter(handle, .change)
        } catch let failure as SQLiteHandle.Failure {
            throw failed(failure)
        } catch {
            rollback()
            throw error as? WarehouseError ?? WarehouseError(.usage, "\(error)")
        }
    }
}
