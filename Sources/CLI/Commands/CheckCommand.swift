import Diagnostics
import Files
import Formats
import Graph
import Runner

extension Session {
    /// `check`: puts the SQL of what is selected to the engine over empty tables. The exit code: `compile` where something is wrong with it.
    func check() throws -> Int32 {
        let project = try resolve(readSetup())
        console.emit(RunMessages.found(project.manifest))
        let selection = try select(project, types: ResourceType.forCheck)
        if selection.ids.isEmpty {
            try warn(RunMessages.nothingToDo)
            return ExitCode.nothingSelected.rawValue
        }
        let report = try check(project, selection)
        let settled = diagnosticEvents.settled(report.diagnostics)
        gathering.note { $0.checked = settled }
        console.emit(diagnosticEvents.events(settled))
        console.emit(CheckMessages.lines(report, errors: settled.count { $0.severity == .error }))
        return (settled.contains { $0.severity == .error } ? ExitCode.compile : .ok).rawValue
    }

    /// What the engine finds wrong with the SQL of a selection of a project. Throws what stops the check as a whole: no connection, no lock
    /// file where there has to be one.
    func check(_ project: LoadedProject, _ selection: Selection) throws -> CheckReport {
        let isOffline = invocation.flags.isOn("offline")
        let tables = SourceTables(lock: try sourcesLock(), isOffline: isOffline)
        if isOffline, tables.lock == nil, !project.manifest.sources.keys.isEmpty {
            throw Diagnostic(
                "check-no-lock", .error, "--offline needs \(SourcesLock.fileName), which is not there",
                hint: "write it once with the database at hand: smelt sources lock")
        }
        let settings = project.runSettings(self, selected: selection.ids, detail: .nodes)
        return try timings.measure("check") { try Check(settings: settings, selected: selection.ids, tables: tables).run() }
    }

    /// `sources lock` writes the columns of source tables to `sources.lock.yml`; with `--check` it compares. The exit code: 1 where they differ.
    func lockSources() throws -> Int32 {
        let project = try resolve(readSetup())
        let (found, missing) = try SourceColumns(settings: project.runSettings(self, selected: [], detail: .nodes)).read()
        for source in missing {
            try report([
                Diagnostic(
                    "missing-source-table", .warning, "source table '\(source.sourceName).\(source.name)' is not in the database",
                    at: source.span)
            ])
        }
        let count = ResultLine.count(found.tables.count, "source table")
        guard invocation.flags.isOn("check") else {
            try files.write(Array(found.text.utf8), to: lockPath)
            console.emit(LogEvent.note("Wrote the columns of \(count) to \(SourcesLock.fileName)"))
            return 0
        }
        guard let lock = try sourcesLock() else {
            throw Diagnostic(
                "check-no-lock", .error, "there is no \(SourcesLock.fileName) to compare with", hint: "write it: smelt sources lock")
        }
        let drift = lock.drift(from: found.tables)
        for (key, message) in drift {
            let place = project.manifest.sources["source.\(key)"]?.span
            console.emit(diagnosticEvents.events([Diagnostic("check-source-drift", .error, "source table '\(key)' \(message)", at: place)]))
        }
        console.emit(LogEvent.note("Compared \(count) with \(SourcesLock.fileName): " + CheckMessages.verdict(drift.count, "difference")))
        return drift.isEmpty ? 0 : 1
    }

    private var lockPath: String { FilePath.join(invocation.projectFolder, SourcesLock.fileName) }

    /// The lock file; nil where there is none. Throws a diagnostic for one that cannot be read.
    private func sourcesLock() throws -> SourcesLock? {
        guard files.isFile(lockPath) else { return nil }
        let file = SourceFile(path: SourcesLock.fileName, bytes: try files.read(lockPath))
        let (value, found) = YAMLReader.read(file)
        guard let value else { throw ProjectFailure(diagnostics: found) }
        guard let lock = SourcesLock(value) else {
            throw Diagnostic(
                "check-bad-lock", .error, "\(SourcesLock.fileName) is not what `smelt sources lock` writes", at: SourceSpan(file, 0, 0),
                hint: "write it anew: smelt sources lock")
        }
        return lock
    }
}

extension ResourceType {
    /// What `smelt check` looks at.
    static let forCheck: Set<ResourceType> = [.model, .snapshot, .seed, .test, .unitTest, .function]
}

/// What a check says at its end.
enum CheckMessages {
    /// What was not looked at, and the line of numbers.
    static func lines(_ report: CheckReport, errors: Int) -> [LogEvent] {
        var lines: [String] = []
        let behind = report.behindMistakes.count
        if behind > 0 { lines.append("Not checked: \(ResultLine.count(behind, "node")) behind a mistake") }
        var reasons: [CheckReport.Reason] = []
        for item in report.unchecked where !reasons.contains(item.reason) { reasons.append(item.reason) }
        for reason in reasons {
            let names = report.unchecked.filter { $0.reason == reason }.map(\.name)
            let more = names.count > 5 ? " and \(names.count - 5) more" : ""
            let listed = names.prefix(5).joined(separator: ", ") + more
            lines.append("Not checked: \(ResultLine.count(names.count, "node")) \(reason.text): \(listed)")
        }
        let warnings = report.warnings > 0 ? ", \(ResultLine.count(report.warnings, "warning"))" : ""
        lines.append("Checked \(subjects(report)): \(verdict(errors, "error"))\(warnings)")
        return lines.map { LogEvent.note($0) }
    }

    /// `2 errors`, `no errors`.
    static func verdict(_ number: Int, _ noun: String) -> String { number == 0 ? "no \(noun)s" : ResultLine.count(number, noun) }

    private static func subjects(_ report: CheckReport) -> String {
        let kinds: [(ResourceType, String)] = [
            (.model, "model"), (.seed, "seed"), (.snapshot, "snapshot"), (.function, "function"), (.test, "test"), (.unitTest, "unit test"),
        ]
        let parts = kinds.compactMap { kind, noun in report.counts[kind].map { ResultLine.count($0, noun) } }
        return parts.isEmpty ? "nothing" : parts.joined(separator: ", ")
    }
}
