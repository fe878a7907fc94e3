import Jinja

/// The message for a model whose columns are not those of its contract.
enum ContractMismatch {
    /// dbt's message with the table of differences. Both arguments are lists of mappings with `name`, `data_type` and `formatted`.
    static func message(yaml: Value, sql: Value) throws -> String {
        let contract = try columns(yaml)
        let actual = try columns(sql)
        guard !contract.isEmpty else {
            return "This model has an enforced contract, and its 'columns' specification is missing"
        }
        var rows: [[Value]] = []
        for column in actual {
            if let declared = contract.first(where: { $0.name == column.name }) {
                guard declared.type != column.type else { continue }
                rows.append([column.name, column.type, declared.type, "data type mismatch"].map(Value.string))
            } else {
                rows.append([column.name, column.type, "", "missing in contract"].map(Value.string))
            }
        }
        for column in contract where !actual.contains(where: { $0.name == column.name }) {
            rows.append([column.name, "", column.type, "missing in definition"].map(Value.string))
        }
        rows.sort { ($0.first?.text ?? "") < ($1.first?.text ?? "") }
        let table = TableObject(columnNames: ["column_name", "definition_type", "contract_type", "mismatch_reason"], rows: rows)
        return "This model has an enforced contract that failed.\nPlease ensure the name, data_type, and number of columns in your "
            + "contract match the columns in your model's definition.\n\n"
            + (try TableText(maxRows: 50, maxColumns: nil, maxCellWidth: 50).text(of: table))
    }

    private static func columns(_ value: Value) throws -> [(name: String, type: String)] {
        try value.elements().compactMap { element in
            guard let column: DictObject = element.object() else { return nil }
            return (try column["name"]?.str() ?? "", try column["data_type"]?.str() ?? "")
        }
    }
}
