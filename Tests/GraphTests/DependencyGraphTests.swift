import Formats
import Graph
import Testing

/// Graphs made at random, linked, cut, ordered and searched for cycles by dbt.
@Suite struct DependencyGraphTests {
    private func manifest(_ nodes: ConfigValue?) -> Manifest {
        var manifest = Manifest(
            metadata: Manifest.Metadata(
                projectName: "p", projectID: "", adapterType: "postgres", generatedAt: "", invocationID: "", invocationStartedAt: "",
                env: [], quoting: ConfigMap(), runStartedAt: ""))
        for value in nodes?.list ?? [] {
            let id = value["id"]?.string ?? ""
            let dependencies = value["depends_on"]?.list?.compactMap(\.string) ?? []
            add(id, dependencies, to: &manifest)
        }
        return manifest
    }

    private func add(_ id: String, _ dependencies: [String], to manifest: inout Manifest) {
        let name = String(id.split(separator: ".").last ?? "")
        let kind = ResourceType(rawValue: String(id.split(separator: ".").first ?? "")) ?? .model
        let details: Node.Details
        switch kind {
        case .source:
            manifest.sources[id] = Source(
                uniqueID: id, name: name, sourceName: "s", packageName: "p", path: "", fqn: [name], schema: "", identifier: name)
            return
        case .exposure:
            var exposure = Exposure(
                uniqueID: id, name: name, packageName: "p", path: "", originalFilePath: "", fqn: [name], type: "ml", owner: ConfigMap())
            exposure.dependsOn.nodes = dependencies
            manifest.exposures[id] = exposure
            return
        case .seed: details = .seed(rootPath: "")
        case .snapshot: details = .snapshot
        case .test: details = .singularTest
        default: details = .model(ModelDetails())
        }
        var node = Node(
            uniqueID: id, name: name, resourceType: kind, packageName: "p", path: "", originalFilePath: "", fqn: [name], details: details)
        node.dependsOn.nodes = dependencies
        manifest.nodes[id] = node
    }

    private func closure(of graph: DependencyGraph) -> [String: [String]] {
        var result: [String: [String]] = [:]
        for id in graph.ids { result[id] = graph.ids(in: graph.descendants(of: graph.set(of: [id]))).sorted() }
        return result
    }

    private func texts(_ value: ConfigValue?) -> [String: [String]] {
        var result: [String: [String]] = [:]
        for entry in value?.map ?? ConfigMap() { result[entry.name] = entry.value.list?.compactMap(\.string) ?? [] }
        return result
    }

    @Test func linkingTestEdgesSubsetsAndOrderAreDbts() throws {
        let cases = try #require(try Fixture.json("graphs.json")["graphs"]?.list)
        #expect(cases.count == 60)
        for recorded in cases {
            let manifest = manifest(recorded["nodes"])
            let graph = DependencyGraph(manifest)
            #expect(graph.ids == recorded["order"]?.list?.compactMap(\.string))
            let edges = Set(graph.edges.map { [graph.ids[$0.from], graph.ids[$0.to]] })
            #expect(edges == Set(recorded["edges"]?.list?.compactMap { $0.list?.compactMap(\.string) } ?? []))
            let build = graph.addingTestEdges(manifest)
            #expect(closure(of: build) == texts(recorded["closure"]))
            let subset = build.subset(build.set(of: recorded["chosen"]?.list?.compactMap(\.string) ?? []))
            #expect(closure(of: subset) == texts(recorded["subclosure"]))
            let order = RunOrder(subset)
            let levels = Dictionary(uniqueKeysWithValues: zip(subset.ids, order.levels))
            #expect(levels == Dictionary(uniqueKeysWithValues: recorded["scores"]?.map?.map { ($0.name, $0.value.int ?? -1) } ?? []))
            #expect(order.ids == recorded["run"]?.list?.compactMap(\.string))
        }
    }

    @Test func cyclesAreFoundAsDbtFindsThem() throws {
        let cases = try #require(try Fixture.json("graphs.json")["cycles"]?.list)
        #expect(cases.contains { $0["message"]?.string != nil })
        for recorded in cases {
            let found = Cycles(DependencyGraph(manifest(recorded["nodes"]))).message()
            #expect(found == recorded["message"]?.string)
        }
    }

    @Test func aMissingDependencyIsNamed() throws {
        var manifest = manifest(nil)
        add("model.p.a", ["model.p.gone"], to: &manifest)
        let missing = DependencyGraph.linking(manifest).missing
        #expect(missing.map(\.message) == ["'model.p.a' depends on 'model.p.gone' which is not in the graph!"])
    }

    @Test func aCycleInALargeChainNeedsNoStack() throws {
        let count = 100_000
        let ids = (0..<count).map { "model.p.m\($0)" }
        let edges = (0..<count).map { ($0, ($0 + 1) % count) }
        let cycle = try #require(Cycles(DependencyGraph(ids: ids, edges: edges)).first())
        #expect(cycle.count == count)
    }
}
