import Compiler
import Context
import Diagnostics
import Formats
import Graph
import Jinja
import Warehouse

/// Puts the SQL of selected nodes to the engine over empty tables, before anything runs. Nothing of it stays in the database.
///
/// Every node is compiled as a build would compile it and becomes an empty relation for those that read from it. What stands above the
/// selection is compiled too, silently.
public struct Check {
    private let settings: RunSettings
    private let selected: Set<String>
    private let tables: SourceTables

    /// A check of the settings' project.
    ///
    /// - Parameters:
    ///   - selected: unique ids of the nodes and unit tests to report on.
    ///   - tables: where the columns of source tables come from.
    public init(settings: RunSettings, selected: some Sequence<String>, tables: SourceTables) {
        self.settings = settings
        self.selected = Set(selected)
        self.tables = tables
    }

    /// Checks. Throws what the engine answers where that has nothing to do with the project's SQL.
    public func run() throws -> CheckReport {
        let cancel = CancelHandle()
        settings.stop.register("check", cancel)
        defer { settings.stop.unregister("check") }
        let shadow = try settings.world.adapter.openShadow(cancel: cancel, isOffline: tables.isOffline)
        defer { shadow.close() }
        let run = CheckRun(settings: settings, selected: selected, tables: tables, shadow: shadow)
        try run.run()
        return run.report
    }
}

/// The work of one check.
final class CheckRun {
    /// What is known of a node or source.
    enum Standing {
        /// It has a relation in the shadow, with these columns; whether they may be others where tables have rows.
        case sound([Warehouse.Column], dependsOnRows: Bool)
        /// There is a mistake in it, or in something that it reads.
        case broken
        /// It is a source table that nobody has.
        case missing
        /// Nothing can be said of it.
        case unknown
    }

    /// The settings of the run, over the shadow's manifest.
    let settings: RunSettings
    let selected: Set<String>
    let tables: SourceTables
    let shadow: any Shadow
    let session: WarehouseSession
    let questions = RowQuestions()
    /// The manifest as the project has it.
    let original: Manifest
    let ephemerals = EphemeralCTEs()
    var report = CheckReport()
    var standings: [String: Standing] = [:]
    /// What was looked at or is being looked at.
    private var started: Set<String> = []
    /// Source tables that were said to be missing.
    var toldMissing: Set<String> = []
    /// The compiled texts of ephemeral models, by unique id.
    var texts: [String: String] = [:]
    private(set) lazy var excuses = Excuses(original, world: settings.world)

    init(settings: RunSettings, selected: Set<String>, tables: SourceTables, shadow: any Shadow) {
        self.selected = selected
        self.tables = tables
        self.shadow = shadow
        original = settings.project.manifest
        var settings = settings
        settings.project = ResolvedProject(original.inShadow(shadow.schemaPrefix, world: settings.world))
        // What a build would compile is what is looked at.
        settings.world.invocation.command = "build"
        if let schema = settings.world.target["schema"]?.string { settings.world.target["schema"] = .string(shadow.schemaPrefix + schema) }
        self.settings = settings
        session = WarehouseSession(connection: shadow.connection, cache: RelationCache(), graph: settings.graph)
        questions.listen(to: session)
        questions.shadowMark = shadow.schemaPrefix
        let physical = settings.world.adapter.physicalSchema
        shadow.withheld = Set(original.nodes.values.filter(\.isRelational).map { "\(physical($0.schema)).\($0.alias)".lowercased() })
    }

    /// The manifest of the shadow.
    var manifest: Manifest { settings.project.manifest }

    var compiler: SQLCompiler {
        SQLCompiler(
            world: settings.world, library: settings.macroLibrary, project: settings.project, session: session, ephemerals: ephemerals)
    }

    /// A context outside of any node.
    var plainContext: RenderContext {
        RenderContext(
            world: settings.world, stage: .operation, package: settings.world.rootProject, subject: .macro, library: settings.macroLibrary,
            project: settings.project, session: session)
    }

