/// Column and row of every vertex.
struct LayoutGrid {
    /// By vertex: its column.
    private(set) var column: [Int]
    /// By vertex: its row.
    private(set) var row: [Int]
    /// By column: its band.
    private(set) var bandOfColumn: [Int] = []

    init(_ graph: LayoutGraph, _ ranks: RankAssignment) {
        column = Array(repeating: 0, count: graph.count)
        row = column
        let components = graph.components()
        let orders = components.filter { $0.count > 1 }.map { component in
            let ranked = RankedGraph(component, graph, rank: ranks.rank)
            return CrossingReduction(ranked).best.map { $0.compactMap { ranked.box[$0] } }
        }
        let alone = components.filter { $0.count == 1 }.map { $0[0] }
        let cut = ColumnCut(graph, ranks, orders: orders, alone: alone)
        bandOfColumn = cut.bandOfColumn
        var bottom = Array(repeating: 0, count: cut.bandOfColumn.count)
        for order in orders { place(order, graph, ranks, cut, &bottom) }
        place(alone: alone, graph, cut, &bottom)
    }

    /// Puts a connected part where it stands highest, below what is there already: in the first columns of its ranks, or in others.
    private mutating func place(
        _ order: [[Int]], _ graph: LayoutGraph, _ ranks: RankAssignment, _ cut: ColumnCut, _ bottom: inout [Int]
    ) {
        guard let first = order.first?.first.map({ ranks.rank[$0] }) else { return }
        let parts = order.enumerated().map { cut.dealt($1, rank: first + $0) }
        let rows = RowAssignment(parts.flatMap { $0 }, graph)
        var best: (offset: Int, lane: Int)?
        for lane in 0..<(order.indices.map { cut.columns(ofRank: first + $0).count }.max() ?? 1) {
            let offset = self.offset(of: parts, first, rows, cut, lane: lane, bottom)
            if best.map({ offset < $0.offset }) ?? true { best = (offset, lane) }
        }
        guard let best else { return }
        for (step, lists) in parts.enumerated() {
            let start = cut.start(ofRank: first + step, lists.count, lane: best.lane)
            for (index, vertices) in lists.enumerated() {
                for vertex in vertices {
                    column[vertex] = start + index
                    row[vertex] = best.offset + (rows.row[vertex] ?? 0)
                    bottom[start + index] = max(bottom[start + index], row[vertex] + 1)
                }
            }
        }
    }

    /// The first row a connected part can have in a lane. Ranks it only passes must have room in one of their columns.
    private func offset(
        of parts: [[[Int]]], _ first: Int, _ rows: RowAssignment, _ cut: ColumnCut, lane: Int, _ bottom: [Int]
    ) -> Int {
        var offset = 0
        for (step, lists) in parts.enumerated() {
            if lists.isEmpty { offset = max(offset, cut.columns(ofRank: first + step).map { bottom[$0] }.min() ?? 0) }
            let start = cut.start(ofRank: first + step, lists.count, lane: lane)
            for (index, vertices) in lists.enumerated() {
                offset = max(offset, bottom[start + index] - (vertices.first.flatMap { rows.row[$0] } ?? 0))
            }
        }
        return offset
    }

    /// What has no edges fills the columns of its band from below.
    private mutating func place(alone: [Int], _ graph: LayoutGraph, _ cut: ColumnCut, _ bottom: inout [Int]) {
        for vertex in alone {
            let columns = cut.columns(ofBand: graph.band[vertex])
            guard let best = columns.min(by: { (bottom[$0], $0) < (bottom[$1], $1) }) else { continue }
            column[vertex] = best
            row[vertex] = bottom[best]
            bottom[best] += 1
        }
    }
}

/// How many columns each rank gets: one, or more where one would grow far taller than the whole is wide.
struct ColumnCut {
    /// No column is cut below this height, in rows.
    private static let smallest = 60
    /// How many times wider than high the whole should be at least where columns are cut.
    private static let aspect = 1.6

    /// By rank: its first column; behind the last rank the number of columns.
    private var first: [Int] = [0]
    /// By column: its band.
    private(set) var bandOfColumn: [Int] = []
    /// How many rows a column may have.
    private let rows: Int

    /// `orders` holds for each connected part its vertices by rank.
    init(_ graph: LayoutGraph, _ ranks: RankAssignment, orders: [[[Int]]], alone: [Int]) {
        var sizes = Array(repeating: 0, count: ranks.bandOfRank.count)
        for vertex in orders.joined().joined() { sizes[ranks.rank[vertex]] += 1 }
        for vertex in alone { sizes[ranks.firstRank[graph.band[vertex]]] += 1 }
        rows = Self.rows(for: sizes)
        for (rank, size) in sizes.enumerated() {
            let columns = max(1, (size + rows - 1) / rows)
            first.append((first.last ?? 0) + columns)
            bandOfColumn += Array(repeating: ranks.bandOfRank[rank], count: columns)
        }
    }

    /// The smallest height that still gives the wanted form.
    private static func rows(for sizes: [Int]) -> Int {
        typealias Size = LineageLayout.Size
        var rows = smallest
        let tallest = sizes.max() ?? 0
        while rows < tallest {
            let columns = sizes.reduce(0) { $0 + ($1 + rows - 1) / rows }
            let width = Double(columns * (Size.box.width + Size.columnGap))
            if width <= aspect * Double(rows * (Size.box.height + Size.rowGap)) { break }
            rows += 1
        }
        return rows
    }

    /// Deals the vertices of one rank of a connected part out to as many columns as they need, so that neighbours stay at nearly the
    /// same height.
    func dealt(_ vertices: [Int], rank: Int) -> [[Int]] {
        let count = min((vertices.count + rows - 1) / rows, columns(ofRank: rank).count)
        return (0..<count).map { offset in stride(from: offset, to: vertices.count, by: count).map { vertices[$0] } }
    }

    /// The first of `count` columns of a rank in a lane.
    func start(ofRank rank: Int, _ count: Int, lane: Int) -> Int { first[rank] + max(0, min(lane, first[rank + 1] - first[rank] - count)) }

    /// The columns of a rank.
    func columns(ofRank rank: Int) -> Range<Int> { first[rank]..<first[rank + 1] }

    /// The columns of a band.
    func columns(ofBand band: Int) -> [Int] { bandOfColumn.indices.filter { bandOfColumn[$0] == band } }
}
