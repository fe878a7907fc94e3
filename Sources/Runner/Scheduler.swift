import Compiler
import Context
import Formats
import Graph
import Synchronization
import Warehouse

/// Hands the nodes of a plan to workers as their parents end, and gathers what came of them.
///
/// One thread owns the queue; workers only execute. A node whose ancestors failed is not executed: it is passed through in its turn, so that
/// the order of messages is dbt's.
final class Scheduler {
    private let plan: Plan
    private let settings: RunSettings
    private let threads: WorkerThreads
    private let workers: [Worker]
    private let finished = Inbox<Outcome>()

    private var waiting: [Int]
    private var ready: ReadyQueue
    private var scans: ScanQueue
    private var running = 0
    /// Positions handed to workers and not back yet.
    private var underway: Set<Int> = []
    private var started = 0
    private let total: Int
    /// Nodes to leave out, with the ephemeral model that is to blame where there is one.
    private var skipped: [String: RunResult?] = [:]
    private(set) var results: [RunResult] = []
    /// Ephemeral models that were compiled: no results, but the manifest shows their code.
    private(set) var ephemerals: [Node] = []
    /// What the wish to stop did to nodes that had begun.
    private(set) var stopped = StoppedNodes()
    /// The wish to stop the nodes alone; the run's own brings it about.
    private let stop: StopSignal
    /// What is held back, and what waits for which layer; nil where nothing is.
    private var units: UnitSchedule?

    private enum Outcome: Sendable {
        /// A unit test ended; its model is still to come.
        case unitTest(ItemOutcome)
        /// A worker is done with a position; nil where a wish to stop came before the node began.
        case item(position: Int, ItemOutcome?)
        /// A unit was published, or given up; with the relations that became visible, or what the database said.
        case unit(Int, Result<[String], UnitFailure>, seconds: Double)
        /// Some tests were asked together.
        case scan([Int], [PreparedTest?])
    }

    /// Why a unit could not be published.
    private struct UnitFailure: Error {
        let message: String
    }

    /// A scheduler of a plan over some workers.
    ///
    /// - Parameter publishing: what the run's units have in common; nil where nothing is held back.
    init(_ plan: Plan, settings: RunSettings, cache: RelationCache, ephemerals: EphemeralCTEs, publishing: RunPublishing? = nil) {
        self.plan = plan
        self.publishing = publishing
        units = plan.publication.map { UnitSchedule($0, ranks: plan.order.ranks) }
        let stop = settings.stop.part()
        var settings = settings
        settings.stop = stop
        settings.world.cancellation = stop.rendering
        if case .execute = plan.mode { settings.builtNodes = Set(plan.items.keys) }
        self.stop = stop
        self.settings = settings
        // Where all of a unit is one transaction, there is one session for it.
        let count = publishing?.plan.settings.isExclusive == true ? 1 : max(1, settings.threads)
        workers = (1...count).map {
            Worker(settings: settings, threadID: "Thread-\($0) (worker)", cache: cache, ephemerals: ephemerals)
        }
        let pool = WorkerPool(workers)
        threads = WorkerThreads(count: count) { pool.close($0) }
        self.pool = pool
        let graph = plan.order.graph
        waiting = (0..<graph.count).map { plan.keepsOrder ? graph.parents(of: $0).count : 0 }
        ready = ReadyQueue(ranks: plan.order.ranks)
        scans = ScanQueue(plan, settings.project.manifest)
        total = plan.items.values.count { $0.node?.isEphemeral != true } + plan.unitTests.values.reduce(0) { $0 + $1.count }
        for position in 0..<graph.count where waiting[position] == 0 { makeReady(position) }
    }

    private let pool: WorkerPool
    private let publishing: RunPublishing?

    /// Queues a position whose parents have ended, once its unit is open and its layer is reached.
    private func makeReady(_ position: Int) {
        guard units != nil else { return release(position) }
        units?.progress.add(position)
        releaseReady()
    }

    private func releaseReady() {
        for position in units?.progress.takeReleased() ?? [] { release(position) }
    }

