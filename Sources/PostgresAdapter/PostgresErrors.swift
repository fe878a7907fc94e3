import Formats
import Warehouse

/// What failures of the server and the library mean for callers.
enum PostgresErrors {
    /// What a statement ends with that was stopped before it was sent.
    static let cancelled = WarehouseError(.cancelled, "canceling statement due to user request", sqlState: "57014")

    /// A failed statement.
    static func statement(_ failure: PostgresHandle.Failure, cancelled: Bool) -> WarehouseError {
        let kind = kind(failure, cancelled: cancelled)
        return WarehouseError(
            kind, failure.message, code: failure.sqlState, sqlState: failure.sqlState, position: failure.position,
            advice: failure.sqlState == "42501" ? rights(failure.message) : advice(kind))
    }

    /// What the owner has to grant: `permission denied for schema bronze` names the object.
    private static func rights(_ message: String) -> String {
        let user = "to the user in the profile"
        let words = message.split(whereSeparator: \.isWhitespace).prefix(5).map(String.init)
        guard words.count == 5, words.starts(with: ["permission", "denied", "for"]) else {
            return "the owner has to grant the rights \(user), or the profile has to name another user"
        }
        switch words[3] {
        case "schema": return "its owner has to: grant usage, create on schema \(words[4]) \(user)"
        case "database": return "create the schema beforehand, or its owner has to: grant create on database \(words[4]) \(user)"
        default: return "its owner has to: grant select on \(words[4]) \(user)"
        }
    }

    private static func kind(_ failure: PostgresHandle.Failure, cancelled: Bool) -> WarehouseError.Kind {
        if cancelled, failure.sqlState == "57014" { return .cancelled }
        if failure.isConnectionLost { return .connectionLost }
        switch failure.sqlState {
        case "55P03", "40P01": return .lockTimeout
        case "25006": return .readOnly
        case "53100": return .diskFull
        case "57P01", "57P02", "57P03": return .connectionLost
        default: return .sql
        }
    }

    private static func advice(_ kind: WarehouseError.Kind) -> String? {
        switch kind {
        case .connectionLost: "the session is gone and its open transaction was rolled back by the server; what was committed before stays"
        case .lockTimeout: "another session holds a lock; run again when it is done"
        case .readOnly: "the server is a replica or read-only by configuration: use the primary"
        case .diskFull: "make room on the server's disk; the failed transaction was rolled back"
        default: nil
        }
    }

    /// A connection that did not come about.
    static func connecting(_ failure: PostgresHandle.Failure, settings: PostgresSettings) -> WarehouseError {
        let reason = reason(failure.message)
        return WarehouseError(.connectionFailed(reason), failure.message, advice: advice(reason, settings))
    }

    /// libpq gives no code for connections that fail: its words and the server's are all there is.
    private static func reason(_ message: String) -> WarehouseError.ConnectionFailure {
        let authentication = [
            "authentication failed", "no password supplied", "no pg_hba.conf entry", "does not support SSL", "certificate", "role \"",
            "SSL error",
        ]
        let unreachable = [
            "Connection refused", "could not translate host name", "timeout expired", "No such file or directory", "Network is unreachable",
            "No route to host", "Connection timed out", "server closed the connection", "invalid port number",
        ]
        if message.contains("FATAL:  database \"") { return .missingDatabase }
        if authentication.contains(where: message.contains) { return .authentication }
        if unreachable.contains(where: message.contains) { return .unreachable }
        return .other
    }

    private static func advice(_ reason: WarehouseError.ConnectionFailure, _ settings: PostgresSettings) -> String? {
        func setting(_ key: String) -> String {
            let value = settings.credentials.settings[key]
            return value?.string ?? value?.int.map(String.init) ?? ""
        }
        switch reason {
        case .authentication: return "check user '\(setting("user"))', its password and sslmode in the profile"
        case .unreachable:
            return "check that a server runs at \(setting("host")):\(setting("port")) and that 'host' and 'port' in the profile are right"
        case .missingDatabase: return "create it: createdb \(setting("database")); or name another 'dbname' in the profile"
        default: return nil
        }
    }
}
