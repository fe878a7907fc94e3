/// What a resource of a layer reads.
public struct LayerEdge: Sendable, Equatable {
    /// The unique id of what reads.
    public let reader: String
    /// The position of the reader's layer.
    public let layer: Int
    /// The unique id of what is read.
    public let source: String
    /// What it is, as the rules see it.
    public let input: LayerRules.Input
    /// The ids on the way from the reader to what is read: ephemeral models and functions in no layer, which count as if their text stood in
    /// the reader's; empty where the reader refers to it itself.
    public let way: [String]
    /// Whether the rules allow it.
    public let isAllowed: Bool

    /// The unique id that the reader itself refers to.
    public var direct: String { way.first ?? source }
}

extension Manifest {
    /// What each model, snapshot, seed and function of a layer reads, in the manifest's order. What tests, analyses and exposures read is not
    /// among it.
    public var layerEdges: [LayerEdge] {
        nodes.values.flatMap { node -> [LayerEdge] in
            guard node.isLayered, let layer = layers.index(of: node.uniqueID) else { return [] }
            return layerEdges(of: node, in: layer)
        }
    }

    private func layerEdges(of node: Node, in layer: Int) -> [LayerEdge] {
        layerInputs(of: node).map { found in
            LayerEdge(
                reader: node.uniqueID, layer: layer, source: found.id, input: found.input, way: found.way,
                isAllowed: layers.rules.allows(from: found.input, to: layer))
        }
    }

    /// What a node reads, as the rules see it: through whatever is in no layer itself.
    func layerInputs(of node: Node) -> [(id: String, input: LayerRules.Input, way: [String])] {
        var found: [(id: String, input: LayerRules.Input, way: [String])] = []
        var seen: Set<String> = [node.uniqueID]
        var open = node.dependsOn.nodes.map { (id: $0, way: [String]()) }
        var next = 0
        while next < open.count {
            let (id, way) = open[next]
            next += 1
            guard seen.insert(id).inserted else { continue }
            if let input = layerInput(id) {
                found.append((id, input, way))
            } else if let inner = nodes[id] {
                open += inner.dependsOn.nodes.map { ($0, way + [id]) }
            }
        }
        return found
    }

    /// What a resource is to those who read it; nil for what is in no layer and counts as part of its readers.
    private func layerInput(_ id: String) -> LayerRules.Input? {
        if let layer = layers.index(of: id) { return .layer(layer) }
        if sources[id] != nil { return .source }
        switch nodes[id]?.resourceType {
        case .seed: return .seed
        case .snapshot: return .snapshot
        default: return nil
        }
    }
}

extension NodeContent {
    /// Whether it is a kind of node that has a layer of its own.
    public var isLayered: Bool {
        switch resourceType {
        case .model, .seed, .snapshot, .function: true
        default: false
        }
    }
}
