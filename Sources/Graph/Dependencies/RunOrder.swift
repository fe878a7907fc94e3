/// The order in which dbt hands out nodes: those whose parents are done, lowest level first, then by unique id.
public struct RunOrder: Sendable {
    /// The graph of what will run; see `DependencyGraph.subset`.
    public let graph: DependencyGraph
    /// By position: the number of steps of the longest way from a node without parents.
    public let levels: [Int]
    /// By position: the rank among all nodes, by level and then by unique id. A queue hands out the ready node of lowest rank.
    public let ranks: [Int]

    /// The order of a graph. Nodes on a cycle keep level 0.
    public init(_ graph: DependencyGraph) {
        self.graph = graph
        let levels = Self.levels(of: graph)
        let order = (0..<graph.count).sorted { left, right in
            levels[left] != levels[right] ? levels[left] < levels[right] : graph.ids[left].precedesByCodePoint(graph.ids[right])
        }
        var ranks = [Int](repeating: 0, count: graph.count)
        for (rank, position) in order.enumerated() { ranks[position] = rank }
        self.levels = levels
        self.ranks = ranks
    }

    /// All positions as one worker would take them. A parent has a lower level than its children, so the ranks are a topological order.
    public var positions: [Int] { (0..<graph.count).sorted { ranks[$0] < ranks[$1] } }
    /// All unique ids as one worker would take them.
    public var ids: [String] { positions.map { graph.ids[$0] } }

    private static func levels(of graph: DependencyGraph) -> [Int] {
        var levels = [Int](repeating: 0, count: graph.count)
        var waiting = (0..<graph.count).map { graph.parents(of: $0).count }
        var layer = (0..<graph.count).filter { waiting[$0] == 0 }
        var level = 0
        while !layer.isEmpty {
            var next: [Int] = []
            for node in layer {
                levels[node] = level
                for child in graph.children(of: node) {
                    waiting[child] -= 1
                    if waiting[child] == 0 { next.append(child) }
                }
            }
            layer = next
            level += 1
        }
        return levels
    }
}
