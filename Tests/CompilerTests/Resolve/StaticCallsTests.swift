import Diagnostics
import Formats
import Foundation
import Graph
import Project
import Testing

/// Texts are understood without rendering exactly where dbt's static extractor understands them (recorded from dbt-extractor).
@Suite struct StaticCallsTests {
    static let cases: [ConfigValue] = {
        let url = ProjectText.fixtures.appending(path: "static-calls.json")
        guard let data = try? Data(contentsOf: url) else { return [] }
        return (try? JSONReader.read(SourceFile(path: "static-calls.json", bytes: [UInt8](data)), options: .artifact))?.list ?? []
    }()

    @Test func extractsWhatDbtExtracts() throws {
        #expect(Self.cases.count > 100)
        for expected in Self.cases {
            let text = try #require(expected["text"]?.string)
            let file = SourceFile(path: "model.sql", text: text)
            let calls = StaticCalls.read(SourceSpan(file, 0, file.bytes.count))
            #expect((calls == nil) == (expected["refs"] == nil), Comment(rawValue: text))
            guard let calls, let refs = expected["refs"]?.list else { continue }
            let wanted = refs.map { ref in
                RefArguments(
                    name: ref["name"]?.string ?? "", package: ref["package"]?.string, version: ref["version"].flatMap(NodeVersion.init))
            }
            #expect(calls.refs == wanted, Comment(rawValue: text))
            #expect(Set(calls.sources) == Set((expected["sources"]?.list ?? []).map { ($0.list ?? []).compactMap(\.string) }))
            let configs = (expected["configs"]?.list ?? []).compactMap(\.list)
            #expect(calls.configs.map(\.name) == configs.compactMap { $0.first?.string }, Comment(rawValue: text))
            #expect(calls.configs.map(\.value) == configs.compactMap(\.last), Comment(rawValue: text))
        }
    }
}
