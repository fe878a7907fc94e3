/// How far a run is through its units and layers: which items may start now.
struct UnitProgress {
    private let plan: PublicationPlan
    private let ranks: [Int]
    /// By unit: items that have not ended.
    private var remaining: [Int]
    /// By unit: units before it that are not closed.
    private var blockers: [Int]
    private var isOpen: [Bool]
    /// The one unit whose items run, where units exclude each other.
    private var active: Int?
    /// By layer: items that have not ended.
    private var layerRemaining: [Int]
    /// Items that wait for their unit, by unit, and for their layer, by layer; their parents have ended.
    private var waitingForUnit: [[Int]]
    private var waitingForLayer: [[Int]]
    /// Items of units that are open and layers that are reached.
    private var released: [Int] = []

    init(_ plan: PublicationPlan, ranks: [Int]) {
        self.plan = plan
        self.ranks = ranks
        remaining = plan.units.map(\.count)
        blockers = [Int](repeating: 0, count: plan.units.count)
        for targets in plan.successors { for unit in targets { blockers[unit] += 1 } }
        isOpen = blockers.map { $0 == 0 && !plan.settings.isExclusive }
        layerRemaining = [Int](repeating: 0, count: plan.layerCount)
        for layer in plan.layerOf.compactMap({ $0 }) { layerRemaining[layer] += 1 }
        waitingForUnit = [[Int]](repeating: [], count: plan.units.count)
        waitingForLayer = [[Int]](repeating: [], count: plan.layerCount)
    }

    /// An item whose parents have ended.
    mutating func add(_ position: Int) {
        if let layer = plan.layerOf[position], !isReached(layer) {
            waitingForLayer[layer].append(position)
        } else if isOpen[plan.unitOf[position]] {
            released.append(position)
        } else {
            waitingForUnit[plan.unitOf[position]].append(position)
            activateNext()
        }
    }

    /// The items that may start now, taken out.
    mutating func takeReleased() -> [Int] {
        defer { released = [] }
        return released
    }

    /// Notes that an item ended. Gives its unit where it was the unit's last one: then that is to be closed.
    mutating func ended(_ position: Int) -> Int? {
        if let layer = plan.layerOf[position] {
            layerRemaining[layer] -= 1
            if layerRemaining[layer] == 0 { reachLayers() }
        }
        let unit = plan.unitOf[position]
        remaining[unit] -= 1
        return remaining[unit] == 0 ? unit : nil
    }

    /// Notes that a unit was published or given up.
    mutating func closed(_ unit: Int) {
        if active == unit { active = nil }
        for next in plan.successors[unit] {
            blockers[next] -= 1
            if blockers[next] == 0, !plan.settings.isExclusive { open(next) }
        }
        activateNext()
    }

    private func isReached(_ layer: Int) -> Bool { !layerRemaining[..<layer].contains { $0 > 0 } }

    private mutating func reachLayers() {
        for layer in waitingForLayer.indices where isReached(layer) {
            let positions = waitingForLayer[layer]
            waitingForLayer[layer] = []
            for position in positions { add(position) }
        }
    }

    private mutating func open(_ unit: Int) {
        isOpen[unit] = true
        released += waitingForUnit[unit]
        waitingForUnit[unit] = []
    }

    /// Where units exclude each other: opens the one whose first item comes first, once none is open.
    private mutating func activateNext() {
        guard plan.settings.isExclusive, active == nil else { return }
        var best: (unit: Int, rank: Int)?
        for unit in waitingForUnit.indices where blockers[unit] == 0 && !waitingForUnit[unit].isEmpty {
            let rank = waitingForUnit[unit].map { ranks[$0] }.min() ?? 0
            if best.map({ rank < $0.rank }) ?? true { best = (unit, rank) }
        }
        guard let unit = best?.unit else { return }
        active = unit
        open(unit)
    }
}
