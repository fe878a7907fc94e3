import Diagnostics
import Formats
import Graph
import Ledger
import Project
import Runner
import Warehouse

/// What `smelt.yml` makes of a run besides running it: it has the run lock, and the ledger keeps what it did.
final class RunRecording {
    /// The ledger; nil where there is none to be had.
    let ledger: Ledger?
    /// Ids of earlier runs that were killed, and were found to be so now.
    private(set) var deadRuns: [String] = []
    private let lock: (any RunLock)?
    private let session: Session
    private var isOver = false

    /// Takes the lock and notes that a run begins; nil where nothing of that is asked for. Throws a diagnostic where the lock cannot be had.
    static func begin(_ plan: Plan, in project: LoadedProject, _ session: Session) throws -> RunRecording? {
        guard let smelt = project.smelt, plan.mode.builds else { return nil }
        guard smelt.locksRuns || smelt.quality != QualityGoals() else { return nil }
        let lock = smelt.locksRuns && session.needsLock ? try session.takeLock(project, smelt) : nil
        return RunRecording(plan, project, smelt, lock: lock, session)
    }

    private init(_ plan: Plan, _ project: LoadedProject, _ smelt: SmeltConfig, lock: (any RunLock)?, _ session: Session) {
        self.session = session
        self.lock = lock
        ledger = smelt.ledger.flatMap { session.ledgerToWrite(project, $0) }
        guard let ledger else { return }
        let now = session.invocation.now().artifactText
        let host = Process.hostName
        deadRuns = ledger.endDeadRuns(besides: session.invocation.id, holdsLock: lock != nil, at: now) { other, pid, startedAt in
            if other == host { return Process.isAlive(pid) }
            // Nobody here can look: after a day it is taken to be gone.
            return (Timestamp(iso: startedAt)?.interval ?? 0) > session.invocation.startedAt.interval - 86_400
        }
        if !deadRuns.isEmpty {
            session.console.emit(.note("Found \(ResultLine.count(deadRuns.count, "run")) that did not end: marked as interrupted"))
        }
        ledger.begin(
            LedgerRun(
                id: session.invocation.id, command: session.invocation.command,
                arguments: session.commandLineWithoutSecrets, version: VersionText.version,
                gitCommit: GitCommit.current(in: session.invocation.projectFolder, on: session.files), host: host, pid: Process.id,
                holdsLock: lock != nil, nodeCount: plan.items.values.count { $0.node?.isEphemeral != true },
                startedAt: session.invocation.startedAt.artifactText))
    }

    /// The settings of a run whose events the ledger keeps.
    func recording(_ settings: RunSettings, in project: LoadedProject) -> RunSettings {
        guard let ledger, let wishes = project.smelt?.ledger else { return settings }
        var settings = settings
        let console = session.console
        settings.evidence = EvidenceSettings(failingRows: wishes.failingRows)
        settings.sink = LedgerSink(
            ledger, run: session.invocation.id, redaction: Redaction(wishes.redact), layer: project.layers,
            scrub: { console.scrubber.scrub($0) }, now: session.invocation.now, next: settings.sink)
        return settings
    }

    /// Measures the quality of a project that is being built, keeps the numbers, and tells in what they fall short.
    func shortcomings(of project: LoadedProject) -> [Diagnostic] {
        guard let smelt = project.smelt, ["build", "ci"].contains(session.invocation.command) else { return [] }
        let report = session.quality(project)
        let past = ledger.flatMap { try? $0.quality(limit: 1) } ?? []
        ledger?.keep(report.records, of: session.invocation.id, at: session.invocation.now().artifactText)
        return smelt.quality.shortcomings(of: report, since: session.comparedBase ?? session.baseline(past))
    }

    /// Notes how the run ended, and lets others have the lock.
    func end(_ outcome: Run.Outcome) {
        let hasFailed =
            outcome.obstacle != nil || !outcome.shortcomings.isEmpty || outcome.results.contains { $0.status.isFailure }
        let message = outcome.obstacle?.message ?? outcome.shortcomings.first?.message
        end(outcome.isInterrupted ? .interrupted : hasFailed ? .failed : .success, message: message)
    }

