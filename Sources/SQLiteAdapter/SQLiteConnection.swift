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
    private let handles: SQLiteHandles
    /// The turns with a handle; nil for a closed session.
    private var lease: SQLiteLease?
    /// How many texts are being run, one called from the rows of another.
    private var depth = 0
    /// Whether a commit was made since the last rollback.
    private var committed = false
    /// The unit that is being built; nil for none.
    private var unit: Unit?
    /// Whether the present node of the unit changed anything that it has not kept. Going back to a savepoint makes SQLite read the whole
    /// schema again, so that is done only where there is something to undo.
    private var nodeChanged = false

    /// One transaction around the work on many nodes, each with a savepoint. What callers begin, commit and roll back are savepoints then.
    private enum Unit {
        case open
        /// SQLite rolled the whole transaction back: an interrupted or full one.
        case lost
    }

    /// Opens a session.
    ///
    /// - Parameter handles: the target's handles; nil for a target whose files no other session has open.
    init(name: String, settings: SQLiteSettings, handles: SQLiteHandles? = nil, cancel: CancelHandle) throws(WarehouseError) {
        self.name = name
        cancelHandle = cancel
        self.settings = settings
        self.handles = handles ?? SQLiteHandles(settings)
        settings.makeFolder()
        // What lives in memory is this session's alone.
        gate = settings.mainPath == ":memory:" ? WriteGate() : WriteGate.of(SQLiteSettings.canonical(settings.mainPath))
        try open()
    }

    deinit { close() }

    var isOpen: Bool { lease != nil }

    private func open() throws(WarehouseError) { lease = try SQLiteLease(handles, gate: gate, cancel: cancelHandle) }

    /// The handle, taken where this session has none. Throws where the session was closed, and where the wait for a handle was cancelled.
    func handle() throws(WarehouseError) -> SQLiteHandle {
        guard let lease else { throw WarehouseError(.usage, "Cannot operate on a closed database.") }
        return try lease.take()
    }

    /// The handle behind the gate. Whoever waits at the gate must not have a handle that others could use.
    private func handleForWriting() throws(WarehouseError) -> SQLiteHandle {
        guard lease != nil else { return try handle() }
        guard gate.enter(self, unless: cancelHandle) else {
            rollback()
            throw SQLiteSession.interrupted
        }
        do {
            return try handle()
        } catch {
            gate.leave(self)
            throw error
        }
    }

    /// The handle where this session has one.
    private var held: SQLiteHandle? { lease?.handle }

    /// Lets other sessions have the handle, unless something of this one is in it.
    private func letGo() { if unit == nil, depth == 0 { lease?.end() } }

    /// Keeps the handle until `endUse`, as often as it is called.
    func beginUse() { depth += 1 }

    /// Ends a use; with the last one, others may have the handle.
    func endUse() {
        depth -= 1
        letGo()
    }

    func close() {
        guard let lease else { return }
        endUnit()
        rollback()
        lease.close()
        self.lease = nil
    }

    func reset() throws(WarehouseError) {
        rollback()
        cancelHandle.clear()
        guard let lease else { return try open() }
        if unit == nil { return lease.discard() }
        if let held, !held.isIdle { try SQLiteSession.dropTemporaryObjects(held) }
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
        if unit != nil {
            try keepNode(handle())
        } else if let held, !held.isIdle {
            do {
                try held.run("COMMIT")
            } catch {
                throw failed(error)
            }
        }
        transactionOpen = false
        committed = true
        if unit == nil { gate.leave(self) }
        letGo()
    }

    func rollback() {
        transactionOpen = false
        committed = false
        guard unit == nil else { return undoNode() }
        if let held, !held.isIdle { try? held.run("ROLLBACK") }
        gate.leave(self)
        letGo()
    }

    // MARK: Units

    /// Begins the transaction of a unit, waiting until nobody else writes. Throws what SQLite answered.
    func beginUnit() throws(WarehouseError) {
        rollback()
        let handle = try handleForWriting()
        do {
            try handle.run("BEGIN IMMEDIATE")
            try handle.run("SAVEPOINT smelt_node")
            unit = .open
            nodeChanged = false
        } catch {
            throw failed(error)
        }
    }

    /// Whether the unit's transaction is still whole.
    var isUnitWhole: Bool { unit == .open && held?.isIdle == false }

    /// Commits everything of the unit. Throws what SQLite answered, or that the transaction was lost; nothing is kept then.
    func commitUnit() throws(WarehouseError) {
        let handle = try handle()
        guard isUnitWhole else {
            endUnit()
            throw WarehouseError(.usage, "SQLite rolled the whole unit back")
        }
        do {
            try handle.run("COMMIT")
        } catch {
            let reason = SQLiteSession.error(error, cancelled: cancelHandle.isCancelled, settings: settings, position: nil)
            endUnit()
            throw reason
        }
        endUnit()
    }

    /// Ends the unit; what was not committed is undone.
    func endUnit() {
        guard unit != nil else { return }
        unit = nil
        rollback()
    }

    /// What was done so far stays whatever becomes of the node, if the unit stays. Throws what SQLite answered.
    func keepStaged() throws(WarehouseError) { try keepNode(handle()) }

    /// What the node did so far stays, if the unit does.
    private func keepNode(_ handle: SQLiteHandle) throws(WarehouseError) {
        guard isUnitWhole else { throw lostUnit() }
        do {
            try handle.run("RELEASE smelt_node")
            try handle.run("SAVEPOINT smelt_node")
            nodeChanged = false
        } catch {
            throw failed(error)
        }
    }

    private func undoNode() {
        guard let held, !held.isIdle else {
            unit = .lost
            return
        }
        guard nodeChanged else { return }
        do {
            try held.run("ROLLBACK TO smelt_node")
            nodeChanged = false
        } catch {
            unit = .lost
        }
    }

    private func lostUnit() -> WarehouseError {
        unit = .lost
        return WarehouseError(
            .usage, "SQLite rolled back everything of this unit because of an earlier failure; nothing more is built in it")
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
        beginUse()
        defer { endUse() }
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
        if unit != nil {
            if try runInUnit(kind, handle) { return -1 }
        }
        // Ending a transaction that nothing was written in is no mistake: dbt's hooks outside of transactions begin with `commit;`.
        if kind == .commit { committed = true }
        if kind == .commit || kind == .rollback, handle.isIdle { return -1 }
        if kind == .session { lease?.touchedSession = true }
        if needsGate(statement, kind) { try enter(handle, kind) }
        if kind == .other, !statement.isReadOnly { lease?.changedSchema = true }
        if kind == .savepoint || !statement.isReadOnly { nodeChanged = true }
        defer {
            statement.reset()
            if handle.isIdle { gate.leave(self) }
        }
        try use(statement)
        let changed = kind == .change ? handle.changes : -1
        // Outside of transactions such a statement would have been committed by now.
        if unit != nil, !transactionOpen, kind == .change ? committed : kind == .other, !statement.isReadOnly {
            statement.reset()
            try keepNode(handle)
        }
        return changed
    }

    /// What the words for transactions mean inside a unit; true where that was all of the statement.
    private func runInUnit(_ kind: StatementKind, _ handle: SQLiteHandle) throws -> Bool {
        guard isUnitWhole else { throw lostUnit() }
        switch kind {
        case .begin: return true
        case .commit:
            committed = true
            try keepNode(handle)
            return true
        case .rollback:
            undoNode()
            return true
        case .savepoint, .change, .session, .other: return false
        }
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
        let handle = try handleForWriting()
        if cancelHandle.isCancelled {
            rollback()
            throw SQLiteSession.interrupted
        }
        if !transactionOpen { try begin() }
        nodeChanged = true
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
