import Graph

/// What the scheduler knows of units: how far they are, which of them failed, and behind which layer nothing may start.
struct UnitSchedule {
    private let plan: PublicationPlan
    /// Which items may start.
    var progress: UnitProgress
    /// Why units are not published, by their number.
    private(set) var reasons: [Int: [String]] = [:]
    private var closedUnits: Set<Int> = []
    /// The lowest layer in which something failed.
    private var failedLayer: Int?

    init(_ plan: PublicationPlan, ranks: [Int]) {
        self.plan = plan
        progress = UnitProgress(plan, ranks: ranks)
    }

    /// Notes that a unit was published or given up.
    mutating func closed(_ unit: Int) {
        closedUnits.insert(unit)
        progress.closed(unit)
    }

    /// Whether a unit was published or given up.
    func isClosed(_ unit: Int) -> Bool { closedUnits.contains(unit) }

    /// The unit of a position.
    func unit(of position: Int) -> Int { plan.unitOf[position] }

    /// Notes why the unit of a position cannot be published.
    mutating func note(_ reason: String, at position: Int) { note(reason, of: unit(of: position)) }

    /// Notes why a unit cannot be published; an empty reason counts where there is no other.
    mutating func note(_ reason: String, of unit: Int) {
        if reason.isEmpty, reasons[unit] != nil { return }
        reasons[unit] = (reasons[unit] ?? []).filter { !$0.isEmpty } + [reason]
    }

    /// Notes that something failed: layers behind its own are left out.
    mutating func fail(at position: Int) {
        guard let layer = plan.layerOf[position] else { return }
        failedLayer = min(failedLayer ?? layer, layer)
    }

    /// Whether a position lies in a layer behind one in which something failed.
    func isBehindFailure(_ position: Int) -> Bool {
        guard let failedLayer, let layer = plan.layerOf[position] else { return false }
        return layer > failedLayer
    }

    /// What an outcome says to those whose unit it stops.
    static func reason(_ outcome: ItemOutcome) -> String {
        let result = outcome.result
        let name = result.node?.name ?? result.uniqueID
        if outcome.wasStopped { return "\(name) was stopped" }
        switch result.status {
        case .fail: return "\(name) failed"
        case .error, .runtimeError: return "\(name) ended in an error"
        case .partialSuccess: return "\(name) was built in part"
        default: return ""
        }
    }
}
