import Jinja
import Warehouse

/// `log`, `print`, `exceptions` and what else speaks to the person who runs the project.
let messageFunctions: [ContextFunction] = [
    .function("log", Signature("msg", "info=")) { context, arguments, _ in
        let message = arguments.value(0)
        guard let text = message.text ?? (try? message.str()) else { return .string("") }
        context.world.output.log(text, info: try arguments.bool(1, default: false), node: context.nodeID)
        return .string("")
    },
    .function("print", Signature("msg")) { context, arguments, _ in
        context.world.output.print(try arguments.value(0).str(), node: context.nodeID)
        return .string("")
    },
    ContextFunction("exceptions") { .object(ExceptionsObject($0)) },
    .function("adapter_macro") { _, arguments, _ in
        let name = try arguments.positional.first?.str() ?? ""
        throw JinjaError(
            .compilation,
            "The \"adapter_macro\" macro has been deprecated. Instead, use the `adapter.dispatch` method to find a macro and call the "
                + "result.  For more information, see: https://docs.getdbt.com/reference/dbt-jinja-functions/dispatch) "
                + "adapter_macro was called for: \(name)")
    },
    .function("submit_python_job", Signature("parsed_model", "compiled_code")) { context, _, _ in
        throw RaisedError("Runtime Error", "Python models are not supported: \(context.nodeID ?? "this call") has to be written in SQL.")
    },
    .function("try_or_compiler_error", Signature("message_if_exception", "func", "*", "**")) { _, arguments, renderer in
        do {
            return try renderer.call(
                arguments.value(1), Arguments(arguments.extra, named: arguments.extraNamed.map { (name: $0.name, value: $0.value) }))
        } catch {
            throw JinjaError(.compilation, try arguments.value(0).str())
        }
    },
]

/// `exceptions`: functions that raise dbt's errors.
private final class ExceptionsObject: Object {
    fileprivate unowned let context: RenderContext

    init(_ context: RenderContext) { self.context = context }

    override var typeName: String { "dict" }
    override var isMapping: Bool { true }
    override func method(_ name: String) -> Method? { Self.methods[name] }
    override func item(_ key: Value, _ renderer: Renderer) throws -> Value? {
        key.text.flatMap { Self.methods[$0] }.map { .object(BoundMethod(.object(self), $0)) }
    }

    private static func raising(_ name: String, _ parameters: Signature, _ error: @escaping @Sendable (BoundArguments) throws -> any Error)
        -> Method
    {
        Method(name, parameters) { _, arguments, _ in throw try error(arguments) }
    }

    private static func plain(_ name: String, heading: String) -> Method {
        raising(name, Signature("msg", "node=")) { RaisedError(heading, try $0.value(0).str()) }
    }

