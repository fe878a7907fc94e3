import Synchronization
public import Warehouse

/// What ran on a target, what came of it and what is published: kept beside the data, in a file or a schema of its own.
///
/// Rows are written ahead of what they tell of, each before its method returns, so that they outlive a process that is killed. Any thread may
/// write. A ledger that cannot be written is told of once and left alone from then on: history is never worth a run.
public final class Ledger: Sendable {
    /// The newest form of the tables that this program knows.
    public static let version = embeddedFiles.count { "\($0.path)".hasPrefix(LedgerTables.folder) }

    /// Whose rows are read and written.
    public let target: LedgerTarget
    /// Where it is kept, for messages.
    public let place: String
    /// The schema of its tables, quoted.
    let schema: String
    private let store: LedgerStore

    /// Opens the ledger of a target, made or brought up to date where it must be; nil where there is none and `creates` is false.
    ///
    /// - Parameters:
    ///   - adapter: the target's adapter.
    ///   - schema: the schema it lies in, on engines with schemas.
    ///   - target: whose rows are read and written.
    ///   - creates: whether it is made.
    ///   - cancel: stops a wait for the database.
    ///   - onFailure: told once, from any thread, why it cannot be written any more.
    public static func open(
        _ adapter: any Adapter, schema: String, target: LedgerTarget, creates: Bool = true, cancel: CancelHandle = CancelHandle(),
        onFailure: @escaping @Sendable (LedgerFailure) -> Void = { _ in }
    ) throws(LedgerFailure) -> Ledger? {
        do {
            guard let session = try adapter.openLedger(in: schema, creates: creates, cancel: cancel) else { return nil }
            let tables = LedgerTables(
                connection: session.connection, schema: adapter.dialect.quote(session.schema),
                makesSchema: adapter.dialect.capabilities.contains(.schemas))
            guard let found = try tables.prepare(upTo: version, creates: creates) else { return nil }
            guard found <= version else { throw LedgerFailure.newer(version: found, known: version, place: session.place) }
            return Ledger(session, quotedSchema: tables.schema, target: target, onFailure: onFailure)
        } catch let failure as LedgerFailure {
            throw failure
        } catch let error as WarehouseError {
            throw .database(error, place: "of \(target.name)")
        } catch {
            throw .database(WarehouseError(.usage, "\(error)"), place: "of \(target.name)")
        }
    }

    private init(
        _ session: LedgerSession, quotedSchema: String, target: LedgerTarget, onFailure: @escaping @Sendable (LedgerFailure) -> Void
    ) {
        self.target = target
        place = session.place
        schema = quotedSchema
        store = LedgerStore(session.connection) { [place = session.place] error in onFailure(.database(error, place: place)) }
    }

    /// Runs statements in one transaction; nothing where the ledger is broken already.
    func write(_ statements: [String]) { store.write(statements) }

    /// The rows of a query. Throws what the database answers.
    func read(_ sql: String) throws(LedgerFailure) -> ResultTable {
        do throws(WarehouseError) {
            return try store.query(sql)
        } catch {
            throw .database(error, place: place)
        }
    }

    /// Which rows of `runs` are this target's.
    var isOfTarget: String {
        "project = \(LedgerSQL.text(target.project)) and target_schema = \(LedgerSQL.text(target.schema))"
    }

    /// Ends the session.
    public func close() { store.close() }
}

/// The session of a ledger, one thread at a time.
private final class LedgerStore: @unchecked Sendable {
    private let lock = Mutex(())
    // Guarded by `lock`.
    private let connection: any Connection
    private var isBroken = false
    private var isClear = false
    private let onFailure: @Sendable (WarehouseError) -> Void

    init(_ connection: any Connection, onFailure: @escaping @Sendable (WarehouseError) -> Void) {
        self.connection = connection
        self.onFailure = onFailure
    }

    /// Runs statements, once more where the session was lost; tells of a failure once and writes nothing from then on.
    func write(_ statements: [String]) {
        let failure: WarehouseError? = lock.withLock { _ in
            guard !isBroken else { return nil }
            do throws(WarehouseError) {
                do throws(WarehouseError) {
                    try perform(statements)
                } catch {
                    guard error.isTransient else { throw error }
                    try connection.reset()
                    try perform(statements)
                }
                return nil
            } catch {
                isBroken = true
                return error
            }
        }
        if let failure { onFailure(failure) }
    }

    func query(_ sql: String) throws(WarehouseError) -> ResultTable {
        try lock.withLock { _ throws(WarehouseError) in try clear { () throws(WarehouseError) in try connection.query(sql) } }
    }

    /// One statement commits by itself; several are sent as one transaction, in one go.
    private func perform(_ statements: [String]) throws(WarehouseError) {
        let sql = statements.count == 1 ? statements[0] : "begin;\n\(statements.joined(separator: ";\n"));\ncommit"
        _ = try clear { () throws(WarehouseError) in try connection.execute(sql, autoBegin: false, fetch: .none) }
    }

    /// Does something on a session whose statements commit by themselves. A failure rolls back, and they do so no more.
    private func clear<Answer>(_ work: () throws(WarehouseError) -> Answer) throws(WarehouseError) -> Answer {
        if !isClear { try connection.clearTransaction() }
        isClear = false
        let answer = try work()
        isClear = true
        return answer
    }

    func close() { lock.withLock { _ in connection.close() } }
}
