import Graph
import Project
import Warehouse

/// A text from the command line as a node: what `--inline` compiles and shows.
enum InlineNode {
    /// The node: an analysis of the root project that may refer to anything.
    static func make(_ text: String, in project: LoadedProject) -> Node {
        let package = project.setup.root.name
        var node = Node(
            uniqueID: "sql_operation.\(package).inline_query", name: "inline_query", resourceType: .sqlOperation, packageName: package,
            path: "sql/inline_query", originalFilePath: "from remote system.sql", fqn: [package, "sql", "inline_query"], details: .analysis)
        node.rawCode = text
        node.database = project.setup.adapter.credentials.database
        node.schema = project.setup.adapter.credentials.schema
        return node
    }
}
