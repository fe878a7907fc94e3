import Context
import Formats
import Graph
import Warehouse

/// Why what the engine says over empty tables may not be so when the project runs: then it is no mistake.
struct Excuses {
    private let manifest: Manifest
    /// What hooks and the project's own macros say, in lower case: what they make is not there before a run.
    private let making: [String]

    init(_ manifest: Manifest, world: RenderWorld) {
        self.manifest = manifest
        let hooks = manifest.nodes.values.flatMap { node in
            (node.resourceType == .operation ? [node.rawCode] : []) + Self.hooks(of: node)
        }
        let macros = manifest.macros.values.filter { !world.internalPackages.contains($0.packageName) }.map(\.sql)
        making = (hooks + macros).map { $0.lowercased() }.filter { $0.contains("create") || $0.contains("load") || $0.contains("install") }
    }

    private static func hooks(of node: Node) -> [String] {
        ["pre-hook", "post-hook"].flatMap { key in (node.config[key]?.list ?? []).map { $0["sql"]?.string ?? $0.string ?? "" } }
    }

    /// Why nothing is sure; nil where the mistake is one.
    func reason(for mistake: SQLMistake, in code: String, of node: Node, context: RenderContext) -> CheckReport.Reason? {
        let name = mistake.name?.split(separator: ".").last?.lowercased() ?? ""
        if [.unknownTable, .unknownFunction, .typeMismatch].contains(mistake.kind), !name.isEmpty {
            if makes(name) { return .making(name) }
            if node.config["sql_header"]?.string?.lowercased().contains(name) == true { return .making(name) }
        }
        if let own = relationNamedDirectly(code, node, name, mistake, context) { return .namesDirectly(own) }
        if mistake.kind == .grouping, node.dependsOn.nodes.contains(where: makesKey) {
            return .key
        }
        return nil
    }

    /// Whether hooks or macros of the project may make something of a name: `create` stands not far before it.
    func makes(_ name: String) -> Bool {
        let name = name.lowercased()
        return making.contains { text in
            Self.places(of: name, in: text).contains { place in
                let before = text[..<place].suffix(150)
                return ["create", "load", "install"].contains { before.contains($0) }
            }
        }
    }

    /// Whether a node's hooks give its table a key.
    private func makesKey(_ id: String) -> Bool {
        manifest.nodes[id].map(Self.hooks)?.contains { $0.lowercased().contains("primary key") } ?? false
    }

    /// The relation of the project that a text names without `ref`: the order of building says nothing about what it is then.
    private func relationNamedDirectly(
        _ code: String, _ node: Node, _ missing: String, _ mistake: SQLMistake, _ context: RenderContext
    ) -> String? {
        let text = code.lowercased().replacing("\"", with: "")
        let parents = inputs(of: node)
        for other in manifest.nodes.values where other.isRelational && other.resourceType != .test && !parents.contains(other.uniqueID) {
            let alias = other.alias.lowercased()
            if mistake.kind == .unknownTable, missing == alias, other.uniqueID != node.uniqueID { return other.alias }
            let schema = context.world.adapter.physicalSchema(other.schema).lowercased()
            if Self.holds("\(schema).\(alias)", text) { return other.alias }
        }
        return nil
    }

    /// What a node reads by way of `ref`, and itself.
    private func inputs(of node: Node) -> Set<String> {
        var found: Set<String> = [node.uniqueID]
        var pending = node.dependsOn.nodes
        while let id = pending.popLast() {
            guard found.insert(id).inserted, let other = manifest.nodes[id], other.isEphemeral || node.resourceType == .test else {
                continue
            }
            pending += other.dependsOn.nodes
        }
        return found
    }

    /// Whether a text holds a name as a whole word.
    private static func holds(_ name: String, _ text: String) -> Bool { !places(of: name, in: text).isEmpty }

    /// Where a text holds a name as a whole word.
    private static func places(of name: String, in text: String) -> [String.Index] {
        guard text.contains(name) else { return [] }
        return text.ranges(of: name).compactMap { range in
            let before = range.lowerBound > text.startIndex ? text[text.index(before: range.lowerBound)] : " "
            let behind = range.upperBound < text.endIndex ? text[range.upperBound] : " "
            return [before, behind].contains { $0.isLetter || $0.isNumber || $0 == "_" } ? nil : range.lowerBound
        }
    }
}
