public import Diagnostics
import Formats
public import Graph
import Project

/// Cuts a plan into units.
public struct PublicationPlanner {
    private let plan: Plan
    private let manifest: Manifest
    private let layers: PlannedLayers
    private let settings: PublicationPlan.Settings
    private let graph: DependencyGraph
    private let order: [Int]

    /// A planner for a plan over a manifest.
    public init(_ plan: Plan, manifest: Manifest, layers: PlannedLayers, settings: PublicationPlan.Settings) {
        self.plan = plan
        self.manifest = manifest
        self.layers = layers
        self.settings = settings
        graph = plan.order.graph
        order = plan.order.positions
    }

    /// What items are put together by.
    private enum Key: Hashable {
        case single(Int)
        case seeds(phase: Int)
        case layer(Int, phase: Int)
        case run(phase: Int)
    }

    /// The units of the plan.
    ///
    /// Throws a diagnostic where a test would have to pass before something that it reads itself is built.
    public func publication() throws(Diagnostic) -> PublicationPlan {
        let layerOf = layersOfItems()
        try checkLayers(layerOf)
        let phases = phases()
        var keys = [Key](repeating: .single(0), count: graph.count)
        for position in order { keys[position] = key(position, layerOf[position], phases[position], keys) }
        var groups = Grouping(keys.map(AnyHashable.init))
        tieViews(&groups)
        let circles = UnitGraph(
            groups, edges: graph.edges, layerOf: settings.isExclusive || settings.publish.unit == .layer ? layerOf : [],
            layerCount: layers.names.count)
        groups.merge(circles.components)
        let unitOf = groups.numbers(in: order)
        let unitCount = (unitOf.max() ?? -1) + 1
        let gates = gateEdges(unitOf)
        var successors = successors(unitOf, unitCount, layerOf)
        try checkCircles(successors, gates, unitOf)
        for gate in gates where !successors[unitOf[gate.test]].contains(unitOf[gate.child]) {
            successors[unitOf[gate.test]].append(unitOf[gate.child])
        }
        let units = units(unitOf, unitCount, layerOf)
        return PublicationPlan(
            units: units, unitOf: unitOf, successors: successors, layerOf: layerOf, layerCount: layers.names.count, settings: settings,
            notes: notes(units))
    }

    private func node(_ position: Int) -> Node? { plan.items[graph.ids[position]]?.node }

    /// Whether a node waits in a unit for being published.
    private func isHeld(_ position: Int) -> Bool {
        guard settings.publish.unit != .none, let node = node(position), !node.isEphemeral else { return false }
        switch node.resourceType {
        case .model, .seed, .snapshot: return !isDirect(position)
        default: return false
        }
    }

    /// Whether a node is visible as soon as it is built, because nobody can say where its materialization builds.
    private func isDirect(_ position: Int) -> Bool {
        guard !settings.isExclusive, let node = node(position), !node.isEphemeral else { return false }
        return node.resourceType == .function || node.resourceType == .model && !settings.isBuiltIn(node)
    }

    // MARK: Layers

    /// By position: the layer, of tests the highest of what they read.
    private func layersOfItems() -> [Int?] {
        graph.ids.indices.map { position in
            let id = graph.ids[position]
            if let own = layers.index(id) { return own }
            guard let test = node(position), test.resourceType == .test else { return nil }
            return test.dependsOnNodes.compactMap(layers.index).max()
        }
    }

    private func checkLayers(_ layerOf: [Int?]) throws(Diagnostic) {
        for (from, to) in graph.edges {
            guard let lower = layerOf[to], let higher = layerOf[from], higher > lower else { continue }
            throw Diagnostic(
                "layer-order", .error,
                "'\(name(to))' in layer \(layers.names[lower]) waits for '\(name(from))' in the later layer \(layers.names[higher])",
                hint: "a layer is built once the layers before it are done: change the order of the layers, or what it reads")
        }
    }

    // MARK: Units

    /// By position: how many nodes that are published at once lie above it. What is behind such a node cannot be held back together with
    /// what is before it.
    private func phases() -> [Int] {
        var phases = [Int](repeating: 0, count: graph.count)
        for position in order {
            phases[position] = graph.parents(of: position).map { phases[$0] + (isDirect($0) ? 1 : 0) }.max() ?? 0
        }
        return phases
    }

    private func key(_ position: Int, _ layer: Int?, _ phase: Int, _ keys: [Key]) -> Key {
        guard settings.publish.unit != .none, let node = node(position) else { return .single(position) }
        if node.resourceType == .test { return gated(by: position).map { keys[$0] } ?? .single(position) }
        guard isHeld(position) || node.isEphemeral else { return .single(position) }
        switch settings.publish.unit {
        case .none, .model: return .single(position)
        case .run: return .run(phase: phase)
        case .layer:
            if let layer { return .layer(layer, phase: phase) }
            return node.resourceType == .seed ? .seeds(phase: phase) : .single(position)
        }
    }

