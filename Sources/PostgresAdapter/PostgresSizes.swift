import Warehouse

extension PostgresConnection {
    /// The sizes of tables and materialized views as the catalog knows them; rows of small ones are counted, since nobody may have analysed
    /// them. What somebody else holds locked is not waited for. What is open is rolled back. Throws what the engine answered.
    func sizes(of relations: [Relation]) throws(WarehouseError) -> [RelationSize?] {
        let names = relations.map(PostgresName.init)
        guard !names.isEmpty else { return [] }
        // A fresh transaction: the limit on waiting is one of its settings.
        rollback()
        defer { rollback() }
        var sizes: [PostgresName: RelationSize] = [:]
        for row in try patiently(Self.catalogQuery(Set(names))) {
            guard let schema = row[0].text, let table = row[1].text else { continue }
            let name = PostgresName(schema: schema, name: table)
            var size = RelationSize(rows: nil, bytes: row[3].int)
            if let own = row[4].int, own < Self.smallest {
                size.rows = try? patiently("SELECT count(*) FROM \(name.quoted)").first?.first?.int
            }
            if size.rows == nil, let estimate = row[2].int, estimate > 0 {
                size.rows = estimate
                size.isEstimate = true
            }
            sizes[name] = size
        }
        return names.map { sizes[$0] }
    }

    /// The bytes below which rows are counted.
    private static let smallest = 8 << 20

    /// Name, estimated rows, bytes with indexes, and bytes of the rows themselves, which are not there where they may not be read. The rows of
    /// a partitioned table lie in its partitions.
    private static func catalogQuery(_ names: Set<PostgresName>) -> String {
        "SELECT n.nspname, c.relname, c.reltuples::bigint, "
            + "CASE c.relkind WHEN 'p' THEN (SELECT sum(pg_total_relation_size(relid))::bigint FROM pg_partition_tree(c.oid)) "
            + "ELSE pg_total_relation_size(c.oid) END, "
            + "CASE WHEN c.relkind <> 'p' AND has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT') "
            + "THEN pg_relation_size(c.oid) END "
            + "FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
            + "WHERE c.relkind IN ('r', 'p', 'm') AND (n.nspname, c.relname) IN (\(names.map(\.row).sorted().joined(separator: ", ")))"
    }

    /// The rows of a query that waits a second for locks at most.
    private func patiently(_ sql: String) throws(WarehouseError) -> [[SQLValue]] {
        try query("SET LOCAL lock_timeout = '1s'; \(sql)").rows
    }
}
