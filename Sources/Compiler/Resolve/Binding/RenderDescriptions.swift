import Diagnostics
import Formats
import Graph
import Jinja
import Project

extension Resolver {
    /// Renders descriptions, in which `doc()` names docs blocks, and notes the blocks.
    mutating func renderDescriptions() {
        let renderer = yamlRenderer(package: root.name)
        for var node in nodes.enabled.map(\.node) where Self.isRendered(node.description, node.columns) {
            describe(&node, renderer)
            nodes.update(node.uniqueID) { $0 = node }
        }
        for id in sources.keys {
            guard var source = sources[id] else { continue }
            describe(&source, renderer)
            sources[id] = source
        }
        for id in macros.keys {
            guard var macro = macros[id], macro.patchPath != nil else { continue }
            describe(&macro, renderer)
            macros[id] = macro
        }
        for id in exposures.keys {
            guard var exposure = exposures[id] else { continue }
            let place = DocsPlace(owner: exposure.uniqueID, package: exposure.packageName, span: exposure.span)
            exposure.description = rendered(exposure.description, place, renderer).text
            exposures[id] = exposure
        }
        for id in semantics.keys {
            guard var resource = semantics[id] else { continue }
            describe(&resource, renderer)
            semantics[id] = resource
        }
    }

    private static func isRendered(_ description: String, _ columns: [Column]) -> Bool {
        ConfigRenderer.hasTags(description) || columns.contains { ConfigRenderer.hasTags($0.description) }
    }

    /// What decides what a description says.
    struct DescriptionKey: Hashable {
        let text: String
        let package: String
    }

    /// Who has a description.
    struct DocsPlace {
        let owner: String
        let package: String
        let span: SourceSpan?
    }

    private mutating func describe(_ node: inout Node, _ renderer: ConfigRenderer) {
        let place = DocsPlace(
            owner: node.uniqueID, package: node.packageName, span: node.describedAt ?? node.source?.firstLine)
        (node.description, node.docBlocks) = rendered(node.description, place, renderer)
        describe(&node.columns, place, renderer)
    }

    private mutating func describe(_ source: inout Source, _ renderer: ConfigRenderer) {
        let place = DocsPlace(owner: source.uniqueID, package: source.packageName, span: source.span)
        (source.description, source.docBlocks) = rendered(source.description, place, renderer)
        source.sourceDescription = rendered(source.sourceDescription, place, renderer).text
        describe(&source.columns, place, renderer)
    }

    private mutating func describe(_ columns: inout [Column], _ place: DocsPlace, _ renderer: ConfigRenderer) {
        for index in columns.indices where !columns[index].description.isEmpty {
            (columns[index].description, columns[index].docBlocks) = rendered(columns[index].description, place, renderer)
        }
    }

    private mutating func describe(_ resource: inout SemanticResource, _ renderer: ConfigRenderer) {
        let place = DocsPlace(owner: resource.uniqueID, package: resource.packageName, span: resource.span)
        if let text = resource.description { resource.description = rendered(text, place, renderer).text }
        for key in ["dimensions", "measures", "entities"] where resource.definition[key] != nil {
            var elements = resource.elements(key)
            for index in elements.indices {
                guard let text = elements[index]["description"]?.string else { continue }
                elements[index]["description"] = .string(rendered(text, place, renderer).text)
            }
            resource.definition[key] = .list(elements.map { .map($0) })
        }
    }

    private mutating func describe(_ macro: inout Macro, _ renderer: ConfigRenderer) {
        let place = DocsPlace(owner: macro.uniqueID, package: macro.packageName, span: macro.span?.firstLine)
        macro.description = rendered(macro.description, place, renderer).text
        for index in macro.arguments.indices {
            guard var map = macro.arguments[index].map, let text = map["description"]?.string, !text.isEmpty else { continue }
            map["description"] = .string(rendered(text, place, renderer).text)
            macro.arguments[index] = .map(map)
        }
    }

    private mutating func rendered(
        _ text: String, _ place: DocsPlace, _ renderer: ConfigRenderer
    ) -> (text: String, blocks: [String]) {
        guard ConfigRenderer.hasTags(text) else { return (text, []) }
        let docs = docs
        let root = root.name
        let doc = ConfigFunction("doc") { names in try Self.contents(names, docs, root, place) }
        // A docs block is often named by many columns.
        let key = DescriptionKey(text: text, package: place.package)
        if let known = descriptions[key] { return known }
        var found: [Diagnostic] = []
        let result = (renderer.renderText(text, at: place.span, functions: [doc], &found), blocks(in: text, place))
        diagnostics += found
        if found.isEmpty { descriptions[key] = result }
        return result
    }

    /// What `doc(name)` or `doc(package, name)` gives.
    private static func contents(
        _ names: [String], _ docs: OrderedTable<Documentation>, _ root: String, _ place: DocsPlace
    ) throws -> String {
        guard names.count == 1 || names.count == 2 else {
            throw Diagnostic.error("doc-arguments", "doc() takes at most two arguments (\(names.count) given)", at: place.span)
        }
        let name = names[names.count - 1]
        let package = names.count == 2 ? names[0] : nil
        if let block = find(name, package, docs, root, place) { return block.contents }
        let shown = package.map { " in package '\($0)'" } ?? ""
        let message = "Documentation for '\(place.owner)' depends on doc '\(name)'\(shown) which was not found"
        throw Diagnostic.error(
            "unknown-doc", message, at: place.span, hint: DidYouMean.hint(name, among: docs.values.map(\.name)))
    }

    private static func find(
        _ name: String, _ package: String?, _ docs: OrderedTable<Documentation>, _ root: String, _ place: DocsPlace
    ) -> Documentation? {
        if let package { return docs["doc.\(package).\(name)"] }
        return docs["doc.\(place.package).\(name)"] ?? docs["doc.\(root).\(name)"] ?? docs.values.first { $0.name == name }
    }

    /// The unique ids of the blocks a description names with literal `doc()` calls that it prints as they are.
    private func blocks(in text: String, _ place: DocsPlace) -> [String] {
        guard let template = try? Template(text) else { return [] }
        return template.printedCalls.compactMap { call in
            guard call.owner == nil, call.name == "doc" else { return nil }
            let names = call.positional.compactMap { $0.literal?.string }
            guard names.count == 1 || names.count == 2 else { return nil }
            return Self.find(names[names.count - 1], names.count == 2 ? names[0] : nil, docs, root.name, place)?.uniqueID
        }
    }
}
