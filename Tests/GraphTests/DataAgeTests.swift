import Formats
import Graph
import Testing

/// How old the data of models is.
@Suite struct DataAgeTests {
    /// Two sources, a seed, a view over the first source, a table over all, a table over nothing.
    private let manifest: Manifest = {
        var manifest = Manifest(
            metadata: Manifest.Metadata(
                projectName: "p", projectID: "", adapterType: "sqlite", generatedAt: "", invocationID: "", invocationStartedAt: "",
                env: [], quoting: ConfigMap(), runStartedAt: ""))
        for name in ["orders", "rates"] {
            let id = "source.p.raw.\(name)"
            manifest.sources[id] = Source(
                uniqueID: id, name: name, sourceName: "raw", packageName: "p", path: "", fqn: [name], schema: "", identifier: name)
        }
        func add(_ id: String, _ type: ResourceType, _ materialized: String, _ parents: [String]) {
            let name = String(id.split(separator: ".").last ?? "")
            var node = Node(
                uniqueID: id, name: name, resourceType: type, packageName: "p", path: "", originalFilePath: "", fqn: [name],
                details: type == .seed ? .seed(rootPath: "") : .model(ModelDetails()))
            node.config["materialized"] = .string(materialized)
            node.dependsOn.nodes = parents
            manifest.nodes[id] = node
        }
        add("seed.p.tiers", .seed, "seed", [])
        add("model.p.view", .model, "view", ["source.p.raw.orders"])
        add("model.p.table", .model, "table", ["model.p.view", "source.p.raw.rates", "seed.p.tiers"])
        add("model.p.alone", .model, "table", [])
        return manifest
    }()

    private func ages(_ sources: [String: Double], _ builds: [String: Double] = [:], rebuilt: Set<String> = []) -> [String: DataAge] {
        var ages = DataAges(manifest, sources: sources, builds: builds, rebuilt: rebuilt)
        return Dictionary(uniqueKeysWithValues: manifest.nodes.keys.compactMap { id in ages.age(of: id).map { (id, $0) } })
    }

    @Test func theOldestInputCounts() {
        let found = ages(["source.p.raw.orders": 60, "source.p.raw.rates": 10])
        #expect(found["model.p.view"] == DataAge(seconds: 60, oldest: "source.p.raw.orders"))
        #expect(found["model.p.table"] == DataAge(seconds: 60, oldest: "source.p.raw.orders"))
        #expect(found["model.p.alone"] == nil)
        #expect(found["seed.p.tiers"] == nil)
    }

    @Test func aSeedIsAsOldAsItsLoad() {
        #expect(ages([:], ["seed.p.tiers": 90])["model.p.table"] == DataAge(seconds: 90, oldest: "seed.p.tiers"))
        #expect(ages([:], ["seed.p.tiers": 90], rebuilt: ["seed.p.tiers"])["model.p.table"]?.seconds == 0)
    }

    @Test func aTableIsAtLeastAsOldAsItsBuild() {
        let sources = ["source.p.raw.orders": 60.0]
        let builds = ["model.p.table": 300.0, "model.p.view": 300, "model.p.alone": 300]
        #expect(ages(sources, builds)["model.p.table"] == DataAge(seconds: 300, oldest: "model.p.table"))
        #expect(ages(sources, builds)["model.p.view"]?.seconds == 60)
        #expect(ages(sources, builds)["model.p.alone"] == nil)
        #expect(ages(sources, builds, rebuilt: ["model.p.table"])["model.p.table"]?.seconds == 60)
        #expect(ages(sources, ["model.p.table": 5])["model.p.table"]?.seconds == 60)
    }
}
