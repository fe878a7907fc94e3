extension DependencyGraph {
    /// The graph in which the tests that take rows out of a node come first: node → those tests one after another, as they are written → every
    /// other test that reads the node. An edge that would close a circle is left out: where two nodes are judged by each other, neither waits.
    public func addingQuarantineEdges(_ manifest: Manifest) -> DependencyGraph {
        var chains: [(node: String, tests: [Int])] = []
        for node in manifest.nodes.values where node.quarantineRule != nil {
            guard let test = position(of: node.uniqueID), let tested = node.genericTest?.attachedNode else { continue }
            if let index = chains.firstIndex(where: { $0.node == tested }) {
                chains[index].tests.append(test)
            } else {
                chains.append((tested, [test]))
            }
        }
        var graph = self
        for chain in chains {
            for (first, second) in zip(chain.tests, chain.tests.dropFirst()) { graph = graph.addingEdges(from: first, to: [second]) }
            guard let last = chain.tests.last, let tested = position(of: chain.node) else { continue }
            let readers = children(of: tested).filter { manifest.nodes[ids[$0]]?.resourceType == .test && !chain.tests.contains($0) }
            graph = graph.addingEdges(from: last, to: readers)
        }
        return graph
    }

    /// The graph with edges from a node, without those that would close a circle.
    private func addingEdges(from start: Int, to ends: [Int]) -> DependencyGraph {
        let above = ancestors(of: set(of: [ids[start]]))
        return DependencyGraph(ids: ids, edges: edges + ends.filter { !above.contains($0) }.map { (from: start, to: $0) })
    }
}
