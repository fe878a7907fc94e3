import Diagnostics
import Formats

/// What changed in an enforced contract so that readers of the model may break: dbt's rules and words.
struct ContractChanges {
    private let new: Node
    private let old: Node
    /// Constraint types that the database enforces; only their removal breaks anything.
    private let enforced: Set<String>

    init(_ new: Node, since old: Node, enforced: Set<String>) {
        self.new = new
        self.old = old
        self.enforced = enforced
    }

    /// The breaking changes, in dbt's order; empty where the contract was not enforced before or is the same.
    func all() -> [String] {
        guard new.model != nil, old.model != nil, old.contract.enforced, !SameContents.contract(new, old) else { return [] }
        let kinds: [(String, [String])] = [
            ("Columns were removed", removedColumns()),
            ("Columns with data_type changes", changedTypes()),
            ("Enforced column level constraints were removed", removedColumnConstraints()),
            ("Enforced model level constraints were removed", removedModelConstraints()),
            ("Materialization changed with enforced constraints", changedMaterialization()),
        ]
        var result: [String] = []
        if !new.contract.enforced {
            result.append(
                "Contract enforcement was removed: Previously, this model had an enforced contract. It is no longer configured to enforce its contract, and this is a breaking change."
            )
        }
        for (title, details) in kinds where !details.isEmpty {
            result.append("\(title): \n    - " + details.joined(separator: "\n    - "))
        }
        return result
    }

    private var oldColumns: [Column] { old.columns.sorted { $0.name.precedesByCodePoint($1.name) } }

    private func column(_ name: String) -> Column? { new.columns.first { $0.name == name } }

    private func removedColumns() -> [String] { oldColumns.map(\.name).filter { column($0) == nil } }

    /// A change of length, precision or scale alone breaks nothing.
    private func changedTypes() -> [String] {
        oldColumns.compactMap { before in
            guard let now = column(before.name), baseType(before.dataType) != baseType(now.dataType) else { return nil }
            return "\(before.name) (\(before.dataType ?? "None") -> \(now.dataType ?? "None"))"
        }
    }

    private func baseType(_ type: String?) -> String? {
        guard let type, let base = type.split(separator: "(", omittingEmptySubsequences: false).first else { return type }
        return base.split(separator: " ").joined(separator: " ").lowercased()
    }

    private func removedColumnConstraints() -> [String] {
        guard old.buildsTable else { return [] }
        return oldColumns.flatMap { before -> [String] in
            guard let now = column(before.name) else { return [] }
            return removed(before.constraints, from: now.constraints).map { "'\(label($0))' constraint on column \(before.name)" }
        }
    }

    private func removedModelConstraints() -> [String] {
        guard old.buildsTable else { return [] }
        return removed(old.model?.constraints ?? [], from: new.model?.constraints ?? []).map { constraint in
            "'\(label(constraint))' constraint on columns \(PythonText.repr(constraint["columns"] ?? .list([])))"
        }
    }

    private func removed(_ before: [ConfigValue], from now: [ConfigValue]) -> [ConfigValue] {
        before.filter { constraint in !now.contains(constraint) && enforced.contains(constraint["type"]?.string ?? "") }
    }

    private func label(_ constraint: ConfigValue) -> String { constraint["name"]?.string ?? constraint["type"]?.string ?? "" }

    private func changedMaterialization() -> [String] {
        let hadConstraints = !(old.model?.constraints ?? []).isEmpty || old.columns.contains { !$0.constraints.isEmpty }
        guard old.buildsTable, !new.buildsTable, hadConstraints else { return [] }
        return ["\(old.materialized) -> \(new.materialized)"]
    }
}

extension Node {
    /// Whether the materialization is one whose constraints the database can enforce.
    fileprivate var buildsTable: Bool { self.materialized == "table" || self.materialized == "incremental" }
}

extension ContractChanges {
    /// Compares all contracts of a manifest with those of an earlier one. Throws `contract-broken` at the first breaking change of a
    /// versioned model; returns a warning for each unversioned one, removed models included.
    static func report(_ selector: NodeSelector, since before: Manifest, enforced: Set<String>) throws(Diagnostic) -> [Diagnostic] {
        var warnings: [Diagnostic] = []
        for case .node(let node)? in selector.members {
            guard let old = before.nodes[node.uniqueID] else { continue }
            let changes = ContractChanges(node, since: old, enforced: enforced).all()
            if !changes.isEmpty { warnings.append(try report(changes, of: node)) }
        }
        for node in before.nodes.values where selector.manifest.nodes.position(of: node.uniqueID) == nil {
            let disabled = selector.manifest.disabledNode(node.uniqueID)
            let removed = disabled ?? node
            guard removed.model != nil, removed.contract.enforced, !removed.isPastDeprecation(selector.manifest) else { continue }
            let what = disabled == nil ? "was deleted or renamed." : "was disabled."
            warnings.append(try report(["Contracted model '\(removed.uniqueID)' \(what)"], of: removed))
        }
        return warnings
    }

    private static func report(_ changes: [String], of node: Node) throws(Diagnostic) -> Diagnostic {
        let reasons = changes.joined(separator: "\n  - ")
        guard node.model?.version == nil else {
            throw Diagnostic(
                "contract-broken", .error,
                "While comparing to previous project state, dbt detected a breaking change to an enforced contract.\n  - \(reasons)\n"
                    + "Consider making an additive (non-breaking) change instead, if possible.\nOtherwise, create a new model version: "
                    + "https://docs.getdbt.com/docs/collaborate/govern/model-versions", at: node.source,
                notes: [Diagnostic.Note("in model \(node.name) (\(node.originalFilePath))")])
        }
        return Diagnostic(
            "contract-broken", .warning,
            "Breaking change to contracted, unversioned model \(node.name) (\(node.originalFilePath))\n"
                + "While comparing to previous project state, dbt detected a breaking change to an unversioned model.\n  - \(reasons)\n",
            at: node.source)
    }
}

extension Manifest {
    /// The first disabled node of an id.
    fileprivate func disabledNode(_ id: String) -> Node? {
        for entry in disabled where entry.id == id {
            if case .node(let node) = entry.resource { return node }
        }
        return nil
    }
}

extension Node {
    /// Whether its deprecation date lies before the run. ISO timestamps of one offset sort as text.
    fileprivate func isPastDeprecation(_ manifest: Manifest) -> Bool {
        guard let date = self.model?.deprecationDate, !manifest.metadata.runStartedAt.isEmpty else { return false }
        return date.precedesByCodePoint(manifest.metadata.runStartedAt)
    }
}
