import Formats
import Testing

@Suite struct YAMLWriterTests {
    @Test func writesWhatPyYAMLWrites() throws {
        for item in try recordedCases("yaml-dumps.json") {
            let value = tagged(item["value"] ?? .null)
            #expect(YAMLWriter.dump(value) == item["text"]?.string, "\(canonical(value))")
        }
    }
}
