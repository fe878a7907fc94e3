import Diagnostics
import Formats
import Graph
import Project

/// Where a node refers to another.
struct ReferencePlace {
    /// The call in the node's own text, or what in its text leads to the call.
    var span: SourceSpan?
    /// The call in the macro, where the node's text calls a macro that refers.
    var inMacro: SourceSpan?
}

extension Resolver {
    /// Puts everything into its layer, and tells what no layer allows: models without a layer, reading across layers, tests that wait for
    /// what comes later, models without what their layer asks for. Does next to
    /// nothing in a project without layers.
    mutating func checkLayers() {
        checkFreshness()
        guard let assignment else { return }
        diagnostics += assignment.diagnostics
        layers = layerMap(assignment)
        checkHomeless(assignment)
        checkEmptyPlaces(assignment)
        let manifest = manifest()
        for edge in manifest.layerEdges where !edge.isAllowed { reportForbidden(edge) }
        checkTests(manifest)
        checkDuties(assignment)
    }

    // MARK: Who is where

    private mutating func layerMap(_ assignment: LayerAssignment) -> LayerMap {
        var positions: [String: Int] = [:]
        for draft in nodes.enabled where draft.node.isLayered {
            let node = draft.node
            if let written = LayerAssignment.written(node.config), written.string.flatMap(assignment.rules.index) == nil {
                reportUnknownLayer(written, draft, assignment.rules.names)
            } else if let layer = assignment.layer(of: node, node.config) {
                positions[node.uniqueID] = layer
            }
        }
        layers = LayerMap(assignment.rules, positions: positions)
        let manifest = manifest()
        for draft in nodes.enabled where draft.node.resourceType == .test {
            positions[draft.node.uniqueID] = manifest.highestLayer(of: draft.node.uniqueID)
        }
        for test in unitTests { positions[test.uniqueID] = manifest.highestLayer(of: test.uniqueID) }
        return LayerMap(assignment.rules, positions: positions)
    }

    private mutating func reportUnknownLayer(_ written: ConfigValue, _ draft: NodeDraft, _ names: [String]) {
        let node = draft.node
        let message = "\(node.resourceType.rawValue) '\(node.name)' says it is in layer \(PythonText.repr(written)), which is no layer"
        let hint = written.string.flatMap { DidYouMean.hint($0, among: names) } ?? "the layers are: \(names.joined(separator: ", "))"
        let span = written.span ?? draft.text?.key("layer") ?? draft.text?.firstLine
        report(.error("layer-unknown", message, at: span, hint: hint))
    }

    /// Models in no layer, and snapshots that read models; those of one package as one message.
    private mutating func checkHomeless(_ assignment: LayerAssignment) {
        var foreign: [String: [String]] = [:]
        for draft in nodes.enabled where layers.index(of: draft.node.uniqueID) == nil && LayerAssignment.written(draft.node.config) == nil {
            guard needsLayer(draft.node) else { continue }
            let node = draft.node
            guard node.packageName == root.name else {
                foreign[node.packageName, default: []].append(node.name)
                continue
            }
            let folder = ProjectFile.folders(node.originalFilePath).joined(separator: "/")
            report(
                .error(
                    "layer-missing", "\(node.resourceType.rawValue) '\(node.name)' is in no layer", at: draft.text?.firstLine,
                    hint: "put it into the folder of a layer, give '\(folder)' to one in smelt.yml, or say meta: {layer: "
                        + "\(assignment.rules.names.joined(separator: "|"))}"))
        }
        for (package, names) in foreign.sorted(by: { $0.key < $1.key }) {
            let what =
                names.count == 1 ? "model '\(names[0])' of package '\(package)' is" : "\(names.count) models of package '\(package)' are"
            report(
                .error(
                    "layer-missing", "\(what) in no layer", at: assignment.layers.first?.span,
                    hint: "give a layer of smelt.yml the path 'package:\(package)'"))
        }
    }

