/// The layers of a project in order, lowest first, and which of them may read what.
public struct LayerRules: Sendable, Equatable {
    /// What a model can read, as the law sees it.
    public enum Input: Sendable, Hashable {
        /// A table of a source.
        case source
        /// A seed in no layer.
        case seed
        /// A snapshot in no layer.
        case snapshot
        /// Anything in the layer of this position.
        case layer(Int)
    }

    /// One layer.
    public struct Layer: Sendable, Equatable {
        /// Its name.
        public var name: String
        /// What it may read, in the order of `smelt.yml`.
        public var reads: [Input]

        /// A layer that may read these.
        public init(name: String, reads: [Input]) {
            self.name = name
            self.reads = reads
        }
    }

    /// The layers in order.
    public var layers: [Layer]

    /// The rules of these layers.
    public init(_ layers: [Layer]) { self.layers = layers }

    /// The names in order.
    public var names: [String] { layers.map(\.name) }

    /// The position of a layer by its name.
    public func index(named name: String) -> Int? { layers.firstIndex { $0.name == name } }

    /// The name of the layer at a position; empty for a position outside of the layers.
    public func name(of index: Int) -> String { layers.indices.contains(index) ? layers[index].name : "" }

    /// Whether the layer at a position may read an input.
    public func allows(from input: Input, to layer: Int) -> Bool { layers.indices.contains(layer) && layers[layer].reads.contains(input) }

    /// What the layer at a position may read, as `smelt.yml` names it.
    public func readable(by layer: Int) -> [String] {
        guard layers.indices.contains(layer) else { return [] }
        return layers[layer].reads.map(word)
    }

    /// How `reads` names an input.
    public func word(_ input: Input) -> String {
        switch input {
        case .source: "source"
        case .seed: "seed"
        case .snapshot: "snapshot"
        case .layer(let index): name(of: index)
        }
    }
}

/// Which layer each resource of a project is in. A project without layers has an empty map.
public struct LayerMap: Sendable {
    /// The layers and their rules.
    public let rules: LayerRules
    private let positions: [String: Int]

    /// No layers.
    public static let none = LayerMap(LayerRules([]), positions: [:])

    /// Resources by unique id with the positions of their layers.
    public init(_ rules: LayerRules, positions: [String: Int]) {
        self.rules = rules
        self.positions = positions
    }

    /// Whether the project has no layers.
    public var isEmpty: Bool { rules.layers.isEmpty }

    /// The position of the layer that a resource is in. Tests are in the highest layer of what they read, unit tests in that of their
    /// model; nil for sources, and for what is in no layer.
    public func index(of uniqueID: String) -> Int? { positions[uniqueID] }

    /// The name of the layer that a resource is in.
    public func name(of uniqueID: String) -> String? { positions[uniqueID].map(rules.name) }

    /// The unique ids in a layer.
    public func ids(in layer: Int) -> Set<String> { Set(positions.lazy.filter { $0.value == layer }.map(\.key)) }
}

extension Manifest {
    /// The highest layer among a resource and everything it depends on; nil where nothing of that is in a layer.
    ///
    /// A resource in a layer stands for all that it depends on.
    public func highestLayer(of uniqueID: String) -> Int? {
        var seen: Set<String> = []
        var open = [uniqueID]
        var highest: Int?
        while let id = open.popLast() {
            guard seen.insert(id).inserted else { continue }
            if let layer = layers.index(of: id) {
                highest = max(highest ?? layer, layer)
            } else {
                open += selectable(id)?.dependsOnNodes ?? []
            }
        }
        return highest
    }
}
