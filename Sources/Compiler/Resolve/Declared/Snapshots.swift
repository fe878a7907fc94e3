import Diagnostics
import Formats
import Graph
import Project

extension Resolver {
    /// Adds a snapshot that is declared with `relation:` in a properties file, without a block of its own.
    mutating func addSnapshot(_ entry: ConfigValue, _ context: PropertiesContext) {
        guard let relation = entry["relation"] else { return }
        let name = entry["name"].map(PythonText.str) ?? ""
        let package = context.package.name
        let text = PythonText.str(relation)
        var node = newNode(
            name, .snapshot, package, originalPath: context.file.originalPath, path: "\(name).sql",
            fqn: [package] + ProjectFile.folders(context.file.relativePath) + [name])
        node.checksum = context.file.checksum
        node.source = entry["name"]?.span ?? entry.span
        node.rawCode = "select * from {{ \(text) }}"
        guard let calls = StaticCalls.read(expression: text), calls.refs.count + calls.sources.count > 0 else {
            let message =
                StaticCalls.read(expression: text) == nil
                ? "Invalid jinja expression: \(text)" : "Invalid ref or source expression: \(text)"
            report(.error("bad-relation", message, at: relation.span))
            return
        }
        if let ref = calls.refs.first { node.refs = [ref] } else { node.sources = Array(calls.sources.prefix(1)) }
        var draft = NodeDraft(node)
        draft.text = node.source
        configureWithoutFile(&draft)
        add(draft)
        rebuildReferences()
    }

    /// Before its entry is applied such a snapshot has the configuration of `dbt_project.yml` alone.
    private mutating func configureWithoutFile(_ draft: inout NodeDraft) { updateRelationName(&draft) }
}
