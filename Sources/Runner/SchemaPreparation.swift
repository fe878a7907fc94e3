import Context
import Graph
import Jinja
import Warehouse

/// Makes missing schemas and fills the relation cache, through the macros that do it in dbt.
struct SchemaPreparation {
    /// A context without a node.
    let context: RenderContext
    /// The session it works over.
    let session: WarehouseSession

    private struct Key: Hashable {
        let database: String
        let schema: String
    }

    /// One relation a schema, for all nodes that are relations.
    private func schemas(of nodes: some Sequence<Node>) -> [Relation] {
        var seen: Set<Key> = []
        // `--store-failures` speaks for every test.
        let storesFailures = context.world.invocation.isOn("store_failures")
        return nodes.filter { $0.isRelational || storesFailures && $0.resourceType == .test }.compactMap { node in
            let relation = context.relation(of: node).withoutIdentifier()
            let key = Key(database: (relation.database ?? "").lowercased(), schema: (relation.schema ?? "").lowercased())
            return seen.insert(key).inserted ? relation : nil
        }
    }

    /// Makes the schemas that nodes need and the database has not. Throws what the database answers.
    func createMissing(for nodes: [Node]) throws {
        let needed = schemas(of: nodes)
        var existing: [String: Set<String>] = [:]
        for relation in needed {
            let database = relation.database ?? ""
            if existing[database] == nil {
                let argument = relation.include(database: true, schema: false, identifier: false)
                let rows = try context.callMacro("list_schemas", [("database", .string(argument.render()))])
                existing[database] = Set(try rows.elements().compactMap { try $0.elements().first?.str().lowercased() })
            }
            guard let schema = relation.schema, existing[database]?.contains(schema.lowercased()) != true else { continue }
            do {
                try create(relation)
            } catch let error as WarehouseError where error.sqlState == "23505" {
                // Another session made it at the same time, which `if not exists` sees on Postgres only once that is over.
                try create(relation)
            }
            existing[database]?.insert(schema.lowercased())
        }
    }

    private func create(_ schema: Relation) throws {
        _ = try context.callMacro("create_schema", [("relation", .relation(schema))])
        try session.commitIfOpen()
    }

    /// Reads the relations of every schema that nodes lie in, and which of them stand on which.
    func populateCache(for nodes: some Sequence<Node>) throws {
        let needed = schemas(of: nodes)
        for schema in needed {
            for relation in try context.readRelations(in: schema) { session.cache.add(relation) }
            session.cache.markKnown([(schema.database, schema.schema)])
        }
        try linkDependents(in: Set(needed.compactMap { $0.schema?.lowercased() }))
    }

    /// Where the engine drops dependents together with a relation, its macro `<adapter>_get_relations` lists who stands on whom.
    private func linkDependents(in schemas: Set<String>) throws {
        let dialect = context.world.adapter.dialect
        let name = "\(dialect.name)_get_relations"
        let alternative = "\(dialect.name)__get_relations"
        guard let macro = [alternative, name].first(where: { context.macros.findFromRoot($0) != nil }) else { return }
        let database = context.world.adapter.credentials.database
        for row in try context.callMacro(macro, []).elements() {
            let cells = try row.elements().map { try $0.str() }
            guard cells.count == 4, schemas.contains(cells[2].lowercased()) else { continue }
            session.cache.link(
                dependent: Relation(database: database, schema: cells[0], identifier: cells[1], style: dialect.relationStyle),
                referenced: Relation(database: database, schema: cells[2], identifier: cells[3], style: dialect.relationStyle))
        }
    }
}
