import Diagnostics
import Formats
import Foundation
import Testing

@Suite struct YAMLReaderTests {
    private func read(_ text: String, stripped: Bool = false) -> (value: ConfigValue?, diagnostics: [Diagnostic]) {
        YAMLReader.read(SourceFile(path: "models/a.yml", text: text), stripped: stripped)
    }

    @Test(arguments: ["yaml-scalars.json", "yaml-documents.json", "yaml-broken.json", "yaml-noise.json"])
    func readsWhatPyYAMLReads(fixture: String) throws {
        let cases = try recordedCases(fixture)
        #expect(!cases.isEmpty)
        for item in cases where item["unsupported"] == nil {
            let text = try #require(item["yaml"]?.string)
            let result = read(text)
            if let expected = item["value"]?.string {
                #expect(result.value.map(canonical) == expected, "\(text.debugDescription) \(result.diagnostics.map(\.message))")
                let duplicates = result.diagnostics.count { $0.id == "duplicate-yaml-key" }
                #expect(duplicates == item["duplicates"]?.int, "\(text.debugDescription)")
            } else {
                #expect(result.value == nil, "\(text.debugDescription) \(item)")
                try checkError(result.diagnostics, item, text)
            }
        }
    }

    /// libyaml counts a line break that is not there at the end of the text; places here stay in the text.
    private func checkError(_ diagnostics: [Diagnostic], _ item: ConfigValue, _ text: String) throws {
        let errors = diagnostics.filter { $0.severity == .error }
        #expect(!errors.isEmpty)
        guard let line = item["line"]?.int, let column = item["column"]?.int, let problem = item["problem"]?.string else { return }
        let ownWords = ["second occurrence", "but found another document", "found unhashable key", "found unconstructable recursive node"]
        let error = try #require(
            errors.first { ownWords.contains(problem) || $0.message.hasPrefix(problem) }, "\(text.debugDescription) \(problem) \(errors)")
        let span = try #require(error.span)
        let isAtEnd = column == 1 && span.start == text.utf8.count
        let isBehindTag = problem.contains("for merging") && text.contains("!!")
        #expect(isAtEnd || isBehindTag || span.position == (line, column), "\(text.debugDescription) \(error.message)")
    }

    @Test func placesCountBytesOfScalarsKeysAndCollections() throws {
        let text = "é: &x !!str 日本 # c\nlist:\n  - a\n  - 'b c'\n\n# end\nflow: [1, {k: v}]\n"
        let value = try #require(read(text).value)
        func slice(_ value: ConfigValue?) throws -> String {
            let span = try #require(value?.span)
            return String(decoding: span.file.bytes[span.start..<span.end], as: UTF8.self)
        }
        #expect(try slice(value["é"]) == "日本")
        #expect(try slice(value.map?.entry("é")?.key) == "é")
        #expect(try slice(value["list"]) == "- a\n  - 'b c'")
        #expect(try slice(value["list"]?.list?[1]) == "'b c'")
        #expect(try slice(value["flow"]) == "[1, {k: v}]")
        #expect(try slice(value["flow"]?.list?[1]["k"]) == "v")
        #expect(value["list"]?.list?[0].span?.place == "3:5")
    }

    @Test func stripsSpaceAroundTheTextAsDbtDoes() throws {
        let result = read("\n  a: 1\nb: {{ x }}\n", stripped: true)
        #expect(result.value == nil)
        #expect(result.diagnostics.first?.span?.place == "3:5")
        #expect(read("\n  a: 1\nb: 2\n", stripped: true).value?["b"] == .int(2))
        #expect(read("\n  a: 1\nb: 2\n", stripped: false).value == nil)
        #expect(read(" \n", stripped: true).value == .null)
    }

    @Test func unquotedJinjaIsHintedAt() {
        for text in ["a: {{ var('x') }}\n", "a: {{ x }}-suffix\n", "a:\n  - {{ x }}\n"] {
            #expect(read(text).diagnostics.contains { $0.hint?.contains("quote values that start with '{{'") == true }, "\(text)")
        }
    }

    @Test func duplicateKeysWarnWithBothPlaces() throws {
        let result = read("a: 1\nb: 2\na: 3\n")
        #expect(result.value?["a"] == .int(3))
        let warning = try #require(result.diagnostics.first)
        #expect(warning.severity == .warning)
        #expect(warning.message.hasPrefix("Duplicate key 'a' in \"<unicode string>\", line 3, column 1 in file "))
        #expect(warning.message.hasSuffix(": the last value counts"))
        #expect(warning.span?.place == "3:1")
        #expect(warning.notes.first?.span?.place == "1:1")
    }

    @Test func aliasBombsAreRefused() throws {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...9 {
            let aliases = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(aliases)]\n"
        }
        let result = read(text)
        #expect(result.value == nil)
        #expect(result.diagnostics.map(\.id) == ["yaml-limit"])
        #expect(result.diagnostics.first?.message.contains("1000000") == true)
    }

    @Test func deepNestingAndSelfReferenceAreRefused() {
        #expect(read(String(repeating: "[", count: 100_000)).diagnostics.first?.id == "yaml-limit")
        #expect(read("a: &x [1, *x]\n").diagnostics.first?.message.contains("stands inside what it names") == true)
        #expect(read(String(repeating: "[", count: 499) + String(repeating: "]", count: 499)).value != nil)
    }

    @Test func brokenUTF8IsAnErrorAtItsByte() {
        let file = SourceFile(path: "a.yml", bytes: Array("a: é\nb: ".utf8) + [0xFF, 0x0A])
        let result = YAMLReader.read(file)
        #expect(result.value == nil)
        #expect(result.diagnostics.first?.span?.start == 9)
    }

    @Test func placesInsideTextAreMapped() throws {
        let text = "p: plain {{ x }}\nq: \"quoted {{ x }}\"\ne: \"esc\\t{{ x }}\"\nb: |\n  one\n    two {{ x }}\n  three\n"
        let value = try #require(read(text).value)
        for key in ["p", "q", "b"] {
            let string = try #require(value[key]?.string)
            let offset = try #require(string.range(of: "{{")).lowerBound.utf16Offset(in: string)
            let span = try #require(value[key]?.span(inText: offset..<(offset + 7)))
            #expect(String(decoding: span.file.bytes[span.start..<span.end], as: UTF8.self) == "{{ x }}", "\(key)")
        }
        #expect(value["e"]?.isVerbatim == false)
        #expect(value["e"]?.span(inText: 4..<5) == value["e"]?.span)
    }
}
