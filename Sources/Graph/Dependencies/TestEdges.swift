extension DependencyGraph {
    /// The graph of `build`: tests stand before what lies downstream of everything they test.
    ///
    /// dbt lets a node wait for a test where the node has all of the test's parents among its ancestors. This adds the fewest edges with the
    /// same effect: to the first such nodes on each way down. Only nodes of the manifest's `nodes` wait (no exposures, no unit tests), and
    /// never tests.
    public func addingTestEdges(_ manifest: Manifest) -> DependencyGraph {
        let waits = ids.map { id in manifest.nodes[id].map { $0.resourceType != .test } ?? false }
        var added: [(from: Int, to: Int)] = []
        for node in manifest.nodes.values where node.resourceType == .test {
            guard let test = position(of: node.uniqueID) else { continue }
            let parents = set(of: node.dependsOnNodes)
            if parents.isEmpty { continue }
            for waiting in firstDownstream(of: parents, waits) { added.append((test, waiting)) }
        }
        return DependencyGraph(ids: ids, edges: edges + added)
    }

    /// The nodes that wait and have all the given nodes among their ancestors, and no parent of which the same holds.
    private func firstDownstream(of parents: NodeSet, _ waits: [Bool]) -> [Int] {
        let needed = parents.count
        if needed == 1, let parent = parents.first(where: { _ in true }) {
            return firstWaiting(below: parent, waits)
        }
        var hits: [Int: Int] = [:]
        for parent in parents {
            var one = emptySet()
            one.insert(parent)
            for node in descendants(of: one) { hits[node, default: 0] += 1 }
        }
        let complete = hits.filter { $0.value == needed && waits[$0.key] }
        return complete.keys.filter { node in !self.parents(of: node).contains { complete[$0] != nil } }.sorted()
    }

    /// The first nodes that wait on each way down from a node.
    private func firstWaiting(below parent: Int, _ waits: [Bool]) -> [Int] {
        var seen = emptySet()
        var open = [parent]
        var result: [Int] = []
        while let node = open.popLast() {
            for child in children(of: node) where seen.insert(child) {
                if waits[child] { result.append(child) } else { open.append(child) }
            }
        }
        return result.sorted()
    }
}
