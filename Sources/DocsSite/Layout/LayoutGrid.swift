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
        for order in orders {
            place(order.filter { !$0.isEmpty }.flatMap { cut.columns(of: $0, ranks) }, graph, &bottom)
        }
        place(alone: alone, graph, ranks, cut, &bottom)
    }

    /// Puts a connected part below what stands already in the columns it reaches over.
    private mutating func place(_ parts: [(column: Int, vertices: [Int])], _ graph: LayoutGraph, _ bottom: inout [Int]) {
        let rows = RowAssignment(parts.map(\.vertices), graph)
        var offset = 0
        let reach = (parts.map(\.column).min() ?? 0)...(parts.map(\.column).max() ?? 0)
        let filled = Dictionary(uniqueKeysWithValues: parts.map { ($0.column, $0.vertices) })
        for column in reach {
            offset = max(offset, bottom[column] - (filled[column]?.first.map { rows.row[$0] ?? 0 } ?? 0))
        }
        for column in reach {
            bottom[column] = offset + (filled[column]?.last.map { rows.row[$0] ?? 0 } ?? rows.height - 1) + 1
            for vertex in filled[column] ?? [] {
                self.column[vertex] = column
                row[vertex] = offset + (rows.row[vertex] ?? 0)
            }
        }
    }

    /// What has no edges fills the columns of its band from below.
    private mutating func place(
        alone: [Int], _ graph: LayoutGraph, _ ranks: RankAssignment, _ cut: ColumnCut, _ bottom: inout [Int]
    ) {
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
        var sizes = Array(repeating: 1, count: ranks.bandOfRank.count)
        for vertices in orders.joined() {
            guard let vertex = vertices.first else { continue }
            sizes[ranks.rank[vertex]] = max(sizes[ranks.rank[vertex]], vertices.count)
        }
        var single = Array(repeating: 0, count: graph.bandCount)
        for vertex in alone { single[graph.band[vertex]] += 1 }
        for (band, count) in single.enumerated() where count > 0 {
            sizes[ranks.firstRank[band]] = max(sizes[ranks.firstRank[band]], count)
        }
        rows = Self.rows(for: sizes)
        for (rank, size) in sizes.enumerated() {
            let columns = (size + rows - 1) / rows
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

    /// Deals the vertices of one rank out to its columns, so that neighbours stay at nearly the same height.
    func columns(of vertices: [Int], _ ranks: RankAssignment) -> [(column: Int, vertices: [Int])] {
        guard let start = vertices.first.map({ first[ranks.rank[$0]] }) else { return [] }
        let count = max(1, (vertices.count + rows - 1) / rows)
        return (0..<count).map { offset in
            (start + offset, stride(from: offset, to: vertices.count, by: count).map { vertices[$0] })
        }
    }

    /// The columns of a band.
    func columns(ofBand band: Int) -> [Int] { bandOfColumn.indices.filter { bandOfColumn[$0] == band } }
}
