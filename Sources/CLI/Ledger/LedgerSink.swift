import Formats
import Graph
import Ledger
import Runner
import Synchronization

/// Writes what happens to nodes into the ledger, then passes it on.
final class LedgerSink: EventSink {
    private let ledger: Ledger
    private let run: String
    private let redaction: Redaction
    private let layer: @Sendable (String) -> String?
    private let scrub: @Sendable (String) -> String
    private let now: @Sendable () -> Timestamp
    private let next: any EventSink
    /// Nodes under way, by unique id.
    private let running = Mutex<[String: LedgerNode]>([:])

    /// A sink before another.
    ///
    /// - Parameters:
    ///   - run: the id of the run in the ledger.
    ///   - layer: the layer of a node.
    ///   - scrub: hides secrets.
    init(
        _ ledger: Ledger, run: String, redaction: Redaction, layer: @escaping @Sendable (String) -> String?,
        scrub: @escaping @Sendable (String) -> String, now: @escaping @Sendable () -> Timestamp, next: any EventSink
    ) {
        self.ledger = ledger
        self.run = run
        self.redaction = redaction
        self.layer = layer
        self.scrub = scrub
        self.now = now
        self.next = next
    }

    func receive(_ event: RunEvent) {
        switch event {
        case .nodeStarted(let item, _, _): begin(item.uniqueID, item.resourceType)
        case .nodeFinished(let item, let result, _, _), .nodeSkipped(let item, let result, _, _, _): end(item, result)
        case .retrying(let item, _): beginAgain(item.uniqueID)
        case .hookStarted(let hook, _, _, _): begin(hook.uniqueID, hook.resourceType)
        case .hookFinished(let hook, _, let status, _, _, let seconds): end(hook.uniqueID, status.rawValue, seconds)
        case .unitPublished(let unit, let relations, let seconds): publish(unit, relations, seconds)
        case .unitRefused(let unit, let reasons, let kept): refuse(unit, reasons, kept)
        case .stopped(let nodes): for id in nodes.cancelled + nodes.unconfirmed { interrupt(id) }
        default: break
        }
        next.receive(event)
    }

    private func begin(_ id: String, _ type: ResourceType) {
        var node = LedgerNode(uniqueID: id, resourceType: type.rawValue, layer: layer(id))
        node.startedAt = now().artifactText
        running.withLock { $0[id] = node }
        ledger.began(node, in: run)
    }

    private func beginAgain(_ id: String) {
        let node = running.withLock { running in
            running[id]?.attempt += 1
            return running[id]
        }
        if let node { ledger.began(node, in: run) }
    }

    private func end(_ item: RunItem, _ result: RunResult) {
        let id = item.uniqueID
        var node = running.withLock { $0[id] } ?? LedgerNode(uniqueID: id, resourceType: item.resourceType.rawValue, layer: layer(id))
        node.status = result.status.rawValue
        node.endedAt = now().artifactText
        if result.status != .skipped { node.seconds = result.executionTime }
        node.rows = rows(result)
        node.failures = result.failures
        node.rowsTested = result.quarantine?.input ?? result.rowsTested
        node.quarantined = result.quarantine?.quarantined
        node.message = result.message.map { scrub(redaction.text(of: $0)) }
        let subject = item.node?.genericTest?.columnName
        node.failingRows = (result.failingRows ?? []).map { scrub(redaction.text(of: $0, subject: subject)) }
        running.withLock { $0[id] = node }
        ledger.ended(node, in: run)
    }

    /// How many rows a relation was given; tests give none.
    private func rows(_ result: RunResult) -> Int? {
        if let count = result.rowCount { return count }
        guard result.node?.resourceType != .test, let count = result.adapterResponse["rows_affected"]?.int, count >= 0 else { return nil }
        return count
    }

    private func end(_ id: String, _ status: String, _ seconds: Double) {
        guard var node = running.withLock({ $0[id] }) else { return }
        node.status = status
        node.endedAt = now().artifactText
        node.seconds = seconds
        ledger.ended(node, in: run)
    }

    private func publish(_ unit: String, _ relations: [String], _ seconds: Double) {
        var publication = LedgerPublication(unit: unit, isPublished: true)
        publication.relations = relations
        publication.seconds = seconds
        ledger.record(publication, in: run, at: now().artifactText)
    }

    private func refuse(_ unit: String, _ reasons: [String], _ kept: [String]) {
        var publication = LedgerPublication(unit: unit, isPublished: false)
        publication.reasons = reasons.map { scrub(redaction.text(of: $0)) }
        publication.held = kept
        ledger.record(publication, in: run, at: now().artifactText)
    }

    private func interrupt(_ id: String) {
        guard var node = running.withLock({ $0[id] }) else { return }
        node.status = "interrupted"
        node.endedAt = now().artifactText
        node.failingRows = []
        ledger.ended(node, in: run)
    }
}
