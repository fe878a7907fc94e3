import Context
import Graph
import Warehouse

extension NodeExecution {
    /// Some of the rows that a test found, as text, read right behind its verdict; nil where nobody asked for them, or where they cannot be read.
    func failingRows(_ session: WarehouseSession) -> FailingRows? {
        guard let limit = settings.failingRowLimit, limit > 0, let code = node.compilation?.code, !code.isEmpty else { return nil }
        let sql = "select * from (\n\(code)\n) smelt_failing_rows limit \(limit)"
        guard let table = try? session.execute(sql, autoBegin: false, fetch: .all).table else { return nil }
        return FailingRows(columns: table.columnNames, rows: table.rows.map { $0.map(\.text) })
    }
}
