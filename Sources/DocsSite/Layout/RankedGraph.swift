/// One connected part of the drawing for the search for few crossings: every edge leads from a rank to the next.
///
/// An edge over several ranks becomes a chain of joints, one in each rank between; all such edges of one vertex share their chain.
struct RankedGraph {
    /// More joints than this are not made: the longest edges do not count then.
    private static func jointLimit(_ boxes: Int) -> Int { 20_000 + 4 * boxes }

    /// By rank: its vertices in the order of the input, joints beside the vertex they come from.
    private(set) var ranks: [[Int]]
    /// By vertex: its neighbours one rank up.
    private(set) var upper: [[Int]]
    /// By vertex: its neighbours one rank down.
    private(set) var lower: [[Int]]
    /// By vertex: the vertex of the whole drawing; nil for joints.
    private(set) var box: [Int?]

    /// How many vertices there are, joints included.
    var count: Int { box.count }

    init(_ component: [Int], _ graph: LayoutGraph, rank: [Int]) {
        let first = component.map { rank[$0] }.min() ?? 0
        let last = component.map { rank[$0] }.max() ?? 0
        box = component
        upper = Array(repeating: [], count: component.count)
        lower = upper
        ranks = Array(repeating: [], count: last - first + 1)
        let local = Dictionary(uniqueKeysWithValues: component.enumerated().map { ($1, $0) })
        let reach = Self.reach(component, graph, rank)
        for (vertex, whole) in component.enumerated() {
            ranks[rank[whole] - first].append(vertex)
            let targets = Self.targets(of: whole, graph, rank).filter { rank[$0] - rank[whole] <= reach }
            var tip = vertex
            var at = rank[whole]
            for target in targets {
                while at < rank[target] - 1 {
                    at += 1
                    tip = joint(below: tip, rank: at - first)
                }
                if let target = local[target] { link(tip, target) }
            }
        }
    }

    /// What a vertex is joined to in later ranks, the nearest first. An edge that runs backwards counts at its other end.
    private static func targets(of vertex: Int, _ graph: LayoutGraph, _ rank: [Int]) -> [Int] {
        let later = graph.children[vertex].filter { rank[$0] > rank[vertex] } + graph.parents[vertex].filter { rank[$0] > rank[vertex] }
        return later.sorted { (rank[$0], $0) < (rank[$1], $1) }
    }

    /// The length of the longest edges that count.
    private static func reach(_ component: [Int], _ graph: LayoutGraph, _ rank: [Int]) -> Int {
        let lengths = component.map { vertex in targets(of: vertex, graph, rank).map { rank[$0] - rank[vertex] } }
        var reach = lengths.compactMap(\.last).max() ?? 1
        func joints() -> Int { lengths.reduce(0) { $0 + max(0, ($1.last { $0 <= reach } ?? 1) - 1) } }
        while reach > 1, joints() > jointLimit(component.count) { reach /= 2 }
        return reach
    }

    private mutating func joint(below vertex: Int, rank: Int) -> Int {
        let new = box.count
        box.append(nil)
        upper.append([])
        lower.append([])
        ranks[rank].append(new)
        link(vertex, new)
        return new
    }

    private mutating func link(_ from: Int, _ to: Int) {
        lower[from].append(to)
        upper[to].append(from)
    }
}
