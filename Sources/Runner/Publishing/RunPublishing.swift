import Compiler
import Formats
import Project
import Context
import Graph
import Synchronization
import Warehouse

/// The publishing of one run: what its units have in common. Shared by all workers.
final class RunPublishing: Sendable {
    /// The units, by their number; nil for units that publish nothing.
    let works: [UnitWork?]
    /// The plan they follow.
    let plan: PublicationPlan
    /// The unique ids of nodes with tests that take rows out of them.
    let quarantined: Set<String>
    private let schemas: [String]
    private let number = Mutex(0)
    /// Units become visible one after the other.
    private let turn = Mutex(())

    /// The publishing of a plan's units. Throws where a schema cannot have one for candidates beside it.
    init(_ publication: PublicationPlan, plan: Plan, settings: RunSettings, over master: WarehouseSession) throws {
        self.plan = publication
        let adapter = settings.world.adapter
        quarantined = Set(
            settings.project.manifest.nodes.values.compactMap { $0.quarantineRule == nil ? nil : $0.genericTest?.attachedNode })
        let publishing = try settings.world.adapter.publishing(over: master.connection)
        let ids = plan.order.graph.ids
        var schemas: Set<String> = []
        var works: [UnitWork?] = []
        for unit in publication.units {
            guard unit.isHeld else {
                works.append(nil)
                continue
            }
            var names = CandidateNames()
            for position in unit.members {
                guard let node = plan.items[ids[position]]?.node else { continue }
                let schema = adapter.physicalSchema(node.schema)
                schemas.insert(schema)
                names.add(node.uniqueID, schema: schema, candidate: try publishing.candidateSchema(of: schema))
            }
            works.append(UnitWork(unit, ids: unit.members.map { ids[$0] }, names: names, settings: settings))
        }
        self.works = works
        self.schemas = schemas.sorted()
        try publishing.recover(schemas: self.schemas)
        for schema in self.schemas { master.cache.markKnown([(adapter.credentials.database, try publishing.candidateSchema(of: schema))]) }
        let next = try publishing.nextSet()
        number.withLock { $0 = next }
    }

    /// Does what only one unit at a time may do.
    func inTurn(_ work: () throws -> Void) rethrows { try turn.withLock { _ in try work() } }

    /// The published set of this run, as it stands now.
    func set(_ settings: RunSettings) -> PublishedSet {
        PublishedSet(
            number: number.withLock { $0 }, run: settings.world.invocation.id, publishedAt: settings.now().artifactText,
            owner: settings.world.publishingOwner, relations: [])
    }

    /// The published names of everything that units other than this one still hold back.
    func waiting(besides unit: Int) -> [Relation] {
        works.enumerated().flatMap { $0.offset == unit ? [] : $0.element?.unpublished ?? [] }
    }

    /// Ends the run: what was not published goes, and sets beyond the number to keep. Throws what the engine answered.
    func end(over master: WarehouseSession, settings: RunSettings) throws {
        let publishing = try settings.world.adapter.publishing(over: master.connection)
        try publishing.finish(schemas: schemas)
        try publishing.forget(Array(settings.world.ownSets(publishing, settings.project.manifest).dropFirst(plan.settings.keep)))
    }
}

/// Where the candidates of a unit lie.
struct CandidateNames: Sendable {
    private(set) var schemas: [String: String] = [:]
    private var pairs: [String: String] = [:]

    /// Notes where a node is built.
    mutating func add(_ id: String, schema: String, candidate: String) {
        guard candidate != schema else { return }
        schemas[id] = candidate
        pairs[candidate] = schema
    }

    /// A text with the published names in place of the candidates'.
    func published(_ text: String) -> String {
        pairs.reduce(text) { $0.contains($1.key) ? $0.replacing($1.key, with: $1.value) : $0 }
    }

    /// The published relation of one that was built in a candidates' schema.
    func published(_ relation: Relation) -> Relation {
        guard let schema = relation.schema.flatMap({ pairs[$0] }) else { return relation }
        return (try? relation.replacingPath([.schema: schema])) ?? relation
    }
}