    /// The node whose unit a test belongs to: of those it reads, the last one to be built.
    private func gated(by test: Int) -> Int? {
        let read = heldInputs(of: test)
        guard read.count > 1 else { return read.first }
        var last = read
        if settings.publish.unit == .model {
            let ancestors = graph.ancestors(of: graph.set(of: read.flatMap { graph.parents(of: $0).map { graph.ids[$0] } }))
            let parents = Set(read.flatMap { graph.parents(of: $0) })
            last = read.filter { !ancestors.contains($0) && !parents.contains($0) }
        }
        if let attached = node(test)?.genericTest?.attachedNode, let own = last.first(where: { graph.ids[$0] == attached }) { return own }
        return last.max { left, right in
            let layers = (layers.index(graph.ids[left]) ?? -1, layers.index(graph.ids[right]) ?? -1)
            return layers.0 != layers.1 ? layers.0 < layers.1 : plan.order.ranks[left] < plan.order.ranks[right]
        }
    }

    /// The held nodes a test reads, also through ephemeral models.
    private func heldInputs(of test: Int) -> [Int] {
        var found: [Int] = []
        var seen: Set<Int> = [test]
        var open = (node(test)?.dependsOnNodes ?? []).compactMap(graph.position(of:))
        while let position = open.popLast() {
            guard seen.insert(position).inserted else { continue }
            if isHeld(position) {
                found.append(position)
            } else if node(position)?.isEphemeral == true {
                open += graph.parents(of: position)
            }
        }
        return found.sorted()
    }

    /// Whether a view shows its new inputs as soon as they are visible: where everything is built in place, and where rows are replaced in
    /// tables that stay.
    private var viewsFollowAtOnce: Bool { settings.isExclusive || settings.publish.method == .data }

    /// A view that shows its new inputs as soon as they are visible is published with them.
    private func tieViews(_ groups: inout Grouping) {
        guard viewsFollowAtOnce, settings.publish.unit != .none else { return }
        for position in order where node(position)?.materialized == "view" && isHeld(position) {
            var seen: Set<Int> = []
            var open = Array(graph.parents(of: position))
            while let parent = open.popLast() {
                guard seen.insert(parent).inserted else { continue }
                if isHeld(parent) {
                    groups.join(position, parent)
                } else if node(parent)?.isEphemeral == true {
                    open += graph.parents(of: parent)
                }
            }
        }
    }

    private func successors(_ unitOf: [Int], _ count: Int, _ layerOf: [Int?]) -> [[Int]] {
        var sets = [Set<Int>](repeating: [], count: count)
        for (from, to) in graph.edges where unitOf[from] != unitOf[to] { sets[unitOf[from]].insert(unitOf[to]) }
        guard settings.publish.unit == .layer || settings.isExclusive else { return sets.map { $0.sorted() } }
        var unitsOfLayer = [Set<Int>](repeating: [], count: layers.names.count)
        for position in order { if let layer = layerOf[position] { unitsOfLayer[layer].insert(unitOf[position]) } }
        let used = unitsOfLayer.filter { !$0.isEmpty }
        for (lower, higher) in zip(used, used.dropFirst()) {
            for from in lower {
                for to in higher where from != to && !(lower.contains(to) && higher.contains(from)) { sets[from].insert(to) }
            }
        }
        return sets.map { $0.sorted() }
    }

    private func units(_ unitOf: [Int], _ count: Int, _ layerOf: [Int?]) -> [PublicationPlan.Unit] {
        var members = [[Int]](repeating: [], count: count)
        var counts = [Int](repeating: 0, count: count)
        for position in order {
            counts[unitOf[position]] += 1
            if isHeld(position) { members[unitOf[position]].append(position) }
        }
        var used: [String: Int] = [:]
        return members.indices.map { unit in
            let base = unitName(members[unit], layerOf)
            used[base, default: 0] += 1
            let number = used[base] ?? 1
            return PublicationPlan.Unit(name: number > 1 ? "\(base) (\(number))" : base, members: members[unit], count: counts[unit])
        }
    }

    private func unitName(_ members: [Int], _ layerOf: [Int?]) -> String {
        guard let first = members.first else { return "" }
        switch settings.publish.unit {
        case .run: return "the run"
        case .none, .model:
            let names = members.map { "\(node($0)?.resourceType.rawValue ?? "model") \(name($0))" }
            return names.count == 1 ? names[0] : members.map(name).joined(separator: ", ")
        case .layer:
            let found = Set(members.compactMap { layerOf[$0] }).sorted()
            if found.isEmpty {
                return node(first)?.resourceType == .seed ? "seeds" : "\(node(first)?.resourceType.rawValue ?? "") \(name(first))"
            }
            return (found.count == 1 ? "layer " : "layers ") + found.map { layers.names[$0] }.joined(separator: ", ")
        }
    }

