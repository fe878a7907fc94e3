/// What several runs of the same thing have in common.
public struct RunFigures: Sendable, Equatable {
    /// How many runs ended, well or not: those under way, interrupted or left out do not count.
    public private(set) var ended = 0
    /// How many of them ended well.
    public private(set) var good = 0
    /// The middle of their durations in seconds, half way between two where there is no single one; nil without any.
    public private(set) var median: Double?
    /// The duration that 95 of 100 do not exceed: the smallest one for which that is so; nil without any.
    public private(set) var ninetyFifth: Double?

    /// The figures of runs of a target.
    public init(_ runs: [PastRun]) {
        let counted = runs.filter { $0.run.status == .success || $0.run.status == .failed }
        self.init(isGood: counted.map { $0.run.status == .success }, seconds: counted.compactMap(\.run.seconds))
    }

    /// The figures of one node's runs. A warning is no failure.
    public init(_ nodes: [PastNode]) {
        let counted = nodes.filter { !["running", "interrupted", "skipped", "no-op"].contains($0.node.status) }
        self.init(
            isGood: counted.map { ["success", "pass", "warn", "reused"].contains($0.node.status) },
            seconds: counted.compactMap(\.node.seconds))
    }

    /// The figures of outcomes and durations.
    public init(isGood: [Bool], seconds: [Double]) {
        ended = isGood.count
        good = isGood.count { $0 }
        let sorted = seconds.sorted()
        guard let last = sorted.last else { return }
        let middle = sorted.count / 2
        median = sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
        let rank = (sorted.count * 95 + 99) / 100
        ninetyFifth = rank <= sorted.count && rank > 0 ? sorted[rank - 1] : last
    }

    /// How many of 100 ended well; nil where none ended.
    public var successRate: Double? { ended == 0 ? nil : Double(good) * 100 / Double(ended) }
}
