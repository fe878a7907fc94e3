import Diagnostics
import Formats
import Foundation
import Testing

@testable import Runner

/// Differences of tables, recorded from daff 1.4.2 with the settings dbt uses.
@Suite struct RowDiffTests {
    private static func cell(_ value: ConfigValue) -> TextCell {
        if let text = value.string { return TextCell(text) }
        if let map = value.map { return TextCell(text: map["t"]?.string, shown: map["s"]?.string ?? "") }
        return TextCell(text: nil, shown: "null")
    }

    private static func table(_ value: ConfigValue?) -> [[TextCell]] {
        (value?.list ?? []).map { ($0.list ?? []).map(cell) }
    }

    @Test func differencesReadAsDaffWritesThem() throws {
        let cases = try RecordedFile.list("row-diffs.json")
        #expect(cases.count > 50)
        for (index, recorded) in cases.enumerated() {
            let diff = RowDiff(expected: Self.table(recorded["expected"]), actual: Self.table(recorded["actual"]))
            let message = diff?.message(coloured: true)
            let expected = recorded["text"]?.string.map {
                "\n\n\u{1B}[32mactual\u{1B}[0m differs from \u{1B}[31mexpected\u{1B}[0m:\n\n\($0)\n"
            }
            #expect(message == expected, "case \(index)")
        }
    }

    @Test func withoutColoursTheTextIsTheSame() throws {
        for recorded in try RecordedFile.list("row-diffs.json") {
            let diff = RowDiff(expected: Self.table(recorded["expected"]), actual: Self.table(recorded["actual"]))
            let coloured = try diff?.message(coloured: true).replacing(Regex("\u{1B}\\[[0-9;]*m"), with: "")
            #expect(diff?.message(coloured: false) == coloured)
        }
    }
}

/// A JSON file of recorded cases among the fixtures.
enum RecordedFile {
    static func list(_ name: String) throws -> [ConfigValue] {
        let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Fixtures/\(name)")
        let file = SourceFile(path: name, bytes: [UInt8](try Data(contentsOf: url)))
        return try #require(JSONReader.read(file, options: .artifact).list)
    }
}
