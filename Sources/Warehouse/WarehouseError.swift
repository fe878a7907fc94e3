public import Diagnostics

/// What went wrong in an adapter, in the words dbt prints.
public struct WarehouseError: Error, Sendable, Equatable {
    /// The kinds that callers tell apart.
    public enum Kind: Sendable, Equatable {
        /// The engine refused the statement.
        case sql
        /// Somebody asked to cancel the statement, and it stopped.
        case cancelled
        /// The session ended under the statement (server shut down, backend killed, network gone).
        case connectionLost
        /// No session could be made.
        case connectionFailed(ConnectionFailure)
        /// A lock was not had in time: another process holds the SQLite file, `lock_timeout`, a deadlock.
        case lockTimeout
        /// The database or its file may not be written.
        case readOnly
        /// The disk under the database is full.
        case diskFull
        /// The credentials in the profile are wrong or incomplete.
        case credentials
        /// A name, a relation or a call that the adapter's own rules forbid; dbt's runtime errors.
        case usage
        /// Several relations might have been meant; dbt's compilation errors of the relation lookup.
        case ambiguous
    }

    /// Why no session could be made.
    public enum ConnectionFailure: Sendable, Equatable {
        /// Wrong user, password or certificate.
        case authentication
        /// Nobody answered at that address, or it has no such name.
        case unreachable
        /// The server has no such database, or the file cannot be opened.
        case missingDatabase
        /// The client library is not installed or not usable.
        case missingLibrary
        /// Anything else (too many connections, server starting up).
        case other
    }

    /// What kind of failure it is.
    public let kind: Kind
    /// The text dbt prints: on Postgres the message with its `LINE 3: …` and caret lines, `DETAIL:`, `HINT:` and `CONTEXT:`.
    public let message: String
    /// The engine's own code: SQLite's extended result code as digits.
    public let code: String?
    /// The five characters of the SQL standard's state; nil on SQLite.
    public let sqlState: String?
    /// Where in the statement it is: characters from 1 on Postgres; nil where the engine does not say.
    public let position: Int?
    /// What a person may do about it; not part of dbt's text.
    public let advice: String?

    /// An error with its parts.
    public init(
        _ kind: Kind, _ message: String, code: String? = nil, sqlState: String? = nil, position: Int? = nil, advice: String? = nil
    ) {
        self.kind = kind
        self.message = message
        self.code = code
        self.sqlState = sqlState
        self.position = position
        self.advice = advice
    }

    /// The stable name of the kind of failure.
    public var id: DiagnosticID {
        switch kind {
        case .sql: "sql-refused"
        case .cancelled: "statement-cancelled"
        case .connectionLost: "connection-lost"
        case .connectionFailed(.authentication): "login-refused"
        case .connectionFailed(.unreachable): "server-unreachable"
        case .connectionFailed(.missingDatabase): "database-missing"
        case .connectionFailed(.missingLibrary): "library-missing"
        case .connectionFailed(.other): "connection-failed"
        case .lockTimeout: "database-locked"
        case .readOnly: "database-read-only"
        case .diskFull: "database-disk-full"
        case .credentials: "bad-credentials"
        case .usage: "adapter-rule"
        case .ambiguous: "ambiguous-lookup"
        }
    }

    /// Whether the same statement in a fresh transaction may succeed: lost connections, locks, serialization failures, deadlocks.
    public var isTransient: Bool {
        switch kind {
        case .connectionLost, .lockTimeout: true
        case .connectionFailed(.unreachable), .connectionFailed(.other): true
        case .sql: sqlState.map { $0.hasPrefix("40") } ?? false
        default: false
        }
    }

    /// Whether the surroundings failed rather than the statement: no server, no lock in time, a full or protected disk.
    public var isOfSurroundings: Bool {
        switch kind {
        case .connectionLost, .connectionFailed, .lockTimeout, .readOnly, .diskFull, .credentials: true
        case .sql, .cancelled, .usage, .ambiguous: false
        }
    }

    /// The heading dbt puts before the message: `Database Error`, `Runtime Error`, `Compilation Error`.
    public var heading: String {
        switch kind {
        case .usage, .credentials: "Runtime Error"
        case .ambiguous: "Compilation Error"
        default: "Database Error"
        }
    }
}
