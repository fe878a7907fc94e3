public import Jinja
public import Warehouse

/// `load_result`, `store_result` and `write`: what statements leave behind within one rendering.
let resultFunctions: [ContextFunction] = [
    .function("load_result", Signature("name")) { context, arguments, _ in
        let name = try arguments.value(0).str()
        guard let stored = context.results[name] else { return .none }
        guard let value = stored else {
            throw JinjaError(.compilation, "The 'statement' result named '\(name)' has already been loaded into a variable")
        }
        if name != "main" { context.results[name] = .some(nil) }
        return value
    },
    .function("store_result", Signature("name", "response", "agate_table=")) { context, arguments, _ in
        context.store(try arguments.value(0).str(), response: arguments.value(1), table: arguments.value(2))
        return .string("")
    },
    .function("store_raw_result", Signature("name", "message=", "code=", "rows_affected=", "agate_table=")) { context, arguments, _ in
        let rows = arguments.value(3)
        let response = StatementResponse(
            message: arguments.value(1).isNone ? "None" : try arguments.value(1).str(),
            code: arguments.value(2).isNone ? nil : try arguments.value(2).str(),
            rowsAffected: rows.isNone ? nil : Int(try rows.str()))
        context.store(try arguments.value(0).str(), response: .object(response.object), table: arguments.value(4))
        return .string("")
    },
    .function("write", Signature("payload")) { context, arguments, _ in
        guard context.node != nil else { throw JinjaError(.compilation, "Macros and sources cannot be written to a file") }
        context.world.output.log("Writing the main statement of \(context.nodeID ?? "")", info: false, node: context.nodeID)
        let sql = try arguments.value(0).str()
        context.writtenSQL = sql
        try context.onWrite(sql)
        return .string("")
    },
    .function("render", Signature("string")) { context, arguments, _ in .string(try context.render(arguments.value(0).str())) },
]

extension RenderContext {
    fileprivate func store(_ name: String, response: Value, table: Value) {
        let stored: Value = table.isNone || table.isUndefined ? .object(TableObject.empty) : table
        let rows = stored.object(TableObject.self)?.rows ?? []
        results[name] = .some(
            .object(
                ResultObject([
                    ("response", response),
                    ("data", .object(ListObject(rows.map { .object(ListObject($0)) }))),
                    ("table", stored),
                ])))
    }

    /// The response a materialization stored under a name (`main`), or nil.
    public func response(of name: String) -> StatementResponse? {
        guard case .some(.some(let value)) = results[name] else { return nil }
        return MacroResult(value)?.response
    }

    /// The rows a materialization stored under a name, or nil.
    public func table(of name: String) -> (columns: [String], rows: [[Value]])? {
        guard case .some(.some(let value)) = results[name], let result: ResultObject = value.object(),
            let table: TableObject = result["table"]?.object()
        else { return nil }
        return (table.columnNames, table.rows)
    }
}

/// What a macro that ran a query returned: `load_result(…)`, or its table alone.
public struct MacroResult {
    /// What the database said; nil where the macro returned a table alone.
    public let response: StatementResponse?
    /// The columns' names.
    public let columns: [String]
    /// The cells, row by row.
    public let rows: [[Value]]
    /// Whether the macro returned a table alone.
    public let isBareTable: Bool

    /// The result in a value; nil where it is none.
    public init?(_ value: Value) {
        let result: ResultObject? = value.object()
        guard let table: TableObject = result == nil ? value.object() : result?["table"]?.object() else { return nil }
        isBareTable = result == nil
        columns = table.columnNames
        rows = table.rows
        response =
            switch result?["response"] {
            case .object(let object): (object as? AdapterResponseObject)?.response
            case .string(let text): StatementResponse(message: text)
            default: nil
            }
    }
}

/// A stored result: reached as attributes and as items.
final class ResultObject: Object {
    private let values: [(String, Value)]

    /// A result with its parts.
    init(_ values: [(String, Value)]) { self.values = values }

    /// A part by name.
    subscript(_ name: String) -> Value? { values.first { $0.0 == name }?.1 }

    override var typeName: String { "AttrDict" }
    override var isMapping: Bool { true }
    override var length: Int? { values.count }
    override func makeIterator() throws -> ValueIterator? { ArrayIterator(values.map { .string($0.0) }) }
    override func attribute(_ name: String, _ renderer: Renderer) throws -> Value? { self[name] }
    override func item(_ key: Value, _ renderer: Renderer) throws -> Value? { key.text.flatMap { self[$0] } }
    override func repr() throws -> String { try DictObject(values).repr() }
}
