import Diagnostics
import Formats
import Foundation
import Testing

/// Gives a text in pieces of one size.
private func pieces(_ bytes: [UInt8], _ size: Int) -> CSVReader.Chunks {
    var position = 0
    return {
        let end = min(position + size, bytes.count)
        defer { position = end }
        return Array(bytes[position..<end])
    }
}

private func rows(_ text: String, delimiter: String = ",", size: Int = 1 << 16) throws -> [[String]] {
    var reader = try CSVReader(path: "seeds/a.csv", delimiter: delimiter, chunks: pieces(Array(text.utf8), size))
    var row = CSVRow()
    var rows: [[String]] = []
    while try reader.next(&row) { rows.append(row.fields) }
    return rows
}

@Suite struct CSVReaderTests {
    @Test(arguments: [1, 2, 3, 7, 1 << 16])
    func readsWhatPythonReads(size: Int) throws {
        for item in try recordedCases("csv-rows.json") {
            let text = try #require(item["csv"]?.string)
            let expected = (item["rows"]?.list ?? []).map { ($0.list ?? []).compactMap(\.string) }
            #expect(try rows(text, size: size) == expected, "\(text.debugDescription)")
        }
    }

    /// Rows that are in a chunk as a whole are taken another way than rows that come in pieces.
    @Test func wholeRowsAreReadAsPiecesAre() throws {
        var random = SeededGenerator(seed: 5)
        let parts = ["a", "word", "some longer text", "é", "日本", "\t", "\u{B}", "\0", "\"", "\"\"", "\\", " ", "12.5", "\u{7F}"]
        let breaks = [",", ",", ",\"", "\",", "\"\n", "\n", "\r\n", "\r", "\n\""]
        for _ in 0..<3000 {
            var text = ""
            for _ in 0..<Int.random(in: 0..<30, using: &random) {
                text += (Int.random(in: 0..<3, using: &random) > 0 ? parts : breaks).randomElement(using: &random) ?? ""
            }
            let pieces = try rows(text, size: 1)
            #expect(try rows(text) == pieces, "\(text.debugDescription)")
            #expect(try rows(text, size: 16) == pieces, "\(text.debugDescription)")
        }
    }

    @Test func delimitersOfSeveralBytes() throws {
        #expect(try rows("a¦b\nÂx¦¦\"¦\"\n", delimiter: "¦", size: 1) == [["a", "b"], ["Âx", "", "¦"]])
        #expect(throws: Diagnostic.self) { try rows("a", delimiter: "") }
        let error = #expect(throws: Diagnostic.self) { try rows("a", delimiter: "||") }
        #expect(error?.message == "the delimiter of 'seeds/a.csv' must be one character, not '||'")
    }

    @Test func linesAreCountedOverQuotedBreaks() throws {
        var reader = try CSVReader(path: "a.csv", text: "a\n\"x\r\ny\rz\"\n\nb\n")
        var row = CSVRow()
        var lines: [Int] = []
        while try reader.next(&row) { lines.append(reader.line) }
        #expect(lines == [1, 2, 5, 6])
        reader = try CSVReader(path: "a.csv", text: "a\r\n\"x\n\ny\",\"\"\r\nb\n\"z\n\"\nc\n")
        lines = []
        while try reader.next(&row) { lines.append(reader.line) }
        #expect(lines == [1, 2, 5, 6, 8])
    }

    @Test(arguments: [1, 3, 5, 1000])
    func brokenUTF8NamesItsLine(size: Int) throws {
        for broken: [UInt8] in [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80], [0xE2, 0x82], [0xE9, 0x0A]] {
            let bytes = Array("a,é\n1,日\n2,😀\n3,".utf8) + broken
            let error = #expect(throws: Diagnostic.self) {
                var reader = try CSVReader(path: "seeds/a.csv", chunks: pieces(bytes, size))
                var row = CSVRow()
                while try reader.next(&row) {}
            }
            #expect(error?.id == "csv-encoding")
            #expect(error?.span?.place == "4:1", "\(broken) \(size)")
            #expect(
                error?.message.hasPrefix("the file is not UTF-8: byte 0x\(String(broken[0], radix: 16, uppercase: true)) on line 4") == true
            )
        }
    }

    @Test func fieldsHaveALimitAsInPython() throws {
        #expect(try rows("a\n" + String(repeating: "x", count: 131_072))[1][0].utf8.count == 131_072)
        #expect(try rows("a\n" + String(repeating: "é", count: 131_072)).count == 2)
        let error = #expect(throws: Diagnostic.self) { try rows("a\nb\n\"" + String(repeating: "x,\n", count: 50_000)) }
        #expect(error?.id == "csv-field-limit")
        #expect(error?.message == "field larger than field limit (131072)")
        #expect(error?.span?.place == "3:1")
    }

    @Test func errorsOfTheFileAreThrownOn() throws {
        struct Gone: Error {}
        var reader = try CSVReader(path: "a", chunks: { [0x61] })
        _ = reader
        var count = 0
        reader = try CSVReader(
            path: "a",
            chunks: {
                count += 1
                if count > 1 { throw Gone() }
                return [0x61, 0x0A]
            })
        var row = CSVRow()
        #expect(try reader.next(&row))
        #expect(throws: Gone.self) { try reader.next(&row) }
    }
}

