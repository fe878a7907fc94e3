import Diagnostics
import ErrorCodes
import Warehouse

/// What the program ends with. `docs/exit-codes.md` lists them.
///
/// The commands that smelt has of its own (`ci`, `check`, `quality` …) tell these apart. The commands that dbt has end as dbt's do: see `inDbt`.
enum ExitCode: Int32, CaseIterable, Sendable {
    /// Everything went well.
    case ok = 0
    /// A gate did not pass: a test or an expectation failed, or a model could not be built.
    case gate = 1
    /// The command line asks for something that cannot be.
    case usage = 2
    /// The project cannot be read or compiled, or `check` found a mistake in its SQL.
    case compile = 3
    /// The quality of the project is below its thresholds, or worse than before.
    case quality = 4
    /// The surroundings failed: no server, no disk, no lock, no network.
    case infrastructure = 5
    /// There was nothing to do: the selection is empty.
    case nothingSelected = 6
    /// Ctrl-C or a polite kill ended it, as a shell counts it.
    case interrupted = 130

    /// What a command that dbt has ends with instead: 0 all well, 1 something in the project failed, 2 a mistake or an interruption.
    /// Quality keeps its own: dbt has nothing like it.
    var inDbt: Int32 {
        switch self {
        case .ok, .nothingSelected: 0
        case .gate: 1
        case .usage, .compile, .infrastructure, .interrupted: 2
        case .quality: rawValue
        }
    }

    /// What a command ends with, by its name.
    func number(for command: String) -> Int32 { Self.dbtCommands.contains(command) ? inDbt : rawValue }

    /// The commands that dbt has.
    static let dbtCommands: Set<String> = [
        "build", "run", "test", "seed", "snapshot", "compile", "parse", "ls", "show", "source freshness", "retry", "clone", "run-operation",
        "docs generate", "docs serve", "deps", "debug", "clean", "init",
    ]

    /// Messages about gates that are mistakes of the project: no gate was ever asked.
    static let mistakes: Set<String> = [
        "gate-circle", "percent-of-no-relation", "on-violation", "quarantine-not-by-row", "quarantine-of-source", "quarantine-of-view",
        "quarantine-reads-child", "quarantine-config", "quarantine-name",
    ]

    /// Messages about what the command line names or asks for.
    static let mistakenArguments: Set<String> = [
        "base-no-repository", "base-nothing-in-common", "base-unknown", "base-unreadable", "check-no-lock", "history-ambiguous-node",
        "history-unknown-node", "host-not-here", "no-documentation", "no-ledger", "quality-report", "quarantine-ambiguous-model",
        "quarantine-unknown-model",
        "quarantine-unknown-rule", "rollback-nothing-kept", "rollback-unknown-run", "rollback-without-publish", "selector-invalid",
        "selector-unknown", "state-missing", "until-without-layers", "usage",
    ]

    /// What an error that stops a command makes it end with.
    init(_ error: any Error) {
        switch error {
        case is UsageError: self = .usage
        case let error as WarehouseError: self.init(error)
        case let diagnostic as Diagnostic: self.init(diagnostic)
        case let failure as Session.ProjectFailure: self = failure.diagnostics.first { $0.severity == .error }.map(Self.init) ?? .compile
        default: self = .infrastructure
        }
    }

    /// What a failure of the database that stops a command makes it end with: what its settings and rules forbid is no failure of the server.
    private init(_ error: WarehouseError) {
        switch error.kind {
        case .usage: self = .usage
        case .credentials, .ambiguous: self = .compile
        default: self = .infrastructure
        }
    }

    /// What a message that stops a command makes it end with: its family decides, unless it is about the command line.
    private init(_ diagnostic: Diagnostic) {
        let name = diagnostic.id.name
        if Self.mistakenArguments.contains(name) {
            self = .usage
            return
        }
        switch diagnostic.id.family {
        case .adapter, .lock, .io: self = .infrastructure
        case .gate where !Self.mistakes.contains(name): self = name.hasPrefix("quality-") ? .quality : .gate
        default: self = .compile
        }
    }
}
