import Diagnostics
import Graph
import Testing

/// What `dbt ls --resource-type all` printed.
@Suite struct ListingTests {
    private func recorded(_ name: String) throws -> [String] {
        String(decoding: try Fixture.file("ls-\(name).txt").bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    private func listed(_ form: Listing.Form, keys: [String] = []) throws -> [String] {
        let manifest = try Fixture.manifest()
        let selector = NodeSelector(manifest, graph: DependencyGraph(manifest))
        let filter = NodeSelector.Filter(types: ResourceType.forListAll, includesEmpty: true)
        let selection = try selector.select(.commandLine(select: nil, exclude: nil), filter)
        return Listing(manifest, form: form, keys: keys).lines(for: selection.ids)
    }

    @Test(arguments: Listing.Form.allCases) func linesAreDbts(form: Listing.Form) throws {
        #expect(try listed(form) == recorded(form.rawValue))
    }

    @Test func chosenKeysAreShownInTheirOrder() throws {
        let keys = "name unique_id config.materialized config.meta.owner.team depends_on nope config.nope direct_parents version tags"
        #expect(try listed(.json, keys: [keys, "config.group"]) == recorded("keys"))
    }
}
