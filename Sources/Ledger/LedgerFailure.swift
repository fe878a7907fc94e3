public import Diagnostics
public import Warehouse

/// Why there is no ledger, or why it cannot be written.
public enum LedgerFailure: Error, Sendable {
    /// The database would not have it.
    case database(WarehouseError, place: String)
    /// It was written by a newer smelt.
    case newer(version: Int, known: Int, place: String)

    /// The failure as a message; a warning for a run, which goes on without history, an error for who asked for history.
    public func diagnostic(_ severity: Severity) -> Diagnostic {
        switch self {
        case .database(let error, let place):
            let end = severity == .warning ? ": this run is not recorded" : ""
            return Diagnostic(
                "ledger-failed", severity, "The ledger (\(place)) cannot be used: \(error.message)\(end)",
                hint: error.advice ?? "check that it may be written; 'ledger: false' in smelt.yml turns it off")
        case .newer(let version, let known, let place):
            return Diagnostic(
                "ledger-newer", severity,
                "The ledger (\(place)) has version \(version); this smelt knows versions up to \(known)",
                hint: "use the smelt that wrote it, or a newer one")
        }
    }
}
