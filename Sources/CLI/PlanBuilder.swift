import Context
import Diagnostics
import Graph
import Project
import Runner
import Warehouse

/// What a command does with its selection.
enum PlanKind {
    /// `build`: everything in order, tests as gates of what lies downstream.
    case build
    /// `run`, `seed`, `snapshot`: nodes in order.
    case run
    /// `test`: in any order.
    case test
    /// `compile`.
    case compile
    /// `show`.
    case show(limit: Int)
    /// `source freshness`; whether the hooks around a run run.
    case freshness(runsHooks: Bool)
    /// `clone`.
    case clone
}

/// Turns a selection into a plan.
struct PlanBuilder {
    let project: LoadedProject
    let command: String

    /// The plan of a selection, with its units where the project publishes or has layers. Throws a diagnostic where a test would have to pass
    /// before what it reads is built.
    func plan(_ selection: Selection, as kind: PlanKind) throws(Diagnostic) -> Plan {
        var plan = items(of: selection, as: kind)
        switch kind {
        case .build, .run: plan.publication = try publication(of: plan)
        case .test, .compile, .show, .freshness, .clone: break
        }
        return plan
    }

    private func publication(of plan: Plan) throws(Diagnostic) -> PublicationPlan? {
        guard let smelt = project.smelt, smelt.publish.unit != .none || !smelt.layers.isEmpty else { return nil }
        let adapter = project.setup.adapter
        let library = project.macroLibrary
        let names = ["default", adapter.dialect.name]
        let layers = project.manifest.layers
        let settings = PublicationPlan.Settings(
            publish: smelt.publish, keep: smelt.keep,
            isExclusive: smelt.publish.unit != .none && adapter.publishingStrategy == .transaction,
            isBuiltIn: { node in names.allSatisfy { library.isBuiltIn("materialization_\(node.materialized)_\($0)") } })
        return try PublicationPlanner(
            plan, manifest: project.manifest,
            layers: PlannedLayers(names: layers.rules.names, index: { layers.index(of: $0) }), settings: settings
        ).publication()
    }

    private func items(of selection: Selection, as kind: PlanKind) -> Plan {
        let manifest = project.manifest
        // Where units are published, their tests are gates whatever the command is.
        let isBuild =
            switch kind {
            case .build: true
            case .run: project.publishes
            default: false
            }
        let graph = isBuild ? project.graph.addingTestEdges(manifest) : project.graph
        let queued = isBuild ? selection.ids.filter { manifest.unitTests[$0] == nil } : selection.ids
        let order = RunOrder(graph.addingQuarantineEdges(manifest).subset(graph.set(of: queued)))
        var items: [String: RunItem] = [:]
        for id in order.graph.ids {
            if let node = manifest.nodes[id] {
                items[id] = .node(node)
            } else if let exposure = manifest.exposures[id] {
                items[id] = .exposure(exposure)
            } else if let query = manifest.savedQueries[id] {
                items[id] = .savedQuery(query)
            } else if let test = manifest.unitTests[id] {
                items[id] = .unitTest(test)
            } else if let source = manifest.sources[id] {
                items[id] = .source(source)
            }
        }
        switch kind {
        case .build where isBuild, .run where isBuild:
            var plan = Plan(
                mode: .execute, order: order, graph: graph, items: items, testsStopNodes: true, runsHooks: true, createsSchemas: true)
            plan.unitTests = selection.unitTestsByModel(manifest)
            return plan
        case .build, .run:
            return Plan(
                mode: .execute, order: order, graph: graph, items: items, testsStopNodes: false, runsHooks: true, createsSchemas: true)
        case .test:
            return Plan(
                mode: .execute, order: order, graph: graph, items: items, testsStopNodes: false, runsHooks: true, createsSchemas: true,
                keepsOrder: items.values.contains { $0.node?.quarantineRule != nil })
        case .freshness(let runsHooks):
            return Plan(
                mode: .execute, order: order, graph: graph, items: items, testsStopNodes: false, runsHooks: runsHooks, createsSchemas: true)
        case .clone:
            return Plan(
                mode: .clone, order: order, graph: graph, items: items, testsStopNodes: false, runsHooks: false, createsSchemas: true,
                keepsOrder: false)
        case .compile:
            return Plan(
                mode: .compile, order: order, graph: graph, items: items, testsStopNodes: false, runsHooks: false, createsSchemas: false)
        case .show(let limit):
            return Plan(
                mode: .show(limit: limit), order: order, graph: graph, items: items, testsStopNodes: false, runsHooks: false,
                createsSchemas: false)
        }
    }
}
