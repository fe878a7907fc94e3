import Glibc
import Warehouse

/// One session with a Postgres server.
///
/// What the server sees of transactions is what it sees of dbt through psycopg2: the first statement after connecting or rolling back is
/// preceded by `BEGIN`; dbt's `begin` sends nothing; `commit` sends `COMMIT`, and from then on each statement commits by itself until
/// the next rollback. Hooks with `transaction: false` rely on it, and statements that nobody commits are lost when the session ends.
final class PostgresConnection: Connection {
    var name: String
    let cancelHandle: CancelHandle
    private(set) var transactionOpen = false
    private let settings: PostgresSettings
    private var opened: PostgresHandle?
    /// Whether `BEGIN` was sent since the last rollback; then none is sent before statements.
    private var begun = false
    /// Whether statements ran since the session was fresh.
    private var used = false
    /// Whether it is the session of a shadow: one transaction that ends with it and is never committed; rolling back goes to its savepoint.
    private let isShadow: Bool
    /// Whether a shadow's session has its savepoint.
    private var isMarked = false
    /// Whether statements may read alone; of a shadow's session.
    var isReading = false

    init(name: String, settings: PostgresSettings, cancel: CancelHandle, isShadow: Bool = false) throws(WarehouseError) {
        self.name = name
        cancelHandle = cancel
        self.settings = settings
        self.isShadow = isShadow
        try open()
    }

    deinit { close() }

    var isOpen: Bool { opened?.isAlive ?? false }

    private func open() throws(WarehouseError) {
        try LibPQ.load()
        let handle = try connect()
        do {
            if let style = handle.setting("DateStyle"), !style.hasPrefix("ISO") { _ = try handle.run("SET datestyle TO 'ISO'") }
            try configure(handle)
        } catch {
            throw PostgresErrors.connecting(error, settings: settings)
        }
        cancelHandle.arm(handle.stop)
        opened = handle
        begun = false
        used = false
        transactionOpen = false
    }

    /// Sets what every session has.
    private func configure(_ handle: PostgresHandle) throws(PostgresHandle.Failure) {
        if let role = settings.role, !role.isEmpty { _ = try handle.run("set role \(role)") }
        if let patience = Self.patience(of: handle) { _ = try? handle.run(patience) }
    }

    /// Makes the server look once a second whether anybody still waits for the answer, so that the statement of a killed process ends and
    /// frees its locks. Nil for servers before version 14, which cannot look.
    private static func patience(of handle: PostgresHandle) -> String? {
        let version = handle.setting("server_version")?.prefix { $0.isNumber }
        guard let version, let major = Int(version), major >= 14 else { return nil }
        return "SET client_connection_check_interval = '1s'"
    }

    private func connect() throws(WarehouseError) -> PostgresHandle {
        var attempt = 0
        while true {
            do {
                return try PostgresHandle(settings.parameters, cancel: cancelHandle, traffic: settings.traffic)
            } catch {
                if cancelHandle.isCancelled { throw PostgresErrors.cancelled }
                let failure = PostgresErrors.connecting(error, settings: settings)
                guard failure.isTransient, attempt < settings.retries, attempt < 100, !cancelHandle.isCancelled else { throw failure }
                wait(seconds: attempt * attempt)
                attempt += 1
            }
        }
    }

    /// Waits unless somebody cancels.
    private func wait(seconds: Int) {
        for _ in 0..<seconds * 10 where !cancelHandle.isCancelled { usleep(100_000) }
    }

    private func handle() throws(WarehouseError) -> PostgresHandle {
        guard let opened else { throw WarehouseError(.usage, "connection already closed") }
        guard opened.isOwedAnswers else { return opened }
        do {
            try opened.settle()
            return opened
        } catch {
            close()
            try open()
            return try handle()
        }
    }

    func close() {
        guard let handle = opened else { return }
        if handle.isAlive { rollback() }
        if isShadow, handle.isAlive { _ = try? handle.run("ROLLBACK") }
        cancelHandle.disarm()
        opened = nil
        transactionOpen = false
    }

    func reset() throws(WarehouseError) {
        cancelHandle.clear()
        rest()
        guard let handle = opened, handle.isAlive else {
            close()
            return try open()
        }
        _ = handle.takeNotices()
    }

    /// What `DISCARD ALL` does, in statements that may stand in one text with others.
    private static let discarding =
        "CLOSE ALL; SET SESSION AUTHORIZATION DEFAULT; RESET ALL; DEALLOCATE ALL; UNLISTEN *; SELECT pg_advisory_unlock_all(); "
        + "DISCARD PLANS; DISCARD TEMP; DISCARD SEQUENCES"

