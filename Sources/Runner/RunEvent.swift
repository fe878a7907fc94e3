public import Context
public import Graph
public import Warehouse

/// What a run tells the outside world as it goes on.
public enum RunEvent: Sendable {
    /// The run begins.
    case began(threads: Int, target: String, nodes: Int)
    /// A node begins; `index` counts from 1 in the order of starting.
    case nodeStarted(RunItem, index: Int, total: Int)
    /// A node ended.
    case nodeFinished(RunItem, RunResult, index: Int, total: Int)
    /// A node was left out because of what happened before it; `cause` is the ephemeral model that failed, where that was it.
    case nodeSkipped(RunItem, RunResult, index: Int, total: Int, cause: RunResult?)
    /// A batch of a microbatch model begins; `index` counts from 1.
    case batchStarted(Node, Batch, index: Int, total: Int)
    /// A batch of a microbatch model ended, or was left out because the first one failed.
    case batchFinished(Node, Batch, RunResult, index: Int, total: Int)
    /// A hook around the run begins.
    case hookStarted(Node, name: String, index: Int, total: Int)
    /// A hook around the run ended.
    case hookFinished(Node, name: String, status: NodeStatus, index: Int, total: Int, seconds: Double)
    /// What somebody who relies on gates should know of the plan.
    case planNoted(String)
    /// A unit became visible: its name, the relations, seconds.
    case unitPublished(String, relations: [String], seconds: Double)
    /// A unit was given up: its name, why, and the unique ids of the nodes whose former versions stay.
    case unitRefused(String, reasons: [String], kept: [String])
    /// A node is run once more after a passing failure of the database that left no traces.
    case retrying(RunItem, reason: String)
    /// One more signature of a function is being created.
    case overloadStarted(RunItem, OverloadProgress)
    /// It was created, or not.
    case overloadFinished(RunItem, OverloadProgress, failure: String?, seconds: Double)
    /// Rows of a node were queried to be shown.
    case shown(RunItem, Preview)
    /// A seed was loaded whose rows are to be shown (`--show`): some of them, drawn with text.
    case seedLoaded(Node, sample: String)
    /// A node got a step further.
    case nodeReached(NodeStep, id: String)
    /// Something happened to a session, which is named for what it is used for.
    case sessionChanged(SessionChange, name: String)
    /// What is known to exist changed; told with `--log-cache-events` only.
    case cacheChanged(RelationCache.Change)
    /// A statement goes to the database.
    case statementStarted(connection: String, sql: String)
    /// A statement ended well.
    case statementFinished(connection: String, response: StatementResponse, seconds: Double)
    /// A running statement was cancelled.
    case statementCancelled(connection: String)
    /// The run was stopped; what became of the nodes that have no result.
    case stopped(StoppedNodes)
    /// All nodes ended.
    case nodesFinished([RunResult], seconds: Double)
    /// The run is over.
    case ended([RunResult], isInterrupted: Bool)
}

extension RunEvent {
    /// Which of a function's other signatures is meant.
    public struct OverloadProgress: Sendable {
        /// The name of the file with its body.
        public let name: String
        /// Its number, counted from 1.
        public let index: Int
        /// How many there are.
        public let total: Int
    }
}

/// The steps of the work on a node.
public enum NodeStep: Sendable {
    /// Its text is rendered now.
    case compiling
    /// The rendered text was written below the target folder.
    case written
    /// What was rendered is run now.
    case executing
}

/// What happens to a session.
public enum SessionChange: Sendable {
    /// It is opened.
    case opened
    /// It is used for something else than before.
    case reused(formerly: String)
    /// Open work is about to be committed.
    case committing
    /// It is closed for good.
    case closed
}

/// Receives what happens in a run, from any thread.
public protocol EventSink: Sendable {
    /// Takes one event. It must not block for long: the run waits for it.
    func receive(_ event: RunEvent)
}

/// What the queue hands out.
public enum RunItem: Sendable {
    case node(Node)
    case unitTest(UnitTest)
    case exposure(Exposure)
    /// A source table whose age is asked for.
    case source(Source)
    case savedQuery(SemanticResource)

    /// The unique id.
    public var uniqueID: String {
        switch self {
        case .node(let node): node.uniqueID
        case .unitTest(let test): test.uniqueID
        case .exposure(let exposure): exposure.uniqueID
        case .source(let source): source.uniqueID
        case .savedQuery(let query): query.uniqueID
        }
    }

    /// The node, or nil.
    public var node: Node? {
        if case .node(let node) = self { return node }
        return nil
    }

    /// The name.
    public var name: String {
        switch self {
        case .node(let node): node.name
        case .unitTest(let test): test.name
        case .exposure(let exposure): exposure.name
        case .source(let source): source.name
        case .savedQuery(let query): query.name
        }
    }

    /// The kind of resource.
    public var resourceType: ResourceType {
        switch self {
        case .node(let node): node.resourceType
        case .unitTest: .unitTest
        case .exposure: .exposure
        case .source: .source
        case .savedQuery: .savedQuery
        }
    }

    /// The file it is declared in, below its project's folder.
    public var originalFilePath: String {
        switch self {
        case .node(let node): node.originalFilePath
        case .unitTest(let test): test.originalFilePath
        case .exposure(let exposure): exposure.originalFilePath
        case .source(let source): source.originalFilePath
        case .savedQuery(let query): query.originalFilePath
        }
    }
}
