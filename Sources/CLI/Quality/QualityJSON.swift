import Formats
import Ledger
import Quality

/// A quality report as JSON: what `smelt quality --output json` writes, and what `--compare` reads back.
enum QualityJSON {
    /// The form of the file.
    static let version = 1

    /// The report as JSON.
    static func value(_ report: QualityReport) -> ConfigValue {
        let total: ConfigMap = ["quality_version": .int(version), "project": .string(report.project)]
        return .map(
            total.merging(figures(report.total)).merging([
                "layers": .list(
                    report.layers.map { layer in
                        .map((["name": .string(layer.name), "models": .int(layer.models)] as ConfigMap).merging(figures(layer.figures)))
                    }),
                "models": .list(
                    report.models.map { model in
                        let head: ConfigMap = [
                            "unique_id": .string(model.uniqueID), "name": .string(model.name), "layer": .optional(model.layer),
                        ]
                        return .map(head.merging(figures(model.figures)).merging(["gaps": .list(model.gaps.map(ConfigValue.string))]))
                    }),
            ]))
    }

    private static func figures(_ figures: QualityFigures) -> ConfigMap {
        func share(_ share: Share) -> ConfigValue { .map(["covered": .int(share.covered), "all": .int(share.all)]) }
        return [
            "coverage": .float(figures.coverage), "docs": .float(figures.docs), "score": .float(figures.score),
            "tested_models": share(figures.testedModels), "tested_columns": share(figures.testedColumns),
            "tested_keys": share(figures.testedKeys), "tested_edges": share(figures.testedEdges),
            "described_models": share(figures.describedModels), "described_columns": share(figures.describedColumns),
        ]
    }

    /// The project's and the layers' numbers of a report that was written by `value`; nil for any other JSON.
    static func records(_ json: ConfigValue) -> [QualityRecord]? {
        guard json["quality_version"]?.int == version, let project = json["project"]?.string,
            let total = record(json, .project, project)
        else { return nil }
        let layers = (json["layers"]?.list ?? []).compactMap { layer in layer["name"]?.string.flatMap { record(layer, .layer, $0) } }
        return [total] + layers
    }

    private static func record(_ json: ConfigValue, _ scope: QualityRecord.Scope, _ name: String) -> QualityRecord? {
        guard let coverage = number(json, "coverage"), let docs = number(json, "docs"), let score = number(json, "score") else {
            return nil
        }
        return QualityRecord(scope: scope, name: name, coverage: coverage, docs: docs, score: score)
    }

    /// A number of a report; nil where there is none of the name.
    static func number(_ json: ConfigValue, _ key: String) -> Double? {
        if let number = json[key]?.int { return Double(number) }
        if case .float(let number)? = json[key]?.kind { return number }
        return nil
    }
}

extension QualityReport {
    /// The report as the ledger keeps it.
    var records: [QualityRecord] {
        func record(_ scope: QualityRecord.Scope, _ name: String, _ figures: QualityFigures) -> QualityRecord {
            QualityRecord(scope: scope, name: name, coverage: figures.coverage, docs: figures.docs, score: figures.score)
        }
        return [record(.project, project, total)] + layers.map { record(.layer, $0.name, $0.figures) }
            + models.map { record(.model, $0.uniqueID, $0.figures) }
    }
}
