import Context
import Formats
import Graph
import Warehouse

/// What a run finds out about nodes for the ledger, beyond what dbt does.
public struct EvidenceSettings: Sendable {
    /// How many of the rows that fail a test are looked at.
    public var failingRows: Int

    /// So many failing rows.
    public init(failingRows: Int) { self.failingRows = failingRows }
}

extension NodeExecution {
    /// Some of the rows that fail the test that has just run, by the session that has just read them; nil where none are wanted.
    func failingRows(_ session: WarehouseSession) -> [ConfigMap]? {
        guard let limit = settings.evidence?.failingRows, limit > 0, let code = node.compilation?.code else { return nil }
        let sql = "select * from (\n\(code)\n) as failing limit \(limit)"
        guard let table = try? session.execute(sql, autoBegin: false, fetch: .limit(limit)).table else { return nil }
        return table.rows.map { row in ConfigMap(zip(table.columnNames, row).map { ($0, $1.configValue) }) }
    }

    /// How many rows a table has that has just been made, where the database did not say; nil where nobody wants to know.
    func rowCount(_ response: StatementResponse, of made: [Relation], _ session: WarehouseSession) -> Int? {
        guard settings.evidence != nil, (response.rowsAffected ?? -1) < 0, let relation = made.first, relation.isTable else { return nil }
        return try? session.execute("select count(*) from \(relation.render())", autoBegin: false, fetch: .all).table.rows.first?.first?.int
    }
}
