public import Formats
public import Warehouse

/// Reads `type: sqlite` targets: dbt-sqlite's keys, or the short form `path: target/shop.db`.
public enum SQLiteAdapterKind: AdapterKind {
    /// `sqlite`.
    public static let typeName = "sqlite"

    /// An adapter from a profile's output; relative paths start at `folder`. Throws in dbt's words where keys are missing or wrong.
    public static func adapter(
        from output: ConfigMap, in folder: String, lending functions: EngineFunctions
    ) throws(WarehouseError) -> any Adapter {
        var settings = try SQLiteSettings(output, folder: folder)
        settings.functions = functions
        return SQLiteAdapter(settings)
    }
}

/// SQLite over libsqlite3.
///
/// One file, write-ahead logging: sessions read in parallel, each seeing the last committed state, and one writes at a time; sessions of
/// the process wait for each other (`WriteGate`), other processes for `timeout` seconds. A schema without a file of its own is `main`.
public struct SQLiteAdapter: Adapter {
    let settings: SQLiteSettings
    /// The schemas with files of their own when the adapter was made.
    private let ownSchemas: [String]
    private let handles: SQLiteHandles

    init(_ settings: SQLiteSettings) {
        self.settings = settings
        handles = SQLiteHandles(settings)
        ownSchemas = ((try? settings.schemas()) ?? settings.attached).map(\.schema)
    }

    /// The target's settings.
    public var credentials: Credentials { settings.credentials }

    /// What its connections that have ended did; SQLite runs inside the process, so there are no round trips.
    public var traffic: Traffic { settings.traffic.traffic }

    /// The schema itself where it has a file of its own or is `temp`; `main` for all others.
    public func physicalSchema(_ schema: String) -> String {
        let lowered = schema.lowercased()
        if lowered == "main" || lowered == "temp" { return schema }
        return ownSchemas.first { $0.lowercased() == lowered } ?? "main"
    }

    /// Opens a session with its schemas attached. Throws `connectionFailed` where a file cannot be opened or is no database.
    public func open(name: String, cancel: CancelHandle) throws(WarehouseError) -> any Connection {
        try SQLiteConnection(name: name, settings: settings, handles: handles, cancel: cancel)
    }

    /// Opens the file of the ledger, which lies beside the main file: `shop.ledger.db` for `shop.db`.
    public func openLedger(in schema: String, creates: Bool, cancel: CancelHandle) throws(WarehouseError) -> LedgerSession? {
        let ledger = settings.ledger
        guard !ledger.mainPath.isEmpty else {
            throw WarehouseError(.usage, "a database in memory has no place for a ledger")
        }
        guard creates || SQLiteSettings.exists(ledger.mainPath) else { return nil }
        let connection = try SQLiteConnection(name: "ledger", settings: ledger, cancel: cancel)
        return LedgerSession(connection: connection, schema: "main", place: ledger.mainPath)
    }

    /// A lock on the file `shop.ledger.lock` beside the main file.
    public func runLock(cancel: CancelHandle) throws(WarehouseError) -> any RunLock {
        settings.makeFolder()
        return try SQLiteRunLock(path: settings.lockPath)
    }

    /// One transaction for a unit: SQLite has one writer, and readers see the last commit.
    public var publishingStrategy: PublishingStrategy { .transaction }

    /// Publishes over a session of this adapter.
    public func publishing(over connection: any Connection) throws(WarehouseError) -> any Publishing {
        guard let connection = connection as? SQLiteConnection else {
            throw WarehouseError(.usage, "the session is none of SQLite")
        }
        return SQLitePublishing(connection)
    }

    /// Opens a shadow in memory. Throws `connectionFailed` where an extension cannot be loaded or a file of the target is no database.
    public func openShadow(cancel: CancelHandle, isOffline: Bool) throws(WarehouseError) -> any Shadow {
        try SQLiteShadow(settings: settings, cancel: cancel, isOffline: isOffline)
    }

    /// SQLite's facts.
    public var dialect: Dialect { Self.facts }

    private static let facts = Dialect(
        name: SQLiteAdapterKind.typeName,
        relationStyle: RelationStyle(
            className: "SQLiteRelation", quotePolicy: NamePolicy(database: false, schema: false, identifier: true),
            includePolicy: NamePolicy(database: false, schema: true, identifier: true), eventTimeFunction: "julianday"),
        columnFlavor: .standard, caseFolding: .insensitive, capabilities: [.transactionalDDL, .cancel, .bulkLoad, .textTimestamps],
        constraints: [.check: .enforced, .notNull: .enforced, .unique: .enforced, .primaryKey: .enforced, .foreignKey: .enforced],
        concurrency: Concurrency(writers: 1, connections: nil), incrementalStrategies: ["append"], dateFunction: "date()",
        seedTypes: { type in
            switch type {
            case .integer: "integer"
            case .number(let hasDecimals): hasDecimals ? "REAL" : "INT"
            case .boolean: "INT"
            case .text, .date, .timestamp, .interval: "TEXT"
            }
        },
        timeShift: { moment, count, interval in "DATETIME(\(moment), '\(count) \(interval)')" })
}
