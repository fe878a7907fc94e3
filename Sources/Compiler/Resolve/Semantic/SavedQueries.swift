import Diagnostics
import Formats
import Graph
import Project

extension Resolver {
    /// Adds an entry of `saved_queries`.
    mutating func addSavedQuery(_ entry: ConfigValue, _ context: PropertiesContext) {
        guard let map = context.reader.checked(entry, .savedQueries, context.file, &diagnostics) else { return }
        let span = map.entry("name")?.value.span ?? entry.span
        var params = SemanticForm.completed(
            map["query_params"]?.map ?? ConfigMap(),
            ["metrics": .list([]), "group_by": .list([]), "where": .null, "order_by": .list([]), "limit": .null])
        params["where"] = SemanticForm.filter(params["where"])
        var query = semanticResource(
            .savedQuery, map["name"].map(PythonText.str) ?? "", definition: ["query_params": .map(params), "exports": .list([])],
            config: map["config"]?.map ?? ConfigMap(), context, at: span)
        var form = SemanticForm()
        let exports = (map["exports"]?.list ?? []).map { export($0, of: query, &form) }
        guard isSound(form, .savedQueries, context, at: span) else { return }
        query.definition["exports"] = .list(exports)
        query.description = map["description"]?.string
        query.label = map["label"]?.string
        let tags = [map["tags"], query.config["tags"]].compactMap { $0 }.filter { !$0.isNull }
        query.tags = Set(tags.flatMap(ConfigMerge.listed).compactMap(\.string)).sorted()
        add(query)
    }

    /// An export with the place it would be written to: what it says itself, else the query's configuration, else the naming macros.
    private mutating func export(_ value: ConfigValue, of query: SemanticResource, _ form: inout SemanticForm) -> ConfigValue {
        let name = value["name"].map(PythonText.str) ?? ""
        let written = value["config"]?.map ?? ConfigMap()
        func given(_ key: String) -> ConfigValue? {
            guard let value = written[key] ?? query.config[key], PythonText.isTrue(value) else { return nil }
            return value
        }
        let node = newNode(name, .savedQuery, query.packageName, originalPath: query.originalFilePath, path: query.path, fqn: query.fqn)
        let draft = NodeDraft(node)
        let database = generated(.database, given("database"), draft) ?? .null
        let schema = given("schema_name") ?? given("schema") ?? generated(.schema, nil, draft)
        let alias = given("alias") ?? generated(.alias, nil, draft)
        let config: ConfigMap = [
            "export_as": form.word(given("export_as"), of: .export), "schema_name": schema ?? .null, "alias": alias ?? .null,
            "database": database.isNull ? given("database") ?? .null : database,
        ]
        return .map(["name": .string(name), "config": .map(config), "unrendered_config": .map(written)])
    }
}
