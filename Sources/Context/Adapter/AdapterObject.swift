import Formats
import Graph
import Jinja
import Warehouse

/// `adapter`: the door from templates to the warehouse. While parsing, methods that would ask the database give dbt's stand-ins.
final class AdapterObject: Object {
    /// The rendering it belongs to.
    unowned let context: RenderContext

    /// The adapter of one rendering.
    init(_ context: RenderContext) { self.context = context }

    override var typeName: String { context.session == nil ? "ParseDatabaseWrapper" : "RuntimeDatabaseWrapper" }
    override var qualifiedTypeName: String { "dbt.context.providers.\(typeName)" }

    override func attribute(_ name: String, _ renderer: Renderer) throws -> Value? {
        switch name {
        case "config": .object(ProjectSettingsObject(context))
        case "behavior": .object(BehaviorObject(context))
        case "Relation": .object(RelationClassObject(context.world.adapter.dialect.relationStyle))
        case "Column": .object(ColumnClassObject(context.world.adapter.dialect.columnFlavor))
        default: nil
        }
    }

    override func method(_ name: String) -> Method? {
        if context.session == nil, context.stage != .run, let standIn = AdapterStandIns.byName[name] { return standIn }
        return Self.methods[name]
    }

    private static let methods: [String: Method] = Dictionary(
        uniqueKeysWithValues: (statementMethods + cacheMethods + relationMethods + namingMethods + constraintMethods).map { ($0.name, $0) })

    /// The names of all methods.
    static var methodNames: [String] { Array(methods.keys) }

    /// The adapter a method was called on.
    static func adapter(_ receiver: Value) throws -> AdapterObject {
        guard let adapter: AdapterObject = receiver.object() else { throw JinjaError(.type, "the adapter is required") }
        return adapter
    }

    /// The session; methods that need one are replaced while there is none.
    func session() throws -> WarehouseSession {
        guard let session = context.session else {
            // `compile --no-introspect`, in dbt's words.
            if context.stage == .run { throw JinjaError(.runtime, "connection never acquired for thread MainThread, have []") }
            throw JinjaError(.runtime, "the database cannot be asked while the project is being parsed")
        }
        return session
    }

    /// The relation an argument holds. Throws dbt's message for anything else.
    static func relation(_ value: Value, _ argument: String, of method: String) throws -> Relation {
        guard let object: RelationObject = value.object() else {
            throw JinjaError(
                .compilation,
                "'adapter.\(method)' expects argument '\(argument)' to be of type 'Relation', instead got \(value.typeName)")
        }
        return object.relation
    }
}

/// What methods give while parsing, when there is no database to ask; dbt's parse replacements.
private enum AdapterStandIns {
    private static func standIn(_ name: String, _ value: @escaping @Sendable () -> Value) -> Method { Method(name) { _, _, _ in value() } }

    static let byName: [String: Method] = {
        let nothing = [
            "get_relation", "drop_relation", "truncate_relation", "rename_relation", "expand_target_column_types", "expand_column_types",
            "create_schema", "drop_schema", "valid_snapshot_target", "assert_valid_snapshot_target_given_strategy",
            "get_incremental_strategy_macro", "get_hard_deletes_behavior", "load_seed_rows",
        ].map { standIn($0) { .none } }
        let lists = [
            "get_columns_in_relation", "get_missing_columns", "get_columns_in_table", "list_relations_without_caching", "list_relations",
            "get_column_schema_from_query",
        ].map { standIn($0) { .object(ListObject()) } }
        let others = [
            standIn("list_schemas") { .object(ListObject([.string("")])) },
            standIn("check_schema_exists") { .bool(false) },
            standIn("already_exists") { .bool(false) },
            standIn("execute") { .object(TupleObject([.string(""), .object(TableObject.empty)])) },
            standIn("add_query") { .object(TupleObject([.none, .none])) },
            standIn("get_partitions_metadata") { .object(TableObject.empty) },
        ]
        return Dictionary(uniqueKeysWithValues: (nothing + lists + others).map { ($0.name, $0) })
    }()
}
