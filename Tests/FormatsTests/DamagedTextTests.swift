import Diagnostics
import Formats
import Testing

/// Damaged texts end in a value or an error, never in a trap.
@Suite struct DamagedTextTests {
    private static let yaml = [
        "version: 2\nmodels:\n  - name: orders\n    description: \"{{ doc('x') }}\"\n    config: {tags: [a, 'b'], enabled: yes}\n    meta:\n      <<: &m {a: 1, b: 0x1f}\n      c: *m\n      d: 2024-01-02T03:04:05+01:00\n      e: |\n        text\n         more\n      f: >-\n        folded é 日本\n      g: !!str 12\n      ? k\n      : 1:30:00\n",
        "a: &x [1, 2.5e+3, .inf, ~]\nb: *x\n\"q\\u00e9\": 'it''s'\n",
    ]
    private static let csv = ["\u{FEFF}id,\"na\"\"me\",d\r\n1,\"x\r\ny\",2024-01-02\n,null,2024-W01-2T03:04,5%\n$1_0,é日本,1e400\n"]

    private func damage(_ bytes: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...5, using: &random) {
            guard !bytes.isEmpty else { break }
            let place = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<5, using: &random) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes.remove(at: place)
            case 2: bytes.insert(bytes[Int.random(in: 0..<bytes.count, using: &random)], at: place)
            case 3: bytes.insert(contentsOf: bytes[place...].prefix(12), at: Int.random(in: 0..<bytes.count, using: &random))
            default: bytes.removeSubrange(place..<min(bytes.count, place + 20))
            }
        }
        return bytes
    }

    @Test func yamlNeverTraps() throws {
        var random = SeededGenerator(seed: 2024)
        var read = 0
        for round in 0..<6000 {
            let file = SourceFile(path: "fuzz.yml", bytes: damage(Array(Self.yaml[round % 2].utf8), &random))
            let (value, diagnostics) = YAMLReader.read(file)
            #expect(value != nil || diagnostics.contains { $0.severity == .error })
            for diagnostic in diagnostics {
                let span = try #require(diagnostic.span)
                #expect(span.start >= 0 && span.end <= file.bytes.count)
                _ = TerminalRendering(width: 40).render(diagnostic)
            }
            if let value {
                read += 1
                checkSpans(value, file)
                let again = YAMLReader.read(SourceFile(path: "again.yml", text: YAMLWriter.dump(value)), stripped: false)
                #expect(again.value.map(canonical) == canonical(value))
            }
        }
        #expect(read > 300)
    }

    private func checkSpans(_ value: ConfigValue, _ file: SourceFile) {
        #expect((value.span?.end ?? 0) <= file.bytes.count)
        for element in value.list ?? [] { checkSpans(element, file) }
        for entry in value.map?.entries ?? [] {
            checkSpans(entry.key, file)
            checkSpans(entry.value, file)
        }
        if let text = value.string { _ = value.span(inText: 0..<text.utf8.count) }
    }

    @Test func csvNeverTraps() throws {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<4000 {
            let bytes = damage(Array(Self.csv[0].utf8), &random)
            let size = Int.random(in: 1...30, using: &random)
            let seed = try? SeedTable(path: "fuzz.csv") {
                var position = 0
                return {
                    let end = min(position + size, bytes.count)
                    defer { position = end }
                    return Array(bytes[position..<end])
                }
            }
            guard let seed, !seed.columns.isEmpty else { continue }
            var rows = try seed.rows()
            var count = 0
            while try rows.next() { count += rows.values.count == seed.columns.count ? 1 : 0 }
            #expect(count == seed.rowCount)
        }
    }
}
