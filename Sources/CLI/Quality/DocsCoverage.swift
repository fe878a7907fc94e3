import Diagnostics
import Formats
import Graph
import Ledger
import Quality

/// How much of a project is described: what `smelt docs coverage` shows.
struct DocsCoverage {
    /// What the lines of the first table are about.
    enum Part: String {
        case layer, folder
    }

    /// A model or a column without a description.
    struct Gap {
        let model: ModelQuality
        /// The column; nil for the model itself.
        let column: String?
        /// The file, below the project's folder.
        let file: String
        /// The line, from 1.
        let line: Int

        /// `fct_orders`, `fct_orders.amount`.
        var name: String { column.map { "\(model.name).\($0)" } ?? model.name }
    }

    let report: QualityReport
    let parts: [LayerQuality]
    let gaps: [Gap]

    /// The coverage of a manifest that a report was made of; by layers, where there are any, unless asked for otherwise.
    init(_ report: QualityReport, _ manifest: Manifest, by part: Part?) {
        self.report = report
        parts = (part ?? (report.layers.isEmpty ? .folder : .layer)) == .layer ? report.layers : report.folders
        gaps = report.models.flatMap { model in manifest.nodes[model.uniqueID].map { Self.gaps(model, $0) } ?? [] }
    }

    private static func gaps(_ model: ModelQuality, _ node: Node) -> [Gap] {
        let described = node.describedAt
        func gap(_ column: String?) -> Gap {
            let span = node.columns.first { $0.name == column }?.source ?? described
            return Gap(
                model: model, column: column, file: span?.file.path ?? node.originalFilePath, line: span?.position.line ?? 1)
        }
        return (model.figures.describedModels.covered == 0 ? [gap(nil)] : []) + model.undescribedColumns.map(gap)
    }

    // MARK: For people

    private static let headings = ["", "models", "described", "columns", "described", "docs"]

    private func cells(_ name: String, models: Int, _ figures: QualityFigures) -> [String] {
        func percent(_ share: Share) -> String { share.percent.map(HistoryText.percent) ?? "–" }
        return [
            name, String(models), percent(figures.describedModels), String(figures.describedColumns.all), percent(figures.describedColumns),
            HistoryText.percent(figures.docs),
        ]
    }

    private var rows: [[String]] {
        parts.map { cells($0.name, models: $0.models, $0.figures) } + [cells("project", models: report.models.count, report.total)]
    }

    /// The tables as plain text.
    var lines: [String] {
        var table = TextTable(Self.headings, alignedLeft: [0])
        for row in rows { table.add(row) }
        guard !gaps.isEmpty else { return [table.text, "", "Everything is described"] }
        var missing = TextTable(["without a description", "where"], alignedLeft: [0, 1])
        for gap in gaps { missing.add([gap.name, "\(gap.file):\(gap.line)"]) }
        return [table.text, "", missing.text]
    }

    /// The tables as Markdown.
    var markdown: [String] {
        func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }
        let head = [
            "### Documentation coverage of \(report.project)", "", line(Self.headings), "|---|" + String(repeating: "---:|", count: 5),
        ]
        guard !gaps.isEmpty else { return head + rows.map(line) + ["", "Everything is described."] }
        return head + rows.map(line) + ["", "| without a description | where |", "|---|---|"]
            + gaps.map { line(["`\($0.name)`", "`\($0.file):\($0.line)`"]) }
    }

    // MARK: For programs

    /// The form of the JSON.
    private static let version = 1

    /// All of it as JSON.
    var json: ConfigValue {
        func part(_ part: LayerQuality) -> ConfigValue {
            .map((["name": .string(part.name), "models": .int(part.models)] as ConfigMap).merging(Self.figures(part.figures)))
        }
        let head: ConfigMap = ["docs_coverage_version": .int(Self.version), "project": .string(report.project)]
        return .map(
            head.merging(Self.figures(report.total)).merging([
                "layers": .list(report.layers.map(part)), "folders": .list(report.folders.map(part)),
                "models": .list(
                    report.models.map { model in
                        let head: ConfigMap = [
                            "unique_id": .string(model.uniqueID), "name": .string(model.name), "layer": .optional(model.layer),
                            "folder": .string(model.folder),
                        ]
                        return .map(head.merging(Self.figures(model.figures)))
                    }),
                "undescribed": .list(
                    gaps.map { gap in
                        .map([
                            "unique_id": .string(gap.model.uniqueID), "column": .optional(gap.column), "file": .string(gap.file),
                            "line": .int(gap.line),
                        ])
                    }),
            ]))
    }

    private static func figures(_ figures: QualityFigures) -> ConfigMap {
        func share(_ share: Share) -> ConfigValue { .map(["covered": .int(share.covered), "all": .int(share.all)]) }
        return [
            "docs": .float(figures.docs), "described_models": share(figures.describedModels),
            "described_columns": share(figures.describedColumns),
        ]
    }

    /// The numbers of the project and its layers in a report that `json` wrote, those of tests left at 0; nil for any other JSON.
    static func records(_ json: ConfigValue) -> [QualityRecord]? {
        func record(_ json: ConfigValue, _ scope: QualityRecord.Scope, _ name: String?) -> QualityRecord? {
            guard let name, let docs = QualityJSON.number(json, "docs") else { return nil }
            return QualityRecord(scope: scope, name: name, coverage: 0, docs: docs, score: 0)
        }
        guard json["docs_coverage_version"]?.int == version, let total = record(json, .project, json["project"]?.string) else { return nil }
        return [total] + (json["layers"]?.list ?? []).compactMap { record($0, .layer, $0["name"]?.string) }
    }
}
