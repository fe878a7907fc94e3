import Diagnostics
import Files
import Graph
import Project
import Reports

extension Session {
    /// The flags that name files for reports, and what is written to each.
    private static let forms: [(flag: String, bytes: @Sendable (Report) -> [UInt8])] = [
        ("junit", { $0.junit }), ("sarif", { $0.sarif }), ("codequality", { $0.codeQuality }), ("summary", { $0.summary }),
    ]

    /// Writes the reports that were asked for, whatever came of the command; in `ci` also what the service it runs in reads. Gives false where
    /// one cannot be written.
    func writeReports(_ code: Int32) -> Bool {
        let asked = Self.forms.filter { invocation.flags.text($0.flag) != nil }
        let isOnGitHub = invocation.command == "ci" && invocation.environment["GITHUB_ACTIONS"] == "true"
        guard !asked.isEmpty || isOnGitHub else { return true }
        var report = report(code)
        if isOnGitHub, console.settings.format != .json { console.writeRaw(report.annotations) }
        let isOnWeb = webLinks != nil
        do throws(FileError) {
            for form in asked {
                let path = FilePath.join(invocation.currentFolder, invocation.flags.text(form.flag) ?? "")
                if !isOnWeb { report.links = SourceLinks(wayUp: wayUp(from: FilePath.folder(path))) }
                try files.write(form.bytes(report), to: path)
                console.emit(.note("Wrote the report \(form.flag) to \(path)", level: .debug))
            }
            if isOnGitHub, let path = invocation.environment["GITHUB_STEP_SUMMARY"], !path.isEmpty {
                // Other commands of the same step write there too.
                let before = files.isFile(path) ? try files.read(path) : []
                try files.write(before + report.summary, to: path)
            }
            return true
        } catch {
            console.emit(diagnosticEvents.events([error.diagnostic]))
            return false
        }
    }

    /// What came of the command, secrets hidden.
    private func report(_ code: Int32) -> Report {
        let content = gathering.content
        let scrubber = console.scrubber
        let layers = content.manifest?.layers ?? .none
        let builder = ReportBuilder(
            content.manifest, projectFolder: folderInRepository, targetPath: content.targetPath, scrubber: scrubber,
            layerOf: layers.name)
        var report = Report(
            command: "smelt " + invocation.command, version: VersionText.version, startedAt: invocation.startedAt,
            seconds: invocation.now().timeInterval(since: invocation.startedAt), exitCode: Int(code), verdict: verdict(code))
        report.steps = content.steps
        report.cases = builder.cases(content.diagnostics, suite: "project", name: "compile")
        if let checked = content.checked { report.cases += builder.cases(checked, suite: "check", name: "check") }
        report.cases += content.results.map(builder.entry)
        if let found = content.shortcomings { report.cases += builder.cases(found, suite: "quality", name: "quality") }
        let findings =
            (content.diagnostics + (content.checked ?? []) + (content.shortcomings ?? [])).map(builder.finding)
            + content.results.compactMap(builder.finding)
        report.findings = [Severity.error, .warning, .note].flatMap { severity in findings.filter { $0.severity == severity } }
        report.changes = content.changes.map { change in
            Report.Change(name: Self.shownName(change.id), kind: change.kind, place: builder.declaration(of: change.id))
        }
        report.layers = layers.rules.names
        report.measures = content.measures
        report.standIn = builder.path("dbt_project.yml")
        if let links = webLinks { report.links = links }
        return report.mapped { scrubber.scrub(Ink.removed(from: $0)) }
    }

    private func verdict(_ code: Int32) -> String {
        if let exit = ExitCode(rawValue: code), !ExitCode.dbtCommands.contains(invocation.command) { return exit.verdict }
        return code == 0 ? "passed" : code == 1 ? "failed" : "could not be done"
    }

    /// `model orders` of `model.shop.orders`.
    private static func shownName(_ id: String) -> String {
        let parts = id.split(separator: ".", maxSplits: 2).map(String.init)
        return parts.count == 3 ? "\(parts[0].replacing("_", with: " ")) \(parts[2])" : id
    }

    private var webLinks: SourceLinks? { SourceLinks { invocation.environment[$0] } }

    /// The way from a folder to the one that paths in reports begin at; empty where that is the folder itself.
    private func wayUp(from folder: String) -> String {
        let depth = folderInRepository.split(separator: "/").count
        let top = FilePath.normalize(FilePath.join(invocation.projectFolder, String(repeating: "../", count: depth)))
        let path = FilePath.relative(top, to: FilePath.normalize(folder))
        return path == "." ? "" : path + "/"
    }

    /// The project's folder below the one that holds `.git`; empty where it is that one, and where there is none.
    private var folderInRepository: String {
        var folder = invocation.projectFolder
        while !folder.isEmpty, folder != "/" {
            if (try? files.metadata(FilePath.join(folder, ".git"))) ?? nil != nil {
                let path = FilePath.relative(invocation.projectFolder, to: folder)
                return path == "." ? "" : path
            }
            folder = FilePath.folder(folder)
        }
        return ""
    }
}

extension ExitCode {
    /// How a command of smelt's own ended, in a few words.
    var verdict: String {
        switch self {
        case .ok: "passed"
        case .gate: "failed at a gate"
        case .usage: "asked for something that cannot be"
        case .compile: "the project does not compile"
        case .quality: "the quality is too low"
        case .infrastructure: "the surroundings failed"
        case .nothingSelected: "nothing to do"
        case .interrupted: "interrupted"
        }
    }
}