    func rest() {
        guard used, !isShadow, let handle = opened, handle.isAlive, !handle.isOwedAnswers else { return rollback() }
        transactionOpen = false
        begun = false
        var parts = handle.isIdle ? [] : ["ROLLBACK"]
        parts.append(Self.discarding)
        if let role = settings.role, !role.isEmpty { parts.append("set role \(role)") }
        if let patience = Self.patience(of: handle) { parts.append(patience) }
        do {
            try handle.dispatch(parts.joined(separator: "; "))
            used = false
        } catch {
            close()
        }
    }

    func takeNotices() -> [String] { opened?.takeNotices() ?? [] }

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
        if !settings.autocommit, !isShadow {
            let handle = try handle()
            try guarded { () throws(PostgresHandle.Failure) in
                try begin(on: handle)
                _ = try handle.run("COMMIT")
            }
        }
        transactionOpen = false
    }

    func rollback() {
        transactionOpen = false
        if isShadow {
            if isMarked { _ = try? opened?.run("ROLLBACK TO SAVEPOINT smelt_check") }
            return
        }
        begun = false
        // What was dispatched last rolls back.
        guard let handle = opened, handle.isAlive, !handle.isOwedAnswers, !handle.isIdle else { return }
        _ = try? handle.run("ROLLBACK")
    }

    /// Runs work as one transaction of its own, also where statements commit by themselves. Throws what the engine or the work answered;
    /// everything is rolled back then.
    func inTransaction(_ work: () throws(WarehouseError) -> Void) throws(WarehouseError) {
        rollback()
        let handle = try handle()
        try guarded { () throws(PostgresHandle.Failure) in _ = try handle.run("BEGIN") }
        begun = true
        do throws(WarehouseError) {
            try work()
        } catch {
            rollback()
            throw error
        }
        try guarded { () throws(PostgresHandle.Failure) in _ = try handle.run("COMMIT") }
        begun = false
    }

    /// Runs a statement whose failure leaves the open transaction whole. Gives the engine's message then, nil where it went well.
    func attempt(_ sql: String) throws(WarehouseError) -> String? {
        let handle = try handle()
        try guarded { () throws(PostgresHandle.Failure) in _ = try handle.run("SAVEPOINT smelt_attempt") }
        do throws(PostgresHandle.Failure) {
            _ = try handle.run(sql)
        } catch {
            let problem = PostgresErrors.statement(error, cancelled: cancelHandle.isCancelled)
            guard problem.kind == .sql else {
                rollback()
                throw problem
            }
            try guarded { () throws(PostgresHandle.Failure) in _ = try handle.run("ROLLBACK TO SAVEPOINT smelt_attempt") }
            return problem.message
        }
        try guarded { () throws(PostgresHandle.Failure) in _ = try handle.run("RELEASE SAVEPOINT smelt_attempt") }
        return nil
    }

    /// Waits. Throws where somebody cancels.
    func pause(milliseconds: Int) throws(WarehouseError) {
        for _ in 0..<max(1, milliseconds / 10) where !cancelHandle.isCancelled { usleep(10_000) }
        if cancelHandle.isCancelled { throw PostgresErrors.cancelled }
    }

    /// Whether a transaction has to begin before a statement.
    private var needsBegin: Bool { !begun && (!settings.autocommit || isShadow) }

    private func begin(on handle: PostgresHandle) throws(PostgresHandle.Failure) {
        guard needsBegin else { return }
        _ = try handle.run("BEGIN")
        begun = true
    }

    /// Keeps what was done so far when something fails later; of a shadow's session. Throws what the server answered.
    func mark() throws(WarehouseError) {
        let handle = try handle()
        try guarded { () throws(PostgresHandle.Failure) in
            try begin(on: handle)
            _ = try handle.run((isMarked ? "RELEASE SAVEPOINT smelt_check; " : "") + "SAVEPOINT smelt_check")
        }
        isMarked = true
    }

    /// Runs a piece of work; a failure rolls back and becomes the error callers know.
    private func guarded<Value>(_ work: () throws(PostgresHandle.Failure) -> Value) throws(WarehouseError) -> Value {
        do {
            return try work()
        } catch {
            throw failed(error)
        }
    }

    private func failed(_ failure: PostgresHandle.Failure) -> WarehouseError {
        rollback()
        return PostgresErrors.statement(failure, cancelled: cancelHandle.isCancelled)
    }

    // MARK: Statements

    /// What must be so before a statement is sent, but for the transaction.
    private func handle(autoBegin: Bool) throws(WarehouseError) -> PostgresHandle {
        let handle = try handle()
        if cancelHandle.isCancelled {
            rollback()
            throw PostgresErrors.cancelled
        }
        used = true
        if autoBegin, !transactionOpen { try begin() }
        if isShadow, begun, handle.isIdle {
            throw WarehouseError(.connectionLost, "a statement of the project ended the transaction that nothing of the check may leave")
        }
        return handle
    }

    /// What must be so before a statement is sent.
    private func prepare(autoBegin: Bool) throws(WarehouseError) -> PostgresHandle {
        let handle = try handle(autoBegin: autoBegin)
        try guarded { () throws(PostgresHandle.Failure) in
            try begin(on: handle)
            if isReading { _ = try handle.run("SAVEPOINT smelt_reading; SET LOCAL transaction_read_only = on") }
        }
        return handle
    }

    /// Whether a text has a comment alone on its first line, as statements have that carry the project's comment: then `BEGIN` may stand
    /// there too without showing in the line that a message of the server quotes.
    private static func startsWithComment(_ sql: String) -> Bool {
        guard sql.hasPrefix("/* "), let line = sql.utf8.firstIndex(of: UInt8(ascii: "\n")) else { return false }
        return sql[..<line].hasSuffix(" */") && sql[..<line].firstRange(of: "*/")?.upperBound == line
    }

    /// Whether a text may end the transaction that it runs in.
    private static func endsTransaction(_ sql: String) -> Bool {
        sql.split(separator: ";").contains { part in
            let word = part.drop { $0.isWhitespace }.prefix { $0.isLetter }.lowercased()
            return ["begin", "start", "commit", "end", "rollback", "abort", "prepare"].contains(word)
        }
    }

    /// Ends what `prepare` began for a statement that may only read.
    private func finishReading(_ handle: PostgresHandle) throws(PostgresHandle.Failure) {
        guard isReading else { return }
        _ = try handle.run("ROLLBACK TO SAVEPOINT smelt_reading; RELEASE SAVEPOINT smelt_reading")
    }

    func execute(_ sql: String, autoBegin: Bool, fetch: Fetch) throws(WarehouseError) -> StatementResult {
        if isReading, Self.endsTransaction(sql) {
            throw WarehouseError(.usage, "a check is one transaction, which no statement may end")
        }
        let answer: PostgresAnswer?
        if needsBegin, !isReading, Self.startsWithComment(sql) {
            let handle = try handle(autoBegin: autoBegin)
            begun = true
            answer = try guarded { () throws(PostgresHandle.Failure) in try handle.runBeginning(sql) }
        } else {
            let handle = try prepare(autoBegin: autoBegin)
            answer = try guarded { () throws(PostgresHandle.Failure) in
                let answer = try handle.run(sql)
                try finishReading(handle)
                return answer
            }
        }
        guard let answer else { return StatementResult(StatementResponse(message: "None", code: "None", rowsAffected: -1)) }
        let message = answer.message
        let response = StatementResponse(
            message: message, code: StatementResponse.code(of: message), rowsAffected: answer.rowsAffected)
        return StatementResult(response, fetch == .none ? .empty : answer.table(maximum: fetch.maximum))
    }

    func stream(
        _ sql: String, autoBegin: Bool, batchSize: Int, body: ([ResultColumn], [[SQLValue]]) throws -> Bool
    ) throws {
        let handle = try prepare(autoBegin: autoBegin)
        var batcher = RowBatcher(size: max(batchSize, 1))
        do {
            try handle.runRowByRow(sql) { answer in try batcher.add(answer, body) }
            try batcher.finish(body)
        } catch let failure as PostgresHandle.Failure {
            throw failed(failure)
        } catch {
            rollback()
            throw error
        }
    }

    func load(into relation: Relation, columns: [String], nextRows: () throws -> RowBatch?) throws -> Int {
        let handle = try prepare(autoBegin: true)
        let sql = "COPY \(relation.render()) (\(columns.joined(separator: ", "))) FROM STDIN"
        do {
            try handle.beginCopy(sql)
            let count: Int
            do {
                count = try copy(to: handle, relation: relation, width: columns.count, nextRows)
            } catch {
                if !(error is PostgresHandle.Failure) { try? handle.endCopy(abort: "stopped by the client") }
                throw error
            }
            try handle.endCopy()
            handle.traffic.rowsLoaded += count
            return count
        } catch let failure as PostgresHandle.Failure {
            throw failed(failure)
        } catch {
            rollback()
            throw error
        }
    }

    private func copy(
        to handle: PostgresHandle, relation: Relation, width: Int, _ nextRows: () throws -> RowBatch?
    ) throws -> Int {
        var encoder = CopyEncoder()
        var count = 0
        while let batch = try nextRows() {
            if cancelHandle.isCancelled { throw PostgresErrors.cancelled }
            for row in 0..<batch.rowCount {
                guard batch.row(row).count == width else {
                    throw WarehouseError(
                        .usage, "a row for \(relation.render()) has \(batch.row(row).count) values, expected \(width)")
                }
                encoder.add(row, of: batch)
                guard encoder.bytes.count >= CopyEncoder.chunk else { continue }
                try handle.copy(encoder.bytes)
                encoder.removeAll()
            }
            count += batch.rowCount
        }
        if !encoder.bytes.isEmpty { try handle.copy(encoder.bytes) }
        return count
    }
}