    private func release(_ position: Int) {
        ready.insert(position)
        scans.add(position)
    }

    /// When nodes that still run are stopped after a failure under `--fail-fast`; nil before one.
    private var graceEnd: ContinuousClock.Instant?
    /// How long nodes that run beside one that failed may take to end by themselves: short ones are done, not thrown away.
    private static let grace = Duration.seconds(1)

    /// Whether a failure stopped the nodes under `--fail-fast`.
    var failedFast: Bool { settings.failsFast && results.contains { $0.status.isFailure && $0.status != .runtimeError } }

    /// Runs all nodes. Returns when every one has ended, or all that were running once the run was stopped.
    ///
    /// A node that does not stop within `StoppedNodes.patience` is left behind: the process is about to end, and the database rolls back.
    func run() {
        let order = plan.order.graph
        let patience = StoppedNodes.Patience(stop)
        while true {
            while running < workers.count, !stop.isRequested, graceEnd == nil, let position = ready.popFirst() {
                if !scans.holdsBack(position), !scan(with: position) { start(position) }
            }
            guard running > 0 else { break }
            guard let outcome = finished.next(unless: { isOver(patience) }) else { return abandon() }
            let position: Int
            switch outcome {
            case .unitTest(let test):
                take(test)
                continue
            case .unit(let unit, let result, let seconds):
                running -= 1
                take(unit, result, seconds: seconds)
                continue
            case .scan(let tests, let found):
                running -= 1
                for position in scans.note(tests, found) { ready.insert(position) }
                continue
            case .item(let ended, let own):
                position = ended
                running -= 1
                underway.remove(position)
                if let own { take(own, at: position) }
            }
            if plan.keepsOrder {
                for child in order.children(of: position) {
                    waiting[child] -= 1
                    if waiting[child] == 0 { makeReady(child) }
                }
            }
            if let unit = units?.progress.ended(position) { close(unit) }
            releaseReady()
        }
        threads.finish()
        noteUnstarted()
        noteUnreached()
        holdUnpublished()
    }

    /// Says of nodes whose units were not published before the run was stopped that what they built is not visible.
    private func holdUnpublished() {
        for (number, work) in (publishing?.works ?? []).enumerated() where work != nil && units?.isClosed(number) == false {
            hold(number, "the run was stopped before")
        }
    }

    private func hold(_ number: Int, _ reason: String) {
        let ids = Set((plan.publication?.units[number].members ?? []).map { plan.order.graph.ids[$0] })
        for index in results.indices where ids.contains(results[index].uniqueID) && results[index].status == .success {
            results[index].status = .skipped
            results[index].message = "Not published: " + reason
            results[index].batches = nil
            results[index].isHeld = true
        }
    }

    /// A queue that runs dry before its end is a mistake of the plan: what was not reached must not pass for done.
    private func noteUnreached() {
        guard !stop.isRequested, graceEnd == nil else { return }
        let known = Set(results.map(\.uniqueID)).union(ephemerals.map(\.uniqueID))
        for id in plan.order.ids where !known.contains(id) {
            guard let item = plan.items[id], item.node?.isEphemeral != true else { continue }
            var result = RunResult(
                uniqueID: id, node: item.node, status: .error,
                message: "Internal Error: \(item.name) was never reached, so nothing is known of it. Please report this.")
            result.threadID = "MainThread"
            results.append(result)
        }
    }

    /// Whether it makes no sense to wait any longer; stops what runs when the time after a failure is over.
    private func isOver(_ patience: StoppedNodes.Patience) -> Bool {
        if let graceEnd, ContinuousClock.now >= graceEnd, !stop.isRequested { stop.request() }
        return patience.isOver
    }

    private func abandon() {
        stopped.unconfirmed = underway.sorted().map { plan.order.graph.ids[$0] }
        noteUnstarted()
        holdUnpublished()
    }