    private static let methods: [String: Method] = Dictionary(
        uniqueKeysWithValues: [
            Method("warn", Signature("msg", "node=")) { receiver, arguments, _ in
                let object = receiver.object(ExceptionsObject.self)
                try object?.context.world.output.warn(.said(arguments.value(0).str()), node: object?.context.nodeID)
                return .string("")
            },
            raising("raise_compiler_error", Signature("msg", "node=")) { JinjaError(.compilation, try $0.value(0).str()) },
            raising("raise_database_error", Signature("msg", "node=")) { WarehouseError(.sql, try $0.value(0).str()) },
            plain("raise_not_implemented", heading: "Not Implemented Error"),
            plain("raise_dependency_error", heading: "Dependency Error"),
            plain("raise_fail_fast_error", heading: "FailFast Error"),
            raising("raise_contract_error", Signature("yaml_columns", "sql_columns")) {
                JinjaError(.compilation, try ContractMismatch.message(yaml: $0.value(0), sql: $0.value(1)))
            },
            raising("raise_ambiguous_alias", Signature("node_1", "node_2", "duped_name=")) {
                JinjaError(.compilation, "dbt found two resources with the database representation \"\(try $0.value(2).str())\".")
            },
            raising("raise_ambiguous_catalog_match", Signature("unique_id", "match_1", "match_2")) {
                JinjaError(
                    .compilation, "dbt found two relations in your warehouse with similar database identifiers: \(try $0.value(0).str())")
            },
            raising("raise_cache_inconsistent", Signature("message")) {
                RaisedError("Internal Error", "Cache inconsistency detected: \(try $0.value(0).str())")
            },
            raising("raise_dataclass_not_dict", Signature("obj")) {
                JinjaError(
                    .compilation,
                    "The object (\"\(try $0.value(0).str())\") was used as a dictionary. This capability has been removed from objects of this type."
                )
            },
            raising("raise_dep_not_found", Signature("node", "node_description", "required_pkg")) {
                JinjaError(
                    .compilation,
                    "Error while parsing \(try $0.value(1).str()).\nThe required package \"\(try $0.value(2).str())\" was not found. Is the package installed?\nHint: You may need to run `dbt deps`."
                )
            },
            raising("raise_duplicate_patch_name", Signature("patch_1", "existing_patch_path")) {
                JinjaError(.compilation, "dbt found two schema.yml entries for the same resource: \(try $0.value(1).str())")
            },
            raising("raise_duplicate_resource_name", Signature("node_1", "node_2")) { _ in
                JinjaError(.compilation, "dbt found two resources with the same name")
            },
            raising("raise_invalid_property_yml_version", Signature("path", "issue")) {
                JinjaError(
                    .compilation,
                    "The yml property file at \(try $0.value(0).str()) is invalid because \(try $0.value(1).str()). Please consult the documentation for more information on yml property file syntax:\n\nhttps://docs.getdbt.com/reference/configs-and-properties"
                )
            },
            raising("missing_config", Signature("model", "name")) {
                JinjaError(
                    .compilation, "Model '\(try id($0.value(0)))' does not define a required config parameter '\(try $0.value(1).str())'.")
            },
            raising("missing_materialization", Signature("model", "adapter_type")) {
                JinjaError(
                    .compilation,
                    "No materialization '\(try materialized($0.value(0)))' was found for adapter \(try $0.value(1).str())! (searched types 'default' and '\(try $0.value(1).str())')"
                )
            },
            raising("missing_relation", Signature("relation", "model=")) {
                JinjaError(.compilation, "Relation \(try $0.value(0).str()) not found!")
            },
            raising("relation_wrong_type", Signature("relation", "expected_type", "model=")) {
                let relation: RelationObject? = $0.value(0).object()
                let expected = try $0.value(1).str()
                return JinjaError(
                    .compilation,
                    "Trying to create \(expected) \(try $0.value(0).str()), but it currently exists as a "
                        + "\(relation?.relation.kind?.rawValue ?? "None"). Either drop \(try $0.value(0).str()) manually, or run dbt with "
                        + "`--full-refresh` and dbt will drop it for you.")
            },
            raising("column_type_missing", Signature("column_names")) {
                let names = try $0.value(0).elements().map { try $0.str() }
                return JinjaError(
                    .compilation,
                    "Contracted models require data_type to be defined for each column. Please ensure that the column name and data_type "
                        + "are defined within the YAML configuration for the \(try listed(names)) column(s).")
            },
            Method("warn_snapshot_timestamp_data_types", Signature("snapshot_time_data_type", "updated_at_data_type")) {
                receiver, arguments, _ in
                let object = receiver.object(ExceptionsObject.self)
                try object?.context.world.output.warn(
                    .snapshotTimestamp(arguments.value(0).str(), arguments.value(1).str()), node: object?.context.nodeID)
                return .none
            },
        ].map { ($0.name, $0) })

    private static func id(_ model: Value) throws -> String {
        if let dict: DictObject = model.object() { return try dict["unique_id"]?.str() ?? "" }
        return try model.str()
    }

    private static func materialized(_ model: Value) throws -> String {
        guard let dict: DictObject = model.object(), let config: DictObject = dict["config"]?.object() else { return "" }
        return try config["materialized"]?.str() ?? ""
    }

    private static func listed(_ names: [String]) throws -> String {
        try Value.object(ListObject(names.map(Value.string))).repr()
    }
}
