import Diagnostics
import ErrorCodes
import Formats
import Foundation
import FoundationXML
import Graph
import Testing

@testable import Reports

/// The forms of a report, from one that holds everything that could break them.
@Suite struct ReportFormTests {
    /// Characters that XML, JSON, Markdown or GitHub give a meaning to, and some that XML cannot hold.
    static let nasty = "a<b>&\"c'|`d`*e*]]>%\u{1}\u{1B}\r\n\t::,é\u{FFFE}😀"

    static func report() -> Report {
        var report = Report(
            command: "smelt ci", version: "1.2.3", startedAt: Timestamp(seconds: 1_706_706_300, microseconds: 250_000), seconds: 61.2345,
            exitCode: 1, verdict: "failed at a gate")
        report.steps = [Report.Step("base", .passed, "main at 1a2b"), Report.Step("gates", .failed, "1 passed, 1 failed", seconds: 1)]
        var good = Report.Case(suite: "models", group: "shop.gold", name: "orders", outcome: .passed)
        good.place = Report.Place(path: "models/gold/orders.sql", line: 1)
        good.layer = "gold"
        good.seconds = 1.5
        var bad = Report.Case(suite: "tests", group: "shop", name: nasty, outcome: .failed)
        bad.place = Report.Place(path: "models/a b#1.yml", line: 7)
        bad.layer = "gold"
        bad.rule = "test-failed"
        (bad.message, bad.detail) = (nasty, nasty)
        var broken = Report.Case(suite: "models", group: "shop", name: "broken", outcome: .errored)
        (broken.rule, broken.message, broken.detail) = ("database", "no such column: x", "Database Error\n  no such column: x")
        var left = Report.Case(suite: "models", group: "shop", name: "left", outcome: .skipped)
        left.message = "left out"
        var warned = Report.Case(suite: "tests", group: "shop", name: "warned", outcome: .warned)
        warned.detail = "Got 1 result"
        report.cases = [good, bad, broken, left, warned]
        var finding = Report.Finding(
            rule: "test-failed", severity: .error, message: nasty, place: bad.place, identity: "test.shop.a")
        finding.title = "test x"
        finding.hint = "mend it"
        finding.related = [Report.Finding.Related(message: "first defined here", place: Report.Place(path: "models/x.sql", line: 2))]
        let warning = Report.Finding(
            rule: "unused-key", severity: .warning, message: "no place", place: nil, identity: "no place")
        let note = Report.Finding(
            rule: "bind/unknown-ref", severity: .note, message: "here",
            place: Report.Place(path: "models/x.sql", line: 3, column: 5, endLine: nil, endColumn: 9), identity: "from x")
        report.findings = [finding, warning, note, note]
        report.changes = [Report.Change(name: "model orders", kind: .changed, place: good.place)]
        report.layers = ["gold"]
        report.measures = [Report.Measure(name: "test coverage", value: "90 %", before: "91 %", goal: "95 %", isGood: false)]
        report.standIn = "sub/dbt_project.yml"
        return report
    }

    // MARK: JUnit

    @Test func junitIsWellFormedAndCounts() throws {
        let text = String(decoding: Self.report().junit, as: UTF8.self)
        let document = try XMLReading.read(text)
        #expect(document.name == "testsuites")
        #expect(document.attributes == ["name": "smelt ci", "tests": "5", "failures": "1", "errors": "1", "time": "61.235"])
        let suites = document.children
        #expect(suites.map { $0.attributes["name"] } == ["models", "tests"])
        #expect(suites[0].attributes["skipped"] == "1" && suites[0].attributes["timestamp"] == "2024-01-31T13:05:00")
        let bad = suites[1].children[0]
        // XML has no place for control characters; a line break and a tab survive as they are.
        let kept = Self.nasty.unicodeScalars.map { ["\u{1}", "\u{1B}", "\u{FFFE}"].contains($0) ? "\u{FFFD}" : String($0) }.joined()
        #expect(bad.attributes["name"] == kept)
        #expect(bad.attributes["file"] == "models/a b#1.yml" && bad.attributes["line"] == "7")
        #expect(bad.children[0].name == "failure" && bad.children[0].attributes["message"] == kept)
        #expect(bad.children[0].text == kept)
        #expect(suites[0].children.map { $0.children.first?.name } == [nil, "error", "skipped"])
        #expect(suites[1].children[1].children[0].text == "warning: Got 1 result")
    }