/// The work on one unit that is held back: what was built for it, and how it ends.
final class UnitWork: Sendable {
    /// What messages call it.
    let name: String
    /// The project in which the unit's nodes are where their candidates are.
    let project: ResolvedProject
    /// The ephemeral models, as this unit's nodes see them.
    let ephemerals = EphemeralCTEs()
    /// Where the candidates lie.
    let names: CandidateNames
    private let published: [String: Relation]
    private let state = Mutex(State())

    private struct State {
        var hasBegun = false
        var hasEnded = false
        var staged: Set<String> = []
        var built: [Relation] = []
        var before: RelationCache.Contents?
    }

    /// The work on a unit whose members have these unique ids.
    init(_ unit: PublicationPlan.Unit, ids: [String], names: CandidateNames, settings: RunSettings) {
        name = unit.name
        self.names = names
        project = settings.project.placing(names.schemas)
        var published: [String: Relation] = [:]
        for id in ids {
            guard let node = settings.project.manifest.nodes[id] else { continue }
            published[id] = Self.relation(of: node, kind: nil, settings)
        }
        self.published = published
    }

    /// The relation of a node where everybody sees it; `RenderContext.relation(of:)` gives the one that a rendering sees.
    private static func relation(of node: Node, kind: RelationKind?, _ settings: RunSettings) -> Relation {
        let adapter = settings.world.adapter
        return Relation(
            database: node.database, schema: adapter.physicalSchema(node.schema), identifier: node.alias, kind: kind,
            quotePolicy: settings.world.quoting, style: adapter.dialect.relationStyle)
    }

    /// The published relations of the unit's members until they are published; none once it has ended well.
    var unpublished: [Relation] { state.withLock { $0.hasEnded } ? [] : Array(published.values) }

    /// The node as it is built in this unit.
    func placed(_ node: Node) -> Node {
        guard let schema = names.schemas[node.uniqueID] else { return node }
        var copy = node
        copy.schema = schema
        return copy
    }

    /// A node of the unit under its published name.
    func published(_ node: Node) -> Node {
        guard let schema = published[node.uniqueID]?.schema, names.schemas[node.uniqueID] != nil else { return node }
        var copy = node
        copy.schema = schema
        return copy
    }

    /// The node as others see it.
    func restored(_ node: Node?, as original: Node) -> Node? {
        guard var node else { return nil }
        node.schema = original.schema
        if let code = node.compilation?.code { node.compilation?.code = names.published(code) }
        return node
    }

    /// Readies a session for the work on a node of the unit. Throws what the engine answered.
    func enter(_ session: WarehouseSession, _ node: Node, settings: RunSettings, run: RunPublishing) throws {
        let publishing = try settings.world.adapter.publishing(over: session.connection)
        if run.plan.settings.isExclusive, !state.withLock({ $0.hasBegun }) {
            let before = session.cache.contents
            // Only once it has begun: what runs after a failure to begin must not work outside of the unit.
            try publishing.begin()
            state.withLock { state in
                state.before = before
                state.hasBegun = true
            }
        }
        guard let published = published[node.uniqueID],
            state.withLock({ $0.staged.insert(node.uniqueID).inserted })
        else { return }
        var staged = [(published, Self.startsFromPublished(node, settings))]
        if run.quarantined.contains(node.uniqueID) {
            let name = QuarantineTable.identifier(of: published.identifier ?? "")
            staged.append((try published.replacingPath([.identifier: name]), true))
        }
        for (relation, startsFromPublished) in staged {
            let built = try relation.replacingPath([.schema: names.schemas[node.uniqueID] ?? relation.schema])
            let copy = try publishing.stage(
                Candidate(built: built, published: relation), startsFromPublished: startsFromPublished,
                set: run.plan.settings.keep > 0 ? run.set(settings) : nil)
            if let copy { session.cache.add(copy) }
        }
    }

