import CSQLite
import Glibc
import Warehouse

/// An open database and its prepared statements: every call of libsqlite3 is in this file.
final class SQLiteHandle {
    /// An error code of SQLite with its message.
    struct Failure: Error {
        let code: Int32
        let message: String
        /// Byte offset in the statement; nil where SQLite does not say.
        let offset: Int?
    }

    /// What SQLite's handlers need to know while it waits for another process, and while a statement runs.
    private final class Patience {
        var milliseconds: Int
        var cancel: CancelHandle
        init(_ milliseconds: Int, _ cancel: CancelHandle) {
            self.milliseconds = milliseconds
            self.cancel = cancel
        }
    }

    private let database: OpaquePointer
    private let patience: Patience
    /// Which change of the schema it has seen last, as `SQLiteHandles` counts them.
    var knownSchema = 0

    /// Settings of the library; they come before everything else.
    private static let isConfigured = smelt_sqlite3_configure() == SQLITE_OK

    /// What was done so far.
    var traffic = Traffic()
    private let total: TrafficTotal

    /// Makes the folder of a file where it is missing, and those above it; what cannot be made shows when the file is opened.
    private static func makeFolder(of path: String) {
        guard !path.hasPrefix("file:"), !path.hasPrefix(":") else { return }
        for (index, byte) in path.utf8.enumerated() where byte == UInt8(ascii: "/") && index > 0 {
            mkdir(String(path.utf8.prefix(index)) ?? path, 0o777)
        }
    }

    /// Whether a file is there; a URI is taken for one that is.
    static func exists(_ path: String) -> Bool { path.hasPrefix("file:") || access(path, F_OK) == 0 }

    /// Opens a file or URI, made where absent unless `creates` is false; what it did is added to `traffic` when it ends. Throws SQLite's failure.
    init(path: String, timeoutMilliseconds: Int, cancel: CancelHandle, traffic: TrafficTotal, creates: Bool = true) throws(Failure) {
        // Where somebody else was first, the library works as well.
        _ = Self.isConfigured
        var pointer: OpaquePointer?
        let flags = SQLITE_OPEN_READWRITE | (creates ? SQLITE_OPEN_CREATE : 0) | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX
        if creates { Self.makeFolder(of: path) }
        let status = sqlite3_open_v2(path, &pointer, flags, nil)
        guard status == SQLITE_OK, let pointer else {
            let message = pointer.map { String(cString: sqlite3_errmsg($0)) } ?? "out of memory"
            sqlite3_close_v2(pointer)
            throw Failure(code: status, message: message, offset: nil)
        }
        database = pointer
        patience = Patience(timeoutMilliseconds, cancel)
        total = traffic
        self.traffic.connections = 1
        sqlite3_extended_result_codes(pointer, 1)
        let context = Unmanaged.passUnretained(patience).toOpaque()
        sqlite3_busy_handler(
            pointer,
            { context, attempts in
                guard let context else { return 0 }
                let patience = Unmanaged<Patience>.fromOpaque(context).takeUnretainedValue()
                let step = 20
                if patience.cancel.isCancelled || Int(attempts) * step >= patience.milliseconds { return 0 }
                usleep(UInt32(step) * 1000)
                return 1
            }, context)
        // A wish to stop that comes just before a statement's first step is forgotten by SQLite, which takes it for one to earlier statements.
        sqlite3_progress_handler(
            pointer, 10_000,
            { context in
                guard let context else { return 0 }
                return Unmanaged<Patience>.fromOpaque(context).takeUnretainedValue().cancel.isCancelled ? 1 : 0
            }, context)
    }

    deinit {
        sqlite3_close_v2(database)
        total.add(traffic)
    }

    /// Waits so long for other connections from now on.
    func wait(milliseconds: Int) { patience.milliseconds = milliseconds }

    /// Lets another session end statements and the wait for other processes.
    func serve(_ cancel: CancelHandle) { patience.cancel = cancel }

