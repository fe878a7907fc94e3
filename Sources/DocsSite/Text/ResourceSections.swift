import Formats
import Graph
import Ledger
import SQL
import Warehouse

extension ResourcePage {
    func columns(of resource: Selectable) -> String {
        let table = sources.tables[id]
        let columns = table?.columns ?? SiteColumn.columns(of: resource, in: sources.facts, sources.index)
        let rows = columns.map { column in
            let name = PageText.code(column.name) + (column.isMissing ? " (not in the database)" : "")
            let type = column.shownType == SiteColumn.anyType ? "" : PageText.code(column.shownType)
            return [
                name, type, table.map { keys(of: column, in: $0) } ?? "", writer.cell(column.shownDescription), tests(of: column),
                origins(of: column),
            ]
        }
        return section("Columns", PageText.table(["Column", "Type", "Key", "Description", "Tests", "From"], rows))
    }

    /// What a column is a key of, or refers to.
    private func keys(of column: SiteColumn, in table: SchemaTable) -> String {
        var marks: [String] = []
        if table.keys.primary.contains(column.name) { marks.append("primary") }
        if table.keys.unique.contains([column.name]) { marks.append("unique") }
        for reference in table.keys.references {
            guard let place = reference.columns.firstIndex(of: column.name) else { continue }
            let name = sources.link(to: reference.table, from: path) ?? PageText.plain(reference.table)
            marks.append("→ \(name).\(PageText.plain(reference.targets[place]))")
        }
        return marks.joined(separator: "<br>")
    }

    /// The columns that a column is made of.
    private func origins(of column: SiteColumn) -> String {
        let origins = (column.lineage?.origins ?? []).map { origin in
            "\(sources.link(to: origin.id, from: path) ?? PageText.plain(origin.id)).\(PageText.plain(origin.column))"
        }
        return origins.prefix(Self.shownOrigins).joined(separator: "<br>")
            + (origins.count > Self.shownOrigins ? "<br>and \(origins.count - Self.shownOrigins) more" : "")
    }

    /// How many origins of a column are told.
    private static let shownOrigins = 8

    private func tests(of column: SiteColumn) -> String {
        column.tests.compactMap { number in
            guard case .graph(.node(let test)) = sources.index.resources[number] else { return nil }
            let outcome = sources.outcome(of: test.uniqueID)
            return PageText.code(test.genericTest?.testName ?? test.name) + (outcome.isEmpty ? "" : ": \(outcome)")
        }.joined(separator: "<br>")
    }

    var tests: String {
        let rows = (sources.index.tests[id] ?? []).compactMap { number -> [String]? in
            switch sources.index.resources[number] {
            case .graph(.node(let test)): row(of: test)
            case .graph(.unitTest(let test)):
                [
                    PageText.code(test.versionedName) + " (unit test)", "", "", "", writer.sentence(test.description),
                    sources.outcome(of: test.uniqueID),
                ]
            default: nil
            }
        }
        return section("Tests", PageText.table(["Test", "Column", "Arguments", "Severity", "Description", "Last result"], rows))
    }

    private func row(of test: Node) -> [String] {
        let severity = test.config["severity"]?.string?.lowercased() ?? ""
        let own = [severity == "error" ? "" : severity, writer.sentence(test.description), sources.outcome(of: test.uniqueID)]
        guard let generic = test.genericTest else { return [PageText.code(test.name) + " (singular)", "", ""] + own }
        let name = [generic.namespace, generic.testName].compactMap { $0 }.joined(separator: ".")
        return [PageText.code(name), generic.columnName.map(PageText.code) ?? "", Self.arguments(of: generic)] + own
    }

    /// What a test was given, without what it is attached to.
    private static func arguments(of test: GenericTestDetails) -> String {
        let texts = test.arguments.entries.compactMap { entry -> String? in
            guard !["model", "column_name"].contains(entry.name), !entry.value.isNull else { return nil }
            let value = entry.value.string ?? JSONWriter.text(of: entry.value, style: .compact)
            return "\(entry.name): \(value.count > 100 ? value.prefix(99) + "…" : value)"
        }
        return texts.map(PageText.code).joined(separator: "<br>")
    }

    var lineage: String {
        let (parents, children) = (sources.parents[id] ?? [], sources.children[id] ?? [])
        guard !parents.isEmpty || !children.isEmpty else { return "" }
        var body = ""
        if let graph = neighbourhood { body = PageText.fenced(graph, "mermaid") + "\n" }
        let lines = [("Upstream", parents), ("Downstream", children)].filter { !$0.1.isEmpty }
            .map { "**\($0.0):** \(sources.links(to: $0.1, from: path))\n" }
        return section("Lineage", body + lines.joined(separator: "\n"))
    }

    /// How many boxes a graph may have to be read.
    private static let readable = 40

    /// The resource with what is two steps away, or one where that would be too much; nil where even this is.
    private var neighbourhood: String? {
        let around = [2, 1].lazy.map { [self] in self.around($0) }.first { $0.count <= Self.readable }
        return around.map { sources.graph(of: $0, here: id).text }
    }

    /// The unique ids up to some steps up and down, in the order they are met.
    private func around(_ steps: Int) -> [String] {
        var found = [id]
        var seen: Set = [id]
        for next in [sources.parents, sources.children] {
            var layer = [id]
            for _ in 0..<steps {
                layer = layer.flatMap { next[$0] ?? [] }.filter { seen.insert($0).inserted }
                found += layer
                // More is not drawn anyhow.
                if found.count > Self.readable { return found }
            }
        }
        return found
    }

    var runs: String {
        let rows = (sources.facts.history[id] ?? []).map { past in
            [
                PageSources.moment(past.node.startedAt ?? past.runStartedAt), PageText.code(past.command), PageText.plain(past.node.status),
                past.node.seconds.map(PageSources.duration) ?? "", past.node.rows.map(ResourceFacts.grouped) ?? "",
            ]
        }
        return section("Last runs", PageText.table(["Started (UTC)", "Command", "Result", "Took", "Rows"], rows))
    }
}

extension PageSources {
    /// A graph of some resources, boxes of a layer together where that is asked for. `here` is the one the page is about.
    func graph(of ids: [String], byLayer: Bool = false, here: String? = nil) -> MermaidGraph {
        var graph = MermaidGraph()
        for id in byLayer ? inOrderOfLayers(ids) : ids {
            guard let resource = resource(id) else { continue }
            let group = byLayer ? facts.manifest.layers.name(of: id) ?? (resource.type == .model ? nil : resource.type.plural) : nil
            graph.add(id, resource.title, resource.shape, group: group, isHere: id == here)
        }
        for id in ids { for parent in parents[id] ?? [] { graph.connect(parent, id) } }
        return graph
    }

    /// What is in no layer and can be read first, then the layers, then what only reads.
    private func inOrderOfLayers(_ ids: [String]) -> [String] {
        let layers = facts.manifest.layers
        let first: Set<ResourceType> = [.source, .seed, .snapshot]
        let places = ids.enumerated().map { offset, id in
            (place: layers.index(of: id) ?? (resource(id).map { first.contains($0.type) } == true ? -1 : Int.max), offset: offset, id: id)
        }
        return places.sorted { ($0.place, $0.offset) < ($1.place, $1.offset) }.map(\.id)
    }
}