    private func noteUnstarted() {
        guard stop.isRequested else { return }
        let known = Set(results.map(\.uniqueID)).union(stopped.cancelled).union(stopped.unconfirmed)
        stopped.unstarted = plan.order.ids.filter { !known.contains($0) && plan.items[$0]?.node?.isEphemeral != true }
    }

    private func start(_ position: Int) {
        guard let item = plan.items[plan.order.graph.ids[position]] else { return }
        running += 1
        underway.insert(position)
        let tests = plan.unitTests[item.uniqueID] ?? []
        let first = started + 1
        started += tests.count + (item.node?.isEphemeral != true ? 1 : 0)
        let cause = skipCause(position)
        let work = unitWork(position)
        let prepared = scans.takePrepared(position)
        threads.submit { [pool, plan, settings, finished, total, publishing] number in
            let worker = pool.worker(number)
            worker.unit = work
            worker.publishing = publishing
            let job = ItemJob(worker: worker, plan: plan, settings: settings, index: first, total: total, prepared: prepared)
            let outcome = job.run(item, after: tests, skip: cause) { finished.add(.unitTest($0)) }
            finished.add(.item(position: position, outcome))
        }
    }

    /// Why a position is left out, with the ephemeral model that is to blame where there is one; nil where it is not.
    private func skipCause(_ position: Int) -> RunResult?? {
        skipped[plan.order.graph.ids[position]] ?? (units?.isBehindFailure(position) == true ? .some(nil) : nil)
    }

    private func unitWork(_ position: Int) -> UnitWork? { units.flatMap { publishing?.works[$0.unit(of: position)] } }

    /// Has a worker ask in one scan for a test whose turn has come and for the ready ones of the same relation; false where it has none.
    private func scan(with position: Int) -> Bool {
        guard let positions = scans.take(with: position, unless: { skipCause($0) != nil }) else { return false }
        let tests = positions.compactMap { plan.items[plan.order.graph.ids[$0]]?.node }
        let work = unitWork(position)
        running += 1
        threads.submit { [pool, publishing, finished] number in
            let worker = pool.worker(number)
            worker.unit = work
            worker.publishing = publishing
            finished.add(.scan(positions, RowScan(worker: worker, tests: tests).run()))
        }
        return true
    }

    /// Publishes a unit whose items have all ended, or gives it up where one of them failed or was left out.
    private func close(_ number: Int) {
        guard let work = publishing?.works[number] else {
            units?.closed(number)
            return
        }
        // What is stopped is not published: the session that built it is about to end.
        guard !stop.isRequested else { return }
        let isPublished = units?.reasons[number] == nil
        let stored = isPublished ? [] : storedFailures(of: number)
        running += 1
        threads.submit { [pool, publishing, finished] worker in
            let start = ContinuousClock.now
            let worker = pool.worker(worker)
            worker.unit = nil
            worker.publishing = nil
            var result = Result<[String], UnitFailure>.success([])
            if let publishing {
                do {
                    result = .success(
                        try worker.close(work, number: number, isPublished: isPublished, stored: stored, in: publishing).map { $0.render() }
                    )
                } catch {
                    let message = (error as? WarehouseError)?.message ?? FailureMessage.hookText(error)
                    result = .failure(UnitFailure(message: message))
                }
            }
            let spent = (ContinuousClock.now - start).components
            finished.add(.unit(number, result, seconds: Double(spent.seconds) + Double(spent.attoseconds) / 1e18))
        }
    }

    /// The tests of a unit that found rows and keep them in tables of their own: those outlive the unit.
    private func storedFailures(of number: Int) -> [Node] {
        results.compactMap { result in
            guard let node = result.node, node.resourceType == .test, node.storesFailures, result.status == .fail || result.status == .warn,
                let position = plan.order.graph.position(of: node.uniqueID), units?.unit(of: position) == number
            else { return nil }
            return node
        }
    }

