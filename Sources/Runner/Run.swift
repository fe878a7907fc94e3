public import Diagnostics
import Compiler
import Context
import Formats
public import Graph
import Jinja
import Warehouse

/// A whole run: makes schemas, learns what exists, runs the hooks around the nodes and the nodes themselves.
public struct Run {
    private let plan: Plan
    private let settings: RunSettings
    private let cache: RelationCache
    private let ephemerals = EphemeralCTEs()

    /// A run of a plan.
    public init(_ plan: Plan, settings: RunSettings) {
        self.plan = plan
        self.settings = settings
        let sink = settings.sink
        let tell: @Sendable (RelationCache.Change) -> Void = { sink.receive(.cacheChanged($0)) }
        cache = RelationCache(observer: settings.world.invocation.isOn("log_cache_events") ? tell : nil)
    }

    /// What came of a run.
    public struct Outcome: Sendable {
        /// One result a node and hook, in the order they ended.
        public var results: [RunResult]
        /// The ephemeral models that were compiled on the way.
        public var ephemerals: [Node]
        /// Seconds from start to end.
        public var elapsed: Double
        /// Whether somebody stopped it.
        public var isInterrupted: Bool
        /// What ended the run behind its last node: a hook whose template cannot be rendered.
        public var obstacle: Diagnostic?
        /// In what the project's quality falls short of what `smelt.yml` asks for; nothing becomes invisible for it.
        public var shortcomings: [Diagnostic] = []

        /// An outcome.
        public init(results: [RunResult], ephemerals: [Node] = [], elapsed: Double, isInterrupted: Bool) {
            self.results = results
            self.ephemerals = ephemerals
            self.elapsed = elapsed
            self.isInterrupted = isInterrupted
        }
    }

    /// Runs the plan. Throws what stops a run before its first node: no connection, a schema that cannot be made.
    public func run() throws -> Outcome {
        // However it ends: the process may be gone before the other thread has said what it cancelled.
        defer { settings.stop.awaitTelling() }
        let started = settings.now()
        let visible = plan.items.values.count { $0.node?.isEphemeral != true }
        settings.sink.receive(.began(threads: settings.threads, target: settings.targetName, nodes: visible))
        let master = Worker(settings: settings, threadID: "main", cache: cache, ephemerals: ephemerals)
        defer { master.close() }
        var results: [RunResult] = []
        try prepare(master)
        let startHooks = HookRun(.start, worker: master, settings: settings)
        if plan.runsHooks {
            let (ended, obstacle) = startHooks.run(extra: [:])
            if let obstacle { throw obstacle }
            results += ended
        }
        let publishing = try startPublishing(master)
        let scheduler = Scheduler(plan, settings: settings, cache: cache, ephemerals: ephemerals, publishing: publishing)
        let startFailed = results.contains { $0.status == .error } && settings.skipsNodesAfterFailedStart
        if startFailed, !settings.stop.isRequested {
            scheduler.skipAll()
        } else {
            scheduler.run()
        }
        if !settings.stop.isRequested, scheduler.failedFast { scheduler.skipRest(message: "Skipping due to fail_fast") }
        results += scheduler.results
        if let publishing { endPublishing(publishing, master) }
        var obstacle: Diagnostic?
        if plan.runsHooks, !settings.stop.isRequested {
            let (ended, found) = HookRun(.end, worker: master, settings: settings).run(extra: hookValues(startFailed ? [] : results))
            results += ended
            obstacle = found
        }
        let isInterrupted = settings.stop.isRequested
        settings.stop.awaitTelling()
        let elapsed = settings.now().timeInterval(since: started)
        settings.sink.receive(.nodesFinished(results, seconds: elapsed))
        if isInterrupted { settings.sink.receive(.stopped(scheduler.stopped)) }
        settings.sink.receive(.ended(results, isInterrupted: isInterrupted))
        var outcome = Outcome(results: results, ephemerals: scheduler.ephemerals, elapsed: elapsed, isInterrupted: isInterrupted)
        outcome.obstacle = obstacle
        return outcome
    }

