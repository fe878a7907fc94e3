import Artifacts
import Formats
import Graph
import Testing

/// The forms that Jinja's `graph` and `model` have in dbt, in their order of keys.
@Suite struct FormTests {
    @Test func theGraphValueHasDbtsForm() throws {
        let manifest = try withCalls()
        let recorded = try #require(try Fixture.json("forms.json")["graph"]?.map)
        #expect(recorded.keys == ManifestSection.graph.map(\.rawValue))
        for section in ManifestSection.graph {
            for entry in recorded[section.rawValue]?.map ?? ConfigMap() {
                let written = try #require(fields(of: entry.name, in: section, .graph, manifest))
                expectSame(written, entry.value, entry.name)
            }
        }
    }

    @Test func theModelValueHasDbtsForm() throws {
        let manifest = try withCalls()
        for entry in try #require(try Fixture.json("forms.json")["model"]?.map) {
            let section: ManifestSection = entry.name.hasPrefix("unit_test") ? .unitTests : .nodes
            let written = try #require(fields(of: entry.name, in: section, .model, manifest))
            expectSame(written, entry.value, entry.name)
        }
    }

    /// The artifact lacks what `config()` was called with; it is taken from the recorded form.
    private func withCalls() throws -> Manifest {
        var manifest = try Fixture.manifest()
        for entry in try #require(try Fixture.json("forms.json")["graph"]?["nodes"]?.map) {
            manifest.nodes.update(entry.name) { node in
                node.configCall = entry.value["config_call_dict"]?.map ?? ConfigMap()
                node.unrenderedConfigCall = entry.value["unrendered_config_call_dict"]?.map ?? ConfigMap()
            }
        }
        return manifest
    }

    private func fields(of id: String, in section: ManifestSection, _ form: ManifestForm, _ manifest: Manifest) -> ManifestFields? {
        var found: ManifestFields?
        manifest.forEach(in: section, form) { if $0 == id { found = $1 } }
        return found
    }

    /// Equal but for the time of parsing, which each run has its own of.
    private func expectSame(_ fields: ManifestFields, _ recorded: ConfigValue, _ id: String) {
        var ours = fields.map
        var theirs = recorded.map ?? ConfigMap()
        ours["created_at"] = ours["created_at"].map { _ in .null }
        theirs["created_at"] = theirs["created_at"].map { _ in .null }
        #expect(JSONWriter.text(of: .map(ours)) == JSONWriter.text(of: .map(theirs)), "\(id)")
    }
}
