/// Positions that can start, lowest rank first.
struct ReadyQueue {
    private let ranks: [Int]
    private var heap: [Int] = []

    /// An empty queue over the ranks of all positions.
    init(ranks: [Int]) { self.ranks = ranks }

    /// Adds a position.
    mutating func insert(_ position: Int) {
        heap.append(position)
        var child = heap.count - 1
        while child > 0, ranks[heap[child]] < ranks[heap[(child - 1) / 2]] {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    /// Takes the position of lowest rank; nil where there is none.
    mutating func popFirst() -> Int? {
        guard let first = heap.first else { return nil }
        let last = heap.removeLast()
        guard !heap.isEmpty else { return first }
        heap[0] = last
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && ranks[heap[child]] < ranks[heap[least]] {
                least = child
            }
            if least == parent { return first }
            heap.swapAt(parent, least)
            parent = least
        }
    }
}

/// Hands values from many threads to one that waits for them.
final class Inbox<Element: Sendable>: @unchecked Sendable {
    private let lock = ThreadCondition()
    // Guarded by `lock`.
    private var elements: [Element] = []

    /// Adds a value.
    func add(_ element: Element) { lock.signal { elements.append(element) } }

    /// The next value; nil where none came until `isOver`.
    func next(unless isOver: () -> Bool) -> Element? {
        lock.locked {
            while elements.isEmpty {
                if isOver() { return nil }
                lock.waitBriefly()
            }
            return elements.removeFirst()
        }
    }
}