    /// Whether a node's build needs the rows of its last version: incremental models and snapshots, and what reads `this`.
    private static func startsFromPublished(_ node: Node, _ settings: RunSettings) -> Bool {
        if node.resourceType == .snapshot { return true }
        guard node.resourceType == .model, node.materialized != "view" else { return false }
        let isRebuilt = node.config["full_refresh"]?.bool ?? settings.world.invocation.isOn("full_refresh")
        if node.materialized == "incremental" { return !isRebuilt }
        return node.rawCode.contains("this")
    }

    /// Notes relations that a node's materialization made.
    func note(_ relations: [Relation]) { state.withLock { $0.built += relations } }

    /// Makes the unit visible. Gives the names of what became visible. Throws what the engine answered; nothing is visible then.
    func publish(_ session: WarehouseSession, number: Int, settings: RunSettings, run: RunPublishing) throws -> [Relation] {
        let built = state.withLock { $0.built }
        var candidates: [Candidate] = []
        for relation in built where !candidates.contains(where: { $0.built.render() == relation.render() }) {
            candidates.append(Candidate(built: relation, published: names.published(relation)))
        }
        let publishing = try settings.world.adapter.publishing(over: session.connection)
        let replacesRows = run.plan.settings.publish.method == .data
        do {
            try run.inTurn {
                try publishing.publish(
                    candidates, set: run.set(settings), waiting: run.waiting(besides: number), replacesRows: replacesRows)
            }
        } catch {
            abandon(session, settings: settings)
            throw error
        }
        state.withLock { $0.hasEnded = true }
        for candidate in candidates where candidate.built.render() != candidate.published.render() {
            session.cache.drop(candidate.built)
            var relation = candidate.published
            relation.kind = candidate.built.kind
            relation.dbtCreated = true
            session.cache.add(relation)
        }
        return candidates.map(\.published)
    }

    /// Ends the unit without making anything visible. What tests stored of the rows they found is rolled back where everything is built in one
    /// transaction; it is written once more then, for somebody will look at it. Throws what the engine answered.
    func abandon(_ session: WarehouseSession, keeping tests: [Node], settings: RunSettings) throws {
        guard names.schemas.isEmpty else { return abandon(session, settings: settings) }
        var tables: [(relation: Relation, rows: ResultTable)] = []
        for test in tests where test.config["store_failures_as"]?.string != "view" {
            let relation = Self.relation(of: test, kind: .table, settings)
            let query = "select * from \(relation.render()) limit \(Self.storedRowLimit)"
            if let found = try? session.run(query, autoBegin: false, fetch: .all).table { tables.append((relation, found)) }
        }
        abandon(session, settings: settings)
        for (relation, rows) in tables {
            let columns = rows.columns.map { "\"" + $0.name.replacing("\"", with: "\"\"") + "\"" }
            _ = try session.run("drop table if exists \(relation.render())", autoBegin: true, fetch: .none)
            _ = try session.run("create table \(relation.render()) (\(columns.joined(separator: ", ")))", autoBegin: true, fetch: .none)
            var rest: RowBatch? = RowBatch(rows.rows)
            _ = try session.connection.load(into: relation, columns: columns) {
                defer { rest = nil }
                return rest
            }
            try session.commitIfOpen()
            session.cache.add(relation)
        }
    }

    /// How many rows of a test are written once more.
    private static let storedRowLimit = 100_000

    /// Ends the unit without making anything visible.
    func abandon(_ session: WarehouseSession, settings: RunSettings) {
        let (built, before) = state.withLock { ($0.built, $0.before) }
        let candidates = built.map { Candidate(built: $0, published: names.published($0)) }
        if let publishing = try? settings.world.adapter.publishing(over: session.connection) {
            publishing.abandon(candidates)
        }
        for candidate in candidates where candidate.built.render() != candidate.published.render() { session.cache.drop(candidate.built) }
        if names.schemas.isEmpty, let before { session.cache.restore(before) }
    }
}
