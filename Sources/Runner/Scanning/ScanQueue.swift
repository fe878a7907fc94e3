import Formats
import Graph

/// Which of the ready tests ask about the rows of the same relation, so that one scan may answer them.
///
/// A test waits for such a scan only when its turn has come; then all tests of the relation that are ready are asked together, and each runs
/// in its own turn with what was found out.
struct ScanQueue {
    /// By position: the group of tests it may be asked with.
    private var groups: [Int: Int] = [:]
    /// By group: tests that are ready and were not asked.
    private var ready: [[Int]] = []
    /// Tests that are being asked, and whether their turn has come meanwhile.
    private var asked: [Int: Bool] = [:]
    private var prepared: [Int: PreparedTest] = [:]

    /// What tests of a group have in common.
    private struct Key: Hashable {
        let relation: String
        let unit: Int?
    }

    /// The groups of a plan.
    init(_ plan: Plan, _ manifest: Manifest) {
        guard case .execute = plan.mode else { return }
        var members: [Key: [Int]] = [:]
        for (position, id) in plan.order.graph.ids.enumerated() {
            guard let test = plan.items[id]?.node, test.onlyCountsRows, plan.refusals[id] == nil, let relation = test.onlyParent,
                manifest.nodes[relation]?.isEphemeral != true
            else { continue }
            members[Key(relation: relation, unit: plan.publication?.unitOf[position]), default: []].append(position)
        }
        for positions in members.values where positions.count > 1 {
            for position in positions { groups[position] = ready.count }
            ready.append([])
        }
    }

    /// Notes that a position is ready.
    mutating func add(_ position: Int) {
        if let group = groups[position] { ready[group].append(position) }
    }

    /// The tests to ask together with one whose turn has come; nil where there is nothing to ask. Those that will not run are no matter.
    mutating func take(with position: Int, unless isLeftOut: (Int) -> Bool) -> [Int]? {
        guard let group = groups[position], ready[group].contains(position) else { return nil }
        let tests = ready[group].filter { !isLeftOut($0) }
        ready[group] = []
        guard tests.count > 1, tests.contains(position) else { return nil }
        for test in tests { asked[test] = test == position }
        return tests
    }

    /// Whether a position whose turn has come is being asked: its turn comes again.
    mutating func holdsBack(_ position: Int) -> Bool {
        guard asked[position] != nil else { return false }
        asked[position] = true
        return true
    }

    /// Notes what was found out. Gives the positions whose turn came meanwhile.
    mutating func note(_ tests: [Int], _ found: [PreparedTest?]) -> [Int] {
        for (test, found) in zip(tests, found) { prepared[test] = found }
        return tests.filter { asked.removeValue(forKey: $0) == true }
    }

    /// What was found out about a position, taken out; nil for nothing.
    mutating func takePrepared(_ position: Int) -> PreparedTest? { prepared.removeValue(forKey: position) }
}

extension NodeContent {
    /// Whether all that a test does with the rows it finds is to count them.
    fileprivate var onlyCountsRows: Bool {
        resourceType == .test && config["fail_calc"]?.string == "count(*)" && !storesFailures && quarantineRule == nil
            && !hasPercentThreshold
    }

    /// The one thing a node reads; nil where there are several, or none.
    fileprivate var onlyParent: String? {
        guard let first = dependsOn.nodes.first, dependsOn.nodes.allSatisfy({ $0 == first }) else { return nil }
        return first
    }
}
