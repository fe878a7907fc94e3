import Formats
import Graph
import Quality
import SQL

/// Writes what lists, search and lineage need of each resource: `heads` of `DATA.md`.
struct SiteHeads {
    private let facts: SiteFacts
    private let index: SiteIndex
    private let layout: SiteLayout
    private let markdown: MarkdownTree
    private let quality: [String: ModelQuality]

    init(_ facts: SiteFacts, _ index: SiteIndex, _ layout: SiteLayout, _ markdown: MarkdownTree) {
        self.facts = facts
        self.index = index
        self.layout = layout
        self.markdown = markdown
        quality = Dictionary(facts.quality.models.map { ($0.uniqueID, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The head of each resource in the order of numbers, a JSON object each.
    func objects() -> [[UInt8]] {
        index.resources.enumerated().map { number, resource in
            SiteJSON.object { json in
                switch resource {
                case .graph(let resource): write(resource, number, &json)
                case .macro(let macro): write(macro, &json)
                }
            }
        }
    }

    private func write(_ macro: Macro, _ json: inout JSONWriter) {
        json.text("id", macro.uniqueID)
        json.text("name", macro.name)
        json.text("type", "macro")
        json.text("package", macro.packageName)
        json.text("path", macro.path)
        json.text("line", line(macro.description))
        json.numbers("parents", index.numbers(of: macro.dependsOn))
    }

    private func write(_ resource: Selectable, _ number: Int, _ json: inout JSONWriter) {
        let id = resource.uniqueID
        json.text("id", id)
        json.text("name", Self.name(of: resource))
        json.text("type", resource.resourceType.rawValue)
        json.text("package", resource.packageName)
        json.text("layer", facts.manifest.layers.name(of: id))
        json.text("path", resource.originalFilePath)
        json.text("patch", resource.patchPath.map(Self.file(ofPatch:)))
        json.texts("fqn", resource.fqn)
        json.texts("tags", resource.tags)
        json.text("owner", owner(of: resource))
        writeOwn(resource, &json)
        json.texts("columns", columns(of: resource))
        json.numbers("parents", index.numbers(of: resource.dependsOnNodes))
        writeResult(id, &json)
        layout.write(number, to: &json)
    }

    /// What only some kinds of resources have.
    private func writeOwn(_ resource: Selectable, _ json: inout JSONWriter) {
        switch resource {
        case .node(let node): write(node, &json)
        case .source(let source):
            json.text("source", source.sourceName)
            json.text("schema", source.schema)
            json.text("relation", "\(source.schema).\(source.identifier)")
            json.text("line", line(source.description))
        case .exposure(let exposure):
            json.text("line", line(exposure.description))
            json.text("label", exposure.label)
        case .unitTest(let test): json.text("line", line(test.description))
        case .semantic(let semantic):
            json.text("line", line(semantic.description ?? ""))
            json.text("label", semantic.label)
            json.text("group", semantic.group)
        }
    }

    private func write(_ node: Node, _ json: inout JSONWriter) {
        json.text("line", line(node.description))
        json.text("group", node.group)
        json.text("color", node.docs.nodeColor)
        if let test = node.genericTest {
            json.number("on", index.attachments[node.uniqueID].flatMap { index.numbers[$0] })
            json.text("column", test.columnName)
            json.text("test", test.testName)
        }
        guard node.resourceType != .test else { return json.text("severity", node.config["severity"]?.string?.lowercased()) }
        json.text("materialized", node.config["materialized"]?.string)
        json.text("access", node.model?.access)
        json.text("version", node.model?.version?.text)
        json.text("latest", node.model?.latestVersion?.text)
        if node.relationName != nil {
            json.text("schema", node.schema)
            json.text("relation", "\(node.schema).\(node.alias)")
        }
        if let own = quality[node.uniqueID] {
            json.texts("gaps", own.gaps)
            json.flag("untested", own.figures.testedModels.covered == 0)
        }
    }

    private func writeResult(_ id: String, _ json: inout JSONWriter) {
        if let result = facts.lastResults[id] {
            json.text("status", result.status)
            json.text("at", result.at)
            json.number("failures", result.failures)
        } else if let freshness = facts.freshness[id] {
            json.text("status", freshness.status.rawValue)
            if case .measured(let measurement) = freshness.outcome { json.text("at", measurement.snapshottedAt) }
        }
        json.flag("stale", facts.moments[id]?.isStale == true)
        let tests = index.tests[id] ?? []
        json.numbers("tests", tests)
        json.text("verdict", worst(of: tests))
    }

    /// The worst of what came of some tests; nil where nothing is known of any.
    private func worst(of tests: [Int]) -> String? {
        let order = ["error", "fail", "warn", "skipped", "pass"]
        let found = Set(tests.compactMap { facts.lastResults[index.resources[$0].uniqueID]?.status })
        return order.first { found.contains($0) }
    }

    private func line(_ description: String) -> String { MarkdownTree.firstLine(of: markdown.nodes(of: description)) }

    /// The name people know a resource by: with its version.
    static func name(of resource: Selectable) -> String {
        switch resource {
        case .node(let node): node.searchName
        case .unitTest(let test): test.versionedName
        default: resource.name
        }
    }

    /// The path behind `package://`.
    private static func file(ofPatch patch: String) -> String {
        guard let colon = patch.firstIndex(of: ":") else { return patch }
        return String(patch[colon...].dropFirst(3))
    }

    private func owner(of resource: Selectable) -> String? {
        if case .exposure(let exposure) = resource { return Self.text(ofOwner: .map(exposure.owner)) }
        let meta = resource.config["meta"]?["owner"]
        if let meta, !meta.isNull { return Self.text(ofOwner: meta) }
        guard case .node(let node) = resource, let group = node.group else { return nil }
        return facts.manifest.groups.values.first { $0.name == group }.flatMap { Self.text(ofOwner: .map($0.owner)) }
    }

    /// `Ann <ann@example.com>` from `{name, email}`, or the text itself.
    static func text(ofOwner owner: ConfigValue) -> String? {
        if let text = owner.string { return text }
        func part(_ key: String) -> String? {
            let value = owner[key]
            let text = value?.string ?? value?.list?.compactMap(\.string).joined(separator: ", ")
            return text?.isEmpty == false ? text : nil
        }
        guard let email = part("email") else { return part("name") }
        return part("name").map { "\($0) <\(email)>" } ?? email
    }

    /// The columns in the order of the table; of what is not there, those that are declared.
    private func columns(of resource: Selectable) -> [String] {
        let id = resource.uniqueID
        if let table = facts.table(of: id) { return table.columns.map(\.name) }
        return resource.columns.isEmpty ? (facts.columns[id]?.columns.map(\.name) ?? []) : resource.columns.map(\.name)
    }
}

extension Selectable {
    /// The columns that properties files declare.
    var columns: [Column] {
        switch self {
        case .node(let node): node.columns
        case .source(let source): source.columns
        default: []
        }
    }
}
