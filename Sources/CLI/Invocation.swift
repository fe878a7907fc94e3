import Graph
import Project

/// What was asked: the command, its settled flags, and what the process brings along. Nothing behind it looks at argv, the environment or
/// the clock.
struct Invocation: Sendable {
    /// The command: `build`, `docs generate`.
    let command: String
    /// Arguments without a dash.
    let arguments: [String]
    /// Flags, settled from command line, environment, project and defaults.
    let flags: Flags
    /// The environment.
    let environment: EnvVars
    /// The folder the process was started in, absolute.
    let currentFolder: String
    /// The project's folder, absolute.
    let projectFolder: String
    /// The run's UUID.
    let id: String
    /// When the process began.
    let startedAt: Timestamp
    /// The present moment.
    let now: @Sendable () -> Timestamp
    /// The run that `retry` runs again; nil for every other command.
    var retried: RetriedRun?
}
