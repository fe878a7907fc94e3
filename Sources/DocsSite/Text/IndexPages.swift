import Formats
import Graph
import Ledger
import Quality
import Warehouse

/// The pages that lead to others: the start page, one for each kind of resource and each layer, and the diagrams of tables.
struct IndexPages {
    private let sources: PageSources
    /// A diagram for each layer that has tables that refer to others; one of all in a project without layers.
    private let diagrams: [(layer: String, text: String)]
    private var facts: SiteFacts { sources.facts }

    init(_ sources: PageSources) {
        self.sources = sources
        let names = sources.facts.manifest.layers.rules.names
        diagrams = (names.isEmpty ? [""] : names).compactMap { name in Self.diagram(of: name, sources.tables).map { (name, $0) } }
    }

    /// Where the diagrams of tables are.
    private static let diagramPage = "erd.md"
    /// How many boxes a graph may have to be read.
    private static let readable = 60

    /// `Semantic models`.
    static func title(of type: ResourceType) -> String {
        let words = type == .documentation ? "docs" : type.plural
        return words.prefix(1).uppercased() + words.dropFirst()
    }

    /// All of them, each with its path.
    func pages() -> [(path: String, text: String)] {
        var pages = [("index.md", start)]
        let byType = Dictionary(grouping: sources.resources, by: \.type)
        for type in PagePaths.types {
            guard let resources = byType[type] else { continue }
            pages.append(("\(PagePaths.folder(of: type))/index.md", index(of: type, resources)))
        }
        for name in facts.manifest.layers.rules.names {
            if let path = sources.paths.layer(name) { pages.append((path, layer(name, path))) }
        }
        if let text = tables { pages.append((Self.diagramPage, text)) }
        return pages
    }

    private static func joined(_ parts: [String]) -> String { parts.filter { !$0.isEmpty }.joined(separator: "\n") }

    // MARK: The start page

    private var start: String {
        let name = facts.manifest.metadata.projectName
        let overview = facts.manifest.docs.values.first { $0.packageName == name && $0.name == "__overview__" }
        let graph = overviewGraph.text
        return Self.joined([
            "# \(PageText.plain(name))\n",
            sources.writer(for: "index.md").blocks(overview?.contents ?? "", headings: 2),
            PageText.table(["Fact", "Value"], projectFacts),
            "## Contents\n", contents, layerTable,
            graph.isEmpty ? "" : "## Lineage\n\n" + PageText.fenced(graph, "mermaid"),
            lastRuns,
            "Made by smelt \(PageText.plain(facts.version)) on \(PageSources.moment(facts.generatedAt)) UTC.\n",
        ])
    }

    private var projectFacts: [[String]] {
        let figures = facts.quality.total
        let rows = [
            ["Version", PageText.plain(facts.projectVersion ?? "")],
            ["Database", facts.manifest.metadata.adapterType],
            ["Target", PageText.plain(facts.target)],
            [
                "Quality",
                facts.quality.models.isEmpty
                    ? "" : "\(Self.percent(figures.score)) (tests \(Self.percent(figures.coverage)), docs \(Self.percent(figures.docs)))",
            ],
        ]
        return rows.filter { !$0[1].isEmpty }
    }

    private static func percent(_ value: Double) -> String {
        let tenths = Int((min(max(value, 0), 100) * 10).rounded(.down))
        return tenths % 10 == 0 ? "\(tenths / 10) %" : "\(tenths / 10).\(tenths % 10) %"
    }

    private var contents: String {
        let counts = Dictionary(sources.resources.map { ($0.type, 1) }, uniquingKeysWith: +)
        var lines = PagePaths.types.compactMap { type in
            counts[type].map { "-   \(PageText.link(Self.title(of: type), to: "\(PagePaths.folder(of: type))/index.md")): \($0)\n" }
        }
        if !diagrams.isEmpty { lines.append("-   \(PageText.link("Tables and their keys", to: Self.diagramPage))\n") }
        return lines.joined()
    }

