import Compiler
import Context
import Diagnostics
import Formats
import Graph
import Jinja
import Project
import Warehouse

/// One thread's belongings: its connection, opened when first needed, and what it makes of nodes.
final class Worker {
    /// The settings of the run.
    let settings: RunSettings
    /// The thread's name in results: `Thread-1 (worker)`.
    let threadID: String
    private let cache: RelationCache
    private let ephemerals: EphemeralCTEs
    /// The unit whose nodes it works on; nil for one that publishes nothing.
    var unit: UnitWork?
    /// What the run's units have in common; nil where nothing is held back.
    var publishing: RunPublishing?
    private var openSession: WarehouseSession?
    private var registeredName: String?

    /// A worker without a connection.
    init(settings: RunSettings, threadID: String, cache: RelationCache, ephemerals: EphemeralCTEs) {
        self.settings = settings
        self.threadID = threadID
        self.cache = cache
        self.ephemerals = ephemerals
    }

    /// The session, named for what it is used for, with the project's comment on its statements; opened or reopened where needed. Throws what
    /// the database answers, and what goes wrong in the comment.
    func session(named name: String, for subject: RenderContext.Subject = .macro) throws -> WarehouseSession {
        release()
        let cancel = openSession?.connection.cancelHandle ?? CancelHandle()
        registeredName = name
        settings.stop.register(name, cancel)
        if let openSession, !settings.stop.isRequested { try openSession.connection.reset() }
        if let former = openSession?.connection.name, former != name {
            settings.sink.receive(.sessionChanged(.reused(formerly: former), name: name))
        }
        let session = try openSession ?? open(name, cancel)
        openSession = session
        session.connection.name = name
        // Once more, since a reset forgets what was asked before.
        settings.stop.register(name, cancel)
        if let unit, let publishing, case .node(let node) = subject {
            try unit.enter(session, node, settings: settings, run: publishing)
        }
        try setComment(name, subject, on: session)
        return session
    }

    private func open(_ name: String, _ cancel: CancelHandle) throws -> WarehouseSession {
        settings.sink.receive(.sessionChanged(.opened, name: name))
        let connection = try settings.world.adapter.open(name: name, cancel: cancel)
        let session = WarehouseSession(connection: connection, cache: cache, graph: settings.graph)
        let sink = settings.sink
        session.onStatement = { event in
            switch event {
            case .started(let connection, let sql): sink.receive(.statementStarted(connection: connection, sql: sql))
            case .committing(let connection): sink.receive(.sessionChanged(.committing, name: connection))
            case .finished(let connection, let response, let seconds):
                sink.receive(.statementFinished(connection: connection, response: response, seconds: seconds))
            }
        }
        return session
    }

    /// Ends the use of the session for one node: open work is rolled back.
    func release() {
        if let registeredName { settings.stop.unregister(registeredName) }
        registeredName = nil
        guard let openSession else { return }
        openSession.letGoOfGraph()
        openSession.connection.rest()
        openSession.comment = ""
    }

    /// Publishes the unit, or gives it up; tests whose rows are kept in tables keep them. Gives what became visible. Throws what the engine
    /// answered.
    func close(
        _ unit: UnitWork, number: Int, isPublished: Bool, stored: [Node], in publishing: RunPublishing
    ) throws -> [Relation] {
        defer { release() }
        let session = try session(named: (isPublished ? "publish " : "abandon ") + unit.name)
        if isPublished { return try unit.publish(session, number: number, settings: settings, run: publishing) }
        try unit.abandon(session, keeping: stored, settings: settings)
        return []
    }

    /// Closes the connection.
    func close() {
        release()
        if let name = openSession?.connection.name { settings.sink.receive(.sessionChanged(.closed, name: name)) }
        openSession?.connection.close()
        openSession = nil
    }

    /// The statement of the present node that failed last, as it was sent.
    var failedStatement: String? { openSession?.failedStatement }

    /// A compiler over this worker's session.
    ///
    /// - Parameter output: takes what templates say; nil for the run's own.
    func compiler(_ session: WarehouseSession?, output: (any TemplateOutput)? = nil) -> SQLCompiler {
        var world = settings.world
        if let output { world.output = output }
        return SQLCompiler(
            world: world, library: settings.macroLibrary, project: unit?.project ?? settings.project, session: session,
            ephemerals: unit?.ephemerals ?? ephemerals)
    }

    /// A context in which a source table's own texts are rendered.
    func context(for source: Source, over session: WarehouseSession) -> RenderContext {
        context(for: .source(source), package: source.packageName, over: session)
    }

    private func context(for subject: RenderContext.Subject, package: String, over session: WarehouseSession) -> RenderContext {
        RenderContext(
            world: settings.world, stage: .operation, package: package, subject: subject, library: settings.macroLibrary,
            project: settings.project, session: session)
    }

    /// Puts the project's comment on statements: a mapping with what runs them, unless the project has its own text.
    private func setComment(_ name: String, _ subject: RenderContext.Subject, on session: WarehouseSession) throws {
        let setting = settings.queryComment
        session.appendsComment = setting.appends
        guard let template = setting.comment else {
            session.comment = JSONWriter.text(of: .map(standardComment(name, subject)))
            return
        }
        guard !template.isEmpty else { return }
        let context: RenderContext
        switch subject {
        case .node(let node): context = compiler(session).context(for: node, stage: .operation)
        case .source(let source): context = self.context(for: source, over: session)
        case .macro: context = self.context(for: subject, package: settings.world.rootProject, over: session)
        }
        defer { context.end() }
        context.extra["connection_name"] = .string(name)
        context.extra["node"] = context.nodeID == nil ? Value.none : context.lookup("model")
        do {
            session.comment = try context.renderComment(template)
        } catch {
            throw Diagnostic("query-comment", .error, FailureMessage.hookText(error))
        }
    }

    private func standardComment(_ name: String, _ subject: RenderContext.Subject) -> ConfigMap {
        let target = settings.world.target
        let runs: (String, ConfigValue) =
            switch subject {
            case .node(let node): ("node_id", .string(node.uniqueID))
            case .source(let source): ("node_id", .string(source.uniqueID))
            case .macro: ("connection_name", .string(name))
            }
        return ConfigMap([
            ("app", "dbt"), ("dbt_version", .string(supportedVersion)), ("profile_name", target["profile_name"] ?? .null),
            ("target_name", target["target_name"] ?? .null), runs,
        ])
    }
}
