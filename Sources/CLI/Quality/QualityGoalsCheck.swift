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

/// One of the numbers that goals are set for.
enum QualityMeasure: CaseIterable {
    case coverage, docs, score

    fileprivate var name: String {
        switch self {
        case .coverage: "Test coverage"
        case .docs: "Documentation coverage"
        case .score: "The score"
        }
    }

    fileprivate func goal(_ goals: QualityGoals) -> Double? {
        switch self {
        case .coverage: goals.coverage
        case .docs: goals.docs
        case .score: goals.score
        }
    }

    fileprivate func value(_ record: QualityRecord) -> Double {
        switch self {
        case .coverage: record.coverage
        case .docs: record.docs
        case .score: record.score
        }
    }
}

extension QualityGoals {
    /// Everything in which a report falls short: below a threshold, or with `ratchet` worse than before.
    ///
    /// Only the whole project and its layers are held to what was before: a model may come and go.
    /// - Parameters:
    ///   - measures: The numbers that matter.
    ///   - origin: Who asks for the thresholds.
    ///   - hint: What to do about it.
    func shortcomings(
        of report: QualityReport, since baseline: QualityBaseline?, measures: [QualityMeasure] = QualityMeasure.allCases,
        origin: String = "smelt.yml", hint: String = "smelt quality shows what is missing"
    ) -> [Diagnostic] {
        let records = report.records
        let below = records.filter { $0.scope == .project }.flatMap { total in
            measures.compactMap { measure -> Diagnostic? in
                guard let goal = measure.goal(self), measure.value(total) + Self.tolerance < goal else { return nil }
                let value = HistoryText.percent(measure.value(total))
                return Diagnostic(
                    "quality-below", .error, "\(measure.name) is \(value); \(origin) asks for \(HistoryText.percent(goal))", hint: hint)
            }
        }
        guard ratchet, let baseline else { return below }
        return below + records.filter { $0.scope != .model }.flatMap { Self.worse($0, than: baseline, measures, hint) }
    }

    /// Two numbers that differ by less are the same.
    private static let tolerance = 1e-9

    private static func worse(
        _ now: QualityRecord, than baseline: QualityBaseline, _ measures: [QualityMeasure], _ hint: String
    ) -> [Diagnostic] {
        guard let then = baseline.records.first(where: { $0.scope == now.scope && $0.name == now.name }) else { return [] }
        let whose = now.scope == .layer ? " of layer '\(now.name)'" : ""
        return measures.filter { $0.value(now) + tolerance < $0.value(then) }.map { measure in
            let (before, after) = (HistoryText.percent(measure.value(then)), HistoryText.percent(measure.value(now)))
            return Diagnostic(
                "quality-worse", .error, "\(measure.name)\(whose) fell from \(before) to \(after) since \(baseline.name)", hint: hint)
        }
    }
}
