import Testing

@testable import DocsSite

/// A graph to be laid out.
struct LayoutCase: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var boxes: [LineageLayout.Box]
    var edges: [(from: Int, to: Int)]
    var bands: [String] = []

    /// Boxes without bands.
    init(_ name: String, count: Int, _ edges: [(Int, Int)]) {
        testDescription = name
        boxes = (0..<count).map { LineageLayout.Box(number: $0, band: 0) }
        self.edges = edges.map { (from: $0.0, to: $0.1) }
    }

    /// A made-up project: each box reads up to three earlier ones, bands in the order of the numbers.
    init(seed: UInt64, count: Int, bands: Int) {
        testDescription = "\(count) boxes in \(bands) bands, seed \(seed)"
        var state = seed
        func next(_ limit: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(limit))
        }
        // Numbers with holes, as resources that are not drawn leave them.
        boxes = (0..<count).map { LineageLayout.Box(number: $0 * 3 + 1, band: bands == 0 ? 0 : $0 * bands / count) }
        edges = []
        for box in max(1, count / 6)..<max(1, count) {
            for _ in 0..<next(4) { edges.append((from: next(box) * 3 + 1, to: box * 3 + 1)) }
        }
        self.bands = (0..<bands).map { "layer \($0)" }
    }

    var layout: LineageLayout { LineageLayout(boxes: boxes, edges: edges, bands: bands) }
}

@Suite struct LineageLayoutTests {
    static let made =
        [(1, 1, 0), (2, 12, 3), (3, 60, 0), (4, 60, 4), (5, 200, 5), (6, 400, 1), (7, 500, 3)].map {
            LayoutCase(seed: $0.0, count: $0.1, bands: $0.2)
        }

    static let small: [(LayoutCase, Int)] = [
        (LayoutCase("a chain", count: 4, [(0, 1), (1, 2), (2, 3)]), 0),
        (LayoutCase("two crossed edges", count: 4, [(0, 3), (1, 2)]), 0),
        (LayoutCase("a tree with mixed numbers", count: 7, [(0, 5), (0, 2), (5, 1), (2, 3), (5, 4), (2, 6)]), 0),
        (LayoutCase("all of two to all of two", count: 4, [(0, 2), (0, 3), (1, 2), (1, 3)]), 1),
        (LayoutCase("all of three to all of three", count: 6, (0..<9).map { ($0 / 3, 3 + $0 % 3) }), 9),
        (LayoutCase("a ring of six", count: 6, [(0, 3), (1, 3), (0, 4), (1, 5), (2, 4), (2, 5)]), 2),
        (LayoutCase("a star schema", count: 9, [(0, 4), (1, 5), (2, 6), (3, 7), (7, 8), (5, 8), (4, 8), (6, 8)]), 0),
        (LayoutCase("a long edge beside a chain", count: 5, [(0, 1), (1, 2), (2, 3), (0, 3), (0, 4)]), 0),
    ]

