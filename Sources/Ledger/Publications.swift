import Warehouse

extension Ledger {
    /// Notes a publication with its relations, or how it stands now. Unlike history this must not get lost: throws what the database answers.
    public func record(_ publication: LedgerPublication) throws(LedgerFailure) {
        typealias SQL = LedgerSQL
        let id = SQL.text(publication.id)
        let members = publication.members.map { member in
            """
            insert into \(schema).published (publication, unique_id, relation, kind, kept_as) values (\(id), \(SQL.text(member.uniqueID)), \
            \(SQL.text(member.relation)), \(SQL.text(member.kind)), \(SQL.text(member.keptAs)))
            """
        }
        try require(
            [
                """
                insert into \(schema).publications (id, run, unit, name, status, began_at, ended_at) values (\(id), \
                \(SQL.text(publication.run)), \(SQL.text(publication.unit)), \(SQL.text(publication.name)), \
                \(SQL.text(publication.status.rawValue)), \(SQL.text(publication.beganAt)), \(SQL.text(publication.endedAt))) \
                on conflict (id) do update set status = excluded.status, ended_at = excluded.ended_at
                """,
                "delete from \(schema).published where publication = \(id)",
            ] + members)
    }

    /// The publications of this target, newest first. Throws what the database answers.
    ///
    /// - Parameters:
    ///   - statuses: which ones; all where empty.
    ///   - limit: how many at the most.
    public func publications(_ statuses: [LedgerPublication.Status] = [], limit: Int = 1000) throws(LedgerFailure) -> [LedgerPublication] {
        let wanted = statuses.map { LedgerSQL.text($0.rawValue) }.joined(separator: ", ")
        let heads = try read(
            """
            select p.id, p.run, p.unit, p.name, p.status, p.began_at, p.ended_at from \(schema).publications as p \
            join \(schema).runs as r on r.id = p.run where \(isOfTarget)\(wanted.isEmpty ? "" : " and p.status in (\(wanted))") \
            order by p.began_at desc, p.id limit \(limit)
            """)
        guard !heads.rows.isEmpty else { return [] }
        let ids = heads.rows.map { LedgerSQL.text($0[0].text) }.joined(separator: ", ")
        let rows = try read(
            """
            select publication, unique_id, relation, kind, kept_as from \(schema).published \
            where publication in (\(ids)) order by publication, unique_id
            """)
        var members: [String: [LedgerPublication.Member]] = [:]
        for row in rows.rows {
            members[row[0].text ?? "", default: []].append(
                LedgerPublication.Member(
                    uniqueID: row[1].text ?? "", relation: row[2].text ?? "", kind: row[3].text ?? "", keptAs: row[4].text))
        }
        return heads.rows.map { row in
            LedgerPublication(
                id: row[0].text ?? "", run: row[1].text ?? "", unit: row[2].text ?? "", name: row[3].text ?? "",
                status: row[4].text.flatMap(LedgerPublication.Status.init(rawValue:)) ?? .undone, beganAt: row[5].text ?? "",
                endedAt: row[6].text, members: members[row[0].text ?? ""] ?? [])
        }
    }
}
