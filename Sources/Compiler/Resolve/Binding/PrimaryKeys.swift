import Formats
import Graph

extension Resolver {
    /// The columns that constraints or tests make the key of a model.
    mutating func inferPrimaryKeys() {
        var tests: [String: [NodeDraft]] = [:]
        for draft in nodes.enabled + nodes.disabled.flatMap(\.drafts) {
            if let attached = draft.node.genericTest?.attachedNode { tests[attached, default: []].append(draft) }
        }
        for id in nodes.ids {
            nodes.update(id) { node in
                guard case .model(var model) = node.details else { return }
                let key = Self.primaryKey(of: node, model, tests[id] ?? []).sorted()
                if key == model.primaryKey { return }
                model.primaryKey = key
                node.details = .model(model)
            }
        }
    }

    private static func primaryKey(of node: Node, _ model: ModelDetails, _ tests: [NodeDraft]) -> [String] {
        if let constraint = model.constraints.first(where: { $0["type"]?.string == "primary_key" }) {
            return constraint["columns"]?.list?.compactMap(\.string) ?? []
        }
        if let column = node.columns.first(where: { $0.constraints.contains { $0["type"]?.string == "primary_key" } }) {
            return [column.name]
        }
        var unique: [String] = []
        var disabledUnique: [String] = []
        var notNull: [String] = []
        for test in tests {
            guard let details = test.node.genericTest else { continue }
            let columns = columns(of: details)
            switch details.testName {
            case "unique", "unique_combination_of_columns": if test.isEnabled { unique += columns } else { disabledUnique += columns }
            case "not_null": notNull += columns
            default: break
            }
        }
        let both = Set(notNull).intersection(unique + disabledUnique)
        if !both.isEmpty { return Array(both) }
        return Array(Set(unique.isEmpty ? disabledUnique : unique))
    }

    private static func columns(of test: GenericTestDetails) -> [String] {
        if let column = test.arguments["column_name"]?.string { return [column] }
        return test.arguments["combination_of_columns"]?.list?.compactMap(\.string) ?? []
    }
}
