/// A set of positions in a graph: one bit each.
public struct NodeSet: Sendable, Equatable {
    private var words: [UInt64]

    /// An empty set for a graph of so many nodes.
    public init(capacity: Int) { words = [UInt64](repeating: 0, count: (Swift.max(capacity, 0) + 63) / 64) }

    /// Whether the position is in the set; false for positions outside the graph.
    public func contains(_ position: Int) -> Bool {
        guard position >= 0, position >> 6 < words.count else { return false }
        return words[position >> 6] & (1 << UInt64(position & 63)) != 0
    }

    /// Adds a position; says whether it was new. A position outside the graph is never added.
    @discardableResult
    public mutating func insert(_ position: Int) -> Bool {
        guard position >= 0, position >> 6 < words.count else { return false }
        let bit: UInt64 = 1 << UInt64(position & 63)
        guard words[position >> 6] & bit == 0 else { return false }
        words[position >> 6] |= bit
        return true
    }

    /// Takes a position out.
    public mutating func remove(_ position: Int) {
        guard contains(position) else { return }
        words[position >> 6] &= ~(1 << UInt64(position & 63))
    }

    /// Whether there is none.
    public var isEmpty: Bool { words.allSatisfy { $0 == 0 } }
    /// How many there are.
    public var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

    /// Adds the positions of another set of the same graph.
    public mutating func formUnion(_ other: NodeSet) {
        for index in 0..<Swift.min(words.count, other.words.count) { words[index] |= other.words[index] }
    }

    /// Keeps what another set of the same graph holds too.
    public mutating func formIntersection(_ other: NodeSet) {
        for index in words.indices { words[index] &= index < other.words.count ? other.words[index] : 0 }
    }

    /// Takes out the positions of another set of the same graph.
    public mutating func subtract(_ other: NodeSet) {
        for index in 0..<Swift.min(words.count, other.words.count) { words[index] &= ~other.words[index] }
    }

    /// Both sets together.
    public func union(_ other: NodeSet) -> NodeSet {
        var result = self
        result.formUnion(other)
        return result
    }
}

extension NodeSet: Sequence {
    /// The positions, smallest first.
    public struct Iterator: IteratorProtocol {
        fileprivate let words: [UInt64]
        fileprivate var index = 0
        fileprivate var rest: UInt64

        /// The next position.
        public mutating func next() -> Int? {
            while rest == 0 {
                index += 1
                guard index < words.count else { return nil }
                rest = words[index]
            }
            let bit = rest.trailingZeroBitCount
            rest &= rest - 1
            return index << 6 + bit
        }
    }

    /// Iterates over the positions, smallest first.
    public func makeIterator() -> Iterator { Iterator(words: words, rest: words.first ?? 0) }
}
