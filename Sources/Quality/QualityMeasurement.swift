import Formats
public import Graph

/// Measures the models of a project's root package by what its manifest says; no database is asked.
public struct QualityMeasurement {
    private let manifest: Manifest
    /// Tests by the unique ids of all that they read.
    private var tests: [String: [Node]] = [:]

    /// A measurement of a manifest.
    public init(_ manifest: Manifest) {
        self.manifest = manifest
        for test in manifest.nodes.values where test.resourceType == .test {
            for id in Set(test.dependsOn.nodes) { tests[id, default: []].append(test) }
        }
    }

    /// The report.
    public func report() -> QualityReport {
        let project = manifest.metadata.projectName
        let unitTested = Set(manifest.unitTests.values.flatMap(\.dependsOn.nodes))
        let models = manifest.nodes.values.filter { $0.resourceType == .model && $0.packageName == project }
            .sorted { $0.uniqueID < $1.uniqueID }
            .map { measure($0, isUnitTested: unitTested.contains($0.uniqueID)) }
        let parts = manifest.layers.rules.names.map { name in
            let own = models.filter { $0.layer == name }
            return LayerQuality(name: name, models: own.count, figures: .sum(own))
        }
        return QualityReport(project: project, total: .sum(models), layers: parts, models: models)
    }

    private func measure(_ model: Node, isUnitTested: Bool) -> ModelQuality {
        let reading = tests[model.uniqueID] ?? []
        let attached = reading.filter { $0.genericTest?.attachedNode == model.uniqueID }
        let isTested = isUnitTested || !attached.isEmpty || reading.contains { $0.genericTest == nil }
        let columns = ColumnCoverage(model, tests: attached)
        let parents = Set(model.dependsOn.nodes).filter { manifest.nodes[$0]?.resourceType == .model }
        let linked = parents.filter { parent in reading.contains { $0.dependsOn.nodes.contains(parent) } }
        var figures = QualityFigures()
        figures.testedModels = Share(isTested ? 1 : 0, of: 1)
        figures.testedColumns = Share(columns.tested.count, of: columns.known.count)
        figures.testedKeys = Share(columns.hasTestedKey ? 1 : 0, of: 1)
        figures.testedEdges = Share(linked.count, of: parents.count)
        figures.describedModels = Share(Self.isBlank(model.description) ? 0 : 1, of: 1)
        figures.describedColumns = Share(columns.described.count, of: columns.known.count)
        return ModelQuality(
            uniqueID: model.uniqueID, name: model.searchName, layer: manifest.layers.name(of: model.uniqueID), figures: figures,
            gaps: Self.gaps(figures, untested: parents.subtracting(linked)),
            folder: Self.folder(of: model.originalFilePath), undescribedColumns: columns.undescribed(of: model))
    }

    private static func folder(of path: String) -> String { path.split(separator: "/").dropLast().joined(separator: "/") }

    static func isBlank(_ text: String) -> Bool { text.allSatisfy(\.isWhitespace) }

    private static func gaps(_ figures: QualityFigures, untested parents: Set<String>) -> [String] {
        var gaps: [String] = []
        if figures.testedModels.covered == 0 { gaps.append("no test") }
        if figures.testedKeys.covered == 0 { gaps.append("no tested key") }
        if figures.testedColumns.covered < figures.testedColumns.all {
            gaps.append("\(figures.testedColumns.covered) of \(figures.testedColumns.all) columns tested")
        }
        if !parents.isEmpty {
            let names = parents.map { $0.split(separator: ".").dropFirst(2).joined(separator: ".") }.sorted()
            gaps.append("no test against \(names.joined(separator: ", "))")
        }
        if figures.describedModels.covered == 0 { gaps.append("no description") }
        if figures.describedColumns.covered < figures.describedColumns.all {
            gaps.append("\(figures.describedColumns.covered) of \(figures.describedColumns.all) columns described")
        }
        return gaps
    }
}
