public import Jinja
import Project
public import Warehouse

extension ResultTable {
    /// The result as an agate table: numbers as agate reads them, text as it is.
    func tableObject() -> TableObject {
        TableObject(columnNames: columnNames, rows: withUniformColumns().rows.map { $0.map(\.jinjaValue) })
    }
}

extension ResultTable {
    /// The result drawn with text, as agate draws it; nil for all rows. At most six columns are drawn.
    public func drawn(maxRows: Int?) throws -> String { try TableText(maxRows: maxRows).text(of: tableObject()) }
}

extension StatementResponse {
    /// The response as templates see it: dbt's `AdapterResponse`, which prints as its message.
    var object: AdapterResponseObject { AdapterResponseObject(self) }
}

/// dbt's `AdapterResponse`.
public final class AdapterResponseObject: Object {
    /// The response.
    public let response: StatementResponse

    /// Wraps a response.
    public init(_ response: StatementResponse) { self.response = response }

    public override var typeName: String { "AdapterResponse" }
    public override func string() throws -> String { response.message }
    public override func attribute(_ name: String, _ renderer: Renderer) throws -> Value? {
        switch name {
        case "_message", "message": .string(response.message)
        case "code": .text(response.code)
        case "rows_affected": response.rowsAffected.map(Value.int) ?? Value.none
        case "query_id": .text(response.queryID)
        default: nil
        }
    }
}