    /// Checks everything. Throws what the engine answers where that has nothing to do with the project's SQL.
    func run() throws {
        defer { session.letGoOfGraph() }
        let graph = DependencyGraph(original)
        let chosen = graph.set(of: selected)
        let order = RunOrder(graph.subset(chosen.union(graph.ancestors(of: chosen)))).ids
        for id in order { try look(at: id) }
    }

    /// Makes the schema of a relation, and lets templates know that all in it is known.
    func makeSchema(of relation: Relation) throws {
        guard relation.schema?.isEmpty == false else { return }
        try shadow.makeSchema(of: relation)
        session.cache.markKnown([(relation.database, relation.schema)])
    }

    /// What two names of one table have in common.
    func tableKey(_ source: Source) -> String {
        "\(settings.world.adapter.physicalSchema(source.schema)).\(source.identifier)".lowercased()
    }

    /// What two names of one table have in common.
    func tableKey(_ node: Node) -> String { "\(settings.world.adapter.physicalSchema(node.schema)).\(node.alias)".lowercased() }

    /// Looks at a node or source, unless that was done or is being done.
    func look(at id: String) throws {
        guard started.insert(id).inserted else { return }
        if settings.stop.isRequested { throw WarehouseError(.cancelled, "the check was stopped") }
        if let source = manifest.sources[id] {
            try makeSchema(of: plainContext.relation(of: source))
            standings[id] = try standing(of: source)
        } else if let node = manifest.nodes[id] {
            try look(at: node)
        } else if let test = manifest.unitTests[id] {
            count(.unitTest, id)
            try check(test)
        }
    }

    private func look(at node: Node) throws {
        let kinds: Set<ResourceType> = [.model, .seed, .snapshot, .test, .function]
        guard kinds.contains(node.resourceType) else { return }
        count(node.resourceType, node.uniqueID)
        if node.isRelational { try makeSchema(of: plainContext.relation(of: node)) }
        questions.forget()
        standings[node.uniqueID] = try catching(node, behind: obstacle(among: node.dependsOn.nodes)) {
            switch node.resourceType {
            case .seed: try define(seed: node)
            case .snapshot: try define(snapshot: node)
            case .test: try check(test: node)
            case .function: try define(function: node)
            default: try define(model: node)
            }
        }
        session.letGoOfGraph()
    }

    private func count(_ type: ResourceType, _ id: String) {
        if selected.contains(id) { report.counts[type, default: 0] += 1 }
    }

    // MARK: What cannot be looked at

    /// The worst standing of what a node reads; nil where all is there.
    func obstacle(among ids: [String]) -> Standing? {
        var result: Standing?
        for id in ids {
            switch standings[id] {
            case .broken, .missing: return .broken
            case .unknown: result = .unknown
            case nil where manifest.nodes[id] != nil || manifest.sources[id] != nil: result = .unknown
            default: continue
            }
        }
        return result
    }

    /// A node that fails where something that it may read is not there: that says nothing of the node itself. Where a contract promises
    /// its columns, those that read it can be looked at all the same.
    func passOver(_ node: Node, _ obstacle: Standing) -> Standing {
        if case .broken = obstacle {
            if selected.contains(node.uniqueID) { report.behindMistakes.append(node.uniqueID) }
            tellMissingSources(of: node)
        } else {
            leaveOut(node.uniqueID, node.name, .behindUnchecked)
        }
        return promised(by: node) ?? obstacle
    }

    /// The relation that an enforced contract promises; nil where there is none.
    func promised(by node: Node) -> Standing? {
        guard node.contract.enforced, !node.isEphemeral, node.columns.allSatisfy({ $0.dataType != nil }) else { return nil }
        let columns = node.columns.map { Warehouse.Column(name: $0.name, dtype: $0.dataType ?? "") }
        let relation = plainContext.relation(of: node)
        guard (try? shadow.define(relation, columns: columns)) != nil else { return nil }
        learn(relation, of: node)
        return .sound(columns, dependsOnRows: false)
    }

