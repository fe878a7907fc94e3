import Formats
import Graph
import Warehouse

/// The page of one resource.
struct ResourcePage {
    let sources: PageSources
    let resource: SiteResource
    /// Where the page lies.
    let path: String
    let writer: MarkdownWriter

    init(_ resource: SiteResource, at path: String, _ sources: PageSources) {
        self.resource = resource
        self.path = path
        self.sources = sources
        writer = sources.writer(for: path)
    }

    var id: String { resource.uniqueID }

    /// The page, sections that have nothing to say left out.
    var text: String {
        var parts = ["# \(PageText.plain(resource.title))\n", trail, description, facts]
        switch resource {
        case .graph(let resource): parts += [columns(of: resource), tests, lineage, runs] + ownSections(of: resource)
        case .macro(let macro): parts += [arguments(macro.arguments), callers(of: macro), code("Code", macro.sql, "sql")]
        }
        return parts.filter { !$0.isEmpty }.joined(separator: "\n")
    }

    /// A section; empty without a body.
    func section(_ title: String, _ body: String) -> String { body.isEmpty ? "" : "## \(title)\n\n\(body)" }

    func code(_ title: String, _ text: String, _ language: String) -> String {
        text.allSatisfy(\.isWhitespace) ? "" : section(title, PageText.fenced(text, language))
    }

    /// The description; under a heading of its own where it has some.
    private var description: String {
        let text = writer.blocks(resource.text, headings: 3)
        let hasHeadings = text.hasPrefix("#") || text.contains("\n###")
        return hasHeadings ? section("Description", text) : text
    }

    /// The way up: the project, the kind, the layer.
    private var trail: String {
        var links = [
            PageText.link(PageText.plain(sources.facts.manifest.metadata.projectName), to: PagePaths.way(from: path, to: "index.md")),
            PageText.link(IndexPages.title(of: resource.type), to: "index.md"),
        ]
        if let layer = sources.facts.manifest.layers.name(of: id), let page = sources.paths.layer(layer) {
            links.append(PageText.link(PageText.plain(layer), to: PagePaths.way(from: path, to: page)))
        }
        return links.joined(separator: " › ") + "\n"
    }

    private func ownSections(of resource: Selectable) -> [String] {
        switch resource {
        case .node(let node) where node.resourceType != .seed:
            let language = node.config["language"]?.string == "python" ? "python" : "sql"
            var sections: [String] = []
            if let function = node.function { sections.append(arguments(function.arguments.map { .map($0) })) }
            sections.append(code("Source", node.rawCode, language))
            return sections + [code("Compiled", node.compilation?.code ?? "", language)]
        case .semantic(let semantic):
            return [code("Definition", YAMLWriter.dump(.map(semantic.definition)), "yaml")]
        default: return []
        }
    }

    private var facts: String {
        guard case .graph(let resource) = resource else {
            if case .macro(let macro) = resource { return PageText.table(["Fact", "Value"], [["File", PageText.code(macro.path)]]) }
            return ""
        }
        let names: Set = ["Relation", "Key", "Loaded at"]
        var rows = ResourceFacts(sources.facts, sources.index).pairs(of: resource).map { label, text in
            [PageText.plain(label), names.contains(label) ? PageText.code(text) : PageText.plain(text)]
        }
        rows += [["Package", PageText.plain(resource.packageName)], ["File", PageText.code(resource.originalFilePath)]]
        if case .exposure(let exposure) = resource {
            rows.insert(["Label", PageText.plain(exposure.label ?? "")], at: 0)
            if let url = exposure.url {
                rows.append([
                    "Address",
                    MarkdownTree.isHarmless(url) ? PageText.link(PageText.plain(url), to: PageText.url(url)) : PageText.code(url),
                ])
            }
        } else {
            rows.append(["Owner", PageText.plain(owner(of: resource) ?? "")])
        }
        rows.append(["Tags", resource.tags.map(PageText.code).joined(separator: ", ")])
        rows.append(["Last result", lastResult])
        rows.append(["Freshness", freshness])
        return PageText.table(["Fact", "Value"], rows.filter { !$0[1].isEmpty })
    }

    private func owner(of resource: Selectable) -> String? {
        if let own = resource.meta["owner"], !own.isNull { return SiteHeads.text(ofOwner: own) }
        guard case .node(let node) = resource, let name = node.group else { return nil }
        return sources.facts.manifest.groups.values.first { $0.name == name }.flatMap { SiteHeads.text(ofOwner: .map($0.owner)) }
    }

    private var lastResult: String {
        guard let result = sources.facts.lastResults[id] else { return "" }
        return "\(sources.outcome(of: id)) on \(PageSources.moment(result.at))"
    }

    private var freshness: String {
        guard let result = sources.facts.freshness[id] else { return "" }
        guard case .measured(let measurement) = result.outcome else { return result.status.rawValue }
        return "\(result.status.rawValue), newest row of \(PageSources.moment(measurement.maxLoadedAt))"
    }

    private func arguments(_ arguments: [ConfigValue]) -> String {
        let rows = arguments.map { argument in
            [
                PageText.code(argument["name"]?.string ?? ""),
                PageText.plain(argument["type"]?.string ?? argument["data_type"]?.string ?? ""),
                writer.cell(argument["description"]?.string ?? ""),
            ]
        }
        return section("Arguments", PageText.table(["Argument", "Type", "Description"], rows))
    }

    private func callers(of macro: Macro) -> String {
        let calls = sources.links(to: sources.parents[id] ?? [], from: path)
        let callers = sources.links(to: sources.children[id] ?? [], from: path)
        let lines = [("Calls", calls), ("Called by", callers)].filter { !$0.1.isEmpty }.map { "**\($0.0):** \($0.1)\n" }
        return section("Calls", lines.joined(separator: "\n"))
    }
}
