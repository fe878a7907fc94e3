import Diagnostics
import Formats
import Graph
import Project

extension Session {
    /// `freshness`: how old the data of models is, and how old it may be. The exit code: 1 where some is too old.
    func showFreshness() throws -> Int32 {
        let project = try resolve(readSetup())
        let selection = try select(project, types: [.model, .snapshot])
        let ids = selection.ids.sorted { left, right in
            let layers = [left, right].map { project.manifest.layers.index(of: $0) ?? -1 }
            return layers[0] == layers[1] ? left.precedesByCodePoint(right) : layers[0] < layers[1]
        }
        let models = try modelFreshness(of: ids, rebuilt: [], in: project)
        if invocation.flags.text("output") == "json" {
            console.emit(.output(JSONWriter.text(of: .list(models.map { .map($0.json) }))))
        } else if models.isEmpty {
            try warn(RunMessages.noNodesSelected)
        } else {
            console.emit(.output(Self.table(models, in: project.manifest)))
        }
        return (models.contains { $0.verdict == .stale } ? ExitCode.gate : .ok).rawValue
    }

    /// The age of the data of some models, by unique id in the order given; ephemeral ones are left out. Throws what keeps the age of sources
    /// from being asked.
    ///
    /// - Parameter rebuilt: what is about to be built.
    func modelFreshness(of ids: [String], rebuilt: Set<String>, in project: LoadedProject) throws -> [ModelFreshness] {
        let sources = try sourceAges(below: ids, in: project)
        let starts = project.graph.set(of: ids)
        let built = project.graph.ids(in: project.graph.ancestors(of: starts).union(starts)).filter {
            project.manifest.nodes[$0]?.isLayered == true && !rebuilt.contains($0)
        }
        var ages = DataAges(
            project.manifest, sources: sources.seconds, builds: lastBuilds(of: built, in: project), rebuilt: rebuilt)
        return ids.compactMap { id in
            guard let node = project.manifest.nodes[id], node.isLayered, !node.isEphemeral else { return nil }
            let above = sources.failures.isEmpty ? [] : project.graph.ids(in: project.graph.ancestors(of: project.graph.set(of: [id])))
            return ModelFreshness(
                node: node, layer: project.manifest.layers.name(of: id), age: ages.age(of: id),
                limit: project.smelt?.freshnessLimit(of: node, in: project.manifest.layers),
                failure: above.sorted().lazy.compactMap { source in sources.failures[source].map { (source, $0) } }.first)
        }
    }

    private static func table(_ models: [ModelFreshness], in manifest: Manifest) -> String {
        let hasLayers = !manifest.layers.isEmpty
        var table = TextTable(
            ["model"] + (hasLayers ? ["layer"] : []) + ["age", "allowed", "verdict", "oldest input"],
            alignedLeft: hasLayers ? [0, 1, 4, 5] : [0, 3, 4])
        for model in models {
            let input = model.failure.map { "\(manifest.described($0.source)) could not be asked" } ?? oldest(model, in: manifest)
            table.add(
                [model.node.searchName] + (hasLayers ? [model.layer ?? ""] : []) + [
                    model.age.map { ModelFreshness.text($0.seconds) } ?? "", model.limit.map { WrittenDuration.text(seconds: $0) } ?? "",
                    model.verdict.rawValue, input,
                ])
        }
        return table.text
    }

    private static func oldest(_ model: ModelFreshness, in manifest: Manifest) -> String {
        guard let age = model.age else { return "" }
        return age.oldest == model.node.uniqueID ? "its own last build" : manifest.described(age.oldest)
    }
}

extension ModelFreshness {
    /// The object of `--output json`.
    fileprivate var json: ConfigMap {
        [
            "unique_id": .string(node.uniqueID), "layer": layer.map(ConfigValue.string) ?? .null,
            "age": age.map { .float($0.seconds) } ?? .null, "allowed": limit.map(ConfigValue.int) ?? .null,
            "verdict": .string(verdict == .unlimited ? "none" : verdict.rawValue),
            "oldest_input": age.map { .string($0.oldest) } ?? .null, "failure": failure.map { .string($0.reason) } ?? .null,
        ]
    }
}
