import Diagnostics
import Formats
import Foundation
import Testing

@Suite struct TerminalRenderingTests {
    private let sql = SourceFile(path: "models/orders.sql", text: "select *\nfrom {{ ref('ordrs') }}\n\twhere x\n")

    private func span(_ file: SourceFile, _ text: String) -> SourceSpan {
        let wanted = Array(text.utf8)
        let start = file.bytes.indices.first { file.bytes[$0...].starts(with: wanted) } ?? 0
        return SourceSpan(file, start, start + wanted.count)
    }

    @Test func showsPlaceNotesAndHint() {
        let other = SourceFile(path: "models/a.yml", text: String(repeating: "\n", count: 99) + "name: x\n")
        let diagnostic = Diagnostic(
            "unknown-ref", .error, "model 'orders' refers to 'ordrs', which does not exist", at: span(sql, "'ordrs'"),
            notes: [.init("described here", at: span(other, "name")), .init("no model of that name is disabled")],
            hint: "did you mean 'orders'?\nor 'order'?")
        #expect(
            TerminalRendering().render(diagnostic) == """
                error[unknown-ref]: model 'orders' refers to 'ordrs', which does not exist
                    --> models/orders.sql:2:13
                     |
                   2 | from {{ ref('ordrs') }}
                     |             ^^^^^^^
                note: described here
                    --> models/a.yml:100:1
                     |
                 100 | name: x
                     | ----
                     = note: no model of that name is disabled
                     = hint: did you mean 'orders'?
                             or 'order'?

                """)
    }

    @Test func withoutPlaceThereIsOnlyTheHeadline() {
        let diagnostic = Diagnostic("no-profile", .warning, "no profile", hint: "make one")
        #expect(TerminalRendering().render(diagnostic) == "warning[no-profile]: no profile\n   = hint: make one\n")
    }

    @Test func tabsAndWideCharactersKeepTheCaretInPlace() {
        let file = SourceFile(path: "a", text: "\tä日本😀e\u{301} x\n")
        let text = TerminalRendering().render(Diagnostic("x", .error, "m", at: span(file, "x")))
        #expect(text.contains(" 1 |     ä日本😀e\u{301} x\n   |              ^\n"))
        let wide = TerminalRendering().render(Diagnostic("x", .error, "m", at: span(file, "日本")))
        #expect(wide.contains("\n   |      ^^^^\n"))
        let tab = TerminalRendering().render(Diagnostic("x", .error, "m", at: span(file, "\t")))
        #expect(tab.contains("\n   | ^^^^\n"))
    }

    @Test func longLinesAreCutAroundThePlace() throws {
        let text = String(repeating: "a ", count: 300) + "HERE" + String(repeating: " b", count: 300)
        let file = SourceFile(path: "a", text: text)
        let lines = TerminalRendering(width: 60).render(Diagnostic("x", .error, "m", at: span(file, "HERE"))).split(separator: "\n")
        let source = String(try #require(lines.first { $0.contains("HERE") }))
        let underline = String(try #require(lines.last))
        #expect(source.count <= 60)
        #expect(source.contains("…a") || source.contains("… a"))
        #expect(source.hasSuffix("…"))
        let place = try #require(source.range(of: "HERE")).lowerBound.utf16Offset(in: source)
        #expect(underline.range(of: "^^^^")?.lowerBound.utf16Offset(in: underline) == place)
    }

    @Test func endOfFileAndEmptyFilesAreMarked() {
        let end = sql.bytes.count
        #expect(
            TerminalRendering().render(Diagnostic("x", .error, "m", at: SourceSpan(sql, end, end))).hasSuffix(
                "orders.sql:4:1\n   |\n 4 |\n   | ^\n"))
        let empty = SourceFile(path: "e.yml", bytes: [])
        #expect(TerminalRendering().render(Diagnostic("x", .error, "m", at: SourceSpan(empty, 0, 0))) == "error[x]: m\n  --> e.yml:1:1\n")
        let past = SourceSpan(sql, 10_000, 20_000)
        #expect(TerminalRendering().render(Diagnostic("x", .error, "m", at: past)).contains("4:1"))
    }

    @Test func placesOverSeveralLinesAreMarkedOnTheFirst() {
        let range = SourceSpan(sql, 0, sql.bytes.count)
        #expect(TerminalRendering().render(Diagnostic("x", .error, "m", at: range)).contains("\n 1 | select *\n   | ^^^^^^^^\n"))
    }

    @Test func secretsAndControlCharactersAreHidden() {
        let file = SourceFile(path: "p.yml", text: "pass: hunter2secret # \u{1B}[31m x\n")
        let rendering = TerminalRendering(scrubber: SecretScrubber(["hunter2", "hunter2secret", " ", ""]))
        let text = rendering.render(Diagnostic("x", .error, "cannot use hunter2", at: span(file, "# "), hint: "not hunter2secret"))
        #expect(!text.contains("hunter2"))
        #expect(!text.contains("\u{1B}"))
        #expect(text.contains("error[x]: cannot use *****\n"))
        #expect(text.contains(" 1 | pass: ***** # \u{FFFD}[31m x\n   |             ^^\n"))
    }

    @Test func coloursOnlyAddEscapes() {
        let diagnostic = Diagnostic("x", .error, "m", at: span(sql, "ref"), hint: "h")
        let coloured = TerminalRendering(isColored: true).render(diagnostic)
        #expect(coloured.contains("\u{1B}[1;31merror[x]\u{1B}[0m"))
        let stripped = coloured.replacing(/\u{1B}\[[0-9;]*m/, with: "")
        #expect(stripped == TerminalRendering().render(diagnostic))
    }

    @Test func brokenUTF8IsShown() {
        let file = SourceFile(path: "b", bytes: [0x61, 0xFF, 0x62, 0x0A])
        #expect(
            TerminalRendering().render(Diagnostic("x", .error, "m", at: SourceSpan(file, 2, 3))).contains(" 1 | a\u{FFFD}b\n   |   ^\n"))
    }

    @Test func tallies() {
        let list = [Diagnostic("a", .error, ""), Diagnostic("a", .warning, ""), Diagnostic("a", .error, "")]
        #expect(TerminalRendering.tally(list) == "2 errors, 1 warning")
        #expect(TerminalRendering.tally([]) == "")
    }
}

