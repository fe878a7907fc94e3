/// How many of some things are covered.
public struct Share: Sendable, Equatable {
    /// Those that are covered.
    public var covered: Int
    /// All of them.
    public var all: Int

    /// Some of all.
    public init(_ covered: Int = 0, of all: Int = 0) {
        self.covered = covered
        self.all = all
    }

    /// How many of 100; nil where there is nothing to cover.
    public var percent: Double? { all == 0 ? nil : Double(covered) * 100 / Double(all) }

    /// Both shares as one.
    static func + (left: Share, right: Share) -> Share { Share(left.covered + right.covered, of: left.all + right.all) }
}
