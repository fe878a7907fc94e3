import Files
import Glibc

/// Prints help, the version and mistakes on the command line; gives the exit code.
enum Help {
    /// The exit code of a mistake on the command line, as dbt's.
    static let usageExitCode: Int32 = 2

    /// Prints the help of a command, or of the whole program for an empty name.
    static func print(for command: String) -> Int32 {
        Console.Streams.standard.out(Array("help \(command)\n".utf8))
        return 0
    }

    /// Prints the version.
    static func printVersion(_ version: String) -> Int32 {
        Console.Streams.standard.out(Array("smelt \(version)\n".utf8))
        return 0
    }

    /// Prints what is wrong with a command line.
    static func printUsage(_ error: UsageError) -> Int32 {
        Console.Streams.standard.error(Array(("Error: \(error.message)\n" + (error.hint.map { "hint: \($0)\n" } ?? "")).utf8))
        return usageExitCode
    }
}
