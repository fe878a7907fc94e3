public import Diagnostics
public import Formats

/// What `smelt.yml` beside `dbt_project.yml` asks for: everything that dbt has no word for. A project without the file has none of it.
public struct SmeltConfig: Sendable {
    /// The layers in order, lowest first; empty where there are none.
    public var layers: [LayerConfig] = []
    /// What becomes visible in one step.
    public var publish = PublishConfig()
    /// How many earlier published sets are kept for `smelt rollback`.
    public var keep = 1
    /// What quality must reach.
    public var quality = QualityGoals()
    /// What the ledger keeps; nil for no ledger.
    public var ledger: LedgerConfig? = LedgerConfig()
    /// Seconds that a command waits for another one on the same target; 0 fails at once, nil waits for as long as it takes.
    public var lockWait: Int?
    /// What a stale input does to a model.
    public var stale = StaleAction.warn

    /// What the file asks for when it is empty.
    public init() {}
}

/// One layer of `smelt.yml`.
public struct LayerConfig: Sendable {
    /// Its name: `silver`.
    public var name: String
    /// Where the name stands.
    public var span: SourceSpan?
    /// Folders below the project's folder, `package:NAME` for all models of a package, `package:NAME/FOLDER` for some.
    public var paths: [ConfigValue] = []
    /// What its models may read: `source`, `seed`, `snapshot`, names of layers; nil where nothing is said.
    public var reads: [ConfigValue]?
    /// How old its models' data may be, in seconds; nil for any age.
    public var freshness: Int?
    /// The schema of its models where nothing else is configured.
    public var schema: String?
    /// The materialization of its models where nothing else is configured.
    public var materialized: String?
    /// Tests that each of its models must have, by name.
    public var requiredTests: [String] = []
    /// Whether each of its models must have a description.
    public var requiresDocs = false
    /// Who looks after its models where they do not say.
    public var owner: String?

    /// A layer of a name.
    public init(name: String, span: SourceSpan? = nil) {
        self.name = name
        self.span = span
    }
}

/// What becomes visible in one step, and how.
public struct PublishConfig: Sendable, Equatable {
    /// The parts of a run that are published as a whole.
    public enum Unit: String, Sendable, CaseIterable {
        /// Nothing is held back: what dbt does.
        case none
        /// Each model for itself.
        case model
        /// All models of a layer.
        case layer
        /// All models of a run.
        case run
    }

    /// How a new version takes the place of the old one, on engines where candidates are built aside.
    public enum Method: String, Sendable, CaseIterable {
        /// The new table gets the name of the old one: quick, and the default.
        case swap
        /// The rows of the old table are replaced by the new ones in one transaction, for readers whose snapshots are older than the switch.
        case data
    }

    /// What becomes visible in one step.
    public var unit = Unit.none
    /// How.
    public var method = Method.swap

    /// Publishing as dbt does, or as told.
    public init(unit: Unit = .none, method: Method = .swap) {
        self.unit = unit
        self.method = method
    }
}

/// What quality must reach, in percent.
public struct QualityGoals: Sendable, Equatable {
    /// Test coverage; nil for any.
    public var coverage: Double?
    /// Documentation coverage; nil for any.
    public var docs: Double?
    /// The score; nil for any.
    public var score: Double?
    /// Whether nothing may be worse than in the last published run.
    public var ratchet = false

    /// No goals.
    public init() {}
}

/// What the ledger keeps.
public struct LedgerConfig: Sendable, Equatable {
    /// The schema it lies in, on engines with schemas.
    public var schema = "smelt"
    /// How many failing rows are kept of one test.
    public var failingRows = 20
    /// Columns whose values are not kept; `*` for all.
    public var redact: [String] = []

    /// The ledger as it is by default.
    public init() {}
}

/// What a stale input does to a model.
public enum StaleAction: String, Sendable, CaseIterable {
    /// A warning.
    case warn
    /// The model fails.
    case gate
    /// The model is left out: yesterday's version stays.
    case keep
}
