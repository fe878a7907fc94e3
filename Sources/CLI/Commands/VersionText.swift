import Diagnostics
import ErrorCodes

/// The version of smelt, and what `--version` prints.
enum VersionText {
    /// smelt's own version.
    static let version = "0.1.0"

    /// The block `--version` prints, laid out as dbt's; the exit code is 0.
    static let block = """
        Core:
          - smelt:      \(version)
          - behaves as: dbt-core \(RunMessages.dbtVersion)

        Adapters:
          - sqlite:   built in
          - postgres: built in, needs libpq.so.5 at run time

        """
}

extension UsageError {
    /// What is printed on standard error for a mistake on the command line; the exit code is 2.
    func text(command: String) -> String {
        let command = command.isEmpty ? self.command : command
        let help = command.isEmpty ? "smelt --help" : "smelt \(command) --help"
        let hint = hint.map { "       \(Ink.yellow("hint:")) \($0)\n" } ?? ""
        return "\(Ink.red("error[\(DiagnosticID("usage").code)]:")) \(message)\n\(hint)       Try '\(help)'.\n"
    }
}
