import Formats
import Graph
import Ledger
import SQL

/// Writes what the page of one resource needs beyond its head: a line of `details` of `DATA.md`.
struct SiteDetails {
    private let facts: SiteFacts
    private let index: SiteIndex
    private let markdown: MarkdownTree

    init(_ facts: SiteFacts, _ index: SiteIndex, _ markdown: MarkdownTree) {
        self.facts = facts
        self.index = index
        self.markdown = markdown
    }

    /// The line of each resource in the order of numbers, a JSON object each.
    func objects() -> [[UInt8]] {
        index.resources.map { resource in
            SiteJSON.object { json in
                switch resource {
                case .graph(let resource): write(resource, &json)
                case .macro(let macro): write(macro, &json)
                }
            }
        }
    }

    private func write(_ macro: Macro, _ json: inout JSONWriter) {
        json.values("description", markdown.nodes(of: macro.description))
        json.map("meta", macro.meta)
        json.objects("arguments", macro.arguments) { json, argument in
            json.text("name", argument["name"]?.string)
            json.text("type", argument["type"]?.string)
            json.values("description", markdown.nodes(of: argument["description"]?.string ?? ""))
        }
        json.text("raw", macro.sql)
        json.text("language", "sql")
        json.numbers("calls", index.numbers(of: macro.dependsOn))
    }

    private func write(_ resource: Selectable, _ json: inout JSONWriter) {
        json.values("description", markdown.nodes(of: resource.description))
        json.objects("columns", SiteColumn.columns(of: resource, in: facts, index)) { json, column in
            column.write(to: &json, index, markdown)
        }
        json.text("lineage", facts.columns[resource.uniqueID]?.reason)
        json.list("facts", ResourceFacts(facts, index).pairs(of: resource)) { $0.fact($1.label, $1.text) }
        writeOwn(resource, &json)
        json.map("config", Self.told(resource.config))
        json.map("meta", resource.meta)
        writeResults(resource.uniqueID, &json)
    }

    /// What only some kinds of resources have.
    private func writeOwn(_ resource: Selectable, _ json: inout JSONWriter) {
        switch resource {
        case .node(let node): writeCode(of: node, &json)
        case .source(let source): writeFreshness(of: source, &json)
        case .exposure(let exposure):
            if let url = exposure.url, MarkdownTree.isHarmless(url) { json.list("links", [("Open", url)]) { $0.fact($1.0, $1.1) } }
        case .unitTest(let test):
            json.values("given", test.given)
            if !test.expect.isNull {
                json.key("expect")
                json.value(test.expect)
            }
        case .semantic(let semantic): json.map("definition", semantic.definition)
        }
    }

    private func writeCode(of node: Node, _ json: inout JSONWriter) {
        if node.resourceType != .seed {
            // The source of a generic test is a call that smelt makes up.
            json.text("raw", node.genericTest == nil ? node.rawCode : nil)
            json.text("language", node.config["language"]?.string ?? "sql")
            json.text("compiled", node.compilation?.code)
        }
        let read = index.numbers(of: node.dependsOn.nodes)
        let names = read.compactMap { number in relation(of: index.resources[number]).map { (name: $0, number: number) } }
        json.list("relations", names) { json, entry in
            json.beginArray()
            json.string(entry.name)
            json.int(entry.number)
            json.endArray()
        }
        json.numbers("calls", index.numbers(of: node.dependsOn.macros))
    }

    /// The text that stands for a resource in compiled SQL.
    private func relation(of resource: SiteResource) -> String? {
        switch resource {
        case .graph(.node(let node)): node.relationName ?? (node.isEphemeral ? "__dbt__cte__\(node.name)" : nil)
        case .graph(.source(let source)): source.relationName
        default: nil
        }
    }

    private func writeFreshness(of source: Source, _ json: inout JSONWriter) {
        guard let result = facts.freshness[source.uniqueID] else { return }
        json.object("freshness") { json in
            json.text("status", result.status.rawValue)
            if case .measured(let measurement) = result.outcome {
                json.decimal("age", measurement.age)
                json.text("max_loaded_at", measurement.maxLoadedAt)
                json.text("at", measurement.snapshottedAt)
            }
            json.text("warn_after", ResourceFacts.limit(source.freshness["warn_after"]))
            json.text("error_after", ResourceFacts.limit(source.freshness["error_after"]))
        }
    }

    private func writeResults(_ id: String, _ json: inout JSONWriter) {
        if let moment = facts.moments[id] {
            json.object("data") { json in
                json.text("at", moment.at)
                json.number("oldest", index.numbers[moment.oldest])
                json.text("limit", moment.limit)
            }
        }
        json.text("message", facts.lastResults[id]?.message)
        json.objects("history", facts.history[id] ?? []) { json, past in
            json.text("at", past.node.startedAt ?? past.runStartedAt)
            json.text("status", past.node.status)
            json.decimal("seconds", past.node.seconds)
            json.number("rows", past.node.rows)
            json.number("failures", past.node.failures)
            json.flag("held", past.node.isHeld)
            json.text("run", String(past.run.prefix(8)))
            json.text("command", past.command)
        }
        json.texts("examples", facts.failingRows[id] ?? [])
    }

    /// The configuration without what says nothing (nulls, empty lists and mappings) and what stands elsewhere on the page. The rest stays whole: the
    /// selection `config.severity:warn` looks at it.
    private static func told(_ config: ConfigMap) -> ConfigMap {
        let elsewhere: Set = ["meta", "tags", "docs", "group", "access"]
        return ConfigMap(
            config.entries.compactMap { entry in
                let isEmpty = entry.value.isNull || entry.value.list?.isEmpty == true || entry.value.map?.isEmpty == true
                return isEmpty || elsewhere.contains(entry.name) ? nil : (entry.name, entry.value)
            })
    }
}

extension JSONWriter {
    /// A pair of texts.
    fileprivate mutating func fact(_ label: String, _ text: String) {
        beginArray()
        string(label)
        string(text)
        endArray()
    }
}

extension Selectable {
    /// The description as written.
    var description: String {
        switch self {
        case .node(let node): node.description
        case .source(let source): source.description
        case .exposure(let exposure): exposure.description
        case .unitTest(let test): test.description
        case .semantic(let semantic): semantic.description ?? ""
        }
    }

    /// The `meta` mapping.
    var meta: ConfigMap {
        switch self {
        case .node(let node): node.meta
        case .source(let source): source.meta
        case .exposure(let exposure): exposure.meta
        case .unitTest(let test): test.config["meta"]?.map ?? ConfigMap()
        case .semantic(let semantic): semantic.meta
        }
    }
}
