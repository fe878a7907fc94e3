public import Graph

/// Where the columns of the models and snapshots of a project come from: read from their compiled SQL, without a database.
///
/// What cannot be told for certain is not told: columns and nodes say why something about them is not known.
public struct ColumnLineage: Sendable {
    private var nodes: [String: NodeColumns] = [:]

    /// The lineage of a manifest whose models and snapshots have their compiled code.
    ///
    /// - Parameter columns: the names of the columns that a resource has in the database, in their order; nil where that is not known. Without
    ///   them, `select *` from a source or a seed is as well understood as its declared columns allow.
    public init(_ manifest: Manifest, columns: @escaping (_ uniqueID: String) -> [String]? = { _ in nil }) {
        let dialect = SQLDialect(adapterType: manifest.metadata.adapterType)
        let analysis = LineageAnalysis(manifest, dialect, columns)
        for id in Self.order(of: manifest) {
            if let found = analysis.columns(of: id) { nodes[id] = found }
        }
    }

    /// The columns of a model or snapshot; nil for all other resources.
    public subscript(id: String) -> NodeColumns? { nodes[id] }

    /// The columns of models and snapshots that are made directly of each column.
    public var users: [ColumnOrigin: [ColumnOrigin]] {
        var result: [ColumnOrigin: [ColumnOrigin]] = [:]
        for id in nodes.keys.sorted() {
            for column in nodes[id]?.columns ?? [] {
                for origin in column.origins { result[origin, default: []].append(ColumnOrigin(id: id, column: column.name)) }
            }
        }
        return result
    }

    /// The models and snapshots, each behind what it reads.
    private static func order(of manifest: Manifest) -> [String] {
        var order: [String] = []
        var seen: Set<String> = []
        var stack: [(id: String, isDone: Bool)] = []
        for node in manifest.nodes.values where node.resourceType == .model || node.resourceType == .snapshot {
            stack.append((node.uniqueID, false))
            while let (id, isDone) = stack.popLast() {
                if isDone {
                    order.append(id)
                } else if seen.insert(id).inserted, let next = manifest.nodes[id] {
                    stack.append((id, true))
                    stack += next.dependsOn.nodes.filter { !seen.contains($0) }.map { ($0, false) }
                }
            }
        }
        return order
    }
}