    /// Notes what ended the run before its time, and lets others have the lock.
    func end(_ error: any Error) {
        let message = (error as? WarehouseError)?.message ?? (error as? Diagnostic)?.message ?? "\(error)"
        end(session.stop.isRequested ? .interrupted : .failed, message: session.console.scrubber.scrub(message))
    }

    private func end(_ status: LedgerRun.Status, message: String?) {
        guard !isOver else { return }
        isOver = true
        ledger?.end(session.invocation.id, status: status, at: session.invocation.now().artifactText, message: message)
        ledger?.close()
        lock?.release()
    }
}

extension LoadedProject {
    /// The layer of a node by its unique id.
    var layers: @Sendable (String) -> String? { { [layers = manifest.layers] in layers.name(of: $0) } }
}

extension ProjectSetup {
    /// Whose rows of the ledger are this project's.
    var ledgerTarget: LedgerTarget {
        LedgerTarget(project: root.name, name: profile.targetName, schema: adapter.credentials.schema)
    }
}

extension Session {
    /// Whether the command makes relations: then no other such command may work on the target at the same time.
    var needsLock: Bool { !["test", "source freshness"].contains(invocation.command) }

    /// The command line, secrets hidden.
    var commandLineWithoutSecrets: String {
        let vars = invocation.flags.map("vars").filter { $0.name.hasPrefix(EnvVars.secretPrefix) }.compactMap(\.value.string)
        return SecretScrubber(vars).scrub(console.scrubber.scrub(invocation.flags.invocation))
    }

    /// Takes the run lock of the target. Throws a diagnostic where another run keeps it, and what the database answers.
    func takeLock(_ project: LoadedProject, _ smelt: SmeltConfig) throws -> any RunLock {
        let seconds = try lockWait(smelt)
        let lock = try openLock(project)
        let began = invocation.startedAt.zonedText.prefix(19).replacing("T", with: " ")
        let holder =
            "smelt \(invocation.command) (run \(invocation.id.prefix(8)), process \(Process.id) on \(Process.hostName), since \(began) UTC)"
        try RunLockWait(
            lock: lock, holder: holder, target: project.setup.profile.targetName, seconds: seconds, console: console, stop: stop
        ).take()
        return lock
    }

    /// Opens the lock; a wish to stop ends the wait for the server.
    private func openLock(_ project: LoadedProject) throws -> any RunLock {
        let cancel = CancelHandle()
        stop.register("lock", cancel)
        defer { stop.unregister("lock") }
        return try project.setup.adapter.runLock(cancel: cancel)
    }

    /// How long the command line or `smelt.yml` let the command wait, in seconds; nil for as long as it takes. Throws `UsageError`.
    private func lockWait(_ smelt: SmeltConfig) throws -> Int? {
        guard let text = invocation.flags.text("lock_wait") else { return smelt.lockWait }
        if text == "forever" { return nil }
        guard let seconds = WrittenDuration.seconds(text) else {
            throw UsageError(
                message: "Invalid value for '--lock-wait': '\(text)' is no span of time.", hint: "write 0, 90s, 10m or forever")
        }
        return seconds
    }

    /// The ledger of the target, opened to write a run; a warning and nil where it cannot be.
    func ledgerToWrite(_ project: LoadedProject, _ settings: LedgerConfig) -> Ledger? {
        let warn: @Sendable (LedgerFailure) -> Void = { [self] in
            console.emit(diagnosticEvents.events([$0.diagnostic(.warning)]))
        }
        do {
            return try Ledger.open(project.setup.adapter, schema: settings.schema, target: project.setup.ledgerTarget, onFailure: warn)
        } catch {
            warn(error)
            return nil
        }
    }
}

extension SmeltConfig {
    /// Whether there is one run at a time in a target: where runs are noted or publish.
    var locksRuns: Bool { ledger != nil || publish.unit != .none }
}
