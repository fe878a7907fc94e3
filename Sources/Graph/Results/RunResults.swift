public import Formats

/// Facts about the run that every artifact repeats.
public struct ArtifactMetadata: Sendable {
    /// The dbt version whose behaviour and formats are matched.
    public static let dbtVersion = "1.12.6"

    /// The version of the program that wrote it.
    public var dbtVersion: String
    /// ISO timestamp with microseconds and `Z`.
    public var generatedAt: String
    /// The run's UUID.
    public var invocationID: String
    /// When the invocation started, as `generatedAt`.
    public var invocationStartedAt: String
    /// `DBT_ENV_CUSTOM_ENV_…` variables, prefix cut off.
    public var env: [(String, String)]

    /// Metadata of an artifact.
    public init(
        generatedAt: String, invocationID: String, invocationStartedAt: String, env: [(String, String)] = [],
        dbtVersion: String = ArtifactMetadata.dbtVersion
    ) {
        self.dbtVersion = dbtVersion
        self.generatedAt = generatedAt
        self.invocationID = invocationID
        self.invocationStartedAt = invocationStartedAt
        self.env = env
    }
}

/// One step of a node's execution: `compile` or `execute`.
public struct TimingInfo: Sendable, Equatable {
    /// The step's name.
    public var name: String
    /// ISO timestamp with microseconds and `Z`.
    public var startedAt: String?
    /// ISO timestamp with microseconds and `Z`.
    public var completedAt: String?

    /// A step.
    public init(name: String, startedAt: String?, completedAt: String?) {
        self.name = name
        self.startedAt = startedAt
        self.completedAt = completedAt
    }
}

/// What happened to one node.
public struct RunResult: Sendable {
    /// The node.
    public var uniqueID: String
    /// How it ended.
    public var status: NodeStatus
    /// The steps, in order; empty for skipped nodes.
    public var timing: [TimingInfo] = []
    /// The worker: `Thread-1 (worker)`, or `main` for hooks.
    public var threadID: String
    /// Seconds from start to end; exactly 0 for skipped nodes.
    public var executionTime: Double
    /// What the database said: `_message`, `code`, `rows_affected`.
    public var adapterResponse = ConfigMap()
    /// What is shown: the database's answer, the error, the number of failures.
    public var message: String?
    /// Failing rows of a test.
    public var failures: Int?
    /// Whether the node was compiled; nil for nodes without code (seeds, exposures).
    public var compiled: Bool?
    /// The SQL without the materialization's wrapper.
    public var compiledCode: String?
    /// The quoted full name of its relation.
    public var relationName: String?
    /// Batches of a microbatch model; null for none.
    public var batchResults: ConfigValue = .null
    /// Overloads of a function; null for none.
    public var overloadResults: ConfigValue = .null

    /// A result without details.
    public init(uniqueID: String, status: NodeStatus, threadID: String, executionTime: Double = 0) {
        self.uniqueID = uniqueID
        self.status = status
        self.threadID = threadID
        self.executionTime = executionTime
    }
}

/// What happened in one run: `run_results.json`.
public struct RunResults: Sendable {
    /// Facts about the run.
    public var metadata: ArtifactMetadata
    /// The results in the order the nodes ended.
    public var results: [RunResult]
    /// Seconds from the first node's start to the last one's end.
    public var elapsedTime: Double
    /// Every flag with its value, `which`, `vars` and `invocation_command`. Secrets must have been scrubbed.
    public var args: ConfigMap

    /// The results of a run.
    public init(metadata: ArtifactMetadata, results: [RunResult], elapsedTime: Double, args: ConfigMap) {
        self.metadata = metadata
        self.results = results
        self.elapsedTime = elapsedTime
        self.args = args
    }

    /// The last result of a node.
    public func result(of id: String) -> RunResult? { results.last { $0.uniqueID == id } }
}
