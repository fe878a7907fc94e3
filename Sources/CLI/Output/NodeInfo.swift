import Formats
import Graph
import Runner

/// `node_info` of JSON events: which node a message is about and how far it is.
struct NodeInfo: Sendable {
    /// When it began, in ISO form without a zone; empty where it did not.
    var startedAt = ""
    /// When it ended, likewise.
    var finishedAt = ""
    /// `started`, `success`, `error` …; `None` before and after a run, as dbt shows it.
    var status = "None"

    /// The fields for an item.
    func fields(of item: RunItem) -> ConfigMap {
        switch item {
        case .node(let node): fields(of: node)
        case .unitTest(let test): fields(of: test)
        case .exposure(let exposure): fields(of: exposure)
        case .source(let source): fields(of: source)
        case .savedQuery(let query): fields(of: query)
        }
    }

    /// The fields for a node.
    func fields(of node: Node) -> ConfigMap {
        map(
            materialized: node.config["materialized"]?.string ?? (node.resourceType == .seed ? "seed" : ""), meta: node.meta,
            checksum: node.checksum.checksum, name: node.name, path: node.path, type: node.resourceType, id: node.uniqueID,
            relation: relation(
                alias: node.alias, database: node.database ?? "", relationName: node.relationName ?? "", schema: node.schema))
    }

    /// Unit tests have a relation only once they are built, as dbt shows it.
    private func fields(of test: UnitTest) -> ConfigMap {
        map(
            materialized: "", meta: ConfigMap(), checksum: "", name: test.name, path: test.path, type: .unitTest, id: test.uniqueID,
            relation: relation(alias: "", database: "", relationName: "", schema: test.schema ?? ""))
    }

    private func fields(of exposure: Exposure) -> ConfigMap {
        map(
            materialized: "", meta: exposure.meta, checksum: "", name: exposure.name, path: exposure.path, type: .exposure,
            id: exposure.uniqueID, relation: relation(alias: "", database: "", relationName: "", schema: ""))
    }

    private func fields(of source: Source) -> ConfigMap {
        map(
            materialized: "", meta: source.meta, checksum: "", name: source.name, path: source.path, type: .source, id: source.uniqueID,
            relation: relation(
                alias: source.identifier, database: source.database ?? "", relationName: source.relationName ?? "", schema: source.schema))
    }

    private func fields(of query: SemanticResource) -> ConfigMap {
        map(
            materialized: "", meta: query.config["meta"]?.map ?? ConfigMap(), checksum: "", name: query.name, path: query.path,
            type: .savedQuery, id: query.uniqueID, relation: relation(alias: "", database: "", relationName: "", schema: ""))
    }

    private func relation(alias: String, database: String, relationName: String, schema: String) -> ConfigMap {
        ["alias": .string(alias), "database": .string(database), "relation_name": .string(relationName), "schema": .string(schema)]
    }

    private func map(
        materialized: String, meta: ConfigMap, checksum: String, name: String, path: String, type: ResourceType, id: String,
        relation: ConfigMap
    ) -> ConfigMap {
        [
            "materialized": .string(materialized), "meta": .map(meta), "node_checksum": .string(checksum),
            "node_finished_at": .string(finishedAt), "node_name": .string(name), "node_path": .string(path),
            "node_relation": .map(relation), "node_started_at": .string(startedAt), "node_status": .string(status),
            "resource_type": .string(type.rawValue), "unique_id": .string(id),
        ]
    }
}

extension ConfigValue {
    /// A number of seconds as dbt's events carry it: single precision, shortest form.
    static func seconds(_ seconds: Double) -> ConfigValue { .float(Double(Float(seconds).description) ?? seconds) }
}
