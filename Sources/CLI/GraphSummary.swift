import Files
import Formats
import Graph

/// `graph_summary.json`: the shape of the graph with numbers in the place of names, as dbt writes it for diagnostics.
enum GraphSummary {
    /// Writes the summary of a project's graph into the target folder; with the edges that tests add, where they count. Throws what the disk answers.
    static func write(_ project: LoadedProject, withTests: Bool, invocationID: String, on files: any FileSystem) throws {
        var map: ConfigMap = [
            "_invocation_id": .string(invocationID), "linked": .map(summary(project.graph)),
        ]
        if withTests { map["with_test_edges"] = .map(summary(project.graph.addingTestEdges(project.manifest))) }
        try files.write(JSONWriter.text(of: .map(map)), to: FilePath.join(project.setup.targetFolder, "graph_summary.json"))
    }

    private static func summary(_ graph: DependencyGraph) -> ConfigMap {
        ConfigMap(
            graph.ids.enumerated().map { index, id in
                var entry: ConfigMap = ["name": .string(id), "type": .string(String(id.prefix { $0 != "." }))]
                let next = Array(graph.children(of: index))
                if !next.isEmpty { entry["succ"] = .list(next.map(ConfigValue.int)) }
                return (String(index), .map(entry))
            })
    }
}
