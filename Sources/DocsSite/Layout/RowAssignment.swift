/// Gives the vertices of one connected part rows: the order in each column stays, and as many edges as possible run straight.
///
/// Columns are visited to and fro. Each time a vertex wants the median row of its neighbours, and the rows nearest to all wishes that keep
/// the order are found by pooling neighbours which stand in each other's way.
struct RowAssignment {
    /// By vertex: its row, from 0.
    private(set) var row: [Int: Int] = [:]
    /// How many rows there are.
    private(set) var height = 0
    private let columns: [[Int]]
    private let graph: LayoutGraph
    private static let sweeps = 10

    /// `columns` holds the vertices of each column from top to bottom.
    init(_ columns: [[Int]], _ graph: LayoutGraph) {
        self.columns = columns
        self.graph = graph
        let tallest = columns.map(\.count).max() ?? 0
        for column in columns {
            for (index, vertex) in column.enumerated() { row[vertex] = index + (tallest - column.count) / 2 }
        }
        straighten()
        closeGaps()
    }

    private mutating func straighten() {
        var best = (rows: row, bends: bends())
        for sweep in 0..<Self.sweeps {
            let isRight = sweep.isMultiple(of: 2)
            let isLast = sweep >= Self.sweeps - 2
            for column in isRight ? columns : columns.reversed() { move(column, parents: isRight || isLast, children: !isRight || isLast) }
            let found = bends()
            if found < best.bends { best = (row, found) }
        }
        row = best.rows
    }

    /// How far all edges lead up or down.
    private func bends() -> Int {
        row.reduce(0) { sum, entry in
            graph.children[entry.key].reduce(sum) { $0 + abs(entry.value - (row[$1] ?? entry.value)) }
        }
    }

    private mutating func move(_ column: [Int], parents: Bool, children: Bool) {
        var pool = MedianPool()
        for (index, vertex) in column.enumerated() {
            let (wish, weight) = self.wish(of: vertex, parents: parents, children: children)
            pool.add(wish - index, weight: weight)
        }
        for (index, value) in pool.values.enumerated() { row[column[index]] = value + index }
    }

    /// The median row of the neighbours, and how much it counts: more where the edge is the only one at both of its ends.
    private func wish(of vertex: Int, parents: Bool, children: Bool) -> (row: Int, weight: Int) {
        var rows: [Int] = []
        var weight = 1
        if parents {
            rows += graph.parents[vertex].compactMap { row[$0] }
            if graph.parents[vertex].count == 1, graph.children[graph.parents[vertex][0]].count == 1 { weight += 6 }
        }
        if children {
            rows += graph.children[vertex].compactMap { row[$0] }
            if graph.children[vertex].count == 1, graph.parents[graph.children[vertex][0]].count == 1 { weight += 6 }
        }
        guard !rows.isEmpty else { return (row[vertex] ?? 0, 1) }
        rows.sort()
        let (low, high) = (rows[(rows.count - 1) / 2], rows[rows.count / 2])
        return ((low + high) >> 1, weight + 1)
    }

    /// Takes out rows that hold nothing and begins with 0.
    private mutating func closeGaps() {
        let used = Set(row.values).sorted()
        let number = Dictionary(uniqueKeysWithValues: used.enumerated().map { ($1, $0) })
        row = row.mapValues { number[$0] ?? 0 }
        height = used.count
    }
}

/// The rising values nearest to a list of wishes, by the sum of weighted distances: wishes that fall are pooled at their median.
private struct MedianPool {
    private struct Block {
        var count: Int
        /// Wishes with their weights, ascending.
        var wishes: [(value: Int, weight: Int)]
        var median: Int
    }

    private var blocks: [Block] = []

    mutating func add(_ value: Int, weight: Int) {
        var block = Block(count: 1, wishes: [(value, weight)], median: value)
        while let last = blocks.last, last.median > block.median {
            blocks.removeLast()
            block = Self.joined(last, block)
        }
        blocks.append(block)
    }

    /// The value of each wish, in order.
    var values: [Int] { blocks.flatMap { Array(repeating: $0.median, count: $0.count) } }

    private static func joined(_ first: Block, _ second: Block) -> Block {
        var wishes: [(value: Int, weight: Int)] = []
        wishes.reserveCapacity(first.wishes.count + second.wishes.count)
        var (left, right) = (first.wishes[...], second.wishes[...])
        while let low = left.first, let high = right.first {
            if low.value <= high.value {
                wishes.append(low)
                left.removeFirst()
            } else {
                wishes.append(high)
                right.removeFirst()
            }
        }
        wishes += left
        wishes += right
        let half = wishes.reduce(0) { $0 + $1.weight }
        var sum = 0
        for wish in wishes {
            sum += wish.weight
            if sum * 2 >= half { return Block(count: first.count + second.count, wishes: wishes, median: wish.value) }
        }
        return Block(count: first.count + second.count, wishes: wishes, median: 0)
    }
}
