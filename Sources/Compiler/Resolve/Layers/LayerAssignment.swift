import Diagnostics
import Formats
import Graph
import Project

/// Which layer a node is in, as `smelt.yml` says: by its path, or by `meta: {layer: …}`.
struct LayerAssignment {
    /// The layers in order.
    let layers: [LayerConfig]
    /// What they may read.
    let rules: LayerRules
    /// The folders that belong to a layer.
    private(set) var places: [Place] = []
    /// What is wrong with the paths.
    private(set) var diagnostics: [Diagnostic] = []
    private let defaults: [LayerDefaults]

    /// A folder of a project or package; the empty path is all of it.
    struct Place {
        let package: String
        let path: String
        let layer: Int
        let written: ConfigValue
    }

    init(_ layers: [LayerConfig], root: String, packages: [String]) {
        self.layers = layers
        rules = LayerRules(layers.indices.map { LayerRules.Layer(name: layers[$0].name, reads: Self.reads($0, layers)) })
        defaults = layers.map(LayerDefaults.init)
        for (index, layer) in layers.enumerated() {
            for path in layer.paths { addPlace(path, index, root: root, packages: packages) }
        }
    }

    /// What a layer may read: what it says; else itself and the layer below, the lowest one sources and seeds.
    private static func reads(_ index: Int, _ layers: [LayerConfig]) -> [LayerRules.Input] {
        guard let written = layers[index].reads else {
            return index == 0 ? [.source, .seed, .layer(0)] : [.layer(index - 1), .layer(index)]
        }
        return written.compactMap(\.string).compactMap { word in
            switch word {
            case "source": .source
            case "seed": .seed
            case "snapshot": .snapshot
            default: layers.firstIndex { $0.name == word }.map(LayerRules.Input.layer)
            }
        }
    }

    private mutating func addPlace(_ value: ConfigValue, _ layer: Int, root: String, packages: [String]) {
        guard let written = value.string else { return }
        var (package, path) = (root, written)
        if written.hasPrefix("package:") {
            let parts = written.dropFirst("package:".count).split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
            (package, path) = (String(parts[0]), parts.count > 1 ? String(parts[1]) : "")
            guard packages.contains(package) else {
                let message = "layer '\(layers[layer].name)' has the models of package '\(package)', which is not installed"
                diagnostics.append(
                    .error(
                        "layer-unknown-package", message, at: value.span,
                        hint: DidYouMean.hint(package, among: packages) ?? "name it in packages.yml and run `smelt deps`"))
                return
            }
        }
        path = path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
        if let other = places.first(where: { $0.package == package && $0.path == path }) {
            guard other.layer != layer else { return }
            let message = "'\(written)' belongs to two layers: '\(layers[other.layer].name)' and '\(layers[layer].name)'"
            diagnostics.append(
                .error(
                    "layer-path-twice", message, at: value.span, notes: [Diagnostic.Note("the other one is here", at: other.written.span)],
                    hint: "give each folder to one layer; a folder inside of it may belong to another"))
            return
        }
        places.append(Place(package: package, path: path, layer: layer, written: value))
    }

    /// The layer of a file: that of the innermost folder that belongs to one.
    func layer(ofFile path: String, package: String) -> Int? {
        places.filter { $0.package == package && $0.holds(path) }.max { $0.path.utf8.count < $1.path.utf8.count }?.layer
    }

    /// The layer of a node with a configuration: `meta: {layer: …}` where that names one, else its path's.
    func layer(of node: Node, _ config: ConfigMap) -> Int? {
        if let written = Self.written(config) { return written.string.flatMap(rules.index) }
        return layer(ofFile: node.originalFilePath, package: node.packageName)
    }

    /// What `meta` says the layer is; nil where it says nothing.
    static func written(_ config: ConfigMap) -> ConfigValue? { config["meta"]?["layer"].flatMap { $0.isNull ? nil : $0 } }

    /// What nodes of a kind in a layer have where nothing else is configured.
    func defaults(of layer: Int?, _ type: ResourceType) -> ConfigMap {
        guard let layer, defaults.indices.contains(layer) else { return [:] }
        return type == .model ? defaults[layer].ofModels : type == .seed || type == .snapshot ? defaults[layer].ofOthers : [:]
    }
}

extension LayerAssignment.Place {
    /// Whether a file lies in it.
    func holds(_ file: String) -> Bool { path.isEmpty || file == path || file.hasPrefix(path + "/") }
}

/// The configuration that a layer gives its nodes, below everything that the project configures.
struct LayerDefaults {
    /// What models have.
    let ofModels: ConfigMap
    /// What seeds and snapshots have.
    let ofOthers: ConfigMap

    init(_ layer: LayerConfig) {
        var shared = ConfigMap()
        if let schema = layer.schema { shared["schema"] = .string(schema) }
        if let owner = layer.owner { shared["meta"] = .map(["owner": .string(owner)]) }
        ofOthers = shared
        if let materialized = layer.materialized { shared["materialized"] = .string(materialized) }
        ofModels = shared
    }
}
