import Diagnostics
import Formats
import Graph
import SQL

extension Session {
    /// `lineage`: what each layer reads; with a name, what that node or column stands on and what stands on it. The exit code: that of a project
    /// that cannot be compiled where something is read that the layers do not allow.
    func lineage() throws -> Int32 {
        let project = try resolve(readSetup(), setsAside: ["layer-edge", "layer-test"])
        let isJSON = invocation.flags.text("output") == "json"
        if let name = invocation.arguments.first {
            if let column = try column(named: name, in: project.manifest) { return try lineage(of: column, in: project) }
            let outline = NodeLineage(try node(named: name, in: project.manifest), in: project)
            console.emit(.output(isJSON ? JSONWriter.text(of: outline.json) : outline.text))
            return 0
        }
        guard !project.manifest.layers.isEmpty else {
            throw UsageError(
                message: "There are no layers to report on.", hint: "name them under 'layers:' in smelt.yml, or give the name of a node")
        }
        let selection = try select(project, types: Set(ResourceType.allCases))
        let report = LineageReport(project.manifest, of: Set(selection.ids))
        let output = LayerLineage(report, project.setAside.filter { $0.id == "layer-edge" })
        console.emit(.output(isJSON ? JSONWriter.text(of: output.json) : output.text))
        return (report.forbidden.isEmpty ? ExitCode.ok : .compile).rawValue
    }

    /// The column that `NODE.COLUMN` stands for; nil where the text does not name a column. Throws a diagnostic where no node is of the name.
    private func column(named text: String, in manifest: Manifest) throws -> ColumnOrigin? {
        let named = manifest.lineageNames
        guard let dot = text.lastIndex(of: "."), manifest.selectable(text) == nil, !named.contains(where: { $0.name == text }) else {
            return nil
        }
        let name = String(text[..<dot])
        let isKnown = manifest.selectable(name) != nil || named.contains { $0.name == name }
        guard isKnown || DidYouMean.hint(text, among: named.map(\.name)) == nil else { return nil }
        return ColumnOrigin(id: try node(named: name, in: manifest), column: String(text[text.index(after: dot)...]))
    }

    /// The unique id that a name on the command line stands for. Throws a diagnostic where it stands for none or several.
    private func node(named name: String, in manifest: Manifest) throws -> String {
        if manifest.selectable(name) != nil { return name }
        let named = manifest.lineageNames
        let ids = named.filter { $0.name == name }.map(\.id)
        if ids.count == 1 { return ids[0] }
        guard ids.isEmpty else {
            throw UsageError(message: "'\(name)' stands for several: \(ids.joined(separator: ", "))", hint: "give one of these")
        }
        throw UsageError(
            message: "There is no node '\(name)'.",
            hint: DidYouMean.hint(name, among: named.map(\.name)) ?? "smelt ls lists what there is")
    }
}

extension Manifest {
    /// What can be asked for by name: models with their versions, seeds, snapshots, functions, sources, exposures.
    fileprivate var lineageNames: [(name: String, id: String)] {
        nodes.values.filter(\.isLayered).map { ($0.searchName, $0.uniqueID) }
            + sources.values.map { ("\($0.sourceName).\($0.name)", $0.uniqueID) }
            + exposures.values.map { ($0.name, $0.uniqueID) }
    }

    /// What a resource is called in outlines: `fct_orders`, `raw.orders`.
    func lineageName(_ id: String) -> String {
        if let source = sources[id] { return "\(source.sourceName).\(source.name)" }
        return nodes[id]?.searchName ?? selectable(id)?.name ?? id
    }

    /// The layer of a resource; where it has none, what kind of resource it is.
    func lineageLayer(_ id: String) -> String { layers.name(of: id) ?? selectable(id)?.resourceType.rawValue ?? "" }
}

/// The table of `lineage`.
private struct LayerLineage {
    let report: LineageReport
    /// The errors about what is read across layers.
    let violations: [Diagnostic]

    init(_ report: LineageReport, _ violations: [Diagnostic]) {
        self.report = report
        let edges = Set(report.forbidden.map { [$0.reader, $0.source] })
        self.violations = violations.filter { edges.contains(Self.edge($0)) }
    }

