import Formats
import Graph

/// Goes through the nodes of a manifest, inputs first, and keeps what columns they have.
final class LineageAnalysis {
    private let manifest: Manifest
    private let dialect: SQLDialect
    private let directory: ResourceDirectory
    private let stored: (String) -> [String]?
    /// The columns of resources as others see them, by number.
    private var known: [Int: [ColumnEntry]] = [:]
    /// The columns that the queries of nodes were found to give.
    private var found: [Int: NodeColumns] = [:]

    init(_ manifest: Manifest, _ dialect: SQLDialect, _ stored: @escaping (String) -> [String]?) {
        self.manifest = manifest
        self.dialect = dialect
        self.stored = stored
        directory = ResourceDirectory(manifest, dialect)
    }

    /// The columns of a model or snapshot whose inputs were gone through; nil for other resources.
    func columns(of id: String) -> NodeColumns? {
        guard let node = manifest.nodes[id], node.resourceType == .model || node.resourceType == .snapshot,
            let number = directory.number(of: id)
        else { return nil }
        let columns = analyze(node, number)
        found[number] = columns
        known[number] = nil
        return columns
    }

    private func analyze(_ node: Node, _ number: Int) -> NodeColumns {
        guard let code = node.compilation?.code else {
            return NodeColumns(columns: [], reason: "it is not compiled")
        }
        let names = NodeRelations(node, self)
        do throws(SQLProblem) {
            let query = try QueryParser.query(of: code, dialect)
            let lookup = NameLookup(dialect: dialect, names: directory.names)
            var binder = QueryBinder(lookup: lookup, relations: names, bytes: Array(code.utf8))
            let entries = try binder.bind(query, nil, nil)
            return columns(entries, of: node, number)
        } catch {
            return NodeColumns(columns: [], reason: error.reason)
        }
    }

    private func columns(_ entries: [ColumnEntry], of node: Node, _ number: Int) -> NodeColumns {
        var columns: [NodeColumns.Column] = []
        var reason: String?
        for entry in entries {
            switch entry {
            case .rest(let rest): reason = reason ?? rest.reason
            case .column(let column):
                let own = directory.names.origin(column.name, of: number)
                // What an incremental model takes over from itself says nothing of where it comes from.
                let origins = column.source.origins.filter { $0 != own }.map {
                    ColumnOrigin(id: directory.ids[Int($0.resource)], column: directory.names.name($0))
                }
                columns.append(
                    NodeColumns.Column(
                        name: column.name.text, origins: origins, isCopied: column.source.isCopied, reason: column.source.reason))
            }
        }
        if node.resourceType == .snapshot {
            columns += SnapshotColumns.names(node).map { NodeColumns.Column(name: $0, origins: [], isCopied: false, reason: nil) }
        }
        return NodeColumns(columns: columns, reason: reason)
    }

    // MARK: What others see

    /// The columns of a resource as those see them who read it.
    fileprivate func entries(of number: Int) -> [ColumnEntry] {
        if let entries = known[number] { return entries }
        let entries = makeEntries(of: number)
        known[number] = entries
        return entries
    }

    private func makeEntries(of number: Int) -> [ColumnEntry] {
        let id = directory.ids[number]
        let node = manifest.nodes[id]
        let own = found[number]
        let isGrown = node?.materialized == "incremental" || node?.resourceType == .snapshot
        let complete = own?.reason == nil ? own?.columns.map(\.name) : nil
        if let names = (isGrown ? stored(id) ?? complete : complete ?? stored(id)) { return columns(names, of: number) }
        let declared = node.map(\.columns) ?? manifest.sources[id]?.columns ?? []
        let some = own?.columns.isEmpty == false ? own?.columns.map(\.name) ?? [] : declared.map { declaredName($0) }
        let name = manifest.sources[id].map { "\($0.sourceName).\($0.name)" } ?? node?.name ?? id
        let reason = own?.reason.map { "the columns of '\(name)' are not known: \($0)" } ?? "the columns of '\(name)' are not known"
        return columns(some, of: number) + [.rest(Rest(meaning: .resource(number), reason: reason))]
    }

    /// The name that a column declared in YAML has in the database.
    private func declaredName(_ column: Column) -> String {
        dialect == .postgres && column.quote != true ? column.name.loweredASCII : column.name
    }

    private func columns(_ names: [String], of number: Int) -> [ColumnEntry] {
        names.map { text in
            let name = SQLName(text, dialect)
            return .column(BoundColumn(name: name, source: .column(directory.names.origin(name, of: number))))
        }
    }

    fileprivate func number(of id: String) -> Int? { directory.number(of: id) }

    fileprivate func resource(_ path: [SQLName], among readers: Set<Int>) -> Int? { directory.resource(path, among: readers) }

    fileprivate func name(_ text: String) -> SQLName { SQLName(unquoted: text, dialect) }
}

/// What names of relations mean in the SQL of one node.
private struct NodeRelations: RelationNames {
    private let analysis: LineageAnalysis
    /// What the node reads by `ref` and `source`, itself included.
    private let inputs: Set<Int>
    /// The ephemeral models whose SQL stands in the node's.
    private let ephemerals: [SQLName: Int]

    init(_ node: Node, _ analysis: LineageAnalysis) {
        self.analysis = analysis
        inputs = Set((node.dependsOn.nodes + [node.uniqueID]).compactMap(analysis.number))
        let ctes = node.compilation?.extraCTEs ?? []
        ephemerals = Dictionary(
            ctes.compactMap { cte in
                guard let number = analysis.number(of: cte.id), let name = cte.sql.split(separator: " ").first else { return nil }
                return (analysis.name(String(name)), number)
            }, uniquingKeysWith: { first, _ in first })
    }

    func entries(of path: [SQLName]) -> [ColumnEntry]? { analysis.resource(path, among: inputs).map(analysis.entries) }

    func inlined(_ name: SQLName) -> [ColumnEntry]? { ephemerals.isEmpty ? nil : ephemerals[name].map(analysis.entries) }
}

/// The columns that a snapshot adds to those of its query.
private enum SnapshotColumns {
    static func names(_ node: Node) -> [String] {
        let chosen = node.config["snapshot_meta_column_names"]?.map ?? [:]
        let deletes = node.config["hard_deletes"]?.string == "new_record" ? ["dbt_is_deleted"] : []
        return (["dbt_scd_id", "dbt_updated_at", "dbt_valid_from", "dbt_valid_to"] + deletes).map { chosen[$0]?.string ?? $0 }
    }
}
