import Diagnostics
import Files
import Formats
import Graph
import Ledger
import Project
import Quality

extension Session {
    /// `quality`: shows how well the project is tested and documented. The exit code says whether it reaches what `smelt.yml` asks for.
    func showQuality() throws -> Int32 {
        let project = try resolve(readSetup())
        let report = quality(project)
        let past = try pastQuality(project)
        let text = QualityText(report: report, past: past)
        switch invocation.flags.text("output") {
        case "json": console.emit(.output(JSONWriter.text(of: QualityJSON.value(report), style: .indented)))
        case "markdown": for line in text.markdown { console.emit(.output(line)) }
        default: for line in text.lines { console.emit(.output(line)) }
        }
        let baseline = try comparedReport(written: "quality", QualityJSON.records) ?? baseline(past)
        let found = (project.smelt?.quality ?? QualityGoals()).ratcheting(invocation.flags.text("compare") != nil)
            .shortcomings(of: report, since: baseline)
        return tell(found)
    }

    /// Tells in what quality falls short; the exit code.
    func tell(_ shortcomings: [Diagnostic]) -> Int32 {
        console.emit(diagnosticEvents.events(shortcomings))
        return shortcomings.isEmpty ? ExitCode.ok.rawValue : ExitCode.quality.rawValue
    }

    /// What the ledger knows of earlier runs, newest first; nothing where there is no ledger. Throws a diagnostic where it cannot be read.
    func pastQuality(_ project: LoadedProject) throws -> [PastQuality] {
        guard let settings = project.smelt?.ledger, let ledger = try ledgerToRead(project.setup, settings) else { return [] }
        defer { ledger.close() }
        return try reading { () throws(LedgerFailure) in try ledger.quality(limit: 20) }
    }

    /// The base that `ci` compares with as something to compare quality with; nil without one.
    var comparedBase: QualityBaseline? {
        // Of a base that cannot be read, or that had no project yet, nothing is known.
        guard let base, base.isKnown, let manifest = base.state.manifest, manifest.nodes.count > 0 else { return nil }
        return QualityBaseline(name: base.name, records: QualityMeasurement(manifest).report().records)
    }

    /// The newest of earlier runs as something to compare with.
    func baseline(_ past: [PastQuality]) -> QualityBaseline? {
        past.first.map {
            QualityBaseline(name: "run \($0.run.prefix(8)) of \(HistoryText.moment($0.measuredAt))", records: $0.records)
        }
    }

    /// The report of `--compare`; nil without. Throws a diagnostic for a file that is none.
    ///
    /// - Parameters:
    ///   - command: What writes such reports.
    ///   - records: The numbers in a report; nil for what is none.
    func comparedReport(written command: String, _ records: (ConfigValue) -> [QualityRecord]?) throws -> QualityBaseline? {
        guard let given = invocation.flags.text("compare") else { return nil }
        let bytes = try files.read(FilePath.join(invocation.currentFolder, given))
        let json = try? JSONReader.read(text: String(decoding: bytes, as: UTF8.self))
        guard let records = json.flatMap(records) else {
            throw Diagnostic(
                "quality-report", .error, "'\(given)' is no quality report of this version",
                hint: "write one with: smelt --quiet \(command) --output json > \(given)")
        }
        return QualityBaseline(name: given, records: records)
    }
}

extension QualityGoals {
    /// The same goals; with a ratchet where a report to compare with was given.
    fileprivate func ratcheting(_ isCompared: Bool) -> QualityGoals {
        var goals = self
        if isCompared { goals.ratchet = true }
        return goals
    }
}
