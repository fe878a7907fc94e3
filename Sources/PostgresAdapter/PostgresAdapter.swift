public import Formats
public import Warehouse

/// Reads `type: postgres` targets with dbt-postgres's keys, aliases and defaults.
public enum PostgresAdapterKind: AdapterKind {
    /// `postgres`.
    public static let typeName = "postgres"

    /// An adapter from a profile's output; certificate paths are libpq's own matter, and nothing has to be lent to it. Throws in dbt's words
    /// where keys are missing or wrong.
    public static func adapter(
        from output: ConfigMap, in folder: String, lending functions: EngineFunctions
    ) throws(WarehouseError) -> any Adapter {
        PostgresAdapter(settings: try PostgresSettings(output))
    }
}

/// Postgres over libpq, which is loaded when the first session opens.
public struct PostgresAdapter: Adapter {
    let settings: PostgresSettings

    /// The target's settings.
    public var credentials: Credentials { settings.credentials }

    /// What its connections that have ended did; bytes are those of TCP connections.
    public var traffic: Traffic { settings.traffic.traffic }

    /// The schema itself.
    public func physicalSchema(_ schema: String) -> String { schema }

    /// Postgres reaches one database: any other name is a usage error.
    public func verifyDatabase(_ database: String) throws(WarehouseError) {
        var name = Substring(database)
        if name.hasPrefix("\"") {
            while name.first == "\"" { name.removeFirst() }
            while name.last == "\"" { name.removeLast() }
        }
        guard name.lowercased() != credentials.database.lowercased() else { return }
        throw WarehouseError(
            .usage, "Cross-db references not allowed in \(credentials.type) (\(name) vs \(credentials.database))")
    }

    /// Candidates beside the published relations: readers of one never wait for the building of another.
    public var publishingStrategy: PublishingStrategy { .candidates }

    /// Publishes over a session of this adapter.
    public func publishing(over connection: any Connection) throws(WarehouseError) -> any Publishing {
        guard let connection = connection as? PostgresConnection else {
            throw WarehouseError(.usage, "the session is none of Postgres")
        }
        return PostgresPublishing(connection)
    }

    /// Opens a session, trying again as often as `retries` says, after 0, 1, 4, 9 … seconds. Wrong passwords and missing databases are not
    /// tried again. Throws `connectionFailed` with libpq's text.
    public func open(name: String, cancel: CancelHandle) throws(WarehouseError) -> any Connection {
        try PostgresConnection(name: name, settings: settings, cancel: cancel)
    }

    /// A session of its own; the ledger lies in a schema of the target's database. Its rows outlive a process that is killed, and are not
    /// waited for until they are on the disk: a server that crashes may lose the last moments of history, nothing else.
    public func openLedger(in schema: String, creates: Bool, cancel: CancelHandle) throws(WarehouseError) -> LedgerSession? {
        let connection = try PostgresConnection(name: "ledger", settings: settings, cancel: cancel)
        try connection.clearTransaction()
        _ = try connection.query("set synchronous_commit = off")
        return LedgerSession(connection: connection, schema: schema, place: "schema \(schema)")
    }

    /// An advisory lock of the target's database, by the name of the target's schema, on a session of its own.
    public func runLock(cancel: CancelHandle) throws(WarehouseError) -> any RunLock {
        PostgresRunLock(
            connection: try PostgresConnection(name: "lock", settings: settings, cancel: cancel), schema: settings.credentials.schema)
    }

    /// Opens a shadow: one transaction that is rolled back. Throws `connectionFailed` with libpq's text, and a usage error where the server is
    /// not to be asked: there is no Postgres without one.
    public func openShadow(cancel: CancelHandle, isOffline: Bool) throws(WarehouseError) -> any Shadow {
        if isOffline {
            throw WarehouseError(
                .usage, "SQL of Postgres can be checked by a Postgres server alone, and --offline connects to none",
                advice: "leave --offline out: the check runs in a transaction that is rolled back")
        }
        return try PostgresShadow(settings: settings, cancel: cancel)
    }

    /// Postgres's facts.
    public var dialect: Dialect { Self.facts }

    private static let facts = Dialect(
        name: PostgresAdapterKind.typeName,
        relationStyle: RelationStyle(
            className: "PostgresRelation", maximumNameLength: 63, renameable: [.view, .table], replaceable: [.view, .table]),
        columnFlavor: .postgres, caseFolding: .lower,
        capabilities: [
            .transactionalDDL, .schemas, .crossSchemaViews, .materializedViews, .merge, .grants, .comments, .cancel, .bulkLoad,
            .schemaMetadataByRelations,
        ],
        constraints: [.check: .enforced, .notNull: .enforced, .unique: .enforced, .primaryKey: .enforced, .foreignKey: .enforced],
        concurrency: Concurrency(writers: nil, connections: nil),
        incrementalStrategies: ["append", "delete+insert", "merge", "microbatch"],
        behaviourFlags: ["postgres_skip_autocommit_transaction_statements": true], dateFunction: "now()",
        seedTypes: { type in
            switch type {
            case .text: "text"
            case .integer: "integer"
            case .number(let hasDecimals): hasDecimals ? "float8" : "integer"
            case .boolean: "boolean"
            case .date: "date"
            case .timestamp: "timestamp without time zone"
            case .interval: "time"
            }
        },
        timeShift: { moment, count, interval in "\(moment) + interval '\(count) \(interval)'" })
}
