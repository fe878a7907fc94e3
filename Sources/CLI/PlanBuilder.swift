import Graph
import Runner

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
}

/// Turns a selection into a plan.
struct PlanBuilder {
    let project: LoadedProject
    let command: String

    /// The plan of a selection.
    func plan(_ selection: Selection, as kind: PlanKind) -> Plan {
        let manifest = project.manifest
        let isBuild = if case .build = kind { true } else { false }
        let graph = isBuild ? project.graph.addingTestEdges(manifest) : project.graph
        let order = RunOrder(graph.subset(graph.set(of: selection.ids)))
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
            }
        }
        switch kind {
        case .build:
            return Plan(
                mode: .execute, order: order, graph: graph, items: items, testsStopNodes: true, runsHooks: true, createsSchemas: true)
        case .run:
            return Plan(
                mode: .execute, order: order, graph: graph, items: items, testsStopNodes: false, runsHooks: true, createsSchemas: true)
        case .test:
            return Plan(
                mode: .execute, order: order, graph: graph, items: items, testsStopNodes: false, runsHooks: true, createsSchemas: true,
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
