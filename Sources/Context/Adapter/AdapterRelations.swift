import Jinja
import Warehouse

extension AdapterObject {
    /// Methods that look at relations or change them.
    static let relationMethods: [Method] = [
        Method("drop_relation", Signature("relation")) { receiver, arguments, _ in
            let adapter = try adapter(receiver)
            let dropped = try relation(arguments.value(0), "relation", of: "drop_relation")
            guard dropped.kind != nil else {
                throw JinjaError(.compilation, "Tried to drop relation \(dropped.text), but its type is null.")
            }
            try adapter.session().cache.drop(dropped)
            _ = try adapter.context.callMacro("drop_relation", [("relation", arguments.value(0))])
            return .none
        },
        Method("truncate_relation", Signature("relation")) { receiver, arguments, _ in
            _ = try adapter(receiver).context.callMacro("truncate_relation", [("relation", arguments.value(0))])
            return .none
        },
        Method("rename_relation", Signature("from_relation", "to_relation")) { receiver, arguments, _ in
            let adapter = try adapter(receiver)
            let session = try adapter.session()
            let old = try relation(arguments.value(0), "from_relation", of: "rename_relation")
            let new = try relation(arguments.value(1), "to_relation", of: "rename_relation")
            session.cache.rename(old, to: new)
            guard try !session.connection.rename(old, to: new) else { return .none }
            _ = try adapter.context.callMacro(
                "rename_relation", [("from_relation", arguments.value(0)), ("to_relation", arguments.value(1))])
            return .none
        },
        Method("get_columns_in_relation", Signature("relation")) { receiver, arguments, _ in
            try adapter(receiver).columnsInRelation(arguments.value(0))
        },
        Method("get_columns_in_table", Signature("schema", "identifier")) { receiver, arguments, _ in
            let adapter = try adapter(receiver)
            let relation = Relation(
                database: adapter.context.world.adapter.credentials.database, schema: arguments.value(0).text,
                identifier: arguments.value(1).text, quotePolicy: adapter.context.world.quoting,
                style: adapter.context.world.adapter.dialect.relationStyle)
            return try adapter.columnsInRelation(.relation(relation))
        },
        Method("get_missing_columns", Signature("from_relation", "to_relation")) { receiver, arguments, _ in
            let adapter = try adapter(receiver)
            let from = try adapter.columns(arguments.value(0))
            let known = Set(try adapter.columns(arguments.value(1)).map(\.name))
            return .object(ListObject(from.filter { !known.contains($0.name) }.map { .object(ColumnObject($0)) }))
        },
        Method("expand_target_column_types", Signature("from_relation", "to_relation")) { receiver, arguments, _ in
            try adapter(receiver).expandColumns(goal: arguments.value(0), current: arguments.value(1))
            return .none
        },
        Method("expand_column_types", Signature("goal", "current")) { receiver, arguments, _ in
            try adapter(receiver).expandColumns(goal: arguments.value(0), current: arguments.value(1))
            return .none
        },
        Method("create_schema", Signature("relation")) { receiver, arguments, _ in
            try adapter(receiver).changeSchema("create_schema", arguments.value(0))
            return .none
        },
        Method("drop_schema", Signature("relation")) { receiver, arguments, _ in
            let adapter = try adapter(receiver)
            try adapter.changeSchema("drop_schema", arguments.value(0))
            let schema = try relation(arguments.value(0), "relation", of: "drop_schema")
            try adapter.session().cache.dropSchema(database: schema.database, schema: schema.schema)
            return .none
        },
        Method("list_schemas", Signature("database")) { receiver, arguments, _ in
            let answer = try adapter(receiver).context.callMacro("list_schemas", [("database", arguments.value(0))])
            let names = try answer.elements().map { try $0.elements().first ?? .none }
            return .object(ListObject(names))
        },
        Method("check_schema_exists", Signature("database", "schema")) { receiver, arguments, _ in
            let adapter = try adapter(receiver)
            let information = Relation(
                database: arguments.value(0).text, schema: arguments.value(1).text, identifier: "INFORMATION_SCHEMA",
                quotePolicy: adapter.context.world.quoting, style: adapter.context.world.adapter.dialect.relationStyle
            ).informationSchema()
            let answer = try adapter.context.callMacro(
                "check_schema_exists", [("information_schema", .relation(information)), ("schema", arguments.value(1))])
            let count = try answer.elements().first?.elements().first ?? .int(0)
            return .bool((count.double ?? 0) > 0)
        },
        Method("valid_snapshot_target", Signature("relation", "column_names=")) { receiver, arguments, _ in
            try adapter(receiver).checkSnapshotTarget(
                arguments.value(0), names: arguments.value(1), required: ["dbt_scd_id", "dbt_valid_from", "dbt_valid_to"])
            return .none
        },
        Method("assert_valid_snapshot_target_given_strategy", Signature("relation", "column_names", "strategy")) { receiver, arguments, _ in
            let adapter = try adapter(receiver)
            try adapter.checkSnapshotTarget(
                arguments.value(0), names: arguments.value(1), required: ["dbt_scd_id", "dbt_valid_from", "dbt_valid_to"])
            if let strategy: DictObject = arguments.value(2).object(), strategy["hard_deletes"]?.text == "new_record" {
                try adapter.checkSnapshotTarget(arguments.value(0), names: arguments.value(1), required: ["dbt_is_deleted"])
            }
            return .none
        },
    ]

    /// The columns of a relation, from the adapter or its macro, as a list of column objects.
    func columnsInRelation(_ value: Value) throws -> Value {
        let relation = try Self.relation(value, "relation", of: "get_columns_in_relation")
        if let columns = try session().connection.columns(of: relation) {
            return .object(ListObject(columns.map { .object(ColumnObject($0)) }))
        }
        return try context.callMacro("get_columns_in_relation", [("relation", value)])
    }

    private func columns(_ value: Value) throws -> [Column] {
        try columnsInRelation(value).elements().compactMap { $0.object(ColumnObject.self)?.column }
    }

    /// Widens string columns of `current` that are too narrow for those of `goal`.
    private func expandColumns(goal: Value, current: Value) throws {
        let wanted = try columns(goal)
        let present = Dictionary(try columns(current).map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        for column in wanted {
            guard let target = present[column.name], target.canExpand(to: column) else { continue }
            let type = Column.stringType(try column.stringSize())
            _ = try context.callMacro(
                "alter_column_type",
                [("relation", current), ("column_name", .string(column.name)), ("new_column_type", .string(type))])
        }
    }

    private func changeSchema(_ macro: String, _ value: Value) throws {
        let schema = try Self.relation(value, "relation", of: macro).withoutIdentifier()
        _ = try context.callMacro(macro, [("relation", .relation(schema))])
        try session().commitIfOpen()
    }

    private func checkSnapshotTarget(_ relation: Value, names: Value, required: [String]) throws {
        let present = Set(try columns(relation).map { $0.name.lowercased() })
        let renamed: DictObject? = names.object()
        let missing = required.map { renamed?[$0]?.text ?? $0 }.filter { !$0.isEmpty && !present.contains($0.lowercased()) }
        guard !missing.isEmpty else { return }
        throw JinjaError(
            .compilation,
            "Snapshot target is missing configured columns (missing \"\(missing.joined(separator: "\", \""))\"). "
                + "See https://docs.getdbt.com/docs/build/snapshots#snapshot-meta-fields for more information.")
    }
}