@Suite struct JSONRenderingTests {
    @Test func isOneObjectALine() throws {
        let file = SourceFile(path: "a\"b.yml", text: "é: x\ny\n")
        let diagnostic = Diagnostic(
            "dup", .warning, "twice \"k\"\n\u{1} secret", at: SourceSpan(file, 4, 7),
            notes: [.init("first", at: SourceSpan(file, 0, 2)), .init("plain")])
        let text = JSONRendering(scrubber: SecretScrubber(["secret"])).render(diagnostic)
        #expect(!text.contains("\n"))
        let value = try JSONReader.read(text: text)
        #expect(value["message"] == "twice \"k\"\n\u{1} *****")
        #expect(value["severity"] == "warning")
        #expect(value["path"] == "a\"b.yml")
        #expect([value["line"], value["column"], value["end_line"], value["end_column"]] == [1, 4, 2, 2])
        #expect(value["hint"] == .null)
        #expect(value["notes"]?.list?.first?["column"] == 1)
        #expect(value["notes"]?.list?.last?["path"] == .null)
    }
}

@Suite struct DidYouMeanTests {
    @Test(arguments: [
        ("", "", 0), ("a", "", 1), ("", "abc", 3), ("orders", "orders", 0), ("ordrs", "orders", 1), ("ab", "ba", 1), ("ca", "abc", 3),
        ("kitten", "sitting", 3), ("abcd", "acbd", 1), ("é", "e", 1),
    ])
    func distances(left: String, right: String, expected: Int) {
        #expect(DidYouMean.distance(left, right) == expected)
        #expect(DidYouMean.distance(right, left) == expected)
    }

    @Test func findsTheNearest() {
        let names = ["orders", "customers", "order_items", "payments", "stg_orders"]
        #expect(DidYouMean.best("ordrs", among: names) == "orders")
        #expect(DidYouMean.best("ORDERS", among: names) == "orders")
        #expect(DidYouMean.best("custmoers", among: names) == "customers")
        #expect(DidYouMean.best("zzz", among: names) == nil)
        #expect(DidYouMean.best("x", among: ["y"]) == nil)
        #expect(DidYouMean.best("", among: names) == nil)
        #expect(DidYouMean.best("orders", among: ["orders"]) == nil)
        #expect(DidYouMean.matches("orderz", among: ["ordera", "orderb", "orders", "x"], limit: 2) == ["ordera", "orderb"])
        #expect(DidYouMean.hint("materialised", among: ["materialized", "tags"]) == "did you mean 'materialized'?")
    }
}