    /// Ephemeral models may be in none: they count as part of those who read them.
    private func needsLayer(_ node: Node) -> Bool {
        switch node.resourceType {
        case .model: !node.isEphemeral
        case .snapshot: node.dependsOn.nodes.contains { nodes[$0]?.node.resourceType == .model }
        default: false
        }
    }

    private mutating func checkEmptyPlaces(_ assignment: LayerAssignment) {
        let all = nodes.enabled.map { $0.node } + nodes.disabled.flatMap { $0.drafts.map { $0.node } }
        let folders = Set(all.filter { $0.isLayered && $0.packageName == root.name }.map { ProjectFile.folders($0.originalFilePath) })
        for place in assignment.places where !place.path.isEmpty {
            guard !all.contains(where: { $0.isLayered && $0.packageName == place.package && place.holds($0.originalFilePath) }) else {
                continue
            }
            let message = "layer '\(assignment.layers[place.layer].name)' has the path '\(place.path)', where nothing lies"
            let hint = DidYouMean.hint(place.path, among: folders.map { $0.joined(separator: "/") })
            report(.warning("layer-empty-path", message, at: place.written.span, hint: hint))
        }
    }

    // MARK: Who reads what

    private mutating func reportForbidden(_ edge: LayerEdge) {
        guard let draft = nodes[edge.reader] else { return }
        let place = draft.places[edge.direct]
        var notes: [Diagnostic.Note] = []
        if let macro = place?.inMacro { notes.append(Diagnostic.Note("the macro refers to it here", at: macro)) }
        for (id, next) in zip(edge.way, edge.way.dropFirst() + [edge.source]) {
            guard let inner = nodes[id] else { continue }
            let what = "\(Self.kind(inner.node)) '\(inner.node.searchName)' is in no layer and reads \(described(next))"
            notes.append(Diagnostic.Note(what, at: inner.places[next]?.span ?? inner.text?.firstLine))
        }
        let through = edge.way.isEmpty ? "" : " through '\(edge.way.compactMap { nodes[$0]?.node.searchName }.joined(separator: "', '"))'"
        report(
            .error(
                "layer-edge", "\(described(edge.reader)) reads \(described(edge.source))\(through)",
                at: place?.span ?? draft.text?.firstLine, notes: notes, hint: reading(edge.layer)
            ).with(["unique_id": .text(edge.reader), "source_id": .text(edge.source)]))
    }

    /// What a layer may read, in words.
    private func reading(_ layer: Int) -> String {
        let words = layers.rules.readable(by: layer)
        let name = layers.rules.name(of: layer)
        return words.isEmpty ? "'\(name)' may read nothing" : "'\(name)' may read: \(words.joined(separator: ", "))"
    }

    /// A resource with its kind and layer: `gold model 'fct_orders'`, `source 'raw.orders'`.
    private func described(_ id: String) -> String {
        if let source = sources[id] { return "source '\(source.sourceName).\(source.name)'" }
        guard let node = nodes[id]?.node else { return "'\(id)'" }
        let layer = layers.name(of: id).map { $0 + " " } ?? ""
        return "\(layer)\(Self.kind(node)) '\(node.searchName)'"
    }

    private static func kind(_ node: Node) -> String { node.isEphemeral ? "ephemeral model" : node.resourceType.rawValue }

    /// A test is a gate of what it is attached to, so it may read nothing that is built later.
    private mutating func checkTests(_ manifest: Manifest) {
        for draft in nodes.enabled {
            guard let test = draft.node.genericTest else { continue }
            let anchor = test.attachedNode.flatMap { manifest.highestLayer(of: $0) } ?? -1
            let owner = test.attachedNode ?? draft.node.dependsOn.nodes.first ?? ""
            for id in draft.node.dependsOn.nodes where id != owner {
                guard let layer = manifest.highestLayer(of: id), layer > anchor else { continue }
                let message = "test '\(test.testName)' on \(described(owner)) reads \(described(id)), which is built later"
                let hint = "attach the test to '\(nodes[id]?.node.searchName ?? id)', or make it a test of its own below test-paths"
                report(.error("layer-test", message, at: draft.places[id]?.span ?? draft.text, hint: hint))
            }
        }
    }
}
