import Jinja
public import Warehouse

extension AdapterObject {
    /// Methods on the cache of known relations.
    static let cacheMethods: [Method] = [
        Method("cache_added", Signature("relation")) { receiver, arguments, _ in
            let added = try relation(arguments.value(0), "relation", of: "cache_added")
            try adapter(receiver).context.session?.cache.add(added)
            return .string("")
        },
        Method("cache_dropped", Signature("relation")) { receiver, arguments, _ in
            let dropped = try relation(arguments.value(0), "relation", of: "cache_dropped")
            try adapter(receiver).context.session?.cache.drop(dropped)
            return .string("")
        },
        Method("cache_renamed", Signature("from_relation", "to_relation")) { receiver, arguments, _ in
            let old = try relation(arguments.value(0), "from_relation", of: "cache_renamed")
            let new = try relation(arguments.value(1), "to_relation", of: "cache_renamed")
            try adapter(receiver).context.session?.cache.rename(old, to: new)
            return .string("")
        },
        Method("list_relations", Signature("database", "schema")) { receiver, arguments, _ in
            let relations = try adapter(receiver).listRelations(
                database: arguments.value(0).text, schema: arguments.value(1).text)
            return .object(ListObject(relations.map(Value.relation)))
        },
        Method("list_relations_without_caching", Signature("schema_relation")) { receiver, arguments, _ in
            let schema = try relation(arguments.value(0), "schema_relation", of: "list_relations_without_caching")
            return .object(ListObject(try adapter(receiver).readRelations(in: schema).map(Value.relation)))
        },
        Method("get_relation", Signature("database", "schema", "identifier")) { receiver, arguments, _ in
            let found = try adapter(receiver).find(
                database: arguments.value(0).text, schema: arguments.value(1).text, identifier: arguments.value(2).text)
            return found.map(Value.relation) ?? .none
        },
        Method("already_exists", Signature("schema", "name")) { receiver, arguments, _ in
            let adapter = try adapter(receiver)
            let found = try adapter.find(
                database: adapter.context.world.adapter.credentials.database, schema: arguments.value(0).text,
                identifier: arguments.value(1).text)
            return .bool(found != nil)
        },
    ]

    /// The relations of a schema: from the cache where it knows them, else from the database, which the cache then learns.
    func listRelations(database: String?, schema: String?) throws -> [Relation] {
        let session = try session()
        let physical = schema.map(context.world.adapter.physicalSchema)
        if session.cache.knows(database: database, schema: physical) {
            return session.cache.relations(database: database, schema: physical)
        }
        var relation = Relation(
            database: database, schema: physical, identifier: "", quotePolicy: context.world.quoting,
            style: context.world.adapter.dialect.relationStyle)
        relation = relation.withoutIdentifier()
        let found = try readRelations(in: relation)
        if session.cache.learns {
            for relation in found { session.cache.add(relation) }
            session.cache.markKnown([(database, physical)])
        }
        return found
    }

    /// The relations of a schema as the database lists them, through the macro `list_relations_without_caching`.
    func readRelations(in schema: Relation) throws -> [Relation] {
        let answer = try context.callMacro("list_relations_without_caching", [("schema_relation", .relation(schema))])
        return try answer.elements().map { row in
            let cells = try row.elements()
            guard cells.count == 4 else {
                throw JinjaError(.value, "list_relations_without_caching gave \(cells.count) columns where 4 are expected")
            }
            let kind = RelationKind(rawValue: try cells[3].str()) ?? .external
            return Relation(
                database: cells[0].text, schema: cells[2].text, identifier: cells[1].text, kind: kind, quotePolicy: NamePolicy(),
                style: schema.style)
        }
    }

    /// The one relation of a name, or nil. Throws where several fit.
    func find(database: String?, schema: String?, identifier: String?) throws -> Relation? {
        let quoting = context.world.quoting
        let wantedDatabase = quoting.database ? database : database?.lowercased()
        let physical = schema.map(context.world.adapter.physicalSchema)
        let wantedSchema = quoting.schema ? physical : physical?.lowercased()
        let wanted = quoting.identifier ? identifier : identifier?.lowercased()
        let matches = try candidates(database: database, schema: schema, identifier: identifier).filter {
            try $0.matches(database: wantedDatabase, schema: wantedSchema, identifier: wanted)
        }
        guard matches.count > 1 else { return matches.first }
        let listed = matches.map(\.text).joined(separator: ", ")
        throw JinjaError(
            .compilation,
            "get_relation returned more than one relation with the given args. Please specify a database or schema to narrow down the "
                + "result set.\n{'identifier': '\(identifier ?? "None")', 'schema': '\(schema ?? "None")', 'database': "
                + "'\(database ?? "None")'}\n\n[\(listed)]")
    }
}

extension AdapterObject {
    /// Relations among which one of a name is looked for: those whose name differs in its case at most, where all of the schema are known.
    fileprivate func candidates(database: String?, schema: String?, identifier: String?) throws -> [Relation] {
        let cache = try session().cache
        let physical = schema.map(context.world.adapter.physicalSchema)
        let quote = context.world.adapter.dialect.relationStyle.quoteCharacter
        guard let identifier, !identifier.contains(quote), cache.knows(database: database, schema: physical) else {
            return try listRelations(database: database, schema: schema)
        }
        return cache.relation(database: database, schema: physical, identifier: identifier).map { [$0] } ?? []
    }
}

extension RenderContext {
    /// The relations of a schema as the database lists them now. Throws what the database answers.
    public func readRelations(in schema: Relation) throws -> [Relation] { try AdapterObject(self).readRelations(in: schema) }
}
