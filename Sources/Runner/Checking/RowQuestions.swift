import Context
import Warehouse

/// Notes whether a template asks the database for rows while it renders: its text may then be another one where the tables are not empty.
final class RowQuestions {
    /// Whether rows were asked for since the last `forget`.
    private(set) var wereAsked = false

    /// Listens to a session.
    func listen(to session: WarehouseSession) {
        session.onStatement = { [unowned self] event in
            if case .started(_, let sql) = event, asksForRows(sql) { wereAsked = true }
        }
    }

    /// Begins with another template.
    func forget() { wereAsked = false }

    /// What the names of the shadow's schemas begin with; empty where they have no mark.
    var shadowMark = ""

    /// Whether the answer to a statement depends on the rows of tables, or on what else the database holds. Questions that want no rows do
    /// not, nor those about the relations of the shadow.
    private func asksForRows(_ sql: String) -> Bool {
        let text = sql.lowercased()
        guard ["select", "with", "values", "table", "show"].contains(SQLWords.first(of: text)) else { return false }
        if text.contains("limit 0") || text.contains("where false") { return false }
        let isAboutNames = ["information_schema", "pg_catalog", "pg_class", "pg_tables", "pg_views", "pragma"].contains {
            text.contains($0)
        }
        return !(isAboutNames && (shadowMark.isEmpty || text.contains(shadowMark)))
    }
}
