extension DependencyGraph {
    /// The graph of `build`: tests stand before what lies downstream of everything they test.
    ///
    /// dbt lets a node wait for a test where the node has all of the test's parents among its ancestors. This adds few edges with the
    /// same effect: to the first such nodes on each way down. Only nodes of the manifest's `nodes` wait (no exposures, no unit tests), and
    /// never tests.
    public func addingTestEdges(_ manifest: Manifest) -> DependencyGraph {
        var tests: [(test: Int, parents: NodeSet)] = []
        for node in manifest.nodes.values where node.resourceType == .test {
            guard let test = position(of: node.uniqueID) else { continue }
            let parents = set(of: node.dependsOnNodes)
            if !parents.isEmpty { tests.append((test, parents)) }
        }
        let waits = ids.map { id in manifest.nodes[id].map { $0.resourceType != .test } ?? false }
        let frontier = TestFrontier(self, waits: waits, parentSets: tests.map(\.parents))
        let added = tests.flatMap { test in frontier.first(below: test.parents).map { (from: test.test, to: $0) } }
        return DependencyGraph(ids: ids, edges: edges + added)
    }
}

/// Finds the first nodes that have all parents of a test among their ancestors.
private struct TestFrontier {
    private let graph: DependencyGraph
    private let waits: [Bool]
    private let levels: [Int]
    /// For parents of tests with several parents: their place in `ancestors`.
    private let columns: [Int: Int]
    /// By position: which of those parents are ancestors.
    private let ancestors: [NodeSet]

    init(_ graph: DependencyGraph, waits: [Bool], parentSets: [NodeSet]) {
        self.graph = graph
        self.waits = waits
        var columns: [Int: Int] = [:]
        for parents in parentSets where parents.count > 1 {
            for parent in parents where columns[parent] == nil { columns[parent] = columns.count }
        }
        self.columns = columns
        let order = RunOrder(graph)
        levels = order.levels
        ancestors = columns.isEmpty ? [] : Self.ancestors(graph, order.positions, columns)
    }

    private static func ancestors(_ graph: DependencyGraph, _ order: [Int], _ columns: [Int: Int]) -> [NodeSet] {
        var result = [NodeSet](repeating: NodeSet(capacity: columns.count), count: graph.count)
        for node in order {
            var own = result[node]
            for parent in graph.parents(of: node) {
                own.formUnion(result[parent])
                if let column = columns[parent] { own.insert(column) }
            }
            result[node] = own
        }
        return result
    }

    /// The nodes that wait for a test with these parents, without those behind others of them on each way down from the deepest parent.
    func first(below parents: NodeSet) -> [Int] {
        guard let start = parents.max(by: { levels[$0] < levels[$1] }) else { return [] }
        let others = parents.filter { $0 != start }.compactMap { columns[$0] }
        var seen = graph.emptySet()
        var open = [start]
        var result: [Int] = []
        while let node = open.popLast() {
            for child in graph.children(of: node) where seen.insert(child) {
                if waits[child], others.allSatisfy({ ancestors[child].contains($0) }) { result.append(child) } else { open.append(child) }
            }
        }
        return result
    }
}
