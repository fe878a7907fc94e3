import Diagnostics
import Formats
import Testing

@Suite struct JSONReaderTests {
    private func file(_ text: String) -> SourceFile { SourceFile(path: "a.json", text: text) }

    @Test func readsWhatPythonReads() throws {
        for item in try recordedCases("json-texts.json") {
            let text = try #require(item["json"]?.string)
            do {
                let value = try JSONReader.read(file(text))
                #expect(canonical(value) == item["value"]?.string, "\(text.debugDescription)")
            } catch {
                #expect(error.message == item["problem"]?.string, "\(text.debugDescription)")
                let scalars = text.unicodeScalars
                let offset = String(scalars.prefix(item["position"]?.int ?? -1)).utf8.count
                #expect(error.span?.start == offset, "\(text.debugDescription) \(error.message)")
            }
        }
    }

    @Test func keepsPlacesOfValuesAndKeys() throws {
        let value = try JSONReader.read(file("{\n  \"é\": [1, {\"b\": true}]\n}"))
        #expect(value.map?.entry("é")?.key.span?.place == "2:3")
        #expect(value["é"]?.span?.place == "2:8")
        #expect(value["é"]?.list?[1]["b"]?.span?.place == "2:18")
        let bare = try JSONReader.read(file("[1]"), options: .artifact)
        #expect(bare.span == nil)
    }

    @Test func loneSurrogatesBecomeReplacementCharacters() throws {
        #expect(try JSONReader.read(text: "\"\\ud800x\\udc00\"").string == "\u{FFFD}x\u{FFFD}")
        #expect(try JSONReader.read(text: "\"\\ud800\\u0041\"").string == "\u{FFFD}A")
    }

    @Test func nonFiniteNumbersCanBeRefused() throws {
        var options = JSONReader.Options()
        options.allowsNonFinite = false
        #expect(throws: Diagnostic.self) { try JSONReader.read(file("[NaN]"), options: options) }
    }

    @Test func deepNestingIsRefused() throws {
        let deep = String(repeating: "[", count: 200_000)
        let error = #expect(throws: Diagnostic.self) { try JSONReader.read(file(deep)) }
        #expect(error?.message == "objects and arrays nest more than 1000 levels deep")
    }

    @Test func byteOrderMarkIsSkipped() throws {
        #expect(try JSONReader.read(SourceFile(path: "a", bytes: [0xEF, 0xBB, 0xBF] + Array("[1]".utf8))) == .list([.int(1)]))
    }

    /// Damaged texts end in a value or an error, never in a trap, and what was read can be written and read again.
    @Test func survivesDamagedTexts() throws {
        var random = SeededGenerator(seed: 42)
        let seeds = [
            #"{"nodes": {"model.a": {"name": "a", "tags": ["x", "y"], "rows": 12, "ratio": 1.5e-3, "ok": true, "none": null}}}"#,
            #"["\u00e9\ud83d\ude00\\\"", -0.0, 1e400, 123456789012345678901234567890, [[[{}]]], "日本"]"#,
        ].map { Array($0.utf8) }
        var read = 0
        for _ in 0..<20_000 {
            var bytes = seeds[Int.random(in: 0..<seeds.count, using: &random)]
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.remove(at: place)
                case 2: bytes.insert(bytes[Int.random(in: 0..<bytes.count, using: &random)], at: place)
                default: bytes.removeSubrange(place...)
                }
                if bytes.isEmpty { bytes = [0x5B] }
            }
            guard let value = try? JSONReader.read(SourceFile(path: "fuzz", bytes: bytes)) else { continue }
            read += 1
            let text = JSONWriter.text(of: value)
            let again = try JSONReader.read(text: text)
            #expect(JSONWriter.text(of: again) == text)
        }
        #expect(read > 1000)
    }
}

@Suite struct JSONWriterTests {
    @Test func writesWhatPythonWrites() throws {
        for item in try recordedCases("json-dumps.json") {
            let value = tagged(item["value"] ?? .null)
            #expect(JSONWriter.text(of: value) == item["text"]?.string)
            let indented = JSONWriter.Style(isASCII: true, spaced: true, indent: 2)
            #expect(JSONWriter.text(of: value, style: indented) == item["indented"]?.string)
            let compact = JSONWriter.Style(isASCII: false, spaced: false)
            #expect(JSONWriter.text(of: value, style: compact) == item["compact"]?.string)
        }
    }

    @Test func writesPieceByPiece() throws {
        var json = JSONWriter(style: .compact)
        json.beginObject()
        json.key("a")
        json.beginArray()
        json.int(1)
        json.double(.nan)
        json.string(nil)
        json.raw("{\"x\":1}")
        json.endArray()
        json.key("b")
        json.value(.map(["c": true]))
        json.endObject()
        let text = String(decoding: try json.finish(), as: UTF8.self)
        #expect(text == #"{"a":[1,null,null,{"x":1}],"b":{"c":true}}"#)
    }

    /// Plain text is passed over eight bytes at a time; what needs an escape may stand in any of the eight.
    @Test func escapesWhereverTheyStand() {
        let parts = ["a", "Z", " ", "~", "\u{7F}", "\"", "\\", "\n", "\t", "\u{1}", "\u{1F}", "é", "\u{80}", "語", "😀"]
        var random = SeededGenerator(seed: 7)
        for _ in 0..<5000 {
            let text = (0..<Int.random(in: 0...30, using: &random)).map { _ in
                Int.random(in: 0..<3, using: &random) == 0 ? parts.randomElement(using: &random) ?? "" : "x"
            }.joined()
            #expect(JSONWriter.text(of: .string(text)) == quoted(text, isASCII: true), "\(text.debugDescription)")
            #expect(JSONWriter.text(of: .string(text), style: .compact) == quoted(text, isASCII: false), "\(text.debugDescription)")
        }
    }

    /// A string in JSON, one scalar after the other, as `json.dumps` writes it.
    private func quoted(_ text: String, isASCII: Bool) -> String {
        let short: [UInt16: String] = [0x22: "\\\"", 0x5C: "\\\\", 0x0A: "\\n", 0x0D: "\\r", 0x09: "\\t", 0x08: "\\b", 0x0C: "\\f"]
        let parts = text.unicodeScalars.map { scalar -> String in
            if let first = String(scalar).utf16.first, let escape = short[first] { return escape }
            guard scalar.value < 0x20 || isASCII && scalar.value >= 0x7F else { return String(scalar) }
            return String(scalar).utf16.map { unit in
                let digits = String(unit, radix: 16)
                return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }.joined()
        }
        return "\"" + parts.joined() + "\""
    }

    @Test func spillsFullBuffers() throws {
        final class Sink { var parts: [[UInt8]] = [] }
        let sink = Sink()
        var json = JSONWriter(spillSize: 100) { sink.parts.append($0) }
        json.beginArray()
        for number in 0..<1000 { json.int(number) }
        json.endArray()
        #expect(try json.finish().isEmpty)
        #expect(sink.parts.count > 10)
        let value = try JSONReader.read(SourceFile(path: "spilled", bytes: sink.parts.flatMap { $0 }))
        #expect(value.list?.count == 1000)
    }

    @Test func spillErrorsAreThrownAtTheEnd() {
        struct DiskFull: Error {}
        var json = JSONWriter(spillSize: 10) { _ in throw DiskFull() }
        json.beginArray()
        for number in 0..<100 { json.int(number) }
        json.endArray()
        #expect(throws: DiskFull.self) { try json.finish() }
    }
}
