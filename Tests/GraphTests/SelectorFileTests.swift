import Diagnostics
import Formats
import Graph
import Testing

/// Definitions of `selectors.yml` as dbt read or refused them.
@Suite struct SelectorFileTests {
    @Test func definitionsMeanWhatTheyMeanToDbt() throws {
        let cases = try #require(try Fixture.json("yaml-selectors.json").list)
        #expect(cases.count > 50)
        for recorded in cases {
            let text = recorded["text"]?.string ?? ""
            let file = try #require(YAMLReader.read(SourceFile(path: "selectors.yml", text: text)).value)
            switch Result(catching: { () throws(Diagnostic) in try SavedSelectors(file) }) {
            case .success(let selectors):
                #expect(recorded["error"] == nil, "\(text)")
                if let spec = recorded["spec"] { #expect(selectors.definitions.first.map { shown($0.spec) } == spec, "\(text)") }
                if let names = recorded["names"]?.list { #expect(selectors.definitions.map(\.name) == names.compactMap(\.string)) }
            case .failure(let error): #expect(error.message == Self.expected(recorded["error"]?.string), "\(text)")
            }
        }
    }

    /// dbt lets one mistake escape as a bare Python error.
    private static func expected(_ recorded: String?) -> String? {
        recorded == "'nope' is not a valid IndirectSelection" ? "Could not read selector file data: \(recorded ?? "")" : recorded
    }

    private func shown(_ spec: SelectionSpec) -> ConfigValue {
        switch spec {
        case .criterion(let criterion):
            return .map([
                "method": .string(criterion.method), "arguments": .list(criterion.arguments.map(ConfigValue.string)),
                "value": criterion.value, "childrens_parents": .bool(criterion.childrensParents), "parents": .bool(criterion.parents),
                "parents_depth": criterion.parentsDepth.map(ConfigValue.int) ?? .null, "children": .bool(criterion.children),
                "children_depth": criterion.childrenDepth.map(ConfigValue.int) ?? .null, "indirect": .string(criterion.indirect.rawValue),
            ])
        case .group(let group):
            let name =
                switch group.operation {
                case .union: "union"
                case .intersection: "intersection"
                case .difference: "difference"
                }
            return .map([name: .list(group.components.map(shown)), "indirect": .string(group.indirect.rawValue)])
        }
    }

    @Test func aSelectorThatNeedsItselfIsAnError() throws {
        let text = """
            selectors:
              - {name: a, definition: {method: selector, value: b}}
              - {name: b, definition: {union: [{method: selector, value: a}, "tag:x"]}}
            """
        let file = try #require(YAMLReader.read(SourceFile(path: "selectors.yml", text: text)).value)
        let manifest = try Fixture.manifest()
        let selectors = try SavedSelectors(file)
        let selector = NodeSelector(manifest, graph: DependencyGraph(manifest), selectors: selectors)
        let error = #expect(throws: Diagnostic.self) {
            try selector.select(selectors.definition(named: "a").spec, NodeSelector.Filter(types: ResourceType.forList))
        }
        #expect(error?.message.hasPrefix("Circular dependency detected in selector: {") ?? false)
        #expect(error?.notes.first?.message == "b --> a --> b")
    }

    @Test func aMistakeIsShownAtItsPlace() throws {
        let text = "selectors:\n  - name: nightly\n    definition:\n      union:\n        - tags: x\n"
        let file = try #require(YAMLReader.read(SourceFile(path: "selectors.yml", text: text)).value)
        let error = #expect(throws: Diagnostic.self) { try SavedSelectors(file) }
        #expect(error?.message == "Could not read selector file data: 'tags' is not a valid method name")
        #expect(error?.span?.position.line == 5)
    }

    @Test func wildcardsMatchAsInPython() throws {
        let recorded = try Fixture.json("wildcards.json")
        let texts = try #require(recorded["texts"]?.list).compactMap(\.string)
        for entry in try #require(recorded["patterns"]?.list) {
            let pattern = entry.list?.first?.string ?? ""
            let matching = texts.filter(Wildcard(pattern).matches)
            #expect(matching == entry.list?.last?.list?.compactMap(\.string), "\(pattern)")
        }
    }
}