    private func take(_ number: Int, _ result: Result<[String], UnitFailure>, seconds: Double) {
        let unit = plan.publication?.units[number]
        let name = unit?.name ?? ""
        switch result {
        case .success(let relations) where units?.reasons[number] == nil:
            settings.sink.receive(.unitPublished(name, relations: relations, seconds: seconds))
        case .success: refuse(number, name)
        case .failure(let failure):
            units?.note(failure.message, of: number)
            refuse(number, name)
        }
        units?.closed(number)
        releaseReady()
    }

    /// Leaves out what lies behind a unit that was not published, and says of its nodes that what they built is not visible.
    private func refuse(_ number: Int, _ name: String) {
        let reasons = units?.reasons[number] ?? []
        let ids = Set((plan.publication?.units[number].members ?? []).map { plan.order.graph.ids[$0] })
        hold(number, reasons.first ?? "its unit failed")
        let below = plan.graph.descendants(of: plan.graph.set(of: ids))
        for id in plan.graph.ids(in: below) where skipped[id] == nil { skipped[id] = .some(nil) }
        for position in plan.publication?.units[number].members ?? [] { units?.fail(at: position) }
        settings.sink.receive(.unitRefused(name, reasons: reasons, kept: ids.sorted()))
    }

    private func take(_ outcome: ItemOutcome, at position: Int) {
        let result = outcome.result
        if outcome.wasStopped || result.status.isFailure || result.status == .skipped || outcome.isBlocked {
            units?.note(UnitSchedule.reason(outcome), at: position)
        }
        let stops = result.status == .error || result.status == .partialSuccess || outcome.isBlocked
        if stops || plan.testsStopNodes && result.status == .fail { units?.fail(at: position) }
        take(outcome)
    }

    private func take(_ outcome: ItemOutcome) {
        let result = outcome.result
        let isEphemeral = result.node?.isEphemeral == true
        if outcome.wasStopped {
            // As in dbt, what was stopped is no result.
            if !isEphemeral { stopped.cancelled.append(result.uniqueID) }
            return
        }
        if !isEphemeral { results.append(result) } else if result.status == .success, let node = result.node { ephemerals.append(node) }
        let stops =
            result.status == .error || result.status == .partialSuccess || (plan.testsStopNodes && result.status == .fail)
            || outcome.isBlocked
        if stops, result.node?.config["on_error"]?.string != "continue" || result.node?.resourceType != .model {
            let cause: RunResult? = isEphemeral ? result : nil
            let below = plan.graph.descendants(of: plan.graph.set(of: [result.uniqueID]))
            for id in plan.graph.ids(in: below) where skipped[id] == nil { skipped[id] = .some(cause) }
        }
        if settings.failsFast, result.status.isFailure, result.status != .runtimeError, graceEnd == nil {
            graceEnd = ContinuousClock.now + Self.grace
        }
    }

    /// Runs nothing: tells of every node that it is left out.
    func skipAll() {
        skipRest(message: nil, isTold: true)
        threads.finish()
    }

    /// Results for all nodes without one, as dbt gives them where `--fail-fast` or a hook stopped the run: ephemeral models among them.
    ///
    /// - Parameters:
    ///   - message: what the results say.
    ///   - isTold: whether each is reported as skipped.
    func skipRest(message: String?, isTold: Bool = false) {
        let done = Set(results.map(\.uniqueID))
        for (offset, id) in plan.order.ids.enumerated() where !done.contains(id) {
            guard let item = plan.items[id] else { continue }
            var result = RunResult(uniqueID: id, node: item.node, status: .skipped, message: message)
            result.threadID = "MainThread"
            results.append(result)
            if isTold { settings.sink.receive(.nodeSkipped(item, result, index: offset + 1, total: total, cause: nil)) }
        }
    }
}

/// The workers, each used by the thread of its number alone.
private final class WorkerPool: @unchecked Sendable {
    private let workers: [Worker]

    init(_ workers: [Worker]) { self.workers = workers }

    /// Ends a worker's connection; called on its own thread.
    func close(_ number: Int) { workers[number - 1].close() }

    /// The worker of a thread.
    func worker(_ number: Int) -> Worker { workers[number - 1] }
}