    /// Reads the schema of the main file where it was changed; what goes wrong shows in the next statement.
    func readSchema() { try? run("SELECT 1 FROM main.sqlite_master LIMIT 1") }

    /// What stands at a name: `table`, `view`, nil for nothing. Throws SQLite's failure.
    ///
    /// SQLite has all names in memory, and looks them up in no time; its list of relations has no index and is read from end to end. Only that list
    /// knows views for certain: broken ones have no columns, and functions that give tables have some.
    func kind(schema: String, name: String) throws(Failure) -> String? {
        let (quoted, literal) = (SQLiteSession.quoted(schema), SQLiteSession.literal(name))
        // Reads the names anew where another process changed them.
        if let columns = try? prepare("PRAGMA \(quoted).table_xinfo(\(literal))"), let hasColumns = try? columns.step() {
            if !hasColumns { return nil }
            columns.reset()
            if sqlite3_table_column_metadata(database, schema, name, nil, nil, nil, nil, nil, nil) == SQLITE_OK { return "table" }
        }
        let list = try prepare(
            "SELECT type FROM \(quoted).sqlite_master WHERE type IN ('table', 'view') AND name = \(literal) COLLATE NOCASE")
        return try list.step() ? list.row(1).first?.text : nil
    }

    /// What stops the running statement; valid while the handle is open.
    var interrupt: @Sendable () -> Void {
        let address = Int(bitPattern: database)
        return { sqlite3_interrupt(OpaquePointer(bitPattern: address)) }
    }

    /// Whether no transaction is open in the file.
    var isIdle: Bool { sqlite3_get_autocommit(database) != 0 }

    /// The rows the last INSERT, UPDATE or DELETE touched.
    var changes: Int { Int(sqlite3_changes64(database)) }

    /// The most variables a statement may have.
    var variableLimit: Int { Int(sqlite3_limit(database, SQLITE_LIMIT_VARIABLE_NUMBER, -1)) }

    /// The failure that the last call left behind.
    func failure(_ code: Int32) -> Failure {
        let offset = Int(sqlite3_error_offset(database))
        return Failure(code: code, message: String(cString: sqlite3_errmsg(database)), offset: offset < 0 ? nil : offset)
    }

    /// Runs a text that gives no rows and needs no care.
    func run(_ sql: String) throws(Failure) {
        traffic.statements += 1
        let status = sqlite3_exec(database, sql, nil, nil, nil)
        if status != SQLITE_OK { throw failure(status) }
    }

    /// Loads an extension library, as dbt-sqlite's `extensions` asks for.
    func loadExtension(_ path: String) throws(Failure) {
        smelt_sqlite3_db_config_flag(database, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 1)
        defer { smelt_sqlite3_db_config_flag(database, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0) }
        var text: UnsafeMutablePointer<CChar>?
        let status = sqlite3_load_extension(database, path, nil, &text)
        guard status == SQLITE_OK else {
            let message = text.map { String(cString: $0) } ?? "cannot load the extension"
            sqlite3_free(text)
            throw Failure(code: status, message: message, offset: nil)
        }
    }

    /// Registers the functions every connection has; see `SQLiteFunctions`.
    func registerFunctions() throws(Failure) {
        let status = SQLiteFunctions.register(on: database)
        if status != SQLITE_OK { throw failure(status) }
    }

    /// Registers the functions that the program lends, and arithmetic in decimals.
    func register(_ functions: EngineFunctions) throws(Failure) {
        var status = SQLiteDecimalFunctions.register(on: database)
        if status == SQLITE_OK, let matches = functions.matchesPattern { status = SQLitePatternFunction.register(on: database, matches) }
        if status != SQLITE_OK { throw failure(status) }
    }

