import Warehouse

/// Copies a table with its rows, indexes, constraints, comments and grants under another name.
struct PostgresTableCopy {
    let connection: PostgresConnection

    init(_ connection: PostgresConnection) { self.connection = connection }

    /// Copies inside the open transaction; the target must not exist. Indexes and constraints keep their names, so the target lies in another
    /// schema. Throws what the engine answered.
    func copy(_ source: PostgresName, to target: PostgresName) throws(WarehouseError) {
        let relation = "\(PostgresName.literal(source.quoted))::regclass"
        let isUnlogged = try text("SELECT relpersistence::text FROM pg_class WHERE oid = \(relation)") == "u"
        try connection.run(
            "CREATE \(isUnlogged ? "UNLOGGED " : "")TABLE \(target.quoted) (LIKE \(source.quoted) INCLUDING ALL EXCLUDING INDEXES)")
        let columns = try texts(
            "SELECT quote_ident(attname) FROM pg_attribute WHERE attrelid = \(relation) AND attnum > 0 AND NOT attisdropped "
                + "AND attgenerated = '' ORDER BY attnum"
        ).joined(separator: ", ")
        try connection.run(
            "INSERT INTO \(target.quoted) (\(columns)) OVERRIDING SYSTEM VALUE SELECT \(columns) FROM \(source.quoted)")
        let constraints = try texts(
            "SELECT 'ADD CONSTRAINT ' || quote_ident(conname) || ' ' || pg_get_constraintdef(oid) FROM pg_constraint "
                + "WHERE conrelid = \(relation) AND contype IN ('p', 'u', 'x', 'f') ORDER BY contype DESC, conname")
        for constraint in constraints { try connection.run("ALTER TABLE \(target.quoted) \(constraint)") }
        let indexes = try texts(
            "SELECT 'CREATE ' || CASE WHEN i.indisunique THEN 'UNIQUE ' ELSE '' END || 'INDEX ' || quote_ident(c.relname) || "
                + "\(PostgresName.literal(" ON " + target.quoted)) || substring(d.def FROM position(' USING ' IN d.def)) "
                + "FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid, LATERAL (SELECT pg_get_indexdef(i.indexrelid) AS def) d "
                + "WHERE i.indrelid = \(relation) AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid "
                + "AND k.contype IN ('p', 'u', 'x')) ORDER BY 1")
        for index in indexes { try connection.run(index) }
        for grant in try grants(of: source, on: target) { try connection.run(grant) }
        if let comment = try text("SELECT obj_description(\(relation), 'pg_class')") {
            try connection.run("COMMENT ON TABLE \(target.quoted) IS \(PostgresName.literal(comment))")
        }
    }

    /// Statements that give on one relation what is granted on another to others than its owner.
    func grants(of source: PostgresName, on target: PostgresName) throws(WarehouseError) -> [String] {
        try texts(
            "SELECT 'GRANT ' || a.privilege_type || \(PostgresName.literal(" ON " + target.quoted + " TO ")) || "
                + "CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END || "
                + "CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END "
                + "FROM pg_class c, LATERAL aclexplode(c.relacl) a WHERE c.oid = \(PostgresName.literal(source.quoted))::regclass "
                + "AND a.grantee <> c.relowner ORDER BY 1")
    }

    private func texts(_ sql: String) throws(WarehouseError) -> [String] { try connection.query(sql).rows.compactMap { $0.first?.text } }
    private func text(_ sql: String) throws(WarehouseError) -> String? { try texts(sql).first }
}
