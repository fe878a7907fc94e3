/// The texts of `--help`, made from the tables of commands and flags.
struct HelpText: Sendable {
    /// The columns of the terminal.
    var width = 100

    /// One line about each command.
    static let summaries: [String: String] = [
        "build": "Load seeds, build models and run tests, in order.",
        "run": "Build models.",
        "test": "Run tests on what is built.",
        "seed": "Load CSV files into the database.",
        "snapshot": "Bring snapshots up to date: keep the history of rows that change.",
        "check": "Put the SQL of models and tests to the engine over empty tables, run none of it.",
        "compile": "Write the SQL of models to target/compiled, run none of it.",
        "parse": "Read the project and write target/manifest.json.",
        "ls": "List resources of the project.",
        "show": "Show rows of a model or of a query.",
        "source freshness": "Check how old the rows of sources are; writes target/sources.json.",
        "sources lock": "Write the columns of source tables to sources.lock.yml, for offline checks.",
        "retry": "Run the last command again for what failed in it.",
        "clone": "Make relations that stand for those of another environment.",
        "run-operation": "Call a macro.",
        "debug": "Check files, profile and connection.",
        "clean": "Remove the folders that clean-targets names.",
        "init": "Make a small project and set up its profile.",
        "docs generate": "Write the documentation site, target/index.html, and target/catalog.json.",
        "docs serve": "Show the documentation site to browsers of this machine.",
        "docs open": "Open the documentation site in a browser.",
        "docs coverage": "Show which models and columns are described, and where one is not.",
        "quarantine ls": "List what tests took out of models, by rule.",
        "quarantine show": "Show rows that wait in the quarantine of a model.",
        "quarantine release": "Put waiting rows back into their model, for all later runs too.",
        "quarantine purge": "Throw rows of a quarantine away.",
        "lineage": "What each layer reads, or what a node or a column (NODE.COLUMN) stands on.",
        "freshness": "How old the data of models is: that of their oldest input.",
        "rollback": "Bring back what was visible before the last published run.",
        "deps": "Install the packages that packages.yml names.",
        "history": "Show earlier runs, of nodes too, and what fails since when.",
        "quality": "Show how well the project is tested and documented.",
        "explain": "Say more about the code of a message.",
        "ci": "Check and build what changed against a base, and report: for merge requests.",
    ]

    /// The help of the program: what `smelt --help` prints.
    var overview: String {
        let rows = commandNames.map { (Ink.bold($0), Self.summaries[$0] ?? "") }
        let frequent: Set<String> = [
            "target", "profiles_dir", "project_dir", "vars", "threads", "quiet", "debug", "log_format", "fail_fast",
        ]
        let flags = allFlags.filter { frequent.contains($0.name) }
        return """
            \(Ink.bold("smelt")) builds tables, views and test verdicts from the SQL of a dbt project.

            \(Ink.bold("Usage:")) smelt COMMAND [OPTIONS]

            \(Ink.bold("Commands"))
            \(table(rows))

            \(Ink.bold("Options most used"))
            \(table(flags.map(row)))
            \(table([("    " + Ink.bold("--version"), "Show the version."), (Ink.bold("-h") + ", " + Ink.bold("--help"), "Show help; for a command with all its options.")]))

            \(Ink.dim("smelt COMMAND --help says more about a command."))

            """
    }

    /// The help of one command.
    func command(_ name: String) -> String {
        let known = allFlags.filter { $0.applies(to: name) && !$0.isHidden && $0.isSupported }
        let own = known.filter { !$0.commands.isEmpty }
        let shared = known.filter { $0.commands.isEmpty }
        var text = "\(Self.summaries[name] ?? "")\n\n\(Ink.bold("Usage:")) smelt \(name)"
        if let argument = commandArguments[name] { text += argument.isOptional ? " [\(argument.name)]" : " \(argument.name)" }
        text += " [OPTIONS]\n"
        if !own.isEmpty { text += "\n\(Ink.bold("Options"))\n\(table(own.map(row)))\n" }
        return text + "\n\(Ink.bold("Options of every command"))\n\(table(shared.map(row)))\n"
    }

    // MARK: Rows

    private func row(_ flag: Flag) -> (String, String) {
        let short = flag.short.first.map { Ink.bold("-\($0)") + ", " } ?? "    "
        let name = flag.kind == .toggle && isOnByDefault(flag) ? "--no-" + flag.long[0] : "--" + flag.long[0]
        return (short + Ink.bold(name) + value(flag), negated(flag) + defaultText(flag))
    }

    private func isOnByDefault(_ flag: Flag) -> Bool { flag.fallback == .bool(true) }

    /// The help; a switch that is on by default is shown by the name that turns it off.
    private func negated(_ flag: Flag) -> String {
        guard flag.kind == .toggle, isOnByDefault(flag) else { return flag.help }
        if flag.help.hasPrefix("Accepted") { return flag.help }
        return "Do not: " + (flag.help.first?.lowercased() ?? "") + flag.help.dropFirst()
    }

    private func value(_ flag: Flag) -> String {
        switch flag.kind {
        case .presence, .toggle: ""
        case .text: " TEXT"
        case .integer: " N"
        case .path: " PATH"
        case .choice(let words): " " + words.joined(separator: "|")
        case .words: " NAME…"
        case .choices: " KIND…"
        case .yaml: " YAML"
        case .dateTime: " TIME"
        case .sample: " WINDOW"
        }
    }

    private func defaultText(_ flag: Flag) -> String {
        switch flag.fallback {
        case .int(let number): " (\(number))"
        case .text(let text): " (\(text))"
        default: ""
        }
    }

    /// Two columns: names, and what they mean, wrapped to the width.
    private func table(_ rows: [(String, String)]) -> String {
        let first = 30
        let indent = String(repeating: " ", count: first + 3)
        return rows.map { name, help in
            let length = Ink.removed(from: name).count
            let body = wrapped(help, to: max(30, width - first - 3)).joined(separator: "\n" + indent)
            return "  \(name)" + (length > first ? "\n" + indent : indent.dropFirst(length + 2)) + body
        }.joined(separator: "\n")
    }

    /// Lines of at most so many bytes, where words are not longer: what the texts hold beyond ASCII is rare, and takes room it does not show.
    private func wrapped(_ text: String, to width: Int) -> [Substring] {
        var lines: [Substring] = []
        var rest = text[...]
        while rest.utf8.count > width, let blank = rest.utf8.prefix(width + 1).lastIndex(of: UInt8(ascii: " ")) {
            lines.append(rest[..<blank])
            rest = rest[rest.utf8.index(after: blank)...]
        }
        return lines + [rest]
    }
}
