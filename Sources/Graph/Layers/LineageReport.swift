/// What the layers of a project read, counted.
public struct LineageReport: Sendable {
    /// One layer.
    public struct Layer: Sendable, Equatable {
        /// Its name.
        public let name: String
        /// How many models are in it.
        public var models = 0
        /// How many inputs its nodes have, each reader's input counted once.
        public var edges = 0
        /// How many of them the rules forbid.
        public var forbidden = 0
        /// What its nodes read, as `reads` names it: `source`, names of layers; in the order of the layers.
        public var upstream: [String] = []
    }

    /// The layers in order.
    public private(set) var layers: [Layer]
    /// The edges that the rules forbid.
    public private(set) var forbidden: [LayerEdge] = []

    /// Counts what the nodes of some unique ids read.
    public init(_ manifest: Manifest, of ids: Set<String>) {
        let rules = manifest.layers.rules
        layers = rules.names.map { Layer(name: $0) }
        for node in manifest.nodes.values where node.resourceType == .model && ids.contains(node.uniqueID) {
            if let layer = manifest.layers.index(of: node.uniqueID) { layers[layer].models += 1 }
        }
        var inputs = [Set<LayerRules.Input>](repeating: [], count: layers.count)
        for edge in manifest.layerEdges where ids.contains(edge.reader) {
            layers[edge.layer].edges += 1
            inputs[edge.layer].insert(edge.input)
            guard !edge.isAllowed else { continue }
            layers[edge.layer].forbidden += 1
            forbidden.append(edge)
        }
        let order: [LayerRules.Input] = [.source, .seed, .snapshot] + layers.indices.map(LayerRules.Input.layer)
        for index in layers.indices { layers[index].upstream = order.filter(inputs[index].contains).map(rules.word) }
    }

    /// All layers together.
    public var total: Layer {
        layers.reduce(into: Layer(name: "total")) { sum, layer in
            sum.models += layer.models
            sum.edges += layer.edges
            sum.forbidden += layer.forbidden
        }
    }
}

extension LineageReport.Layer {
    /// How many edges the rules allow.
    public var allowed: Int { edges - forbidden }
    /// The share of the edges that the rules allow, in percent, rounded down to tenths; 100 where there are none.
    public var compliance: Double { edges == 0 ? 100 : Double(allowed * 1000 / edges) / 10 }
}

/// What a resource stands on, or what stands on it, as an outline.
public struct LineageTree: Sendable {
    /// One line of the outline.
    public struct Entry: Sendable, Equatable {
        /// The unique id.
        public let id: String
        /// How many steps away it is from the resource asked for.
        public let depth: Int
        /// Whether what lies behind it was told before.
        public let isRepeated: Bool
    }

    /// The lines: what is behind an entry follows it.
    public private(set) var entries: [Entry] = []

    /// The outline from one resource on, itself left out: what it stands on, or with `goesDown` what stands on it. Tests are left out.
    public init(_ start: String, in graph: DependencyGraph, of manifest: Manifest, goesDown: Bool) {
        guard let position = graph.position(of: start) else { return }
        func next(_ position: Int) -> [Int] {
            let found = goesDown ? Array(graph.children(of: position)) : Array(graph.parents(of: position))
            return Set(found).filter { manifest.selectable(graph.ids[$0])?.comesAlong == false }
                .sorted { graph.ids[$1].precedesByCodePoint(graph.ids[$0]) }
        }
        var told: Set<Int> = [position]
        var open = next(position).map { (position: $0, depth: 1) }
        while let (current, depth) = open.popLast() {
            let behind = next(current)
            let isNew = told.insert(current).inserted
            entries.append(Entry(id: graph.ids[current], depth: depth, isRepeated: !isNew && !behind.isEmpty))
            if isNew { open += behind.map { ($0, depth + 1) } }
        }
    }
}