    /// Whether names in double quotes that SQLite does not know are texts to it, as they are by default.
    func takesUnknownNamesForTexts(_ isLenient: Bool) {
        for option in [SQLITE_DBCONFIG_DQS_DML, SQLITE_DBCONFIG_DQS_DDL] {
            smelt_sqlite3_db_config_flag(database, option, isLenient ? 1 : 0)
        }
    }

    /// Prepares the one statement of a text and gives its columns, the types as declared and empty for those that have none. Throws what
    /// SQLite finds wrong, and a failure of its own for a text with more statements than one.
    func columnsOfOnlyStatement(in sql: String) throws(Failure) -> [Column] {
        let bytes = Array(sql.utf8)
        let result = bytes.withUnsafeBufferPointer { buffer in
            Result<[Column], Failure> { () throws(Failure) in
                var (statement, start) = try prepare(buffer)
                while statement == nil, start < buffer.count {
                    let (next, length) = try prepare(UnsafeBufferPointer(rebasing: buffer[start...]))
                    (statement, start) = (next, start + length)
                }
                let columns = (statement?.columns ?? []).map { Column(name: $0.name, dtype: $0.declaredType ?? "") }
                guard start < buffer.count else { return columns }
                let (more, _) = try prepare(UnsafeBufferPointer(rebasing: buffer[start...]))
                guard more == nil else { throw Failure(code: SQLITE_MISUSE, message: "more than one statement", offset: nil) }
                return columns
            }
        }
        return try result.get()
    }

    /// Prepares the first statement of a text.
    ///
    /// Gives the statement, nil where the text holds none, and the number of bytes it took.
    func prepare(_ sql: UnsafeBufferPointer<UInt8>) throws(Failure) -> (statement: SQLiteStatement?, length: Int) {
        guard let start = sql.baseAddress, !sql.isEmpty else { return (nil, 0) }
        var pointer: OpaquePointer?
        var tail: UnsafePointer<CChar>?
        let text = UnsafeRawPointer(start).assumingMemoryBound(to: CChar.self)
        let status = sqlite3_prepare_v2(database, text, Int32(clamping: sql.count), &pointer, &tail)
        guard status == SQLITE_OK else { throw failure(status) }
        let length = tail.map { $0 - text } ?? sql.count
        return (pointer.map { SQLiteStatement($0, self) }, max(length, 1))
    }

    /// Prepares a text that holds one statement.
    func prepare(_ sql: String) throws(Failure) -> SQLiteStatement {
        let bytes = Array(sql.utf8)
        let result = bytes.withUnsafeBufferPointer { buffer in
            Result<SQLiteStatement?, Failure> { () throws(Failure) in try prepare(buffer).statement }
        }
        guard let statement = try result.get() else { throw Failure(code: SQLITE_MISUSE, message: "empty statement", offset: nil) }
        return statement
    }
}

/// A prepared statement; finalized with its last reference.
final class SQLiteStatement {
    private let pointer: OpaquePointer
    private let handle: SQLiteHandle

    fileprivate init(_ pointer: OpaquePointer, _ handle: SQLiteHandle) {
        self.pointer = pointer
        self.handle = handle
    }

    deinit {
        handle.traffic.statements += Int(sqlite3_stmt_status(pointer, SQLITE_STMTSTATUS_RUN, 0))
        sqlite3_finalize(pointer)
    }

    /// Whether it leaves the database as it is. `ATTACH` and `BEGIN` say yes.
    var isReadOnly: Bool { sqlite3_stmt_readonly(pointer) != 0 }

    /// The columns of its rows; empty where it gives none.
    var columns: [ResultColumn] {
        (0..<sqlite3_column_count(pointer)).map { index in
            ResultColumn(
                name: sqlite3_column_name(pointer, index).map { String(cString: $0) } ?? "",
                declaredType: sqlite3_column_decltype(pointer, index).map { String(cString: $0) }, typeCodeName: "UNKNOWN")
        }
    }

