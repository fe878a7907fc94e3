extension Selection {
    /// The chosen unit tests by model: `build` runs them just before it. Those of models that were not chosen do not run.
    public func unitTestsByModel(_ manifest: Manifest) -> [String: [UnitTest]] {
        ids.reduce(into: [:]) { tests, id in
            if let test = manifest.unitTests[id], let model = test.dependsOn.nodes.first { tests[model, default: []].append(test) }
        }
    }
}
