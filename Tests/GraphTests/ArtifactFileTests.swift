import Artifacts
import Diagnostics
import Files
import Formats
import Graph
import Testing

@Suite struct ArtifactFileTests {
    @Test func artifactsAreWrittenAndReadBack() throws {
        let files = MemoryFileSystem()
        let manifest = try Fixture.manifest("manifest-built.json")
        #expect(try ArtifactFile.write(ManifestJSON(manifest), to: "target", on: files) == "target/manifest.json")
        try ArtifactFile.write(SourcesJSON(SourcesReader.read(Fixture.file("sources.json"))), to: "target", on: files)
        #expect(try files.read("target/manifest.json") == Fixture.file("manifest-built.json").bytes)
        let folder = StateFolder("target", on: files)
        let state = try folder.previousState(target: folder)
        #expect(state.manifest?.nodes.keys == manifest.nodes.keys)
        #expect(state.results == nil)
        #expect(state.sources?.results.map(\.uniqueID) == ["source.shop.raw.payments"])
    }

    @Test func whatIsNoJSONIsNamedWithItsPlace() throws {
        let files = MemoryFileSystem(["state/manifest.json": "{\"nodes\": [}"])
        let error = #expect(throws: Diagnostic.self) { try StateFolder("state", on: files).manifest() }
        #expect(error?.span?.file.path == "state/manifest.json")
    }

    @Test func theCatalogIsWrittenByteForByte() throws {
        let file = try Fixture.file("catalog.json")
        let stored = try JSONReader.read(file, options: .artifact)
        let facts = stored["metadata"]
        var catalog = Catalog(
            metadata: ArtifactMetadata(
                generatedAt: facts?["generated_at"]?.string ?? "", invocationID: facts?["invocation_id"]?.string ?? "",
                invocationStartedAt: facts?["invocation_started_at"]?.string ?? ""))
        for entry in stored["nodes"]?.map ?? ConfigMap() { catalog.nodes[entry.name] = table(entry.value) }
        for entry in stored["sources"]?.map ?? ConfigMap() { catalog.sources[entry.name] = table(entry.value) }
        #expect(try CatalogJSON(catalog).bytes() == file.bytes)
    }

    private func table(_ value: ConfigValue) -> Catalog.Table {
        func text(_ key: String) -> String? { value["metadata"]?[key]?.string }
        return Catalog.Table(
            type: text("type") ?? "", schema: text("schema") ?? "", name: text("name") ?? "", database: text("database"),
            comment: text("comment"), owner: text("owner"),
            columns: value["columns"]?.map?.map { entry in
                Catalog.Column(
                    type: entry.value["type"]?.string ?? "", index: entry.value["index"]?.int ?? 0,
                    name: entry.value["name"]?.string ?? "", comment: entry.value["comment"]?.string)
            } ?? [], stats: [.hasStatistics(false)])
    }
}
