import Context
import Warehouse

/// Notes whether a template asks the database for rows while it renders: its text may then be another one where the tables are not empty.
final class RowQuestions {
    /// Whether rows were asked for since the last `forget`.
    private(set) var wereAsked = false

    /// Listens to a session.
    func listen(to session: WarehouseSession) {
        session.onStatement = { [unowned self] event in
            if case .started(_, let sql) = event, Self.asksForRows(sql) { wereAsked = true }
        }
    }

    /// Begins with another template.
    func forget() { wereAsked = false }

    /// Whether the answer to a statement depends on the rows of tables. Questions about the catalog do not, nor those that want no rows.
    private static func asksForRows(_ sql: String) -> Bool {
        let text = sql.lowercased()
        return !["limit 0", "where false", "information_schema", "pg_", "sqlite_master", "sqlite_schema", "pragma"].contains {
            text.contains($0)
        }
    }
}
