public import Formats

/// How old a source table is.
public struct FreshnessResult: Sendable {
    /// What could be found out.
    public enum Outcome: Sendable {
        case measured(Measurement)
        /// Nothing: the message of what went wrong.
        case failed(message: String?)
    }

    /// The age of a table.
    public struct Measurement: Sendable {
        /// When the newest row was loaded: ISO timestamp with offset.
        public var maxLoadedAt: String
        /// When that was asked: ISO timestamp with offset.
        public var snapshottedAt: String
        /// Seconds between the two.
        public var age: Double
        /// `pass`, `warn` or `error`.
        public var status: NodeStatus
        /// The thresholds it was measured against, as the manifest shows them.
        public var criteria: ConfigValue
        /// What the database said.
        public var adapterResponse: ConfigMap
        /// The steps.
        public var timing: [Timing]
        /// The worker.
        public var threadID: String
        /// Seconds.
        public var executionTime: Double

        /// A measurement.
        public init(
            maxLoadedAt: String, snapshottedAt: String, age: Double, status: NodeStatus, criteria: ConfigValue, adapterResponse: ConfigMap,
            timing: [Timing], threadID: String, executionTime: Double
        ) {
            self.maxLoadedAt = maxLoadedAt
            self.snapshottedAt = snapshottedAt
            self.age = age
            self.status = status
            self.criteria = criteria
            self.adapterResponse = adapterResponse
            self.timing = timing
            self.threadID = threadID
            self.executionTime = executionTime
        }
    }

    /// The source table.
    public var uniqueID: String
    /// What could be found out.
    public var outcome: Outcome

    /// The result for a table.
    public init(uniqueID: String, outcome: Outcome) {
        self.uniqueID = uniqueID
        self.outcome = outcome
    }

    /// What `sources.json` says of a table; nil where its age could not be found out: dbt leaves such tables out.
    public init?(_ result: RunResult) {
        guard let freshness = result.freshness else { return nil }
        self.init(
            uniqueID: result.uniqueID,
            outcome: .measured(
                Measurement(
                    maxLoadedAt: freshness.maxLoadedAt, snapshottedAt: freshness.snapshottedAt, age: freshness.age, status: result.status,
                    criteria: freshness.criteria, adapterResponse: result.adapterResponse, timing: result.timing,
                    threadID: result.threadID, executionTime: result.executionTime)))
    }

    /// `pass`, `warn`, `error` or `runtime error`.
    public var status: NodeStatus {
        switch outcome {
        case .measured(let measurement): measurement.status
        case .failed: .runtimeError
        }
    }
}

/// What `source freshness` found: `sources.json`.
public struct FreshnessResults: Sendable {
    /// Facts about the run.
    public var metadata: ArtifactMetadata
    /// The results in the order they came in.
    public var results: [FreshnessResult]
    /// Seconds.
    public var elapsedTime: Double

    /// The results of a run.
    public init(metadata: ArtifactMetadata, results: [FreshnessResult], elapsedTime: Double) {
        self.metadata = metadata
        self.results = results
        self.elapsedTime = elapsedTime
    }
}
