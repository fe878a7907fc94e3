/// What is to be drawn, as vertices 0, 1, 2 …
struct LayoutGraph {
    /// By vertex: its band.
    let band: [Int]
    /// How many bands there are, empty ones included.
    let bandCount: Int
    /// By vertex: what it reads, ascending.
    private(set) var parents: [[Int]]
    /// By vertex: what reads it, ascending.
    private(set) var children: [[Int]]

    /// How many vertices there are.
    var count: Int { band.count }

    init(boxes: [LineageLayout.Box], edges: [(from: Int, to: Int)], bandCount: Int) {
        self.bandCount = bandCount
        band = boxes.map { min(max(0, $0.band), bandCount - 1) }
        parents = Array(repeating: [], count: boxes.count)
        children = parents
        let vertices = Dictionary(boxes.enumerated().map { ($1.number, $0) }, uniquingKeysWith: { first, _ in first })
        for edge in edges {
            guard let from = vertices[edge.from], let to = vertices[edge.to], from != to else { continue }
            children[from].append(to)
        }
        for from in children.indices {
            children[from] = Self.sortedOnce(children[from])
            for to in children[from] { parents[to].append(from) }
        }
    }

    private static func sortedOnce(_ vertices: [Int]) -> [Int] {
        var result: [Int] = []
        for vertex in vertices.sorted() where result.last != vertex { result.append(vertex) }
        return result
    }

    /// The connected parts, the largest first; equal ones by their first vertex. Vertices ascend.
    func components() -> [[Int]] {
        var isSeen = Array(repeating: false, count: count)
        var result: [[Int]] = []
        for start in 0..<count where !isSeen[start] {
            isSeen[start] = true
            var found = [start]
            var next = 0
            while next < found.count {
                for neighbour in parents[found[next]] + children[found[next]] where !isSeen[neighbour] {
                    isSeen[neighbour] = true
                    found.append(neighbour)
                }
                next += 1
            }
            result.append(found.sorted())
        }
        return result.sorted { ($1.count, $0[0]) < ($0.count, $1[0]) }
    }
}

/// Which rank each vertex has: bands one after the other, in a band the longest path.
struct RankAssignment {
    /// By vertex: its rank in the whole drawing.
    private(set) var rank: [Int]
    /// By rank: its band.
    private(set) var bandOfRank: [Int]
    /// By band: its first rank.
    private(set) var firstRank: [Int]

    init(_ graph: LayoutGraph) {
        rank = Array(repeating: 0, count: graph.count)
        bandOfRank = []
        firstRank = []
        let order = Self.topological(graph)
        for vertex in order {
            for child in graph.children[vertex] where graph.band[child] == graph.band[vertex] {
                rank[child] = max(rank[child], rank[vertex] + 1)
            }
        }
        var depths = Array(repeating: 0, count: graph.bandCount)
        for vertex in 0..<graph.count { depths[graph.band[vertex]] = max(depths[graph.band[vertex]], rank[vertex] + 1) }
        for (band, depth) in depths.enumerated() {
            firstRank.append(bandOfRank.count)
            bandOfRank += Array(repeating: band, count: depth)
        }
        for vertex in 0..<graph.count { rank[vertex] += firstRank[graph.band[vertex]] }
        pullRoots(graph, depths)
    }

    /// What reads nothing moves right to where it is first read, so that its edges become short.
    private mutating func pullRoots(_ graph: LayoutGraph, _ depths: [Int]) {
        for vertex in 0..<graph.count where graph.parents[vertex].isEmpty {
            guard let nearest = graph.children[vertex].map({ rank[$0] }).min() else { continue }
            let last = firstRank[graph.band[vertex]] + depths[graph.band[vertex]] - 1
            rank[vertex] = max(rank[vertex], min(last, nearest - 1))
        }
    }

    /// Parents before children. What lies in a circle is left out.
    private static func topological(_ graph: LayoutGraph) -> [Int] {
        var waiting = graph.parents.map(\.count)
        var order = waiting.indices.filter { waiting[$0] == 0 }
        var next = 0
        while next < order.count {
            for child in graph.children[order[next]] {
                waiting[child] -= 1
                if waiting[child] == 0 { order.append(child) }
            }
            next += 1
        }
        return order
    }
}