    /// The two ends of the edge that an error is about.
    private static func edge(_ violation: Diagnostic) -> [String] {
        ["unique_id", "source_id"].compactMap { name in
            violation.facts.lazy.compactMap { fact in if case .text(let id) = fact.value, fact.name == name { id } else { nil } }.first
        }
    }

    var text: String {
        var table = TextTable(["layer", "models", "edges", "allowed", "forbidden", "compliance", "reads"], alignedLeft: [0, 6])
        for layer in report.layers { table.add(Self.row(layer)) }
        table.add(Self.row(report.total))
        let lines = violations.map { "  " + Self.place($0) + $0.message }
        return table.text + (lines.isEmpty ? "" : "\n\n" + lines.joined(separator: "\n"))
    }

    private static func row(_ layer: LineageReport.Layer) -> [String] {
        [
            layer.name, String(layer.models), String(layer.edges), String(layer.allowed), String(layer.forbidden),
            percent(layer.compliance), layer.upstream.joined(separator: ", "),
        ]
    }

    private static func percent(_ value: Double) -> String { (value == value.rounded() ? String(Int(value)) : String(value)) + "%" }

    private static func place(_ diagnostic: Diagnostic) -> String {
        guard let span = diagnostic.span else { return "" }
        return "\(span.file.path):\(span.position.line):\(span.position.column)  "
    }

    var json: ConfigValue {
        func object(_ layer: LineageReport.Layer) -> ConfigMap {
            [
                "name": .string(layer.name), "models": .int(layer.models), "edges": .int(layer.edges), "allowed": .int(layer.allowed),
                "forbidden": .int(layer.forbidden), "compliance": .float(layer.compliance),
                "upstream": .list(layer.upstream.map(ConfigValue.string)),
            ]
        }
        let edges = report.forbidden.map { edge -> ConfigValue in
            let span = violations.first { Self.edge($0) == [edge.reader, edge.source] }?.span
            let position = span?.position
            return .map([
                "reader": .string(edge.reader), "source": .string(edge.source), "through": .list(edge.way.map(ConfigValue.string)),
                "file": span.map { .string($0.file.path) } ?? .null, "line": position.map { .int($0.line) } ?? .null,
                "column": position.map { .int($0.column) } ?? .null,
            ])
        }
        var total = object(report.total)
        total["name"] = nil
        total["upstream"] = nil
        return .map(["layers": .list(report.layers.map { .map(object($0)) }), "total": .map(total), "forbidden": .list(edges)])
    }
}

/// The outline of `lineage NODE`.
private struct NodeLineage {
    let id: String
    let manifest: Manifest
    let upstream: [LineageTree.Entry]
    let downstream: [LineageTree.Entry]

    init(_ id: String, in project: LoadedProject) {
        self.id = id
        manifest = project.manifest
        upstream = LineageTree(id, in: project.graph, of: manifest, goesDown: false).entries
        downstream = LineageTree(id, in: project.graph, of: manifest, goesDown: true).entries
    }

    var text: String {
        let width = ([id] + (upstream + downstream).map(\.id)).map { manifest.lineageLayer($0).count }.max() ?? 0
        func line(_ id: String, _ depth: Int, _ isRepeated: Bool) -> String {
            let layer = manifest.lineageLayer(id)
            let indent = String(repeating: " ", count: width - layer.count + 2 + depth * 2)
            return layer + indent + manifest.lineageName(id) + (isRepeated ? " (see above)" : "")
        }
        var lines = [line(id, 0, false)]
        for (title, entries) in [("reads", upstream), ("is read by", downstream)] {
            lines += ["", entries.isEmpty ? "\(title) nothing" : title]
            lines += entries.map { line($0.id, $0.depth - 1, $0.isRepeated) }
        }
        return lines.joined(separator: "\n")
    }

    var json: ConfigValue {
        func list(_ entries: [LineageTree.Entry]) -> ConfigValue {
            .list(
                entries.map { entry in
                    .map(["unique_id": .string(entry.id), "layer": layer(entry.id), "depth": .int(entry.depth)])
                })
        }
        return .map(["unique_id": .string(id), "layer": layer(id), "upstream": list(upstream), "downstream": list(downstream)])
    }

    private func layer(_ id: String) -> ConfigValue { manifest.layers.name(of: id).map(ConfigValue.string) ?? .null }
}
