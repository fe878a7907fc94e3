import Compiler
import Context
public import Formats
import Graph
import Jinja
import Project
import Warehouse

/// Rows that `show` queried, as text and as JSON.
public struct Preview: Sendable {
    /// The table drawn with text, as agate draws it.
    public let text: String
    /// The rows as a list of mappings.
    public let rows: [ConfigMap]

    /// A preview of a result.
    init(_ table: ResultTable) throws {
        text = try table.drawn(maxRows: nil)
        rows = table.rows.map { row in ConfigMap(zip(table.columnNames, row).map { ($0, $1.configValue) }) }
    }
}

extension SQLValue {
    /// The cell as JSON shows it: decimals as numbers, as agate's `to_json` does.
    var configValue: ConfigValue {
        switch self {
        case .null: .null
        case .bool(let flag): .bool(flag)
        case .int(let number): .int(number)
        case .double(let number): .float(number)
        case .decimal(let digits): Double(digits).map(ConfigValue.float) ?? .string(digits)
        case .text(let text), .date(let text), .time(let text), .timestamp(let text): .string(text)
        case .bytes: .optional(text)
        }
    }
}

extension NodeExecution {
    /// Queries the node's rows and shows them.
    func show(_ session: WarehouseSession, limit: Int) throws -> RunResult {
        let context = worker.compiler(session).context(for: node)
        let code = node.resourceType == .seed ? "select * from \(context.relation(of: node).render())" : node.compilation?.code ?? ""
        var arguments: [(String, Value)] = [("compiled_code", .string(code))]
        arguments.append(("sql_header", node.config["sql_header"]?.jinjaValue() ?? .none))
        arguments.append(("limit", limit < 0 ? .none : .int(limit)))
        let sql = try context.callMacro("get_show_sql", arguments).str()
        let result = try session.execute(sql, autoBegin: false, fetch: .all)
        settings.sink.receive(.shown(.node(node), try Preview(result.table)))
        var outcome = RunResult(uniqueID: node.uniqueID, node: node, status: .success)
        outcome.adapterResponse = result.response.artifactValue
        return outcome
    }
}
