import Diagnostics
import Ledger
import Project
import Quality

/// What quality is compared with: an earlier run, or a report.
struct QualityBaseline {
    /// What to call it: `run 1a2b3c4d of 2026-11-21`.
    let name: String
    /// Its numbers.
    let records: [QualityRecord]
}

extension QualityGoals {
    /// Everything in which a report falls short: below a threshold, or with `ratchet` worse than before.
    ///
    /// Only the whole project and its layers are held to what was before: a model may come and go.
    func shortcomings(of report: QualityReport, since baseline: QualityBaseline?) -> [Diagnostic] {
        let hint = "smelt quality shows what is missing"
        let measures: [(name: String, goal: Double?, value: Double)] = [
            ("Test coverage", coverage, report.total.coverage), ("Documentation coverage", docs, report.total.docs),
            ("The score", score, report.total.score),
        ]
        let below = measures.compactMap { name, goal, value -> Diagnostic? in
            guard let goal, value + Self.tolerance < goal else { return nil }
            return Diagnostic(
                "quality-below", .error, "\(name) is \(HistoryText.percent(value)); smelt.yml asks for \(HistoryText.percent(goal))",
                hint: hint)
        }
        guard ratchet, let baseline else { return below }
        return below + worse(report, than: baseline, hint: hint)
    }

    /// Two numbers that differ by less are the same.
    private static let tolerance = 1e-9

    private func worse(_ report: QualityReport, than baseline: QualityBaseline, hint: String) -> [Diagnostic] {
        report.records.filter { $0.scope != .model }.flatMap { now -> [Diagnostic] in
            guard let then = baseline.records.first(where: { $0.scope == now.scope && $0.name == now.name }) else { return [] }
            let whose = now.scope == .layer ? " of layer '\(now.name)'" : ""
            let measures = [
                ("Test coverage\(whose)", now.coverage, then.coverage), ("Documentation coverage\(whose)", now.docs, then.docs),
                ("The score\(whose)", now.score, then.score),
            ]
            return measures.filter { $0.1 + Self.tolerance < $0.2 }.map { name, now, then in
                Diagnostic(
                    "quality-worse", .error,
                    "\(name) fell from \(HistoryText.percent(then)) to \(HistoryText.percent(now)) since \(baseline.name)", hint: hint)
            }
        }
    }
}