    private var layerTable: String {
        let rows = facts.manifest.layers.rules.names.map { name in
            let quality = facts.quality.layers.first { $0.name == name }
            let label = PageText.plain(name)
            let figures = quality.flatMap { $0.models > 0 ? $0.figures : nil }
            return [
                sources.paths.layer(name).map { PageText.link(label, to: $0) } ?? label, String(quality?.models ?? 0),
                figures.map { Self.percent($0.coverage) } ?? "", figures.map { Self.percent($0.docs) } ?? "",
                figures.map { Self.percent($0.score) } ?? "",
            ]
        }
        return rows.isEmpty ? "" : "## Layers\n\n" + PageText.table(["Layer", "Models", "Tests", "Docs", "Score"], rows)
    }

    private var lastRuns: String {
        let rows = facts.runs.prefix(5).map { past in
            [
                PageSources.moment(past.run.startedAt), PageText.code(past.run.command), past.run.status.rawValue, String(past.nodes),
                past.failed > 0 ? "**\(past.failed)**" : "", past.warned > 0 ? String(past.warned) : "",
            ]
        }
        return rows.isEmpty
            ? "" : "## Last runs\n\n" + PageText.table(["Started (UTC)", "Command", "Result", "Nodes", "Failed", "Warned"], rows)
    }

    /// The whole graph where it can be read, else that of layers, folders and kinds with how much each holds.
    private var overviewGraph: MermaidGraph {
        let drawn = sources.resources.filter { $0.type != .macro && $0.type != .analysis }.map(\.uniqueID)
            .filter { sources.parents[$0]?.isEmpty == false || sources.children[$0]?.isEmpty == false }
        if drawn.count <= Self.readable { return sources.graph(of: drawn, byLayer: true) }
        var sizes: [(name: String, count: Int)] = []
        var positions: [String: Int] = [:]
        var group: [String: String] = [:]
        for id in drawn {
            let name = groupName(of: id)
            group[id] = name
            if let position = positions[name] {
                sizes[position].count += 1
            } else {
                positions[name] = sizes.count
                sizes.append((name, 1))
            }
        }
        var graph = MermaidGraph()
        for size in sizes.prefix(Self.readable) { graph.add(size.name, "\(size.name): \(ResourceFacts.grouped(size.count))") }
        var edges: [String: [String: Int]] = [:]
        for id in drawn {
            guard let to = group[id] else { continue }
            for from in sources.parents[id]?.compactMap({ group[$0] }) ?? [] where from != to {
                edges[from, default: [:]][to, default: 0] += 1
            }
        }
        for size in sizes {
            for (to, count) in (edges[size.name] ?? [:]).sorted(by: { $0.key < $1.key }) {
                graph.connect(size.name, to, label: String(count))
            }
        }
        return graph
    }

    private func groupName(of id: String) -> String {
        if let layer = facts.manifest.layers.name(of: id) { return layer }
        guard case .graph(let resource)? = sources.resource(id), resource.resourceType == .model, resource.fqn.count > 2 else {
            return sources.resource(id)?.type.plural ?? ""
        }
        return resource.fqn[1]
    }

    // MARK: Lists

    private func index(of type: ResourceType, _ resources: [SiteResource]) -> String {
        let path = "\(PagePaths.folder(of: type))/index.md"
        let project = PageText.link(PageText.plain(facts.manifest.metadata.projectName), to: "../index.md")
        var parts = ["# \(Self.title(of: type))\n", project + "\n"]
        for (heading, text, members) in groups(of: type, resources, path) {
            if !heading.isEmpty { parts.append("## \(PageText.plain(heading))\n") }
            parts += [text, list(members, path)]
        }
        return Self.joined(parts)
    }

    /// Tables of a source stand together below its description; models below their layer.
    private func groups(of type: ResourceType, _ resources: [SiteResource], _ path: String) -> [(String, String, [SiteResource])] {
        if type == .source {
            var names: [String] = []
            let bySource = Dictionary(grouping: resources) { resource in
                guard case .graph(.source(let source)) = resource else { return "" }
                if !names.contains(source.sourceName) { names.append(source.sourceName) }
                return source.sourceName
            }
            return names.map { name in
                let members = bySource[name] ?? []
                guard case .graph(.source(let source))? = members.first else { return (name, "", members) }
                return (name, sources.writer(for: path).blocks(source.sourceDescription, headings: 3), members)
            }
        }
        let layers = facts.manifest.layers
        guard type == .model, !layers.isEmpty else { return [("", "", resources)] }
        let byLayer = Dictionary(grouping: resources) { layers.name(of: $0.uniqueID) ?? "" }
        return (layers.rules.names + [""]).compactMap { name in
            byLayer[name].map { (name.isEmpty ? "In no layer" : name, "", $0) }
        }
    }

