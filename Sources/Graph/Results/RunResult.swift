public import Diagnostics
public import Formats

/// How a node ended; the raw values are dbt's.
public enum NodeStatus: String, Sendable, CaseIterable {
    case success
    case error
    case skipped
    case partialSuccess = "partial success"
    case noOp = "no-op"
    case pass
    case fail
    case warn
    case runtimeError = "runtime error"
    case reused

    /// Whether the status fails the command.
    public var isFailure: Bool { self == .error || self == .fail || self == .runtimeError || self == .partialSuccess }

    /// Whether `build` skips everything downstream: what was skipped itself counts too, as in dbt.
    public var blocksDownstream: Bool { self == .error || self == .fail || self == .skipped || self == .partialSuccess }
}

/// When one part of a node's work began and ended.
public struct Timing: Sendable, Equatable {
    /// `compile` or `execute`.
    public var name: String
    /// ISO form in UTC with microseconds and `Z`.
    public var startedAt: String
    /// ISO form in UTC with microseconds and `Z`.
    public var completedAt: String

    /// The time of one part.
    public init(name: String, startedAt: String, completedAt: String) {
        self.name = name
        self.startedAt = startedAt
        self.completedAt = completedAt
    }
}

/// What came of one node: an entry of `run_results.json`.
public struct RunResult: Sendable {
    /// The node's unique id.
    public var uniqueID: String
    /// The node as it ran, compiled where it got that far; nil for unit tests and exposures.
    public var node: Node?
    /// How it ended.
    public var status: NodeStatus
    /// When its parts began and ended.
    public var timing: [Timing] = []
    /// `Thread-1 (worker)`; `main` for hooks around a run.
    public var threadID = ""
    /// Seconds from start to end.
    public var executionTime = 0.0
    /// What the database answered, as the adapter shows it.
    public var adapterResponse = ConfigMap()
    /// What came of the other signatures of a function; nil for every other kind of node.
    public var overloads: OverloadResults?
    /// The message; nil for none.
    public var message: String?
    /// The number of failing rows of a test; nil where it does not apply.
    public var failures: Int?
    /// Where in the project a failure comes from, and what to do: shown to people beside the message, not part of artifacts.
    public var place: Diagnostic?
    /// Whether a failure is that of the surroundings, not the node's own: no server, no lock, a full disk. Not part of artifacts.
    public var isOfSurroundings = false

    /// Whether the node was built and not published, because something of its unit failed. Not part of any artifact.
    public var isHeld = false
    /// How many rows a test looked at; nil where nobody counted them.
    public var rowsTested: Int?
    /// How many rows a test took out of the tested relation; nil for a test that leaves them.
    public var quarantine: QuarantineCounts?
    /// Some of the rows that failed a test, for the ledger; nil where nobody looked.
    public var failingRows: [ConfigMap]?
    /// How many rows its table has, for the ledger, where the database did not say how many it was given.
    public var rowCount: Int?

    /// What became of the batches of a microbatch model; nil for every other node, and for one that was left out.
    public var batches: BatchResults?
    /// How old a source table is: what `source freshness` found out.
    public var freshness: Freshness?

    /// When a source table was loaded, and when that was asked: ISO timestamps with offset.
    public struct Freshness: Sendable {
        /// When the newest row was loaded.
        public var maxLoadedAt: String
        /// When that was asked.
        public var snapshottedAt: String
        /// Seconds between the two.
        public var age: Double
        /// The thresholds it was measured against, as the manifest shows them.
        public var criteria: ConfigValue

        /// The age of a table.
        public init(maxLoadedAt: String, snapshottedAt: String, age: Double, criteria: ConfigValue) {
            self.maxLoadedAt = maxLoadedAt
            self.snapshottedAt = snapshottedAt
            self.age = age
            self.criteria = criteria
        }
    }

    /// The code that ran, where `node` does not tell it: unit tests, and results read from a file.
    public var code: RunCode?

    /// A result with its verdict.
    public init(uniqueID: String, node: Node?, status: NodeStatus, message: String? = nil) {
        self.uniqueID = uniqueID
        self.node = node
        self.status = status
        self.message = message
    }
}

/// What a test that takes bad rows out found and left: `input` is `passed` and `quarantined` together.
public struct QuarantineCounts: Sendable, Equatable {
    /// The rows of the relation before.
    public var input: Int
    /// The rows that stayed.
    public var passed: Int
    /// The rows that were taken out.
    public var quarantined: Int

    /// Counts.
    public init(input: Int, passed: Int, quarantined: Int) {
        self.input = input
        self.passed = passed
        self.quarantined = quarantined
    }
}

/// The other signatures of a function by what came of them, each by the name of its file.
public struct OverloadResults: Sendable, Equatable {
    /// Those that were created.
    public var successful: [String] = []
    /// Those that could not be created.
    public var failed: [String] = []

    /// No signatures.
    public init() {}
}

/// What `run_results.json` says of a node's code.
public struct RunCode: Sendable, Equatable {
    /// Whether it was compiled; nil for what has no code (seeds, exposures).
    public var isCompiled: Bool?
    /// The SQL without the materialization's wrapper.
    public var text: String?
    /// The quoted full name of its relation.
    public var relationName: String?

    /// The code of a node.
    public init(isCompiled: Bool?, text: String?, relationName: String?) {
        self.isCompiled = isCompiled
        self.text = text
        self.relationName = relationName
    }

    /// The code of a node; a seed and an exposure have none.
    public init(_ node: Node?) {
        guard let node, node.resourceType != .seed else {
            self.init(isCompiled: nil, text: nil, relationName: nil)
            return
        }
        self.init(isCompiled: node.compilation?.isComplete ?? false, text: node.compilation?.code, relationName: node.relationName)
    }
}

/// What came of a run: the content of `run_results.json`.
public struct RunResults: Sendable {
    /// One result a node, in the order they ended.
    public var results: [RunResult]
    /// Seconds the nodes took altogether, by the clock on the wall.
    public var elapsedTime: Double
    /// When it ended, ISO form in UTC with microseconds and `Z`.
    public var generatedAt: String
    /// Flags the command was given, by lower-case name, as dbt writes them.
    public var arguments: ConfigMap
    /// When its invocation started, as `generatedAt`; nil where that is not known.
    public var invocationStartedAt: String?

    /// The results of a run.
    public init(results: [RunResult], elapsedTime: Double, generatedAt: String, arguments: ConfigMap) {
        self.results = results
        self.elapsedTime = elapsedTime
        self.generatedAt = generatedAt
        self.arguments = arguments
    }

    /// The last result of a node.
    public func result(of id: String) -> RunResult? { results.last { $0.uniqueID == id } }

    /// How many results have each status.
    public var counts: [NodeStatus: Int] { results.reduce(into: [:]) { $0[$1.status, default: 0] += 1 } }
}
