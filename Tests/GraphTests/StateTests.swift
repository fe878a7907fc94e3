import Artifacts
import Diagnostics
import Formats
import Graph
import Testing

/// `state:` and `result:` selections as `dbt ls --state` made them.
@Suite struct StateTests {
    private static let filter = NodeSelector.Filter(types: ResourceType.forListAll, includesEmpty: true)

    private func previous() throws -> PreviousState {
        PreviousState(manifest: try Fixture.manifest(), results: try RunResultsReader.read(Fixture.file("run-results.json")))
    }

    @Test func everySelectionIsDbts() throws {
        let manifest = try Fixture.manifest("manifest-changed.json")
        let selector = NodeSelector(manifest, graph: DependencyGraph(manifest), previous: try previous())
        let cases = try #require(try Fixture.json("state.json").list)
        #expect(cases.count > 20)
        for recorded in cases {
            let texts = recorded["select"]?.list?.compactMap(\.string)
            let result = Result { () throws(Diagnostic) in
                try selector.select(.commandLine(select: texts, exclude: nil), Self.filter)
            }
            switch result {
            case .success(let selection):
                #expect(selection.ids == recorded["ids"]?.list?.compactMap(\.string), "\(texts ?? [])")
                let warnings = selection.diagnostics.map(\.message).filter { !$0.hasPrefix("The selection criterion") }
                #expect(Set(warnings) == Set(recorded["warnings"]?.list?.compactMap(\.string) ?? []), "\(texts ?? [])")
            case .failure(let error): #expect(error.message == recorded["error"]?.string, "\(texts ?? [])")
            }
        }
    }

    @Test func aBrokenContractOfAVersionIsAnError() throws {
        var manifest = try Fixture.manifest("manifest-changed.json")
        manifest.nodes.update("model.shop.dim.v2") { node in
            for index in node.columns.indices where node.columns[index].name == "x" { node.columns[index].dataType = "bigint" }
            node.contract.checksum = "another"
        }
        let selector = NodeSelector(manifest, graph: DependencyGraph(manifest), previous: try previous())
        let error = #expect(throws: Diagnostic.self) {
            try selector.select(.commandLine(select: ["state:modified"], exclude: nil), Self.filter)
        }
        #expect(
            error?.message == """
                While comparing to previous project state, dbt detected a breaking change to an enforced contract.
                  - Columns with data_type changes: 
                    - x (int -> bigint)
                Consider making an additive (non-breaking) change instead, if possible.
                Otherwise, create a new model version: https://docs.getdbt.com/docs/collaborate/govern/model-versions
                """)
    }
}
