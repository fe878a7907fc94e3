import Graph

/// A command that works on a target: a row of `runs`.
public struct LedgerRun: Sendable, Equatable {
    /// The invocation's id.
    public var id: String
    /// `build`, `test`.
    public var command: String
    /// The command line, without secrets.
    public var arguments: String
    /// The version of smelt.
    public var version: String
    /// The commit the project was at; nil outside of a git repository.
    public var gitCommit: String?
    /// The machine it runs on.
    public var host: String
    /// Its process.
    public var pid: Int
    /// Whether it has the run lock: no two such runs work on one target at the same time.
    public var holdsLock: Bool
    /// How many nodes it is to run.
    public var nodeCount: Int
    /// When it began: ISO form in UTC with `Z`.
    public var startedAt: String
    /// When it ended; nil while it runs.
    public var endedAt: String?
    /// How it stands.
    public var status = Status.running
    /// What ended it before its time; nil for none.
    public var message: String?

    /// How a run stands.
    public enum Status: String, Sendable {
        /// It is under way, or was killed and nobody has noticed yet.
        case running
        /// Nothing failed.
        case success
        /// Something failed.
        case failed
        /// It was stopped or killed.
        case interrupted
    }

    /// A run that begins.
    public init(
        id: String, command: String, arguments: String, version: String, gitCommit: String? = nil, host: String, pid: Int, holdsLock: Bool,
        nodeCount: Int, startedAt: String
    ) {
        self.id = id
        self.command = command
        self.arguments = arguments
        self.version = version
        self.gitCommit = gitCommit
        self.host = host
        self.pid = pid
        self.holdsLock = holdsLock
        self.nodeCount = nodeCount
        self.startedAt = startedAt
    }
}

extension LedgerRun {
    /// Seconds that it took; nil where it did not end by itself.
    public var seconds: Double? {
        guard status != .interrupted, let end = endedAt.flatMap({ Timestamp(iso: $0) }), let start = Timestamp(iso: startedAt) else {
            return nil
        }
        return end.timeInterval(since: start)
    }
}

/// A node of a run: a row of `nodes`.
public struct LedgerNode: Sendable, Equatable {
    /// Its unique id.
    public var uniqueID: String
    /// `model`, `test`.
    public var resourceType: String
    /// Its layer; nil for none.
    public var layer: String?
    /// `running`, `interrupted`, or dbt's status (`success`, `error`, `fail`, `warn`, `pass`, `skipped`).
    public var status = "running"
    /// How often it was begun.
    public var attempt = 1
    /// When it began; nil where it was left out.
    public var startedAt: String?
    /// When it ended; nil while it runs.
    public var endedAt: String?
    /// Seconds from start to end.
    public var seconds: Double?
    /// How many rows its relation was given; nil where the database does not say.
    public var rows: Int?
    /// How many rows failed a test.
    public var failures: Int?
    /// How many rows a test looked at; nil where nobody counted them.
    public var rowsTested: Int?
    /// How many rows were put aside.
    public var quarantined: Int?
    /// What was said about it.
    public var message: String?
    /// Whether it was built and held back: what readers see is the version before; read only, see `Ledger.record`.
    public var isHeld = false
    /// Some of the rows that failed a test, each a JSON object; written only, see `Ledger.failingRows`.
    public var failingRows: [String] = []

    /// A node that begins.
    public init(uniqueID: String, resourceType: String, layer: String? = nil) {
        self.uniqueID = uniqueID
        self.resourceType = resourceType
        self.layer = layer
    }
}

/// A unit that became visible in one step, or was held back: a row of `publications`.
public struct LedgerPublication: Sendable, Equatable {
    /// The unit's name: `layer silver`.
    public var unit: String
    /// Whether it became visible.
    public var isPublished: Bool
    /// The relations that became visible.
    public var relations: [String] = []
    /// Why it was held back, a sentence each.
    public var reasons: [String] = []
    /// The unique ids of nodes that were built and held back.
    public var held: [String] = []
    /// Seconds the switch took; nil where there was none.
    public var seconds: Double?

    /// A unit that became visible, or not.
    public init(unit: String, isPublished: Bool) {
        self.unit = unit
        self.isPublished = isPublished
    }
}

/// Whose rows of a ledger are meant: several targets may share one.
public struct LedgerTarget: Sendable, Equatable {
    /// The root project's name.
    public var project: String
    /// The target's name in the profile.
    public var name: String
    /// The target's schema: what tells two targets in one database apart.
    public var schema: String

    /// A target.
    public init(project: String, name: String, schema: String) {
        self.project = project
        self.name = name
        self.schema = schema
    }
}