    /// Undoes what a run that died left behind, and readies what units need; nil where nothing is held back.
    private func startPublishing(_ master: Worker) throws -> RunPublishing? {
        guard let publication = plan.publication, !settings.stop.isRequested else { return nil }
        for note in publication.notes { settings.sink.receive(.planNoted(note)) }
        guard publication.publishes else { return nil }
        let session = try master.session(named: "publishing")
        defer { master.release() }
        return try RunPublishing(publication, plan: plan, settings: settings, over: session)
    }

    /// Tidies up behind the units. What cannot be done now is done by the next run: everything is published by then.
    private func endPublishing(_ publishing: RunPublishing, _ master: Worker) {
        guard !settings.stop.isRequested else { return }
        do {
            let session = try master.session(named: "publishing")
            defer { master.release() }
            try publishing.end(over: session, settings: settings)
        } catch {
            let message = (error as? WarehouseError)?.message ?? FailureMessage.hookText(error)
            settings.sink.receive(.planNoted("what this run left behind is tidied up by the next one: \(message)"))
        }
    }

    /// Makes the schemas that are missing and learns what relations exist.
    private func prepare(_ master: Worker) throws {
        let database = (settings.world.target["dbname"] ?? settings.world.target["database"])?.string ?? ""
        let session = try master.session(named: "list_" + database)
        defer { master.release() }
        let context = RenderContext(
            world: settings.world, stage: .operation, package: settings.world.rootProject, subject: .macro, library: settings.macroLibrary,
            project: settings.project, session: session)
        let preparation = SchemaPreparation(context: context, session: session)
        if plan.createsSchemas {
            try preparation.createMissing(for: plan.items.values.compactMap(\.node))
        }
        let isDeferring = settings.world.invocation.isOn("defer")
        guard settings.world.invocation.flags["populate_cache"]?.bool ?? true else { return }
        if plan.mode.builds || isDeferring {
            let schema = settings.world.target["schema"]?.string ?? ""
            _ = try master.session(named: "list_\(database)_\(schema)")
            try preparation.populateCache(for: cachedNodes)
        } else {
            cache.startLearning()
        }
    }

    /// The nodes whose schemas are looked at before the run; `clone` needs to know what it copies too.
    private var cachedNodes: [Node] {
        let selected = plan.items.values.compactMap(\.node)
        if case .clone = plan.mode {
            return selected + selected.compactMap { settings.project.deferred?.nodes[$0.uniqueID] }
        }
        return settings.world.invocation.isOn("cache_selected_only") ? selected : settings.project.manifest.nodes.values
    }

    /// What `on-run-end` hooks may look at: `results`, `schemas`, `database_schemas`.
    private func hookValues(_ results: [RunResult]) -> [String: Value] {
        var schemas: [(database: String?, schema: String)] = []
        for result in results where !result.status.isFailure && result.status != .skipped {
            guard let node = result.node, node.isRelational else { continue }
            if !schemas.contains(where: { $0.database == node.database && $0.schema == node.schema }) {
                schemas.append((node.database, node.schema))
            }
        }
        var names: [String] = []
        for schema in schemas where !names.contains(schema.schema) { names.append(schema.schema) }
        let shown = results.filter { $0.threadID != "main" || $0.status == .error }
        return [
            "results": .object(ListObject(shown.map { .object(RunResultObject($0, in: settings.project.manifest)) })),
            "schemas": .object(ListObject(names.map(Value.string))),
            "database_schemas": .object(
                ListObject(schemas.map { .object(TupleObject([$0.database.map(Value.string) ?? .none, .string($0.schema)])) })),
        ]
    }
}

extension NodeContent {
    /// Whether the node is a relation of its own in the database: models, seeds, snapshots and functions, and tests that keep
    /// their failures.
    public var isRelational: Bool {
        if resourceType.isRefable || resourceType == .function { return !isEphemeral }
        return resourceType == .test && storesFailures
    }

    /// Whether a test keeps its failing rows in a table or view. With `--store-failures` it has a relation without being configured so.
    public var storesFailures: Bool {
        if let kind = config["store_failures_as"]?.string { return kind == "table" || kind == "view" }
        return config["store_failures"]?.bool ?? (relationName != nil)
    }
}
