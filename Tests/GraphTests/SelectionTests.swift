import Artifacts
import Diagnostics
import Formats
import Graph
import Testing

/// Every selection here was made by `dbt ls` over the project of `manifest-parsed.json`.
@Suite struct SelectionTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let select: [String]?
        let exclude: [String]?
        let arguments: [String]
        let ids: [String]?
        let error: String?
        let warnings: [String]

        init(_ value: ConfigValue) {
            func texts(_ key: String) -> [String]? { value[key]?.list?.compactMap(\.string) }
            select = texts("select")
            exclude = texts("exclude")
            arguments = texts("args") ?? []
            ids = texts("ids")
            error = value["error"]?.string
            warnings = texts("warnings") ?? []
        }

        var testDescription: String {
            ([select.map { "--select \($0)" }, exclude.map { "--exclude \($0)" }].compactMap { $0 } + arguments).joined(separator: " ")
        }

        func values(of flag: String) -> [String] {
            arguments.indices.dropLast().filter { arguments[$0] == flag }.map { arguments[$0 + 1] }
        }
    }

    static func cases() throws -> [Case] { try Fixture.json("selection.json").list?.map(Case.init) ?? [] }

    @Test func everySelectionIsDbts() throws {
        let manifest = try Fixture.manifest()
        let graph = DependencyGraph(manifest)
        let file = try #require(YAMLReader.read(Fixture.file("selectors.yml")).value)
        let cases = try Self.cases()
        #expect(cases.count > 400)
        for recorded in cases {
            let indirect = recorded.values(of: "--indirect-selection").first.flatMap(IndirectSelection.init) ?? .eager
            let result = Result { () throws(Diagnostic) in
                let selectors = try SavedSelectors(file, indirect: indirect)
                let selector = NodeSelector(manifest, graph: graph, selectors: selectors)
                let types = try ResourceType.chosen(
                    recorded.values(of: "--resource-type"), excluding: recorded.values(of: "--exclude-resource-type"),
                    default: ResourceType.forList, all: ResourceType.forListAll)
                let spec = try spec(of: recorded, selectors, indirect)
                return try selector.select(spec, NodeSelector.Filter(types: types, includesEmpty: true))
            }
            switch result {
            case .success(let selection):
                #expect(selection.ids == recorded.ids, "\(recorded.testDescription) \(recorded.error ?? "")")
                #expect(selection.diagnostics.map(\.message) == recorded.warnings, "\(recorded.testDescription)")
                #expect(selection.ids.allSatisfy { selection.reasons[$0] != nil }, "\(recorded.testDescription)")
            case .failure(let error):
                #expect(error.message == recorded.error, "\(recorded.testDescription)")
            }
        }
    }

    private func spec(of recorded: Case, _ selectors: SavedSelectors, _ indirect: IndirectSelection) throws(Diagnostic) -> SelectionSpec {
        if let name = recorded.values(of: "--selector").first { return try selectors.definition(named: name).spec }
        return try .commandLine(select: recorded.select, exclude: recorded.exclude, indirect: indirect)
    }

    @Test func selectorsAreShownAsInTheManifest() throws {
        let file = try #require(YAMLReader.read(Fixture.file("selectors.yml")).value)
        let shown = JSONWriter.text(of: .map(SavedSelectors.manifestValue(file)))
        #expect(shown == JSONWriter.text(of: .map(try Fixture.manifest().selectors)))
    }
}
