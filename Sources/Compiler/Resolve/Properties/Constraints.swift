import Diagnostics
import Files
import Formats
import Graph
import Project

/// Constraints as the manifest shows them.
enum ConstraintText {
    static let types = ["check", "not_null", "unique", "primary_key", "foreign_key", "custom"]

    /// Whether a type is one dbt knows.
    static func isKnown(_ type: ConfigValue?) -> Bool { type?.string.map(types.contains) ?? false }

    /// A column's constraint with all its keys.
    static func columnForm(_ value: ConfigValue) -> ConfigValue {
        var result: ConfigMap = [
            "type": .null, "name": .null, "expression": .null, "warn_unenforced": true, "warn_unsupported": true, "to": .null,
            "to_columns": .list([]),
        ]
        for entry in value.map ?? ConfigMap() where result[entry.name] != nil { result[entry.name] = entry.value }
        return ConfigValue(.map(result), at: value.span)
    }

    /// A model's constraint with all its keys.
    static func modelForm(_ value: ConfigValue) -> ConfigValue {
        var result = columnForm(value).map ?? ConfigMap()
        result["columns"] = value["columns"] ?? .list([])
        return ConfigValue(.map(result), at: value.span)
    }

    /// Python's `str()` of a list of constraints, which is what the contract's hash is made of.
    static func pythonText(_ constraints: [ConfigValue], isModel: Bool) -> String {
        let texts = constraints.map { constraint in
            let fields = (constraint.map ?? ConfigMap()).map { entry in
                entry.name == "type"
                    ? "type=<ConstraintType.\(PythonText.str(entry.value)): \(PythonText.repr(entry.value))>"
                    : "\(entry.name)=\(PythonText.repr(entry.value))"
            }
            return "\(isModel ? "ModelLevelConstraint" : "ColumnLevelConstraint")(\(fields.joined(separator: ", ")))"
        }
        return "[" + texts.joined(separator: ", ") + "]"
    }
}

extension Resolver {
    /// Sets a model's constraints, checks what an enforced contract needs, and hashes it.
    mutating func setConstraints(
        _ constraints: [ConfigValue], _ draft: inout NodeDraft, _ properties: NodeProperties, _ context: PropertiesContext
    ) {
        guard case .model(var model) = draft.node.details else { return }
        if draft.node.contract.enforced {
            if draft.node.columns.isEmpty {
                let message =
                    "Contract enforcement failed for: (\(draft.node.originalFilePath))\n"
                    + "Constraints must be defined in a `yml` schema configuration file like `schema.yml`."
                report(.error("contract-without-columns", message, at: properties.span))
            }
            for constraint in constraints where !ConstraintText.isKnown(constraint["type"]) {
                let list = "[" + ConstraintText.types.map(PythonText.quoted).joined(separator: ", ") + "]"
                let message = "Invalid constraint type on model \(draft.node.name): Type must be one of \(list)"
                report(.error("bad-constraint", message, at: constraint.span))
            }
            warnOfUnsupported(draft.node, constraints)
        }
        checkPrimaryKeys(draft.node, constraints, properties)
        model.constraints = constraints.map(ConstraintText.modelForm)
        draft.node.details = .model(model)
        bindForeignKeys(&draft, model.constraints)
        draft.node.contract.checksum = contractChecksum(draft.node, model)
    }

    private mutating func warnOfUnsupported(_ node: Node, _ constraints: [ConfigValue]) {
        let all = node.columns.flatMap(\.constraints)
        guard !["table", "incremental"].contains(node.materialized), all.contains(where: { $0["warn_unsupported"]?.bool != false }) else {
            return
        }
        let message =
            "Constraint types are not supported for \(node.materialized) materializations and will be ignored.  Set 'warn_unsupported: "
            + "false' on this constraint to ignore this warning."
        report(.warning("unsupported-constraint", message, at: all.first?.span).with(["materialized": .text(node.materialized)]))
    }

    private mutating func checkPrimaryKeys(_ node: Node, _ constraints: [ConfigValue], _ properties: NodeProperties) {
        let isKey = { (constraint: ConfigValue) in constraint["type"]?.string == "primary_key" }
        let columns = node.columns.flatMap { column in column.constraints.filter(isKey).map { _ in column.name } }
        var errors: [String] = []
        if columns.count > 1 {
            let list = "[" + columns.map(PythonText.quoted).joined(separator: ", ") + "]"
            errors.append(
                "Found \(columns.count) columns (\(list)) with primary key constraints defined. Primary keys for multiple columns must be "
                    + "defined as a model level constraint.")
        }
        if !columns.isEmpty, constraints.contains(where: isKey) {
            errors.append(
                "Primary key constraints defined at the model level and the columns level. Primary keys can be defined at the model level "
                    + "or the column level, not both.")
        }
        guard !errors.isEmpty else { return }
        let message = "Primary key constraint error: (\(node.originalFilePath))\n" + errors.joined(separator: "\n")
        report(.error("primary-key", message, at: properties.span))
    }

    /// Foreign keys with `to: ref(…)` make their target a parent.
    private mutating func bindForeignKeys(_ draft: inout NodeDraft, _ constraints: [ConfigValue]) {
        for constraint in constraints + draft.node.columns.flatMap(\.constraints) {
            guard constraint["type"]?.string == "foreign_key", let target = constraint["to"]?.string, !target.isEmpty else { continue }
            guard let calls = StaticCalls.read(expression: target), calls.refs.count + calls.sources.count > 0 else {
                let message =
                    "Invalid 'ref' or 'source' syntax on foreign key constraint 'to' on model \(draft.node.name): \(target)."
                report(.error("bad-foreign-key", message, at: constraint["to"]?.span ?? constraint.span))
                continue
            }
            if let ref = calls.refs.first { draft.node.refs.append(ref) } else { draft.node.sources += calls.sources.prefix(1) }
        }
    }

    private func contractChecksum(_ node: Node, _ model: ModelDetails) -> String? {
        guard node.contract.enforced else { return nil }
        var text = ""
        for column in node.columns.sorted(by: { $0.name < $1.name }) {
            text += "|\(column.name)\(column.dataType ?? "None")\(ConstraintText.pythonText(column.constraints, isModel: false))"
        }
        if ["table", "incremental"].contains(node.materialized) {
            text += node.materialized + ConstraintText.pythonText(model.constraints, isModel: true)
        }
        return SHA256.hex(of: Array(text.utf8))
    }
}
