import Artifacts
import Diagnostics
import DocsSite
import Files
import Formats
import Graph
import Ledger
import Project
import Runner

/// What the documentation tells of the past: from the ledger where there is one, else from the artifacts of the last run and from the page
/// that is there.
struct PastResults {
    /// Earlier runs, newest first.
    private(set) var runs: [PastRun] = []
    /// What came of each resource, newest first, by unique id.
    private(set) var history: [String: [PastNode]] = [:]
    /// What came last of each resource.
    private(set) var last: [String: SiteFacts.LastResult] = [:]
    /// Rows that failed a test, by the test's unique id.
    private(set) var failingRows: [String: [String]] = [:]
    /// Quality of earlier runs, newest first.
    private(set) var quality: [PastQuality] = []
    /// How old source tables are, by unique id.
    private(set) var freshness: [String: FreshnessResult] = [:]

    /// How many runs of a resource its page shows.
    private static let runsPerNode = 10
    /// How many ids one query names: an engine's longest statement is not to be met.
    private static let idsPerQuery = 500

    /// Reads what is there. Artifacts that cannot be read are no reason not to write documentation: then nothing is known. Throws a diagnostic for a
    /// ledger that cannot be read.
    init(of project: LoadedProject, in session: Session) throws {
        let folder = project.setup.targetFolder
        let artifacts = StateFolder(folder, on: session.files)
        let results = (try? artifacts.sources())?.results ?? []
        freshness = Dictionary(results.map { ($0.uniqueID, $0) }, uniquingKeysWith: { $1 })
        let page = FilePath.join(folder, "index.html")
        if session.files.isFile(page), let bytes = try? session.files.read(page) {
            let earlier = EarlierSite(SourceFile(path: page, bytes: bytes))
            last = earlier.lastResults
            runs = earlier.lastRun.map { [$0] } ?? []
        }
        if let results = try? artifacts.runResults(), let command = results.arguments["which"]?.string,
            Self.buildingCommands.contains(command)
        {
            take(results, of: command)
        }
        try readLedger(of: project, in: session)
    }

    /// The commands whose results say how a resource is, rather than that it compiles.
    private static let buildingCommands: Set = ["build", "run", "test", "seed", "snapshot", "retry", "ci"]

    private mutating func take(_ results: RunResults, of command: String) {
        let counts = results.counts
        let failed = counts.reduce(0) { $0 + ($1.key.isFailure ? $1.value : 0) }
        let start = results.invocationStartedAt ?? results.generatedAt
        guard runs.first.map({ $0.run.startedAt <= start }) ?? true else { return }
        runs = [
            PastRun(
                command: command, startedAt: start, endedAt: results.generatedAt, status: failed > 0 ? .failed : .success,
                nodes: results.results.count, failed: failed, warned: counts[.warn] ?? 0)
        ]
        for result in results.results {
            last[result.uniqueID] = SiteFacts.LastResult(
                status: result.status.rawValue, at: result.timing.last?.completedAt ?? results.generatedAt, seconds: result.executionTime,
                failures: result.failures, message: result.message)
        }
    }

    private mutating func readLedger(of project: LoadedProject, in session: Session) throws {
        guard let settings = project.smelt?.ledger, let ledger = try session.ledgerToRead(project.setup, settings) else { return }
        defer { ledger.close() }
        let manifest = project.manifest
        let ids = manifest.nodes.keys + manifest.unitTests.keys + manifest.sources.keys
        try session.reading { () throws(LedgerFailure) in
            runs = try ledger.runs(limit: 20)
            quality = try ledger.quality(limit: 20)
            for start in stride(from: 0, to: ids.count, by: Self.idsPerQuery) {
                let some = Array(ids[start..<min(start + Self.idsPerQuery, ids.count)])
                for past in try ledger.past(of: some, limit: Self.runsPerNode) { history[past.node.uniqueID, default: []].append(past) }
            }
            for failure in try ledger.openFailures() { failingRows[failure.uniqueID] = failure.failingRows }
        }
        for (id, past) in history {
            guard let newest = past.first(where: { $0.node.endedAt != nil }) else { continue }
            last[id] = SiteFacts.LastResult(
                status: newest.node.status, at: newest.node.endedAt ?? newest.runStartedAt, seconds: newest.node.seconds,
                failures: newest.node.failures, message: newest.node.message)
        }
    }
}
