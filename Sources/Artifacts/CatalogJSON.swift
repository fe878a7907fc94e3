public import Formats
public import Graph

/// `catalog.json`.
public struct CatalogJSON: ArtifactContent {
    /// Schema v1.
    public static var kind: ArtifactKind { .catalog }
    private let catalog: Catalog

    /// The artifact of a catalog.
    public init(_ catalog: Catalog) { self.catalog = catalog }

    /// Writes the tables of nodes, then those of sources.
    public func write(to json: inout JSONWriter) {
        json.beginObject()
        json.object("metadata") { $0.metadataMembers(catalog.metadata, Self.kind) }
        json.object("nodes") { write(catalog.nodes, to: &$0) }
        json.object("sources") { write(catalog.sources, to: &$0) }
        if let errors = catalog.errors { json.texts("errors", errors) } else { json.member("errors", .null) }
        json.endObject()
    }

    private func write(_ tables: OrderedTable<Catalog.Table>, to json: inout JSONWriter) {
        for (id, table) in zip(tables.keys, tables.values) {
            json.key(id)
            json.beginObject()
            json.object("metadata") { describe(table, in: &$0) }
            json.object("columns") { json in
                for column in table.columns { write(column, to: &json) }
            }
            json.object("stats") { json in
                for statistic in table.stats { write(statistic, to: &json) }
            }
            json.member("unique_id", id)
            json.endObject()
        }
    }

    private func describe(_ table: Catalog.Table, in json: inout JSONWriter) {
        json.member("type", table.type)
        json.member("schema", table.schema)
        json.member("name", table.name)
        json.member("database", table.database)
        json.member("comment", table.comment)
        json.member("owner", table.owner)
    }

    private func write(_ column: Catalog.Column, to json: inout JSONWriter) {
        json.object(column.name) { json in
            json.member("type", column.type)
            json.member("index", .int(column.index))
            json.member("name", column.name)
            json.member("comment", column.comment)
        }
    }

    private func write(_ statistic: Catalog.Statistic, to json: inout JSONWriter) {
        json.object(statistic.id) { json in
            json.member("id", statistic.id)
            json.member("label", statistic.label)
            json.member("value", statistic.value)
            json.member("include", .bool(statistic.include))
            json.member("description", statistic.description)
        }
    }
}