    // MARK: SARIF

    @Test func sarifHasRulesPlacesAndFingerprints() throws {
        let json = try JSONReader.read(text: String(decoding: Self.report().sarif, as: UTF8.self))
        #expect(json["version"]?.string == "2.1.0")
        let run = try #require(json["runs"]?.list?.first)
        let rules = run["tool"]?["driver"]?["rules"]?.list ?? []
        #expect(rules.map { $0["id"]?.string } == ["test-failed", "unused-key", "bind/unknown-ref"])
        let code = try #require(AllCodes.named("unknown-ref"))
        #expect(rules[2]["help"]?["markdown"]?.string == code.explanation && !code.explanation.isEmpty)
        #expect(rules[2]["shortDescription"]?["text"]?.string == code.title)
        #expect(rules[1]["shortDescription"]?["text"]?.string == "unused-key")
        let results = run["results"]?.list ?? []
        #expect(results.map { $0["ruleIndex"]?.int } == [0, 1, 2, 2])
        #expect(results.map { $0["level"]?.string } == ["error", "warning", "note", "note"])
        #expect(results[0]["message"]?["text"]?.string == "test x: \(Self.nasty)\nhint: mend it")
        let place = results[0]["locations"]?.list?.first?["physicalLocation"]
        #expect(place?["artifactLocation"]?["uri"]?.string == "models/a%20b%231.yml")
        #expect(place?["region"]?["startLine"]?.int == 7)
        #expect(results[0]["relatedLocations"]?.list?.first?["message"]?["text"]?.string == "first defined here")
        // What has no place stands at the project's file: services refuse results without one.
        let standIn = results[1]["locations"]?.list?.first?["physicalLocation"]?["artifactLocation"]?["uri"]?.string
        #expect(standIn == "sub/dbt_project.yml")
        let region = results[2]["locations"]?.list?.first?["physicalLocation"]?["region"]
        #expect(region?["startColumn"]?.int == 5 && region?["endColumn"]?.int == 9)
        let prints = results.compactMap { $0["partialFingerprints"]?["smelt/v1"]?.string }
        #expect(Set(prints).count == 4)
    }

    @Test func fingerprintsDoNotMoveWithLines() {
        var report = Self.report()
        let before = report.fingerprints
        report.findings[0].place?.line = 99
        report.findings[2].place?.line = 98
        #expect(report.fingerprints == before)
        report.findings[0].identity = "test.shop.b"
        #expect(report.fingerprints[0] != before[0])
    }

    @Test func codeQualityHasWhatGitLabAsksFor() throws {
        let json = try JSONReader.read(text: String(decoding: Self.report().codeQuality, as: UTF8.self))
        let entries = json.list ?? []
        #expect(entries.map { $0["severity"]?.string } == ["major", "minor", "info", "info"])
        #expect(entries[0]["location"]?["lines"]?["begin"]?.int == 7)
        #expect(entries[1]["location"]?["path"]?.string == "sub/dbt_project.yml")
        #expect(Set(entries.compactMap { $0["fingerprint"]?.string }).count == 4)
    }

    // MARK: For people