    /// Goes to the next row; false at the end.
    func step() throws(SQLiteHandle.Failure) -> Bool {
        switch sqlite3_step(pointer) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let status: throw handle.failure(status)
        }
    }

    /// Makes it ready to run again.
    func reset() { sqlite3_reset(pointer) }

    /// The values of the present row, by storage class as Python's sqlite3 gives them.
    func row(_ count: Int) -> [SQLValue] { (0..<Int32(clamping: count)).map(value) }

    private func value(_ index: Int32) -> SQLValue {
        switch sqlite3_column_type(pointer, index) {
        case SQLITE_INTEGER: return .int(Int(sqlite3_column_int64(pointer, index)))
        case SQLITE_FLOAT: return .double(sqlite3_column_double(pointer, index))
        case SQLITE_TEXT:
            let text = sqlite3_column_text(pointer, index)
            let bytes = UnsafeBufferPointer(start: text, count: text == nil ? 0 : Int(sqlite3_column_bytes(pointer, index)))
            return .text(String(decoding: bytes, as: UTF8.self))
        case SQLITE_BLOB:
            let blob = sqlite3_column_blob(pointer, index)
            let bytes = UnsafeRawBufferPointer(start: blob, count: blob == nil ? 0 : Int(sqlite3_column_bytes(pointer, index)))
            return .bytes(Array(bytes))
        default: return .null
        }
    }

    /// Runs it to its end with the cells of a batch as its variables.
    func run(_ batch: RowBatch, cells: Range<Int>) throws(SQLiteHandle.Failure) {
        // The variables point into the bytes of the batch, which stay where they are meanwhile.
        let result = batch.bytes.withUnsafeBufferPointer { bytes in
            Result<Void, SQLiteHandle.Failure> { () throws(SQLiteHandle.Failure) in
                defer {
                    sqlite3_reset(pointer)
                    sqlite3_clear_bindings(pointer)
                }
                for (index, cell) in cells.enumerated() { try bind(batch.cells[cell], bytes, at: Int32(clamping: index + 1)) }
                while try step() {}
            }
        }
        try result.get()
    }

    /// Sets a variable, counted from 1: booleans as 0 and 1, exact text as text.
    private func bind(_ cell: RowBatch.Cell, _ bytes: UnsafeBufferPointer<UInt8>, at position: Int32) throws(SQLiteHandle.Failure) {
        let status: Int32
        switch cell {
        case .null: status = sqlite3_bind_null(pointer, position)
        case .bool(let flag): status = sqlite3_bind_int64(pointer, position, flag ? 1 : 0)
        case .int(let number): status = sqlite3_bind_int64(pointer, position, Int64(number))
        case .double(let number): status = sqlite3_bind_double(pointer, position, number)
        case .decimal(let range), .text(let range), .date(let range), .time(let range), .timestamp(let range):
            let text = bytes.extracting(range)
            status = smelt_sqlite3_bind_text(pointer, position, text.baseAddress, UInt64(text.count))
        case .bytes(let range):
            let blob = bytes.extracting(range)
            status = smelt_sqlite3_bind_blob(pointer, position, blob.baseAddress, UInt64(blob.count))
        }
        if status != SQLITE_OK { throw handle.failure(status) }
    }
}

extension SQLiteHandle.Failure {
    /// The result code without its extension.
    var primary: Int32 { code & 0xff }
    /// Whether another connection holds a lock.
    var isBusy: Bool { primary == SQLITE_BUSY || primary == SQLITE_LOCKED }

    /// The kind of error it is for callers.
    var kind: WarehouseError.Kind {
        switch primary {
        case SQLITE_BUSY, SQLITE_LOCKED: .lockTimeout
        case SQLITE_INTERRUPT: .cancelled
        case SQLITE_READONLY: .readOnly
        case SQLITE_FULL: .diskFull
        case SQLITE_CANTOPEN, SQLITE_NOTADB: .connectionFailed(.missingDatabase)
        default: .sql
        }
    }
}
