import Context
import Diagnostics
import Graph
import Project
import Warehouse

/// A text from the command line as a node: what `--inline` compiles and shows.
enum InlineNode {
    /// The node: an analysis of the root project that may refer to anything. Throws `ProjectFailure` for a text that cannot be parsed.
    static func make(_ text: String, in project: LoadedProject) throws -> Node {
        let package = project.setup.root.name
        var node = Node(
            uniqueID: "sql_operation.\(package).inline_query", name: "inline_query", resourceType: .sqlOperation, packageName: package,
            path: "sql/inline_query", originalFilePath: "from remote system.sql", fqn: [package, "sql", "inline_query"], details: .analysis)
        node.rawCode = text
        node.database = project.setup.adapter.credentials.database
        node.schema = project.setup.adapter.credentials.schema
        try bindReferences(of: &node, in: project)
        return node
    }

    private static let failure = Diagnostic("inline-query", .error, "Error parsing inline query")

    /// Notes what the text refers to. Throws `ProjectFailure` for a model that does not exist; a source is left for the rendering to report.
    private static func bindReferences(of node: inout Node, in project: LoadedProject) throws {
        let file = SourceFile(path: node.originalFilePath, bytes: Array(node.rawCode.utf8))
        let capture = NodeCapture(world: project.world, library: project.macroLibrary)
        let calls = capture.capture(CaptureRequest(node: node, text: SourceSpan(file, 0, file.bytes.count)))
        guard calls.diagnostics.isEmpty else { throw Session.ProjectFailure(diagnostics: [failure] + calls.diagnostics) }
        let references = project.resolved.references
        for ref in calls.refs {
            guard case .found(let id) = references.node(ref, from: node.packageName) else {
                let name = ref.name
                let hint = DidYouMean.hint(name, among: project.manifest.nodes.values.map(\.name))
                let missing = Diagnostic(
                    "unknown-ref", .error, "the inline query depends on a node named '\(name)' which was not found", hint: hint)
                throw Session.ProjectFailure(diagnostics: [failure, missing])
            }
            node.dependsOn.addNode(id)
        }
        for source in calls.sources where source.count == 2 {
            if case .found(let id) = references.source(source[0], source[1], from: node.packageName) { node.dependsOn.addNode(id) }
        }
    }
}