    @Test func annotationsAreOneLineEach() {
        let lines = Self.report().annotations.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count == 5)
        #expect(
            lines[0]
                == "::error file=models/a b#1.yml,line=7,title=test x (test-failed)::a<b>&\"c'|`d`*e*]]>%25\u{1}\u{1B}%0D%0A\t::,é\u{FFFE}😀%0Ahint: mend it"
        )
        #expect(lines[1] == "::warning file=sub/dbt_project.yml,line=1,title=unused-key::no place")
        #expect(lines[2] == "::notice file=models/x.sql,line=3,col=5,endColumn=9,title=bind/unknown-ref::here")
    }

    @Test func theSummaryReadsAsItStands() {
        var report = Self.report()
        report.links = SourceLinks(wayUp: "../")
        let text = String(decoding: report.summary, as: UTF8.self)
        #expect(text.hasPrefix("# smelt ci: failed at a gate\n\n| step | verdict |"))
        #expect(text.contains("| gates | **failed** | 1 passed, 1 failed | 1.000 |"))
        #expect(text.contains("[models/a b#1.yml:7](../models/a%20b%231.yml#L7)"))
        #expect(text.contains("a&lt;b&gt;&amp;\"c'\\|\\`d\\`\\*e\\*\\]\\]&gt;%"))
        #expect(text.contains("| `model orders` | changed | [models/gold/orders.sql:1](../models/gold/orders.sql#L1) |"))
        #expect(text.contains("| gold | 1 | 0 | 0 | 0 | 0 | 1 | 0 |"))
        #expect(text.contains("| test coverage | 90 % | 91 % | 95 % | **too low** |"))
        // Every row of a table has as many cells as its heading: nothing within breaks out of its cell.
        for table in text.components(separatedBy: "\n\n") where table.hasPrefix("|") {
            let cells = table.split(separator: "\n").map { $0.replacingOccurrences(of: "\\|", with: "").filter { $0 == "|" }.count }
            #expect(Set(cells).count == 1, "\(table)")
        }
    }

    @Test func linksAreThoseOfTheService() {
        let github = ["GITHUB_SERVER_URL": "https://github.com", "GITHUB_REPOSITORY": "a/b", "GITHUB_SHA": "c0ffee"]
        let place = Report.Place(path: "models/x.sql", line: 3)
        #expect(SourceLinks { github[$0] }?.address(of: place) == "https://github.com/a/b/blob/c0ffee/models/x.sql#L3")
        let gitlab = ["CI_PROJECT_URL": "https://gitlab.com/a/b", "CI_COMMIT_SHA": "c0ffee"]
        #expect(SourceLinks { gitlab[$0] }?.address(of: place) == "https://gitlab.com/a/b/-/blob/c0ffee/models/x.sql#L3")
        #expect(SourceLinks { _ in nil } == nil)
    }

    @Test func namesKeepTheirUnderscores() {
        #expect(MarkdownText.plain("not_null_orders__id") == "not_null_orders__id")
        #expect(MarkdownText.plain("_a_ b_") == "\\_a\\_ b\\_")
        #expect(MarkdownText.code("a|b") == "`a\\|b`")
    }

    @Test func longTablesEnd() {
        var report = Self.report()
        report.changes = (0..<250).map { Report.Change(name: "model m\($0)", kind: .added, place: nil) }
        let text = String(decoding: report.summary, as: UTF8.self)
        #expect(text.contains("`model m99`") && !text.contains("`model m100`") && text.contains("… and 150 more"))
    }
}

/// One XML element as Foundation's parser reads it.
final class XMLReading: NSObject, XMLParserDelegate {
    final class Element {
        let name: String
        let attributes: [String: String]
        var children: [Element] = []
        var text = ""

        init(_ name: String, _ attributes: [String: String]) {
            self.name = name
            self.attributes = attributes
        }
    }

    private var open: [Element] = [Element("", [:])]

    /// The root element. Throws where the text is not well-formed.
    static func read(_ text: String) throws -> Element {
        let reading = XMLReading()
        let parser = XMLParser(data: Data(text.utf8))
        parser.delegate = reading
        try #require(parser.parse(), "\(String(describing: parser.parserError))")
        return try #require(reading.open[0].children.first)
    }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?, attributes: [String: String]
    ) {
        let element = Element(name, attributes)
        open[open.count - 1].children.append(element)
        open.append(element)
    }

    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) { open.removeLast() }
    func parser(_ parser: XMLParser, foundCharacters text: String) { open[open.count - 1].text += text }
}
