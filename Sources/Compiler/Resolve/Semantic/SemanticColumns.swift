import Diagnostics
import Formats
import Graph
import Project

extension SemanticForm {
    /// `dimension:` of a column in the manifest's form: a word, or a mapping with all its keys.
    mutating func dimension(of column: ColumnProperties) -> ConfigValue {
        guard let written = column.dimension, !written.isNull else { return .null }
        guard let map = written.map else { return word(written, of: .dimension) }
        var result = columnElement(map, column)
        result["type"] = word(map["type"], of: .dimension)
        result["is_partition"] = map["is_partition"] ?? false
        result["validity_params"] = Self.validity(map["validity_params"])
        return .map(result)
    }

    /// `entity:` of a column in the manifest's form: a word, or a mapping with all its keys.
    mutating func entity(of column: ColumnProperties) -> ConfigValue {
        guard let written = column.entity, !written.isNull else { return .null }
        guard let map = written.map else { return word(written, of: .entity) }
        var result = columnElement(map, column)
        result["type"] = word(map["type"], of: .entity)
        return .map(result)
    }

    private func columnElement(_ map: ConfigMap, _ column: ColumnProperties) -> ConfigMap {
        func given(_ key: String) -> ConfigValue? { map[key].flatMap { PythonText.isTrue($0) ? $0 : nil } }
        return [
            "name": given("name") ?? .string(column.name), "type": .null,
            "description": given("description") ?? .string(column.description),
            "label": map["label"] ?? .null, "config": given("config") ?? .map(ConfigMap()),
        ]
    }

    /// Notes what is wrong with what a column says about the semantic layer.
    mutating func check(_ column: ColumnProperties) {
        if let granularity = column.granularity, !granularity.isEmpty {
            _ = word(ConfigValue(.string(granularity), at: column.span), of: .granularity)
        }
        let dimension = dimension(of: column)
        _ = entity(of: column)
        guard column.granularity?.isEmpty ?? true else { return }
        let hint = "give the column a granularity, such as `granularity: day`"
        let name = column.dimension?["name"].map(PythonText.str) ?? column.name
        if (dimension["type"] ?? dimension).string == "time" {
            let message =
                "Dimension \(name) is a time dimension attached to column \(column.name), so that column must specify a granularity."
            note(message, at: column.dimension?.span ?? column.span, hint: hint)
        } else if let validity = column.dimension?["validity_params"], !validity.isNull {
            let message =
                "Dimension \(name) has validity_params attached to column \(column.name), so that column must specify a granularity."
            note(message, at: validity.span, hint: hint)
        }
    }
}

extension Resolver {
    /// Sets a model's time spine after checking that its columns are there.
    mutating func setTimeSpine(_ model: inout ModelDetails, _ properties: NodeProperties) {
        guard let spine = properties.timeSpine?.map else { return }
        let latest = properties.versions.first { $0.version == properties.latestVersion }
        let columns = latest.map { properties.columns(of: $0) } ?? properties.columns
        let names = columns.map(\.name)
        let shown = "[" + names.map(PythonText.quoted).joined(separator: ", ") + "]"
        let standard = spine["standard_granularity_column"]?.string ?? ""
        let place = spine["standard_granularity_column"]?.span ?? properties.span
        let granularities = spine["custom_granularities"]?.list ?? []
        let missing = granularities.filter { !names.contains(Self.column(of: $0)) }
        if !names.contains(standard) {
            let message =
                "Time spine standard granularity column must be defined on the model. Got invalid column name '\(standard)' for model "
                + "'\(properties.name)'. Valid names\(latest == nil ? "" : " for latest version"): \(shown)."
            report(.error("bad-time-spine", message, at: place, hint: DidYouMean.hint(standard, among: names)))
        } else if columns.first(where: { $0.name == standard })?.granularity?.isEmpty ?? true {
            let message =
                "Time spine standard granularity column must have a granularity defined. Please add one for column '\(standard)' in model "
                + "'\(properties.name)'."
            report(.error("bad-time-spine", message, at: place))
        } else if !missing.isEmpty {
            let list = "[" + missing.map { PythonText.quoted(Self.column(of: $0)) }.joined(separator: ", ") + "]"
            let message =
                "Time spine custom granularity columns do not exist in the model. Columns not found: \(list); Available columns: \(shown)"
            report(.error("bad-time-spine", message, at: missing[0].span ?? place))
        }
        model.timeSpine = .map([
            "standard_granularity_column": .string(standard),
            "custom_granularities": .list(
                granularities.map { .map(["name": $0["name"] ?? .null, "column_name": $0["column_name"] ?? .null]) }),
        ])
    }

    /// The column of a custom granularity: its own name where it says none.
    private static func column(of granularity: ConfigValue) -> String {
        let column = granularity["column_name"].flatMap { PythonText.isTrue($0) ? $0 : nil } ?? granularity["name"]
        return column.map(PythonText.str) ?? ""
    }
}