    private func name(_ position: Int) -> String { plan.items[graph.ids[position]]?.name ?? graph.ids[position] }

    // MARK: Gates

    private struct Gate {
        let test: Int
        let child: Int
    }

    /// What has to wait for a test: every child of everything it reads (dbt lets those through that read a part of it). Tests that only warn
    /// hold nothing up.
    private func gateEdges(_ unitOf: [Int]) -> [Gate] {
        guard settings.publish.unit != .none, plan.testsStopNodes else { return [] }
        var gates: [Gate] = []
        for position in order {
            guard let test = node(position), test.resourceType == .test, test.config["severity"]?.string?.lowercased() != "warn" else {
                continue
            }
            for parent in test.dependsOnNodes {
                for child in children(of: parent) where unitOf[child] != unitOf[position] && isHeld(child) {
                    gates.append(Gate(test: position, child: child))
                }
            }
        }
        return gates
    }

    /// The selected nodes that read a resource, also through what is not selected.
    private func children(of id: String) -> [Int] {
        if let position = graph.position(of: id) { return graph.children(of: position).filter { node($0)?.resourceType != .test } }
        guard let position = plan.graph.position(of: id) else { return [] }
        var found: [Int] = []
        var seen: Set<Int> = [position]
        var open = Array(plan.graph.children(of: position))
        while let next = open.popLast() {
            guard seen.insert(next).inserted, manifest.nodes[plan.graph.ids[next]]?.resourceType != .test else { continue }
            if let selected = graph.position(of: plan.graph.ids[next]) {
                found.append(selected)
            } else {
                open += plan.graph.children(of: next)
            }
        }
        return found
    }

    private func checkCircles(_ successors: [[Int]], _ gates: [Gate], _ unitOf: [Int]) throws(Diagnostic) {
        for gate in gates {
            var seen: Set<Int> = []
            var open = [unitOf[gate.child]]
            while let unit = open.popLast() {
                guard seen.insert(unit).inserted else { continue }
                guard unit != unitOf[gate.test] else { throw circle(gate) }
                open += successors[unit]
            }
        }
    }

    private func circle(_ gate: Gate) -> Diagnostic {
        let test = node(gate.test)
        let inputs = (test?.dependsOnNodes ?? []).compactMap { manifest.nodes[$0]?.name }.sorted()
        let larger = settings.publish.unit == .model && !layers.names.isEmpty ? "layer' or 'publish: run" : "run"
        return Diagnostic(
            "gate-circle", .error,
            "\(test?.originalFilePath ?? ""): the test '\(name(gate.test))' reads \(inputs.joined(separator: ", ")); it would have to pass before "
                + "'\(name(gate.child))' is published, and can only run after it",
            hint: "publish more in one step ('publish: \(larger)'), let the test only warn ('severity: warn'), or have it read one of them")
    }

    /// Tests that could run on what is published and would hold it up, and were not selected.
    private func gatesLeftOut() -> [String] {
        manifest.nodes.values.compactMap { test in
            guard test.resourceType == .test, graph.position(of: test.uniqueID) == nil,
                test.config["severity"]?.string?.lowercased() != "warn"
            else { return nil }
            let inputs = test.dependsOnNodes.map { graph.position(of: $0) }
            guard inputs.contains(where: { $0.map(isHeld) ?? false }), !inputs.contains(nil) else { return nil }
            return test.name
        }
    }

    // MARK: Notes

    private func notes(_ units: [PublicationPlan.Unit]) -> [String] {
        var notes: [String] = []
        guard settings.publish.unit != .none else { return notes }
        let missing = gatesLeftOut()
        if !missing.isEmpty {
            let shown = missing.prefix(3).joined(separator: ", ") + (missing.count > 3 ? " and \(missing.count - 3) more" : "")
            notes.append("published without a gate of theirs, since the selection leaves it out: \(shown)")
        }
        for position in order where isDirect(position) {
            guard let node = node(position) else { continue }
            notes.append(
                node.resourceType == .function
                    ? "function \(node.name) is visible as soon as it is built"
                    : "model \(node.name) is published as it is built, before its tests: its materialization '\(node.materialized)' is not one of smelt's"
            )
        }
        if viewsFollowAtOnce, settings.publish.unit == .layer {
            for unit in units where unit.name.hasPrefix("layers ") {
                notes.append("\(unit.name) are published in one step: views of one read the other")
            }
        }
        return notes
    }
}