    @Test(arguments: made) func noBoxesOverlapAndAllLieInside(_ example: LayoutCase) {
        let layout = example.layout
        #expect(layout.placements.count == example.boxes.count)
        let cells = Set(layout.placements.values.map { [$0.rank, $0.row] })
        #expect(cells.count == example.boxes.count)
        let size = LineageLayout.Size.box
        for one in layout.placements.values {
            #expect(one.x >= 0 && one.x + size.width <= layout.width)
            #expect(one.y >= 0 && one.y + size.height <= layout.height)
        }
        let columns = Dictionary(grouping: layout.placements.values, by: \.rank).sorted { $0.key < $1.key }
        for (left, right) in zip(columns, columns.dropFirst()) { #expect(left.value[0].x + size.width < right.value[0].x) }
        for column in columns {
            let ys = column.value.map(\.y).sorted()
            #expect(Set(column.value.map(\.x)).count == 1)
            #expect(zip(ys, ys.dropFirst()).allSatisfy { $0 + size.height < $1 })
        }
    }

    @Test(arguments: made) func edgesLeadFromLeftToRight(_ example: LayoutCase) throws {
        let layout = example.layout
        for edge in example.edges {
            let from = try #require(layout.placements[edge.from])
            let to = try #require(layout.placements[edge.to])
            #expect(from.rank < to.rank && from.x + LineageLayout.Size.box.width < to.x)
        }
    }

    @Test(arguments: made) func bandsStandInOrderAroundTheirBoxes(_ example: LayoutCase) throws {
        let layout = example.layout
        #expect(layout.bands.map(\.name) == example.bands)
        for (left, right) in zip(layout.bands, layout.bands.dropFirst()) { #expect(left.x + left.width < right.x) }
        for box in example.boxes where !example.bands.isEmpty {
            let band = layout.bands[box.band]
            let x = try #require(layout.placements[box.number]?.x)
            #expect(band.x < x && x + LineageLayout.Size.box.width < band.x + band.width)
        }
    }

    @Test(arguments: made) func theSameGraphIsDrawnTheSame(_ example: LayoutCase) {
        let (one, two) = (example.layout, example.layout)
        #expect(one.placements == two.placements)
        #expect(one.bands == two.bands && one.width == two.width && one.height == two.height)
        let shuffled = LineageLayout(boxes: example.boxes, edges: example.edges.reversed() + example.edges, bands: example.bands)
        #expect(shuffled.placements == one.placements)
    }

    @Test(arguments: made) func theSearchAddsNoCrossings(_ example: LayoutCase) {
        let graph = LayoutGraph(boxes: example.boxes, edges: example.edges, bandCount: max(1, example.bands.count))
        let ranks = RankAssignment(graph)
        for component in graph.components() {
            let ranked = RankedGraph(component, graph, rank: ranks.rank)
            let search = CrossingReduction(ranked)
            #expect(search.crossings == crossings(ranked, search.best))
            #expect(search.crossings <= crossings(ranked, ranked.ranks))
            #expect(search.best.map { $0.sorted() } == ranked.ranks.map { $0.sorted() })
        }
    }

    /// Small graphs whose least number of crossings is known.
    @Test(arguments: small) func smallGraphsAreDrawnBest(_ example: LayoutCase, _ least: Int) {
        let graph = LayoutGraph(boxes: example.boxes, edges: example.edges, bandCount: 1)
        let ranks = RankAssignment(graph)
        let found = graph.components().map { CrossingReduction(RankedGraph($0, graph, rank: ranks.rank)).crossings }
        #expect(found.reduce(0, +) == least)
    }

    @Test func chainsRunStraight() {
        // Three chains of four, entered across, which meet in one box.
        let edges = [(0, 3), (1, 4), (2, 5), (3, 8), (4, 7), (5, 6), (8, 9), (7, 10), (6, 11), (9, 12), (10, 12), (11, 12)]
        let layout = LayoutCase("three chains", count: 13, edges).layout
        for chain in [[0, 3, 8, 9], [1, 4, 7, 10], [2, 5, 6, 11]] {
            #expect(Set(chain.compactMap { layout.placements[$0]?.row }).count == 1)
        }
        #expect(layout.placements[12]?.row == 1)
        #expect(Set(layout.placements.values.map(\.row)) == [0, 1, 2])
    }

    @Test func partsWithoutEdgesBetweenThemStandApart() {
        let layout = LayoutCase("two parts and two alone", count: 7, [(0, 1), (1, 2), (3, 4)]).layout
        #expect([0, 1, 2].map { layout.placements[$0]?.row } == [0, 0, 0])
        #expect(layout.placements[3]?.row == 1 && layout.placements[4]?.row == 1)
        #expect(Set(layout.placements.values.map { [$0.rank, $0.row] }).count == 7)
    }

    @Test func whatReadsNothingStandsBesideItsFirstReader() {
        let layout = LayoutCase("a late root", count: 4, [(0, 1), (1, 2), (3, 2)]).layout
        #expect(layout.placements[3]?.rank == 1)
    }

    @Test func tallColumnsAreCut() {
        let wide = LayoutCase("one to a thousand", count: 1_001, (1...1_000).map { (0, $0) }).layout
        #expect(wide.placements[0]?.rank == 0)
        #expect(Set(wide.placements.values.map(\.rank)).count > 5)
        #expect(wide.height < 2 * wide.width)
    }

    @Test func manySmallPartsStandBesideEachOther() {
        let example = LayoutCase("five hundred pairs", count: 1_000, (0..<500).map { ($0, 500 + $0) })
        let layout = example.layout
        #expect(Set(layout.placements.values.map { [$0.rank, $0.row] }).count == 1_000)
        #expect(layout.height < 2 * layout.width)
        for edge in example.edges {
            #expect((layout.placements[edge.from]?.rank ?? 0) < (layout.placements[edge.to]?.rank ?? 0))
            #expect(layout.placements[edge.from]?.row == layout.placements[edge.to]?.row)
        }
    }

    @Test func badInputIsDrawnToo() {
        #expect(LineageLayout(boxes: [], edges: [], bands: ["a"]).placements.isEmpty)
        let boxes = [(1, 0), (2, 9), (3, -4)].map { LineageLayout.Box(number: $0.0, band: $0.1) }
        let layout = LineageLayout(boxes: boxes, edges: [(1, 1), (1, 99), (1, 3), (3, 1), (2, 1)], bands: ["low", "high"])
        #expect(Set(layout.placements.values.map { [$0.rank, $0.row] }).count == 3)
        // An edge to a lower band runs backwards, the bands keep their order.
        #expect(layout.bands.map(\.name) == ["low", "high"])
        #expect((layout.placements[2]?.rank ?? 0) > (layout.placements[1]?.rank ?? 0))
    }

    /// Crossings counted pair by pair.
    private func crossings(_ graph: RankedGraph, _ order: [[Int]]) -> Int {
        var place = Array(repeating: 0, count: graph.count)
        for rank in order { for (index, vertex) in rank.enumerated() { place[vertex] = index } }
        var result = 0
        for rank in order {
            let edges = rank.flatMap { from in graph.lower[from].map { (place[from], place[$0]) } }
            for (index, one) in edges.enumerated() {
                for two in edges[(index + 1)...] where (one.0 - two.0).signum() * (one.1 - two.1).signum() < 0 { result += 1 }
            }
        }
        return result
    }
}
