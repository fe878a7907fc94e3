import Formats
import Graph
import Ledger
import Project

/// How `smelt history` shows things to people.
struct HistoryText {
    /// The present moment, which ages are counted to.
    let now: Timestamp

    // MARK: Runs

    /// The runs of a target, newest first.
    func runs(_ runs: [PastRun], target: String) -> [String] {
        guard !runs.isEmpty else { return ["The ledger of target '\(target)' has no runs yet"] }
        var table = TextTable(
            ["started", "command", "status", "nodes", "failed", "warned", "rows", "time", "run"], alignedLeft: [0, 1, 2, 8])
        for past in runs {
            table.add([
                Self.moment(past.run.startedAt), past.run.command, past.run.status.rawValue, String(past.nodes), String(past.failed),
                String(past.warned), past.rows.map { String($0) } ?? "", Self.time(past.run.seconds), String(past.run.id.prefix(8)),
            ])
        }
        let figures = RunFigures(runs)
        return ["\(ResultLine.count(runs.count, "run")) of target '\(target)': \(Self.summary(figures))", ""] + [table.text]
    }

    // MARK: Nodes

    /// The runs of one node, newest first.
    func node(_ id: String, _ past: [PastNode]) -> [String] {
        guard !past.isEmpty else { return ["The ledger has no runs of \(id) yet"] }
        var table = TextTable(
            ["started", "command", "status", "attempt", "rows", "failures", "time", "run", "message"], alignedLeft: [0, 1, 2, 7, 8])
        for entry in past {
            let node = entry.node
            table.add([
                Self.moment(node.startedAt ?? entry.runStartedAt), entry.command, node.status + (node.isHeld ? ", held" : ""),
                String(node.attempt),
                node.rows.map { String($0) } ?? "", node.failures.map { String($0) } ?? "", Self.time(node.seconds),
                String(entry.run.prefix(8)), Self.shortMessage(node),
            ])
        }
        return ["\(id): \(ResultLine.count(past.count, "run")), \(Self.summary(RunFigures(past)))", ""] + [table.text]
    }

    /// What several nodes have to show, one line each.
    func nodes(_ past: [PastNode]) -> [String] {
        guard !past.isEmpty else { return ["The ledger has no runs of these nodes yet"] }
        var table = TextTable(
            ["node", "runs", "good", "median", "95 %", "rows", "last", "ended"], alignedLeft: [0, 6, 7])
        for (id, entries) in Self.byNode(past) {
            let figures = RunFigures(entries)
            let last = entries.first
            table.add([
                id, String(entries.count), figures.successRate.map(Self.percent) ?? "", Self.time(figures.median),
                Self.time(figures.ninetyFifth), entries.lazy.compactMap(\.node.rows).first.map { String($0) } ?? "",
                last?.node.status ?? "", last?.node.endedAt.map(Self.moment) ?? "",
            ])
        }
        return [table.text]
    }

    /// Entries in groups of one node each, the groups in the order of ids.
    static func byNode(_ past: [PastNode]) -> [(id: String, entries: [PastNode])] {
        Dictionary(grouping: past) { $0.node.uniqueID }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// A message in one line, where it says more than the status.
    private static func shortMessage(_ node: LedgerNode) -> String {
        guard !["success", "pass"].contains(node.status), let message = node.message else { return "" }
        return TextWidth.fitted(message.split(separator: "\n").first.map(String.init) ?? "", to: 60, mark: "…")
    }

    // MARK: Failures

    /// What fails at present, longest-standing first.
    func failures(_ failures: [OpenFailure], target: String) -> [String] {
        guard !failures.isEmpty else { return ["Nothing fails in target '\(target)'"] }
        var lines = ["\(ResultLine.count(failures.count, "node")) of target '\(target)' failed or warned when last run"]
        for failure in failures {
            let rows = failure.failures.map { ", " + ResultLine.count($0, "row") } ?? ""
            lines += [
                "", "\(failure.uniqueID)  \(failure.status)\(rows)",
                "  first seen \(Self.moment(failure.firstSeen)) (\(age(failure.firstSeen))), last seen "
                    + "\(Self.moment(failure.lastSeen)), \(ResultLine.count(failure.runs, "run")) in a row",
            ]
            if failure.failures == nil, let message = failure.message { lines += message.split(separator: "\n").map { "  \($0)" } }
            lines += failure.failingRows.prefix(5).map { "  \($0)" }
            if failure.failingRows.count > 5 { lines.append("  … \(failure.failingRows.count - 5) more are kept: --output json") }
        }
        return lines
    }

    private func age(_ moment: String) -> String {
        guard let start = Timestamp(iso: moment) else { return "unknown age" }
        return WrittenDuration.text(seconds: max(0, now.seconds - start.seconds))
    }

    // MARK: Parts

    /// `12 of 14 good (85.7 %), median 1.2 s, 95 % within 3.4 s`.
    static func summary(_ figures: RunFigures) -> String {
        guard let rate = figures.successRate else { return "none of them ended" }
        var text = "\(figures.good) of \(figures.ended) good (\(percent(rate)))"
        if let median = figures.median { text += ", median \(time(median))" }
        if let ninetyFifth = figures.ninetyFifth { text += ", 95 % within \(time(ninetyFifth))" }
        return text
    }

    /// `85.7 %`; whole percents without a fraction.
    static func percent(_ number: Double) -> String {
        let text = ResultLine.decimal(number, places: 1)
        return (text.hasSuffix(".0") ? String(text.dropLast(2)) : text) + " %"
    }

    /// `0.33 s`; empty for nil.
    static func time(_ seconds: Double?) -> String { seconds.map { ResultLine.decimal($0) + " s" } ?? "" }

    /// `2026-11-21 22:43:05`, in UTC.
    static func moment(_ text: String) -> String { String(text.prefix(19)).replacing("T", with: " ") }
}
