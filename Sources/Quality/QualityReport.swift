/// How well a project is tested and documented. `docs/quality.md` has the formulas.
public struct QualityReport: Sendable, Equatable {
    /// The root project's name.
    public var project: String
    /// The whole project.
    public var total: QualityFigures
    /// Each layer, lowest first; empty in a project without layers.
    public var layers: [LayerQuality]
    /// Each model of the root project, by unique id.
    public var models: [ModelQuality]

    /// A report of its parts.
    public init(project: String, total: QualityFigures, layers: [LayerQuality], models: [ModelQuality]) {
        self.project = project
        self.total = total
        self.layers = layers
        self.models = models
    }

    /// The folders that models lie in, by name, each with its own models.
    public var folders: [LayerQuality] {
        Dictionary(grouping: models, by: \.folder).sorted { $0.key < $1.key }.map { folder, models in
            LayerQuality(name: folder, models: models.count, figures: QualityFigures.sum(models))
        }
    }
}

/// The quality of one layer, or of another part of a project.
public struct LayerQuality: Sendable, Equatable {
    /// The name of the layer or part.
    public var name: String
    /// How many models it has.
    public var models: Int
    /// Its figures.
    public var figures: QualityFigures
}

/// The quality of one model.
public struct ModelQuality: Sendable, Equatable {
    /// Its unique id.
    public var uniqueID: String
    /// Its name.
    public var name: String
    /// Its layer; nil for none.
    public var layer: String?
    /// Its figures.
    public var figures: QualityFigures
    /// What would make them better, each a short phrase: `no test of the key`.
    public var gaps: [String]
    /// The folder of its file below the project's folder: `models/gold`.
    public var folder: String
    /// Its known columns without a description: declared ones in their order, then those that tests alone name.
    public var undescribedColumns: [String]
}

/// The shares that quality is made of, and what they come to. All numbers are percentages from 0 to 100.
public struct QualityFigures: Sendable, Equatable {
    /// Models with a generic test of their own, a singular test that reads them or a unit test.
    public var testedModels = Share()
    /// Known columns that a test looks at.
    public var testedColumns = Share()
    /// Models with a key that is tested to be unique and never null.
    public var testedKeys = Share()
    /// References from a model to a model with a test that reads both.
    public var testedEdges = Share()
    /// Models with a description.
    public var describedModels = Share()
    /// Known columns with a description.
    public var describedColumns = Share()

    /// Nothing to cover.
    public init() {}

    /// Test coverage: 40 parts models, 20 columns, 30 keys, 10 edges; a part without anything to cover leaves its weight to the others.
    /// 100 where there is nothing at all.
    public var coverage: Double {
        Self.mean([(testedModels, 40), (testedColumns, 20), (testedKeys, 30), (testedEdges, 10)])
    }

    /// Documentation coverage: 50 parts models, 50 columns.
    public var docs: Double { Self.mean([(describedModels, 50), (describedColumns, 50)]) }

    /// The score: 70 parts test coverage, 30 parts documentation coverage.
    public var score: Double { (70 * coverage + 30 * docs) / 100 }

    private static func mean(_ parts: [(share: Share, weight: Double)]) -> Double {
        var (sum, weights) = (0.0, 0.0)
        for (share, weight) in parts {
            guard let percent = share.percent else { continue }
            sum += percent * weight
            weights += weight
        }
        return weights == 0 ? 100 : sum / weights
    }

    static func sum(_ models: [ModelQuality]) -> QualityFigures { models.reduce(QualityFigures()) { $0 + $1.figures } }

    /// The figures of both together: shares are added, never averaged.
    static func + (left: QualityFigures, right: QualityFigures) -> QualityFigures {
        var sum = QualityFigures()
        sum.testedModels = left.testedModels + right.testedModels
        sum.testedColumns = left.testedColumns + right.testedColumns
        sum.testedKeys = left.testedKeys + right.testedKeys
        sum.testedEdges = left.testedEdges + right.testedEdges
        sum.describedModels = left.describedModels + right.describedModels
        sum.describedColumns = left.describedColumns + right.describedColumns
        return sum
    }
}
