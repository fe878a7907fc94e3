import Warehouse

/// The views that stand on relations which are about to be switched: their definitions as they are, to be made again on the new ones.
struct PostgresDependents {
    fileprivate struct View {
        let name: PostgresName
        let kind: String
        let depth: Int
        let definition: String
        let options: String
        let owner: String?
        /// Grants, comments and indexes, as statements.
        let trimmings: [String]
    }

    private let connection: PostgresConnection
    private let views: [View]

    /// Reads the views on some relations, directly or through others; those named stay out, and so do schemas of smelt's own.
    ///
    /// Definitions name every schema, since the search path is pinned. Throws what the engine answered.
    init(_ connection: PostgresConnection, of oids: [Int], without names: Set<String>) throws(WarehouseError) {
        self.connection = connection
        guard !oids.isEmpty else {
            views = []
            return
        }
        let rows = try connection.query(Self.query(oids)).rows
        var views: [View] = []
        for row in rows {
            guard let schema = row[0].text, let name = row[1].text, let kind = row[2].text, let depth = row[3].int else { continue }
            let view = PostgresName(schema: schema, name: name)
            guard !names.contains(view.text) else { continue }
            views.append(
                View(
                    name: view, kind: kind, depth: depth, definition: row[4].text ?? "", options: row[5].text ?? "", owner: row[6].text,
                    trimmings: try Self.trimmings(of: view, connection)))
        }
        self.views = views
    }

    /// A query for every view and each relation that it reads: `base`, `view`.
    static let edges =
        "SELECT DISTINCT d.refobjid AS base, r.ev_class AS view FROM pg_depend d JOIN pg_rewrite r ON r.oid = d.objid "
        + "WHERE d.classid = 'pg_rewrite'::regclass AND d.refclassid = 'pg_class'::regclass AND d.refobjid <> r.ev_class"

    /// Views with the longest way to them. A view that is left out hides what stands on it alone: that goes on showing what it shows.
    private static func query(_ oids: [Int]) -> String {
        "WITH RECURSIVE edges AS (\(edges)), below(view, depth) AS ("
            + "SELECT view, 1 FROM edges WHERE base IN (\(oids.map(String.init).joined(separator: ", "))) "
            + "UNION SELECT e.view, b.depth + 1 FROM below b JOIN edges e ON e.base = b.view WHERE b.depth < 1000) "
            + "SELECT n.nspname, c.relname, c.relkind::text, max(b.depth)::bigint, pg_get_viewdef(c.oid), "
            + "coalesce(array_to_string(c.reloptions, ', '), ''), "
            + "CASE WHEN pg_get_userbyid(c.relowner) <> current_user THEN quote_ident(pg_get_userbyid(c.relowner)) END "
            + "FROM below b JOIN pg_class c ON c.oid = b.view JOIN pg_namespace n ON n.oid = c.relnamespace "
            + "WHERE coalesce(obj_description(n.oid, 'pg_namespace'), '') NOT LIKE 'smelt %' "
            + "GROUP BY n.nspname, c.relname, c.relkind, c.oid, c.reloptions, c.relowner ORDER BY 4, 1, 2"
    }

    private static func trimmings(of view: PostgresName, _ connection: PostgresConnection) throws(WarehouseError) -> [String] {
        let relation = "\(PostgresName.literal(view.quoted))::regclass"
        var statements = try PostgresTableCopy(connection).grants(of: view, on: view)
        let comments = try connection.query(
            "SELECT 0, NULL, obj_description(\(relation), 'pg_class') WHERE obj_description(\(relation), 'pg_class') IS NOT NULL "
                + "UNION ALL SELECT attnum, quote_ident(attname), col_description(attrelid, attnum) FROM pg_attribute "
                + "WHERE attrelid = \(relation) AND attnum > 0 AND col_description(attrelid, attnum) IS NOT NULL ORDER BY 1"
        ).rows
        let kind = try connection.kind(of: view) ?? "v"
        for row in comments {
            let text = PostgresName.literal(row[2].text ?? "")
            if let column = row[1].text {
                statements.append("COMMENT ON COLUMN \(view.quoted).\(column) IS \(text)")
            } else {
                statements.append("COMMENT ON \(PostgresName.noun(kind)) \(view.quoted) IS \(text)")
            }
        }
        let indexes = try connection.query(
            "SELECT pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid = \(relation) ORDER BY indexrelid")
        return statements + indexes.rows.compactMap { $0.first?.text }
    }

    /// Makes the views again: in place where their columns stay, so that everything on them stays too; else all of them anew.
    ///
    /// Throws a usage error that names the view which does not fit the new relations.
    func recreate() throws(WarehouseError) {
        guard !views.isEmpty else { return }
        if !views.contains(where: { $0.kind == "m" }), try replaceAll() { return }
        for view in views.reversed() { try connection.run("DROP \(PostgresName.noun(view.kind)) \(view.name.quoted)") }
        for view in views {
            if let problem = try connection.attempt("CREATE \(PostgresName.noun(view.kind)) \(view.name.quoted)\(view.body)") {
                throw WarehouseError(
                    .usage,
                    "\(view.name.text), which is not part of this run, cannot be made on the new version of what it reads: \(problem)",
                    advice: "build it in the same run, change it first, or drop it")
            }
            for statement in view.trimmings { try connection.run(statement) }
            if let owner = view.owner { try connection.run("ALTER \(PostgresName.noun(view.kind)) \(view.name.quoted) OWNER TO \(owner)") }
        }
    }

    private func replaceAll() throws(WarehouseError) -> Bool {
        try connection.run("SAVEPOINT smelt_views")
        for view in views {
            guard try connection.attempt("CREATE OR REPLACE VIEW \(view.name.quoted)\(view.body)") == nil else {
                try connection.run("ROLLBACK TO SAVEPOINT smelt_views")
                return false
            }
        }
        return true
    }
}

extension PostgresDependents.View {
    /// Options and query.
    fileprivate var body: String {
        let query = definition.hasSuffix(";") ? String(definition.dropLast()) : definition
        return (options.isEmpty ? "" : " WITH (\(options))") + " AS " + query
    }
}
