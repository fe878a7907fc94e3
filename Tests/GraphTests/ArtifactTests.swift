import Artifacts
import Diagnostics
import Formats
import Graph
import Testing

@Suite struct ArtifactTests {
    @Test(arguments: ["manifest-parsed.json", "manifest-built.json"])
    func manifestIsWrittenByteForByte(name: String) throws {
        let file = try Fixture.file(name)
        let written = try ManifestJSON(ManifestReader.read(file)).bytes()
        expectSame(written, file.bytes)
    }

    @Test func runResultsAreWrittenByteForByte() throws {
        let file = try Fixture.file("run-results.json")
        let results = try RunResultsReader.read(file)
        let stored = try Fixture.json("run-results.json")["metadata"]
        let metadata = ArtifactMetadata(
            generatedAt: results.generatedAt, invocationID: stored?["invocation_id"]?.string ?? "",
            invocationStartedAt: stored?["invocation_started_at"]?.string ?? "")
        expectSame(try RunResultsJSON(results, metadata: metadata).bytes(), file.bytes)
    }

    @Test func sourcesAreWrittenByteForByte() throws {
        let file = try Fixture.file("sources.json")
        expectSame(try SourcesJSON(SourcesReader.read(file)).bytes(), file.bytes)
    }

    private func expectSame(_ written: [UInt8], _ expected: [UInt8]) {
        if written == expected { return }
        let place = zip(written, expected).enumerated().first { $1.0 != $1.1 }?.offset ?? min(written.count, expected.count)
        func around(_ bytes: [UInt8]) -> String {
            String(decoding: bytes[max(0, place - 120)..<min(bytes.count, place + 80)], as: UTF8.self)
        }
        Issue.record("differs at \(place):\nwritten  \(around(written))\nexpected \(around(expected))")
    }

    @Test func anOlderSchemaIsRefusedWithDbtsWords() throws {
        let text = #"{"metadata": {"dbt_schema_version": "https://schemas.getdbt.com/dbt/manifest/v3.json"}, "nodes": {}}"#
        let error = #expect(throws: Diagnostic.self) { try ManifestReader.read(SourceFile(path: "state/manifest.json", text: text)) }
        #expect(
            error?.message
                == "Expected a schema version of \"https://schemas.getdbt.com/dbt/manifest/v12.json\" in state/manifest.json, but found "
                + "\"https://schemas.getdbt.com/dbt/manifest/v3.json\". Are you running with a different version of dbt?")
    }
}