    private func list(_ resources: [SiteResource], _ path: String) -> String {
        let writer = sources.writer(for: path)
        let rows = resources.map { resource in
            let id = resource.uniqueID
            var materialized = ""
            if case .graph(.node(let node)) = resource, node.resourceType == .model { materialized = PageText.plain(node.materialized) }
            return [
                sources.link(to: id, from: path) ?? PageText.plain(resource.title), materialized,
                facts.sizes[id]?.rows.map(ResourceFacts.grouped) ?? "", sources.verdict(of: id), writer.sentence(resource.text),
            ]
        }
        return PageText.table(["Name", "Materialized", "Rows", "Tests", "Description"], rows)
    }

    private func layer(_ name: String, _ path: String) -> String {
        let layers = facts.manifest.layers
        let members = sources.resources.filter { layers.name(of: $0.uniqueID) == name }
        let ids = members.map(\.uniqueID)
        let inputs = ids.flatMap { sources.parents[$0] ?? [] }
        var seen: Set<String> = []
        let drawn = (inputs + ids).filter { seen.insert($0).inserted }
        let figures = facts.quality.layers.first { $0.name == name }.flatMap { $0.models > 0 ? $0.figures : nil }
        let score = figures.map {
            "Quality \(Self.percent($0.score)): tests \(Self.percent($0.coverage)), docs \(Self.percent($0.docs)).\n"
        }
        return Self.joined([
            "# \(PageText.plain(name))\n",
            PageText.link(PageText.plain(facts.manifest.metadata.projectName), to: "../index.md") + "\n",
            score ?? "", list(members, path),
            drawn.isEmpty || drawn.count > Self.readable
                ? "" : "## Lineage\n\n" + PageText.fenced(sources.graph(of: drawn, byLayer: true).text, "mermaid"),
            diagrams.first { $0.layer == name }.map { "## Tables and their keys\n\n" + $0.text } ?? "",
        ])
    }

    // MARK: Diagrams of tables

    /// The page of diagrams; nil where no table refers to another.
    private var tables: String? {
        guard !diagrams.isEmpty else { return nil }
        let project = PageText.link(PageText.plain(facts.manifest.metadata.projectName), to: "index.md")
        let parts = diagrams.map { name, text in name.isEmpty ? text : "## \(PageText.plain(name))\n\n\(text)" }
        return Self.joined(["# Tables and their keys\n", project + "\n"] + parts)
    }

    /// The tables of a layer that refer to others or are referred to, as diagrams; nil without any. An empty name stands for all tables.
    private static func diagram(of layer: String, _ tables: ProjectTables) -> String? {
        let own = tables.tables.filter { layer.isEmpty || $0.layer == layer }
        var chosen = Set(own.map(\.id))
        for table in own { for reference in table.keys.references { chosen.insert(reference.table) } }
        let groups = tables.connected(chosen).filter { group in group.contains { layer.isEmpty || $0.layer == layer } }
        guard !groups.isEmpty else { return nil }
        let whole = EntityDiagram(tables: groups.flatMap { $0 }).text
        if whole.utf8.count <= longestDiagram { return PageText.fenced(whole, "mermaid") }
        return groups.map { group in
            let texts = [false, true].lazy.map { EntityDiagram(tables: group, keysOnly: $0).text }
            if let text = texts.first(where: { $0.utf8.count <= longestDiagram }) { return PageText.fenced(text, "mermaid") }
            return "\(group.count) tables refer to each other, \(PageText.plain(group[0].name)) among them: too many to draw.\n"
        }.joined(separator: "\n")
    }

    /// Mermaid draws no text longer than 50,000 characters.
    private static let longestDiagram = 45_000
}