    /// Notes that nothing can be said of a node.
    func leaveOut(_ id: String, _ name: String, _ reason: CheckReport.Reason) {
        if selected.contains(id) { report.unchecked.append(CheckReport.Unchecked(uniqueID: id, name: name, reason: reason)) }
    }

    /// Lets templates find a relation.
    func learn(_ relation: Relation, of node: Node) {
        var known = relation
        known.dbtCreated = true
        known.kind =
            switch (node.resourceType, node.materialized) {
            case (.model, "view"): .view
            case (.model, "materialized_view"): .materializedView
            default: .table
            }
        session.cache.add(known)
    }

    // MARK: Failures

    /// Does the work on a node; what the engine or the template finds wrong becomes a message. Throws everything else.
    ///
    /// - Parameter obstacle: the standing of what the node may read and is not there; nil where all is there.
    private func catching(_ node: Node, behind obstacle: Standing?, _ work: () throws -> Standing) throws -> Standing {
        do {
            let standing = try work()
            // What templates began and left open is not to be lost with the next failure.
            if session.connection.transactionOpen { try shadow.keep() }
            if obstacle != nil, case .sound(let columns, _) = standing { return .sound(columns, dependsOnRows: true) }
            return standing
        } catch let failure as StatementFailure {
            if let obstacle, failure.error.kind == .sql { return passOver(node, obstacle) }
            return try tell(failure, of: node)
        } catch let error as WarehouseError {
            // The statement of a template: what it needs may be there when the project runs.
            guard [.sql, .usage, .ambiguous, .readOnly].contains(error.kind) else { throw error }
            if let obstacle { return passOver(node, obstacle) }
            leaveOut(node.uniqueID, node.name, .question)
            return .unknown
        } catch {
            if settings.stop.isRequested { throw error }
            if let obstacle { return passOver(node, obstacle) }
            if questions.wereAsked || reads(doubtfulOf: node) || node.isMicrobatch {
                leaveOut(node.uniqueID, node.name, node.isMicrobatch ? .batch : .rows)
                return .unknown
            }
            tell(templateFailure: error, of: node)
            return promised(by: node) ?? .broken
        }
    }

    /// Whether something that the node reads may have other columns where tables have rows.
    func reads(doubtfulOf node: Node) -> Bool {
        node.dependsOn.nodes.contains { id in
            if case .sound(_, dependsOnRows: true) = standings[id] { return true }
            return false
        }
    }

    /// Reports a failure, unless there is a reason why it says nothing. Gives what is known of the node then.
    @discardableResult
    func tell(_ failure: StatementFailure, of node: Node) throws -> Standing {
        guard let mistake = SQLMistake(failure.error) else {
            guard failure.error.kind == .sql || failure.error.kind == .usage else { throw failure.error }
            let words = failure.error.message.split(separator: "\n").first.map(String.init) ?? ""
            leaveOut(node.uniqueID, node.name, .database(unprefixed(words)))
            return .unknown
        }
        if questions.wereAsked || reads(doubtfulOf: node) {
            leaveOut(node.uniqueID, node.name, .rows)
            return .unknown
        }
        if let reason = excuses.reason(for: mistake, in: failure.code, of: node, context: plainContext) {
            leaveOut(node.uniqueID, node.name, reason)
            return .unknown
        }
        tell(mistake, failure, of: node)
        return promised(by: node) ?? .broken
    }

    /// A text without the marks of the shadow.
    func unprefixed(_ text: String) -> String {
        shadow.schemaPrefix.isEmpty ? text : text.replacing(shadow.schemaPrefix, with: "")
    }
}

/// An engine's error about a statement that was looked at.
struct StatementFailure: Error {
    /// What the engine answered; its place is one in `code`.
    let error: WarehouseError
    /// The compiled text of the node.
    let code: String
}
