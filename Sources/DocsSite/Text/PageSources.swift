import Formats
import Graph
import Warehouse

/// What all pages are written from, looked up once.
struct PageSources: Sendable {
    let facts: SiteFacts
    let index: SiteIndex
    let tables: ProjectTables
    let paths: PagePaths
    /// The resources that have a page, in the order of the manifest.
    let resources: [SiteResource]
    /// What each resource reads, of what has a page, by unique id. Macros call.
    let parents: [String: [String]]
    /// What reads each resource.
    let children: [String: [String]]

    init(_ facts: SiteFacts) {
        let index = SiteIndex(facts)
        let project = facts.manifest.metadata.projectName
        let resources = index.resources.filter { resource in
            if case .macro(let macro) = resource { return macro.packageName == project }
            return PagePaths.types.contains(resource.type)
        }
        let paths = PagePaths(
            resources.map { resource in
                let own = resource.package == project ? "" : resource.package + "."
                return (resource.type, own + resource.title, resource.uniqueID)
            }, layers: facts.manifest.layers.rules.names)
        var parents: [String: [String]] = [:]
        var children: [String: [String]] = [:]
        for resource in resources {
            var seen: Set<String> = []
            let read = resource.reads.filter { paths[$0] != nil && seen.insert($0).inserted }
            parents[resource.uniqueID] = read
            for id in read { children[id, default: []].append(resource.uniqueID) }
            for id in Set(resource.calls) where paths[id] != nil { children[id, default: []].append(resource.uniqueID) }
        }
        self.facts = facts
        self.index = index
        self.resources = resources
        self.paths = paths
        self.parents = parents
        self.children = children
        tables = ProjectTables(facts, index)
    }

    /// A resource by its unique id.
    func resource(_ id: String) -> SiteResource? { index.numbers[id].map { index.resources[$0] } }

    /// The name of a resource as a link from a page; nil for what has no page.
    func link(to id: String, from page: String) -> String? {
        guard let path = paths[id], let resource = resource(id) else { return nil }
        return PageText.link(PageText.plain(resource.title), to: PagePaths.way(from: page, to: path))
    }

    /// Links to some resources behind each other, no more of them than anyone reads.
    func links(to ids: [String], from page: String, atMost limit: Int = 60) -> String {
        let links = ids.prefix(limit).compactMap { link(to: $0, from: page) }
        return links.joined(separator: ", ") + (ids.count > limit ? " and \(ids.count - limit) more" : "")
    }

    /// A writer of descriptions on a page.
    func writer(for page: String) -> MarkdownWriter {
        MarkdownWriter { id in paths[id].map { PagePaths.way(from: page, to: $0) } }
    }

    /// What came last of a resource: `pass`, `**fail**, 3 rows`; empty where that is not known.
    func outcome(of id: String) -> String {
        guard let result = facts.lastResults[id] else { return "" }
        let word = PageText.plain(result.status)
        guard Self.badOutcomes.contains(result.status) else { return word }
        guard let failures = result.failures, failures > 0 else { return "**\(word)**" }
        return "**\(word)**, \(ResourceFacts.grouped(failures)) row\(failures == 1 ? "" : "s")"
    }

    private static let badOutcomes: Set = ["fail", "error", "warn", "runtime error", "partial success"]

    /// The worst of what came last of a resource's tests; empty where nothing is known of any.
    func verdict(of id: String) -> String {
        let results = (index.tests[id] ?? []).compactMap { facts.lastResults[index.resources[$0].uniqueID]?.status }
        guard let worst = ["error", "fail", "warn", "skipped", "pass"].first(where: results.contains) else { return "" }
        return Self.badOutcomes.contains(worst) ? "**\(worst)**" : worst
    }

    /// A moment as people read it: `2026-11-22 01:30`.
    static func moment(_ text: String) -> String {
        let start = text.prefix(16)
        return start.utf8.count == 16 && text.dropFirst(10).first == "T" ? String(start.replacing("T", with: " ")) : PageText.plain(text)
    }

    /// A duration in seconds.
    static func duration(_ seconds: Double) -> String {
        let hundredths = Int((min(max(seconds, 0), 1e9) * 100).rounded())
        let rest = hundredths % 100
        return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest) s"
    }
}

extension SiteResource {
    /// What people call it: `orders.v2`, `raw.orders`.
    var title: String {
        switch self {
        case .graph(.source(let source)): "\(source.sourceName).\(source.name)"
        case .graph(let resource): SiteHeads.name(of: resource)
        case .macro(let macro): macro.name
        }
    }

    /// The package it is from.
    var package: String {
        switch self {
        case .graph(let resource): resource.packageName
        case .macro(let macro): macro.packageName
        }
    }

    /// The unique ids of what it reads; of macros, of what it calls.
    fileprivate var reads: [String] {
        switch self {
        case .graph(let resource): resource.dependsOnNodes
        case .macro(let macro): macro.dependsOn
        }
    }

    /// The unique ids of the macros that a node calls.
    fileprivate var calls: [String] {
        if case .graph(.node(let node)) = self { return node.dependsOn.macros }
        return []
    }

    /// Its description as written.
    var text: String {
        switch self {
        case .graph(let resource): resource.description
        case .macro(let macro): macro.description
        }
    }

    /// What its box looks like.
    var shape: MermaidGraph.Shape {
        switch type {
        case .source: .table
        case .seed: .sheet
        case .snapshot: .history
        case .exposure: .round
        case .metric, .semanticModel, .savedQuery: .six
        default: .box
        }
    }
}
