import Diagnostics
import Graph
import Runner

/// The end of a run as the live view shows it: what failed, why, where its SQL is, what was left out because of it, and dbt's last line.
struct LiveSummary: Sendable {
    /// The results and what they are about.
    let summary: RunSummary
    /// How lines look.
    let lines: LiveLines

    /// The text, ending without a line break.
    var text: String {
        var text = [""]
        let problems = summary.problems
        text.append(summary.headline.message)
        for result in problems.errors where result.status != .skipped { text += problem(result, Ink.red(lines.signs.failure)) }
        for result in problems.partial { text += problem(result, Ink.yellow(lines.signs.failure)) }
        for result in problems.warnings { text += problem(result, Ink.yellow(lines.signs.warning)) }
        let skipped = summary.results.filter { $0.status == .skipped }
        if !skipped.isEmpty { text += ["", "  " + skippedText(skipped)] }
        return (text + ["", summary.stats.message]).joined(separator: "\n")
    }

    private func problem(_ result: RunResult, _ sign: String) -> [String] {
        let (type, name, path) = summary.place(result)
        let heading = "  \(sign) \(type.rawValue.replacing("_", with: " ")) \(Ink.bold(name))  \(Ink.dim(path))"
        var text = ["", heading] + lines.explanation(result, indent: 4)
        if let place = result.place {
            let shown = DiagnosticEvents.rendering(scrubber: summary.scrubber).renderPlace(place)
            text += shown.split(separator: "\n", omittingEmptySubsequences: false).map { "    " + $0 }
        }
        if let query = summary.failureQuery(result) { text.append("    see test failures: \(query)") }
        return text
    }

    /// At most a line of names: who reads more wants the list of `--log-format text` or the artifact.
    private func skippedText(_ results: [RunResult]) -> String {
        let names = results.map { summary.place($0).name }
        let shown = names.prefix(5).joined(separator: ", ")
        let rest = names.count > 5 ? ", and \(names.count - 5) more" : ""
        return "\(Ink.yellow(lines.signs.skip)) \(ResultLine.count(names.count, "node")) skipped: \(shown)\(rest)"
    }
}
