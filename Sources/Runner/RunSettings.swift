import Compiler
public import Diagnostics
public import Context
public import Graph
import Jinja
public import Project

/// What a run needs besides the plan.
public struct RunSettings: Sendable {
    /// What all renderings share.
    public var world: RenderWorld
    /// The macros.
    public var macroLibrary: MacroLibrary
    /// The frozen project.
    public var project: ResolvedProject
    /// The target folder below the project's folder: what paths in artifacts begin with.
    public var targetPath: String
    /// The name of the target, for messages.
    public var targetName: String
    /// How many nodes run at once.
    public var threads: Int
    /// Whether the first failure stops the run.
    public var failsFast: Bool
    /// Whether a test that warns fails, because its warning is to be an error.
    public var failsWarnings: Bool
    /// Whether a hook that fails before the run leaves all nodes out.
    public var skipsNodesAfterFailedStart: Bool
    /// The comment of statements.
    public var queryComment: QueryComment
    /// How microbatch models are built.
    public var microbatch: MicrobatchSettings
    /// Writes a file of the target folder: path below the project's folder, text.
    public var writeFile: @Sendable (String, String) throws -> Void
    /// Makes the table of a seed's rows.
    public var seedTable: @Sendable (Node) throws -> SeedTableObject
    /// The present moment.
    public var now: @Sendable () -> Timestamp
    /// Receives what happens.
    public var sink: any EventSink
    /// The wish to stop.
    public var stop: StopSignal
    /// What is found out about nodes for the ledger; nil without one.
    public var evidence: EvidenceSettings?
    /// The nodes that the run builds.
    var builtNodes: Set<String> = []
    /// The `graph` that templates share.
    let graph = SharedGraph()
    /// What is known of tests without failing rows.
    let emptyVerdicts = EmptyVerdicts()

    /// The settings of a run.
    public init(
        world: RenderWorld, library: MacroLibrary, project: ResolvedProject, targetPath: String, targetName: String, threads: Int,
        failsFast: Bool, failsWarnings: Bool, skipsNodesAfterFailedStart: Bool, queryComment: QueryComment,
        microbatch: MicrobatchSettings, writeFile: @escaping @Sendable (String, String) throws -> Void,
        seedTable: @escaping @Sendable (Node) throws -> SeedTableObject,
        now: @escaping @Sendable () -> Timestamp, sink: any EventSink, stop: StopSignal
    ) {
        self.world = world
        macroLibrary = library
        self.project = project
        self.targetPath = targetPath
        self.targetName = targetName
        self.threads = threads
        self.failsFast = failsFast
        self.failsWarnings = failsWarnings
        self.skipsNodesAfterFailedStart = skipsNodesAfterFailedStart
        self.queryComment = queryComment
        self.microbatch = microbatch
        self.writeFile = writeFile
        self.seedTable = seedTable
        self.now = now
        self.sink = sink
        self.stop = stop
    }
}

/// How microbatch models are built.
public struct MicrobatchSettings: Sendable {
    /// Whether they are built batch by batch; else they are ordinary incremental models, as dbt has it for a strategy of the project's own
    /// without `require_batched_execution_for_custom_microbatch_strategy`.
    public var isBatched: Bool
    /// The span that `--event-time-start` and `--event-time-end`, or `--sample`, ask for; nil for none.
    public var asked: EventTimeWindow?
    /// The end where none is asked for: the start of the invocation, of the first one with `retry`.
    public var end: Timestamp
    /// What became of batches in the run that is being retried, by unique id: only those that failed are built.
    public var earlier: [String: BatchResults]

    /// Settings of their parts.
    public init(isBatched: Bool, asked: EventTimeWindow?, end: Timestamp, earlier: [String: BatchResults] = [:]) {
        self.isBatched = isBatched
        self.asked = asked
        self.end = end
        self.earlier = earlier
    }
}

/// What is done with each selected node.
public enum RunMode: Sendable {
    /// Compile and run: `run`, `build`, `test`, `seed`.
    case execute
    /// Compile alone.
    case compile
    /// Compile and query: `show`; with the number of rows, negative for all.
    case show(limit: Int)
    /// Make each relation stand for the one of another environment: `clone`.
    case clone

    /// Whether relations are made, or tests run.
    public var builds: Bool {
        switch self {
        case .execute, .clone: true
        case .compile, .show: false
        }
    }
}

/// What will be done, in which order.
public struct Plan: Sendable {
    /// What is done with each node.
    public var mode: RunMode
    /// The order of the selected nodes.
    public var order: RunOrder
    /// The whole graph, test edges included: what failures spread over.
    public var graph: DependencyGraph
    /// The selected items by unique id.
    public var items: [String: RunItem]
    /// By model: the unit tests that run before it, on its worker. They are no items.
    public var unitTests: [String: [UnitTest]] = [:]
    /// By unique id: why a model must not be built; it fails with that.
    public var refusals: [String: Diagnostic] = [:]
    /// Whether a failed test stops what lies downstream: `build`.
    public var testsStopNodes: Bool
    /// Whether `on-run-start` and `on-run-end` run.
    public var runsHooks: Bool
    /// Whether schemas are made before the run.
    public var createsSchemas: Bool
    /// Whether edges matter; `test` runs its nodes in any order.
    public var keepsOrder: Bool
    /// What becomes visible in one step, and what waits for which layer; nil where everything is visible as it is built.
    public var publication: PublicationPlan?

    /// A plan.
    public init(
        mode: RunMode, order: RunOrder, graph: DependencyGraph, items: [String: RunItem], testsStopNodes: Bool, runsHooks: Bool,
        createsSchemas: Bool, keepsOrder: Bool = true
    ) {
        self.mode = mode
        self.order = order
        self.graph = graph
        self.items = items
        self.testsStopNodes = testsStopNodes
        self.runsHooks = runsHooks
        self.createsSchemas = createsSchemas
        self.keepsOrder = keepsOrder
    }
}
