/// Looks for an order of the vertices in each rank with few crossings: sweeps of barycentres, each followed by exchanges of neighbours.
///
/// The order of the input is the first candidate, so the result never has more crossings than it.
struct CrossingReduction {
    private let graph: RankedGraph
    /// By rank: its vertices from top to bottom.
    private var order: [[Int]]
    /// By vertex: its place in its rank.
    private var place: [Int]
    /// The best order found.
    private(set) var best: [[Int]]
    /// How many crossings it has.
    private(set) var crossings: Int

    /// How many sweeps are made at most: fewer on large graphs.
    private static func sweepLimit(_ vertices: Int) -> Int { max(4, min(24, 300_000 / max(1, vertices))) }
    /// After how many sweeps in vain the search ends.
    private static let patience = 5

    init(_ graph: RankedGraph) {
        self.graph = graph
        order = graph.ranks
        place = Array(repeating: 0, count: graph.count)
        best = order
        crossings = 0
        for rank in order.indices { renumber(rank) }
        crossings = Self.crossings(graph, order, place)
        search(from: graph.ranks)
        search(from: Self.depthFirst(graph))
    }

    private mutating func search(from start: [[Int]]) {
        order = start
        for rank in order.indices { renumber(rank) }
        var idle = 0
        for sweep in 0..<Self.sweepLimit(graph.count) where crossings > 0 && idle < Self.patience {
            let isDown = sweep.isMultiple(of: 2)
            for rank in isDown ? Array(order.indices.dropFirst()) : order.indices.dropLast().reversed() {
                sort(rank, by: isDown ? graph.upper : graph.lower)
            }
            for rank in isDown ? Array(order.indices) : order.indices.reversed() { exchange(in: rank) }
            let found = Self.crossings(graph, order, place)
            idle += 1
            if found < crossings {
                (best, crossings, idle) = (order, found, 0)
            }
        }
    }

    private mutating func renumber(_ rank: Int) {
        for (index, vertex) in order[rank].enumerated() { place[vertex] = index }
    }

    /// Sorts a rank by the mean place of each vertex's neighbours. A vertex without any keeps its place.
    private mutating func sort(_ rank: Int, by neighbours: [[Int]]) {
        var moving: [(mean: Double, index: Int, vertex: Int)] = []
        var slots: [Int] = []
        for (index, vertex) in order[rank].enumerated() where !neighbours[vertex].isEmpty {
            let sum = neighbours[vertex].reduce(0) { $0 + place[$1] }
            moving.append((Double(sum) / Double(neighbours[vertex].count), index, vertex))
            slots.append(index)
        }
        moving.sort { ($0.mean, $0.index) < ($1.mean, $1.index) }
        for (slot, entry) in zip(slots, moving) { order[rank][slot] = entry.vertex }
        renumber(rank)
    }

    /// Exchanges neighbours in a rank as long as that takes crossings away.
    private mutating func exchange(in rank: Int) {
        var row = order[rank]
        guard row.count > 1 else { return }
        let up = row.map { vertex in graph.upper[vertex].map { place[$0] }.sorted() }
        let down = row.map { vertex in graph.lower[vertex].map { place[$0] }.sorted() }
        var slots = Array(row.indices)
        var rounds = 0
        var isBetter = true
        while isBetter, rounds < 4 {
            isBetter = false
            rounds += 1
            for index in 0..<(slots.count - 1) {
                let (first, second) = (slots[index], slots[index + 1])
                let now = Self.inversions(up[first], up[second]) + Self.inversions(down[first], down[second])
                guard now > 0 else { continue }
                if Self.inversions(up[second], up[first]) + Self.inversions(down[second], down[first]) < now {
                    slots.swapAt(index, index + 1)
                    isBetter = true
                }
            }
        }
        row = slots.map { row[$0] }
        order[rank] = row
        renumber(rank)
    }

    /// How many pairs of the sorted places lie the wrong way round: one of the first behind one of the second.
    private static func inversions(_ first: [Int], _ second: [Int]) -> Int {
        guard let last = first.last, let start = second.first, last > start else { return 0 }
        var result = 0
        var below = 0
        for place in first {
            while below < second.count, second[below] < place { below += 1 }
            result += below
        }
        return result
    }

    /// The crossings of all edges, by a tree of counts over each rank.
    private static func crossings(_ graph: RankedGraph, _ order: [[Int]], _ place: [Int]) -> Int {
        var result = 0
        for rank in order.indices.dropLast() {
            let size = order[rank + 1].count
            var tree = Array(repeating: 0, count: size + 1)
            var total = 0
            for vertex in order[rank] {
                let ends = graph.lower[vertex].map { place[$0] }
                for end in ends {
                    var index = end + 1
                    var before = 0
                    while index > 0 {
                        before += tree[index]
                        index &= index - 1
                    }
                    result += total - before
                }
                for end in ends {
                    var index = end + 1
                    while index <= size {
                        tree[index] += 1
                        index += index & -index
                    }
                }
                total += ends.count
            }
        }
        return result
    }

    /// Another order to begin with: each rank in the order in which a walk along the edges meets its vertices.
    private static func depthFirst(_ graph: RankedGraph) -> [[Int]] {
        var rankOf = Array(repeating: 0, count: graph.count)
        for (rank, vertices) in graph.ranks.enumerated() { for vertex in vertices { rankOf[vertex] = rank } }
        var result: [[Int]] = Array(repeating: [], count: graph.ranks.count)
        var isSeen = Array(repeating: false, count: graph.count)
        for start in graph.ranks.joined() where !isSeen[start] {
            var open = [start]
            while let vertex = open.popLast() {
                guard !isSeen[vertex] else { continue }
                isSeen[vertex] = true
                result[rankOf[vertex]].append(vertex)
                open += (graph.lower[vertex] + graph.upper[vertex]).reversed().filter { !isSeen[$0] }
            }
        }
        return result
    }
}
