import Artifacts
import Diagnostics
import Formats
import Graph
import Testing

/// Manifests with parts exchanged at random: whatever they say, nothing traps.
@Suite struct ManifestFuzzTests {
    private struct Random {
        var state: UInt64
        mutating func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(max(bound, 1)))
        }
    }

    private static let strange: [ConfigValue] = [
        .null, .bool(true), .int(-1), .int(Int.max), .float(.nan), .string(""), .string("::://..[*"), .list([]), .list([.null, .int(3)]),
        .map([:]), .map(["name": 3]), ConfigValue(.bigInteger("99999999999999999999")), .string("model.shop.orders"),
    ]

    @Test(arguments: 0..<12) func nothingTraps(seed: Int) throws {
        var random = Random(state: UInt64(seed) &* 7919 &+ 1)
        let value = changed(try Fixture.json("manifest-built.json"), &random, depth: 0)
        let top = value["metadata"]?.map == nil ? ConfigValue.map([:]) : value
        guard let manifest = try? ManifestReader.manifest(from: top, path: "m") else { return }
        let graph = DependencyGraph(manifest)
        _ = Cycles(graph).first()
        _ = RunOrder(graph.addingTestEdges(manifest).subset(graph.set(of: manifest.nodes.keys))).ids
        let previous = PreviousState(manifest: try Fixture.manifest())
        let selector = NodeSelector(manifest, graph: graph, previous: previous)
        let filter = NodeSelector.Filter(types: ResourceType.forListAll)
        for text in [
            "+orders+", "path:models/**/*.sql", "config.meta.owner:x", "version:old", "state:modified", "@tag:*", "source:*", "file:*",
        ] {
            _ = try? selector.select(.commandLine(select: [text], exclude: nil, indirect: .buildable), filter)
        }
        _ = Listing(manifest, form: .selector).lines(for: graph.ids)
        #expect(!(try ManifestJSON(manifest).bytes()).isEmpty)
    }

    private func changed(_ value: ConfigValue, _ random: inout Random, depth: Int) -> ConfigValue {
        if depth > 1, random.next(60) == 0 { return Self.strange[random.next(Self.strange.count)] }
        if let list = value.list { return .list(list.map { changed($0, &random, depth: depth + 1) }) }
        guard let map = value.map else { return value }
        var result = ConfigMap()
        for entry in map { result[entry.name] = changed(entry.value, &random, depth: depth + 1) }
        return .map(result)
    }
}
