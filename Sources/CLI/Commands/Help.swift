/// Prints help, the version and mistakes on the command line; gives the exit code.
enum Help {
    /// Prints the help of a command, or of the whole program for an empty name.
    static func print(for command: String, terminal: Terminal) -> Int32 {
        let help = HelpText(width: min(Terminal.size.columns, 120))
        show(command.isEmpty ? help.overview : help.command(command), terminal)
        return 0
    }

    /// Prints the version.
    static func printVersion() -> Int32 {
        Console.Streams.standard.out(Array(VersionText.block.utf8))
        return 0
    }

    /// Prints what is wrong with a command line.
    static func printUsage(_ error: UsageError, command: String, terminal: Terminal) -> Int32 {
        let text = error.text(command: command)
        Console.Streams.standard.error(Array((terminal.showsColor ? text : Ink.removed(from: text)).utf8))
        return ExitCode.usage.rawValue
    }

    /// Prints a text before the flags are settled: without colours where there is no terminal.
    static func show(_ text: String, _ terminal: Terminal) {
        Console.Streams.standard.out(Array((terminal.showsColor ? text : Ink.removed(from: text)).utf8))
    }
}

extension Terminal {
    /// Whether texts that are printed before the flags are settled get colours.
    fileprivate var showsColor: Bool { (isTerminal && movesCursor || forcesColor) && !refusesColor }
}
