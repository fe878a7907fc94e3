import Formats
import Jinja
import Warehouse

extension AdapterObject {
    /// Methods on names, types, grants and strategies.
    static let namingMethods: [Method] = [
        Method("dispatch") { receiver, arguments, _ in try adapter(receiver).context.macros.dispatch(arguments) },
        Method("quote", Signature("identifier")) { receiver, arguments, _ in
            .string(try adapter(receiver).context.world.adapter.dialect.quote(arguments.value(0).str()))
        },
        Method("quote_as_configured", Signature("identifier", "quote_key")) { receiver, arguments, _ in
            let world = try adapter(receiver).context.world
            let name = try arguments.value(0).str()
            guard let part = RelationPart(rawValue: arguments.value(1).text ?? ""), world.quoting[part] else { return .string(name) }
            return .string(world.adapter.dialect.quote(name))
        },
        Method("quote_seed_column", Signature("column", "quote_config")) { receiver, arguments, _ in
            let name = try arguments.value(0).str()
            switch arguments.value(1) {
            case .bool(false): return .string(name)
            case .bool(true), .none, .undefined: return .string(try adapter(receiver).context.world.adapter.dialect.quote(name))
            case let other:
                throw JinjaError(
                    .compilation,
                    "The seed configuration value of \"quote_columns\" has an invalid type \(other.typeName)")
            }
        },
        Method("convert_type", Signature("agate_table", "col_idx")) { receiver, arguments, _ in
            let dialect = try adapter(receiver).context.world.adapter.dialect
            let index = try arguments.int(1)
            let type =
                try (arguments.value(0).object(SeedTableObject.self)?.types).map { types in
                    guard types.indices.contains(index) else { throw JinjaError(.index, "list index out of range") }
                    return types[index]
                } ?? inferredType(arguments.value(0), index)
            return .string(dialect.typeName(for: type))
        },
        Method("standardize_grants_dict", Signature("grants_table")) { _, arguments, _ in
            let grants = DictObject()
            for row in try arguments.value(0).elements() {
                guard let row: MappedSequence = row.object(), let privilege = row.value(at: .string("privilege_type"))?.text else {
                    continue
                }
                let grantee = row.value(at: .string("grantee")) ?? .none
                if let list: ListObject = grants[privilege]?.object() {
                    list.append(grantee)
                } else {
                    grants[privilege] = .object(ListObject([grantee]))
                }
            }
            return .object(grants)
        },
        Method("verify_database", Signature("database")) { receiver, arguments, _ in
            let credentials = try adapter(receiver).context.world.adapter.credentials
            var name = Substring(try arguments.value(0).str())
            if name.hasPrefix("\"") { name = name.drop { $0 == "\"" }.prefix { $0 != "\"" } }
            guard name.lowercased() == credentials.database.lowercased() else {
                throw RaisedError(
                    "Not Implemented Error",
                    "Cross-db references not allowed in \(credentials.type) (\(name) vs \(credentials.database))")
            }
            return .string("")
        },
        Method("get_incremental_strategy_macro", Signature("model_context", "strategy")) { receiver, arguments, _ in
            try adapter(receiver).incrementalStrategy(arguments.value(1))
        },
        Method("get_hard_deletes_behavior", Signature("config")) { _, arguments, renderer in
            let get = try renderer.attribute("get", of: arguments.value(0))
            func setting(_ name: String) throws -> Value { try renderer.call(get, Arguments([.string(name), .none])) }
            let legacy = try setting("invalidate_hard_deletes")
            let mode = try setting("hard_deletes")
            if !legacy.isNone, !mode.isNone {
                throw RaisedError(
                    "Validation Error",
                    "You cannot set both the invalidate_hard_deletes and hard_deletes config properties on the same snapshot.")
            }
            if try legacy.isTrue() || mode.text == "invalidate" { return .string("invalidate") }
            if mode.text == "new_record" { return .string("new_record") }
            if mode.isNone || mode.text == "ignore" { return .string("ignore") }
            throw RaisedError("Validation Error", "Invalid setting for property hard_deletes.")
        },
        Method("parse_index", Signature("raw_index")) { _, arguments, _ in
            guard !arguments.value(0).isNone else { return .none }
            return .object(try IndexObject(arguments.value(0)))
        },
        Method("build_catalog_relation", Signature("model")) { _, _, _ in .none },
        Method("transform_seed_row", Signature("row")) { _, arguments, _ in .object(ListObject(try arguments.value(0).elements())) },
    ]

    /// The type agate would give a column of a table that a template made.
    private static func inferredType(_ table: Value, _ index: Int) throws -> SeedColumnType {
        guard let table: TableObject = table.object(), table.columnNames.indices.contains(index) else {
            throw JinjaError(.index, "list index out of range")
        }
        let values = table.rows.map { $0[index] }.filter { !$0.isNone }
        if values.isEmpty { return .integer }
        if values.allSatisfy({ if case .bool = $0 { true } else { false } }) { return .boolean }
        if values.allSatisfy({ if case .int = $0 { true } else { false } }) { return .integer }
        if values.allSatisfy({ $0.text == nil && $0.double != nil }) { return .number(hasDecimals: true) }
        return .text
    }

    /// The macro of an incremental strategy, after dbt's checks.
    private func incrementalStrategy(_ value: Value) throws -> Value {
        let strategy = value.text ?? "default"
        let builtin = ["append", "delete+insert", "merge", "insert_overwrite", "microbatch"]
        if builtin.contains(strategy), !context.world.adapter.dialect.incrementalStrategies.contains(strategy) {
            throw RaisedError("Runtime Error", "The incremental strategy '\(strategy)' is not valid for this adapter")
        }
        let name = "get_incremental_\(strategy.replacing("+", with: "_"))_sql"
        guard let macro = context.macros.find(name) else {
            throw RaisedError(
                "Runtime Error",
                "dbt could not find an incremental strategy macro with the name \"\(name)\" in \(context.world.rootProject)")
        }
        return macro
    }
}
