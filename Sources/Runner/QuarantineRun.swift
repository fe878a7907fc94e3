import Context
import Formats
import Graph
import Jinja
import Warehouse

/// A test whose bad rows leave the tested relation: what its materialization has to know, and what came of it.
struct QuarantineRun {
    /// The name of the materialization.
    static let materialization = "smelt_quarantine"

    private let node: Node
    private let settings: RunSettings

    /// The run of a test.
    init(_ node: Node, _ settings: RunSettings) {
        self.node = node
        self.settings = settings
    }

    /// Gives the materialization `quarantine_facts`. Throws where the tested node is not in the project.
    func addFacts(to context: RenderContext) throws {
        guard let rule = node.quarantineRule, let id = node.genericTest?.attachedNode, let tested = settings.project.manifest.nodes[id],
            let violates = settings.macroLibrary.definition(rule.macro, in: rule.package)
        else {
            throw RaisedError("Runtime Error", "'\(node.uniqueID)' has no node whose rows it could take out")
        }
        let facts = DictObject(QuarantineFacts(tested, in: settings.project.manifest, context).values)
        facts["violates"] = context.macros.value(violates)
        facts["is_rebuilt"] = .bool(settings.builtNodes.contains(id) && isBuiltAnew(tested))
        context.extra["quarantine_facts"] = .object(facts)
        context.refresh()
    }

    /// Whether a node that ran holds nothing but what its inputs gave it this time.
    private func isBuiltAnew(_ tested: Node) -> Bool {
        switch tested.resourceType {
        case .seed: true
        case .model where tested.materialized == "table": true
        case .model where tested.materialized == "incremental":
            tested.config["full_refresh"]?.bool ?? settings.world.invocation.isOn("full_refresh")
        default: false
        }
    }

    /// Notes the counts in the result: for the ledger, in `adapter_response`, and in the message where nothing else stands there.
    static func note(_ counts: QuarantineCounts, in result: inout RunResult) {
        result.quarantine = counts
        for (key, count) in [("input", counts.input), ("passed", counts.passed), ("quarantined", counts.quarantined)] {
            result.adapterResponse[key] = .int(count)
        }
        let rows = "\(counts.quarantined) of \(counts.input) rows quarantined"
        switch result.status {
        case .fail where counts.quarantined == 0: result.message = (result.message ?? "") + "; nothing was quarantined"
        case .fail, .warn: result.message = (result.message ?? "") + "; " + rows
        default: if counts.quarantined > 0 { result.message = rows }
        }
    }
}

/// What the macros of the quarantine have to know of a node.
struct QuarantineFacts {
    /// `relation`: the node's relation as the run sees it; `table`: the quarantine beside it; `published`: the quarantine beside the relation
    /// that everybody sees; `own_columns`: those behind the relation's; `rules`: the unique ids of the node's tests that take rows out;
    /// `ignored_columns`: those that do not make a row another one.
    let values: [(String, Value)]

    /// The facts about a node.
    init(_ node: Node, in manifest: Manifest, _ context: RenderContext) {
        var relation = context.relation(of: node)
        relation.kind = .table
        var table = relation
        table.identifier = QuarantineTable.identifier(of: node.alias)
        var published = table
        published.schema = context.world.adapter.physicalSchema(node.schema)
        let rules = manifest.nodes.values.filter { $0.quarantineRule != nil && $0.genericTest?.attachedNode == node.uniqueID }
        values = [
            ("relation", .relation(relation)), ("table", .relation(table)), ("published", .relation(published)),
            ("own_columns", .object(ListObject(QuarantineTable.columns.map(Value.string)))),
            ("rules", .object(ListObject(rules.map { .string($0.uniqueID) }))),
            ("ignored_columns", .object(ListObject(Self.snapshotColumns(of: node).map(Value.string)))),
        ]
    }

    private static func snapshotColumns(of node: Node) -> [String] {
        guard node.resourceType == .snapshot else { return [] }
        let chosen = node.config["snapshot_meta_column_names"]?.map ?? ConfigMap()
        return ["dbt_valid_from", "dbt_valid_to", "dbt_scd_id", "dbt_updated_at", "dbt_is_deleted"].map {
            (chosen[$0]?.string ?? $0).lowercased()
        }
    }
}
