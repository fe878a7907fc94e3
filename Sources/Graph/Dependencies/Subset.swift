extension DependencyGraph {
    /// The graph of the chosen nodes alone. A way from one chosen node to another through nodes that were not chosen becomes one edge.
    public func subset(_ chosen: NodeSet) -> DependencyGraph {
        let kept = chosen.filter { $0 < count }
        var newPositions = [Int](repeating: -1, count: count)
        for (new, old) in kept.enumerated() { newPositions[old] = new }
        var edges: [(from: Int, to: Int)] = []
        var seenFrom = [Int](repeating: -1, count: count)
        for start in kept {
            var open = [start]
            while let node = open.popLast() {
                for child in children(of: node) where seenFrom[child] != start {
                    seenFrom[child] = start
                    if newPositions[child] < 0 {
                        open.append(child)
                    } else if child != start {
                        edges.append((newPositions[start], newPositions[child]))
                    }
                }
            }
        }
        return DependencyGraph(ids: kept.map { ids[$0] }, edges: edges)
    }

    /// The graph with the same nodes, but no edges from or to those that satisfy a condition.
    public func detaching(_ condition: (Int) -> Bool) -> DependencyGraph {
        DependencyGraph(ids: ids, edges: edges.filter { !condition($0.from) && !condition($0.to) })
    }
}
