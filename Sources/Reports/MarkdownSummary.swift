import Diagnostics
import Graph

extension Report {
    /// How many rows a table of the summary has at most: services refuse summaries of more than a megabyte.
    private static let mostRows = 100

    /// The report as Markdown that can be read as it stands: the verdict, the steps, what failed, what changed, layers, quality, durations.
    public var summary: [UInt8] {
        let sections = [
            stepTable, section("What failed", failureTable), section("Warnings", warningTable), section("Changed", changeTable),
            section("Layers", layerTable), section("Quality", qualityTable), section("Took longest", durationTable),
        ]
        let head = "# \(MarkdownText.plain(command)): \(MarkdownText.plain(verdict))\n"
        let foot = "smelt \(version), \(startedAt.isoText.prefix(16).replacing("T", with: " ")) UTC, \(Self.text(seconds: seconds)) s\n"
        return Array(([head] + sections.filter { !$0.isEmpty } + [foot]).joined(separator: "\n").utf8)
    }

    private func section(_ title: String, _ body: String) -> String { body.isEmpty ? "" : "## \(title)\n\n\(body)" }

    /// A table with its last rows left out where there are too many.
    private func table(_ heads: [String], _ rows: [[String]]) -> String {
        let text = MarkdownText.table(heads, Array(rows.prefix(Self.mostRows)))
        return rows.count > Self.mostRows ? text + "\n… and \(rows.count - Self.mostRows) more\n" : text
    }

    private func link(_ place: Place?) -> String {
        guard let place else { return "" }
        return "[\(MarkdownText.plain("\(place.path):\(place.line)"))](\(links.address(of: place)))"
    }

    // MARK: Sections

    private var stepTable: String {
        table(
            ["step", "verdict", "", "seconds"],
            steps.map { step in
                [
                    step.name, step.outcome.isBad ? "**\(step.outcome.rawValue)**" : step.outcome.rawValue, MarkdownText.plain(step.text),
                    step.seconds.map(Self.text(seconds:)) ?? "",
                ]
            })
    }

    private func findingTable(_ severity: Severity) -> String {
        table(
            ["what", "where", "message"],
            findings.filter { $0.severity == severity }.map { finding in
                let hint = finding.hint.map { " (\($0))" } ?? ""
                return [
                    MarkdownText.plain(finding.title ?? finding.rule), link(finding.place), MarkdownText.plain(finding.message + hint),
                ]
            })
    }

    private var failureTable: String { findingTable(.error) }
    private var warningTable: String { findingTable(.warning) }

    private var changeTable: String {
        table(["resource", "", "file"], changes.map { [MarkdownText.code($0.name), $0.kind.rawValue, link($0.place)] })
    }

    private var layerTable: String {
        guard !layers.isEmpty else { return "" }
        func row(_ layer: String) -> [String] {
            let own = cases.filter { $0.layer == layer }
            let tests = own.filter(\.isTest)
            let built = own.filter { !$0.isTest }
            func number(_ cases: [Case], _ outcomes: Outcome...) -> String { String(cases.count { outcomes.contains($0.outcome) }) }
            return [
                MarkdownText.plain(layer), number(built, .passed, .warned), number(built, .failed, .errored), number(built, .skipped),
                number(tests, .passed), number(tests, .warned), number(tests, .failed, .errored), number(tests, .skipped),
            ]
        }
        return table(
            ["layer", "built", "not built", "left out", "tests passed", "tests warned", "tests failed", "tests left out"],
            layers.filter { layer in cases.contains { $0.layer == layer } }.map(row))
    }

    private var qualityTable: String {
        table(
            ["measure", "now", "before", "goal", ""],
            measures.map { measure in
                [
                    MarkdownText.plain(measure.name), measure.value, measure.before ?? "", measure.goal ?? "",
                    measure.isGood ? "" : "**too low**",
                ]
            })
    }

    private var durationTable: String {
        let slowest = cases.filter { $0.seconds > 0 }.sorted { $0.seconds > $1.seconds }.prefix(10)
        return table(["node", "seconds"], slowest.map { [MarkdownText.code($0.name), Self.text(seconds: $0.seconds)] })
    }
}

extension Report.Case {
    /// Whether it is a test rather than something that is built.
    var isTest: Bool { suite == ResourceType.test.plural || suite == ResourceType.unitTest.plural }
}
