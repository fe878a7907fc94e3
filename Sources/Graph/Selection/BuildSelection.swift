extension Selection {
    /// What `build` queues, and what it runs together with a model.
    public struct BuildParts: Sendable {
        /// The positions of everything but unit tests: the graph of the queue is the `subset` of these.
        public var queued: NodeSet
        /// By model: the unit tests that run before it, sorted. Those of models that were not chosen do not run.
        public var unitTests: [String: [String]]
    }

    /// Separates unit tests, which `build` runs on their model's worker just before the model, from the rest.
    public func buildParts(_ manifest: Manifest, _ graph: DependencyGraph) -> BuildParts {
        var parts = BuildParts(queued: positions, unitTests: [:])
        for id in ids {
            guard let test = manifest.unitTests[id] else { continue }
            if let position = graph.position(of: id) { parts.queued.remove(position) }
            if let model = test.dependsOn.nodes.first { parts.unitTests[model, default: []].append(id) }
        }
        return parts
    }
}