@Suite struct SeedTableTests {
    /// A value with its text.
    private enum Shown: Equatable {
        case null
        case number(String)
        case date(String)
        case timestamp(String)
        case bool(Bool)
        case text(String)
    }

    private func shown(_ value: SeedValue, _ bytes: [UInt8]) -> Shown {
        func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
        return switch value {
        case .null: .null
        case .number(let range): .number(text(range))
        case .date(let range): .date(text(range))
        case .timestamp(let range): .timestamp(text(range))
        case .bool(let flag): .bool(flag)
        case .text(let range): .text(text(range))
        }
    }

    private func rows(of seed: SeedTable) throws -> [[Shown]] {
        var rows = try seed.rows()
        var shown: [[Shown]] = []
        while try rows.next() { shown.append(rows.values.map { self.shown($0, rows.bytes) }) }
        return shown
    }

    private func table(_ text: String, delimiter: String = ",", texts: [String] = [], size: Int = 1 << 16) throws -> SeedTable {
        try SeedTable(path: "seeds/a.csv", delimiter: delimiter, textColumns: texts) { pieces(Array(text.utf8), size) }
    }

    private func name(_ type: SeedType) -> String {
        switch type {
        case .integer: "Integer"
        case .number: "Number"
        case .date: "Date"
        case .dateTime: "DateTime"
        case .isoDateTime: "ISODateTime"
        case .boolean: "Boolean"
        case .text: "Text"
        }
    }

    private func value(_ item: ConfigValue) -> Shown {
        if let flag = item.bool { return .bool(flag) }
        guard let entry = item.map?.entries.first, let text = entry.value.string else { return .null }
        switch entry.name {
        case "number": return .number(text)
        case "date": return .date(text)
        case "timestamp": return .timestamp(text)
        default: return .text(text)
        }
    }

    @Test(arguments: [3, 1 << 16])
    func readsSeedsAsDbtDoes(size: Int) throws {
        for item in try recordedCases("seeds.json") {
            let text = try #require(item["csv"]?.string)
            let delimiter = try #require(item["delimiter"]?.string)
            let texts = (item["textColumns"]?.list ?? []).compactMap(\.string)
            if item["error"] != nil {
                #expect(throws: Diagnostic.self, "\(text.debugDescription)") {
                    try table(text, delimiter: delimiter, texts: texts, size: size)
                }
                continue
            }
            let seed = try table(text, delimiter: delimiter, texts: texts, size: size)
            #expect(seed.columns.map(\.name) == (item["names"]?.list ?? []).compactMap(\.string), "\(text.debugDescription)")
            #expect(seed.columns.map { name($0.type) } == (item["types"]?.list ?? []).compactMap(\.string), "\(text.debugDescription)")
            for (column, decimals) in zip(seed.columns, item["decimals"]?.list ?? []) {
                if case .number(let found) = column.type { #expect(found == decimals.int, "\(text.debugDescription)") }
            }
            let rows = try rows(of: seed)
            #expect(rows == (item["rows"]?.list ?? []).map { ($0.list ?? []).map(value) }, "\(text.debugDescription)")
            #expect(seed.rowCount == rows.count)
        }
    }

    @Test func raggedRowsNameTheirLine() throws {
        let error = #expect(throws: Diagnostic.self) { try table("id,name\n1,\"two\nlines\"\n3,four,five\n6,7\n") }
        #expect(error?.id == "csv-row")
        #expect(error?.message == "this row has 3 values, but there are only 2 columns")
        #expect(
            TerminalRendering().render(error ?? Diagnostic("x", .error, "")) == """
                error[csv-row]: this row has 3 values, but there are only 2 columns
                  --> seeds/a.csv:4:1
                   |
                 4 | 3,four,five
                   | ^^^^^^^^^^^
                   = hint: put values that contain the delimiter between quotes (")

                """)
    }

    @Test func emptyFilesAndChangedFilesAreErrors() throws {
        let empty = #expect(throws: Diagnostic.self) { try table("") }
        #expect(empty?.message == "the seed 'seeds/a.csv' is empty")
        var texts = ["a\n1\n", "a\nx\n"]
        let seed = try SeedTable(path: "a.csv") { pieces(Array(texts.removeFirst().utf8), 100) }
        let changed = #expect(throws: Diagnostic.self) { try rows(of: seed) }
        #expect(changed?.id == "csv-changed")
    }

    /// A chunk is asked for only when the rows of the one before are handed over: nothing of the file piles up.
    @Test func chunksAreReadOneByOne() throws {
        let block = Array(String(repeating: "1,2024-01-02,text\n", count: 100).utf8)
        var given = 0
        var handedOver = 0
        var isBehind = false
        let seed = try SeedTable(path: "large.csv") {
            given = 0
            return {
                if given > 2, handedOver > 0, handedOver < (given - 2) * 100 { isBehind = true }
                given += 1
                return given == 1 ? Array("id,day,note\n".utf8) : given <= 30 ? block : []
            }
        }
        var rows = try seed.rows()
        while try rows.next() { handedOver += 1 }
        #expect(!isBehind)
        #expect(handedOver == 2900)
        #expect(seed.columns.map(\.type) == [.number(decimals: 0), .date, .text])
    }
}
