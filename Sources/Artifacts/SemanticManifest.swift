public import Files
import Formats
public import Graph

/// `semantic_manifest.json`: semantic models, metrics, saved queries and time spines in the form dbt hands to its semantic layer.
public struct SemanticManifest: Sendable {
    /// The version of the interfaces whose form is matched.
    private static let interfaceVersion: ConfigMap = ["major_version": "0", "minor_version": "213", "patch_version": "0"]
    /// The model that served as time spine before `time_spine:` could be declared.
    private static let legacySpine = "metricflow_time_spine"

    private let manifest: Manifest

    /// The semantic manifest of a manifest.
    public init(_ manifest: Manifest) { self.manifest = manifest }

    /// Writes `semantic_manifest.json` into a folder. Throws what the disk answers.
    public func write(to folder: String, on files: any FileSystem) throws(FileError) {
        try files.write(JSONWriter.text(of: .map(value)), to: FilePath.join(folder, "semantic_manifest.json"))
    }

    private var value: ConfigMap {
        [
            "semantic_models": .list(manifest.semanticModels.values.map { .map(Self.semanticModel($0)) }),
            "metrics": .list(manifest.metrics.values.map { .map(Self.metric($0)) }),
            "project_configuration": .map([
                "time_spine_table_configurations": .list(legacySpines), "metadata": .null,
                "dsi_package_version": .map(Self.interfaceVersion), "time_spines": .list(timeSpines),
            ]), "saved_queries": .list(manifest.savedQueries.values.map { .map(Self.savedQuery($0)) }),
        ]
    }

    private var timeSpines: [ConfigValue] {
        manifest.nodes.values.compactMap { node in
            guard let spine = node.model?.timeSpine, let name = spine["standard_granularity_column"]?.string else { return nil }
            let relation: ConfigMap = [
                "alias": .string(node.alias), "schema_name": .string(node.schema), "database": .optional(node.database),
                "relation_name": .optional(node.relationName),
            ]
            let column: ConfigMap = [
                "name": .string(name), "time_granularity": .optional(node.columns.first { $0.name == name }?.granularity),
            ]
            return .map([
                "node_relation": .map(relation), "primary_column": .map(column),
                "custom_granularities": spine["custom_granularities"] ?? .list([]),
            ])
        }
    }

    private var legacySpines: [ConfigValue] {
        guard manifest.semanticModels.count > 0,
            let node = manifest.nodes.values.first(where: { $0.name == Self.legacySpine && $0.resourceType.isRefable }),
            node.model?.timeSpine == nil
        else { return [] }
        return [.map(["location": .optional(node.relationName), "column_name": "date_day", "grain": "day"])]
    }

    private static func semanticModel(_ model: SemanticResource) -> ConfigMap {
        var result: ConfigMap = ["name": .string(model.name)]
        for key in ["defaults", "node_relation", "primary_entity", "dimensions"] { result[key] = model.definition[key] ?? .null }
        for key in ["entities", "measures"] {
            result[key] = .list(
                model.elements(key).map { element in
                    var element = element
                    element["metadata"] = .null
                    return .map(element)
                })
        }
        add(shared: model, to: &result)
        return result
    }

    private static func metric(_ metric: SemanticResource) -> ConfigMap {
        var result: ConfigMap = ["name": .string(metric.name), "datatype": .null]
        for key in ["type", "type_params", "filter", "time_granularity"] { result[key] = metric.definition[key] ?? .null }
        var params = metric.typeParams
        if var cumulative = params["cumulative_type_params"]?.map {
            lowercase("grain_to_date", in: &cumulative)
            params["cumulative_type_params"] = .map(cumulative)
        }
        if let inputs = params["metrics"]?.list {
            params["metrics"] = .list(
                inputs.map { input in
                    guard var map = input.map else { return input }
                    lowercase("offset_to_grain", in: &map)
                    return .map(map)
                })
        }
        result["type_params"] = .map(params)
        add(shared: metric, to: &result)
        return result
    }

    private static func lowercase(_ key: String, in map: inout ConfigMap) {
        if let text = map[key]?.string { map[key] = .string(text.lowercased()) }
    }

    private static func savedQuery(_ query: SemanticResource) -> ConfigMap {
        let exports = query.elements("exports").map { export -> ConfigValue in
            var config = export["config"]?.map ?? ConfigMap()
            config["database"] = nil
            return .map(["name": export["name"] ?? .null, "config": .map(config)])
        }
        return [
            "name": .string(query.name), "query_params": query.definition["query_params"] ?? .null,
            "description": .optional(query.description), "metadata": .null, "label": .optional(query.label), "exports": .list(exports),
            "tags": .list(query.tags.map(ConfigValue.string)),
        ]
    }

    private static func add(shared resource: SemanticResource, to result: inout ConfigMap) {
        result["description"] = .optional(resource.resourceType == .metric ? resource.description ?? "" : resource.description)
        result["label"] = .optional(resource.label)
        result["metadata"] = .null
        result["config"] = .map(["meta": resource.config["meta"] ?? .map(ConfigMap())])
    }
}
