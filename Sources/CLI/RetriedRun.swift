import Artifacts
import Diagnostics
import Files
import Formats
import Graph

/// An earlier run that is run again for what failed in it: what `retry` makes of `run_results.json`.
struct RetriedRun: Sendable {
    /// The command line of that run, what was given to `retry` put in.
    let line: ParsedCommandLine
    /// The nodes that failed or were left out.
    let ids: [String]
    /// What came of that run.
    let results: RunResults

    /// Commands that can be run again, by the name `run_results.json` has for them.
    private static let commands = [
        "build": "build", "compile": "compile", "clone": "clone", "generate": "docs generate", "seed": "seed", "snapshot": "snapshot",
        "test": "test", "run": "run", "run-operation": "run-operation",
    ]

    /// Flags of the earlier run that are not taken over: where things lie is a matter of the present run.
    private static let ownFlags: Set<String> = [
        "log_path", "profiles_dir", "project_dir", "defer_state", "target_path", "warn_error", "show",
    ]

    /// Reads the earlier run. Throws a diagnostic where there is none, or one that cannot be run again.
    ///
    /// - Parameters:
    ///   - line: The command line of `retry`.
    ///   - flags: Its flags; `--state` names the folder of the run's results, else it is the target folder.
    ///   - standardTarget: The project's target folder.
    ///   - folder: The project's folder, absolute.
    init(_ line: ParsedCommandLine, _ flags: Flags, standardTarget: String, folder: String, files: any FileSystem) throws {
        let place = flags.text("state") ?? flags.text("target_path") ?? standardTarget
        guard let results = try StateFolder(FilePath.join(folder, place), on: files).runResults() else {
            throw Diagnostic(
                "retry-nothing", .error, "Could not find previous run in '\(place)' target directory",
                hint: "retry reads run_results.json of the target folder, or of the folder that --state names")
        }
        let name = results.arguments["which"]?.string ?? ""
        guard let command = Self.commands[name] else {
            throw Diagnostic(
                "retry-refused", .error, "The previous run was '\(name)', which cannot be run again by retry",
                hint: "retry knows " + Self.commands.keys.sorted().joined(separator: ", "))
        }
        self.results = results
        self.line = Self.line(of: command, results.arguments, over: line)
        ids = Self.ids(of: results, command: command, retriesWarnings: flags.isOn("warn_error"))
    }

    /// When that run started: batches are built up to then.
    var startedAt: Timestamp? { Timestamp(iso: results.invocationStartedAt ?? results.generatedAt) }

    /// By unique id: the batches of models that were built in part. Where no batch was built, the whole model is tried again.
    var partlyBuilt: [String: BatchResults] {
        results.results.reduce(into: [:]) { found, result in
            guard let batches = result.batches, !batches.successful.isEmpty, !batches.failed.isEmpty else { return }
            found[result.uniqueID] = batches
        }
    }

    private static func ids(of results: RunResults, command: String, retriesWarnings: Bool) -> [String] {
        results.results.filter { result in
            switch result.status {
            case .error, .fail, .skipped, .runtimeError, .partialSuccess: true
            case .warn: retriesWarnings
            case .success, .noOp, .pass, .reused: false
            }
        }
        .map(\.uniqueID).filter { command == "run-operation" || !$0.hasPrefix("operation.") }
    }

    /// The flags the earlier run had that are not the default, and over them those of the command line.
    private static func line(of command: String, _ arguments: ConfigMap, over given: ParsedCommandLine) -> ParsedCommandLine {
        var line = ParsedCommandLine(command: command)
        for flag in allFlags where flag.applies(to: command) && !ownFlags.contains(flag.name) {
            guard let written = arguments[flag.name], let value = FlagValue(written, of: flag.kind), value != flag.fallback,
                !value.saysNothing
            else { continue }
            line.values[flag.name] = value
        }
        if let macro = arguments["macro"]?.string { line.arguments = [macro] }
        if given.values["warn_error"] != nil { line.values["warn_error_options"] = nil }
        for (name, value) in given.values where name != "state" { line.values[name] = value }
        return line
    }
}

extension FlagValue {
    /// Whether it is a mapping of empty lists: what `warn_error_options` are where nobody gave any.
    fileprivate var saysNothing: Bool {
        if case .map(let map) = self { return map.allSatisfy { $0.value.list?.isEmpty == true } }
        return false
    }

    /// A value as `run_results.json` has it; nil for null and for what does not fit.
    fileprivate init?(_ value: ConfigValue, of kind: Flag.Kind) {
        switch (kind, value.kind) {
        case (.toggle, .bool(let isTrue)), (.presence, .bool(let isTrue)): self = .bool(isTrue)
        case (.integer, .int(let number)): self = .int(number)
        case (.words, .list(let list)), (.choices, .list(let list)): self = .words(list.compactMap(\.string))
        case (.yaml, .map(let map)): self = .map(map)
        case (.sample, .map(let map)):
            guard let start = map["start"]?.string.flatMap({ Timestamp(iso: $0) }),
                let end = map["end"]?.string.flatMap({ Timestamp(iso: $0) })
            else { return nil }
            self = .window(EventTimeWindow(start: start, end: end))
        default:
            guard let text = value.string else { return nil }
            self = .text(text)
        }
    }
}
