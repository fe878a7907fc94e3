import Ledger
import Quality

/// How `smelt quality` shows a report to people.
struct QualityText {
    let report: QualityReport
    /// Earlier runs, newest first.
    let past: [PastQuality]

    /// One line of a table: what it is about, and its numbers.
    private struct Line {
        let name: String
        let models: Int
        let figures: QualityFigures
        let scope: QualityRecord.Scope
        let key: String
    }

    private var summary: [Line] {
        report.layers.map { Line(name: $0.name, models: $0.models, figures: $0.figures, scope: .layer, key: $0.name) } + [
            Line(name: "project", models: report.models.count, figures: report.total, scope: .project, key: report.project)
        ]
    }

    /// Columns of the summary; the first and the last hold words.
    private static let headings = ["", "models", "tested", "columns", "keys", "edges", "coverage", "docs", "score", "trend"]

    private func cells(_ line: Line) -> [String] {
        let figures = line.figures
        func percent(_ share: Share) -> String { share.percent.map(HistoryText.percent) ?? "–" }
        return [
            line.name, String(line.models), percent(figures.testedModels), percent(figures.testedColumns), percent(figures.testedKeys),
            percent(figures.testedEdges), HistoryText.percent(figures.coverage), HistoryText.percent(figures.docs),
            HistoryText.percent(figures.score), trend(line),
        ]
    }

    /// The scores of up to four earlier runs that had another score than the one behind them, and the present one: `80 → 84.2 → 86`.
    private func trend(_ line: Line) -> String {
        var scores = [Self.number(line.figures.score)]
        for run in past {
            guard let record = run.records.first(where: { $0.scope == line.scope && $0.name == line.key }) else { continue }
            let score = Self.number(record.score)
            if score != scores[0] { scores.insert(score, at: 0) }
            if scores.count == 5 { break }
        }
        return scores.count == 1 ? (past.isEmpty ? "" : "=") : scores.joined(separator: " → ")
    }

    private static func number(_ value: Double) -> String { String(HistoryText.percent(value).dropLast(2)) }

    private var withGaps: [ModelQuality] {
        report.models.filter { !$0.gaps.isEmpty }.sorted { ($0.figures.score, $0.uniqueID) < ($1.figures.score, $1.uniqueID) }
    }

    /// The tables as plain text.
    var lines: [String] {
        var table = TextTable(Self.headings, alignedLeft: [0, Self.headings.count - 1])
        for line in summary { table.add(cells(line)) }
        guard !withGaps.isEmpty else { return [table.text, "", "Nothing is missing"] }
        var gaps = TextTable(["model", "score", "layer", "missing"], alignedLeft: [0, 2, 3])
        for model in withGaps {
            gaps.add([model.name, HistoryText.percent(model.figures.score), model.layer ?? "–", model.gaps.joined(separator: "; ")])
        }
        return [table.text, "", gaps.text]
    }

    /// The tables as Markdown.
    var markdown: [String] {
        var lines = ["### Quality of \(report.project)", ""]
        lines.append("| " + Self.headings.joined(separator: " | ") + " |")
        lines.append("|---|" + String(repeating: "---:|", count: Self.headings.count - 2) + "---|")
        lines += summary.map { "| " + cells($0).joined(separator: " | ") + " |" }
        guard !withGaps.isEmpty else { return lines + ["", "Nothing is missing."] }
        lines += ["", "| model | score | missing |", "|---|---:|---|"]
        lines += withGaps.map { model in
            "| `\(model.name)` | \(HistoryText.percent(model.figures.score)) | \(model.gaps.joined(separator: "; ")) |"
        }
        return lines
    }
}
