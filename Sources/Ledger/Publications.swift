import Formats

extension Ledger {
    /// Notes that a unit became visible, or was held back; the nodes of one that was held back are marked.
    public func record(_ publication: LedgerPublication, in run: String, at moment: String) {
        typealias SQL = LedgerSQL
        func list(_ texts: [String]) -> String { SQL.text(JSONWriter.text(of: .list(texts.map(ConfigValue.string)), style: .compact)) }
        let cells = [
            SQL.text(run), SQL.text(publication.unit), SQL.truth(publication.isPublished), SQL.text(moment),
            SQL.number(publication.seconds),
            list(publication.relations), list(publication.reasons),
        ]
        var statements = [
            """
            insert into \(schema).publications (run, unit, is_published, ended_at, seconds, relations, reasons) \
            values (\(cells.joined(separator: ", "))) on conflict (run, unit) do nothing
            """
        ]
        if !publication.held.isEmpty {
            let ids = publication.held.map { SQL.text($0) }.joined(separator: ", ")
            statements.append("update \(schema).nodes set is_held = true where run = \(SQL.text(run)) and unique_id in (\(ids))")
        }
        write(statements)
    }
}
