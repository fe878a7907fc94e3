import Formats
import Warehouse

/// The two parts of a relation's name.
struct PostgresName: Hashable {
    let schema: String
    let name: String

    init(schema: String, name: String) {
        self.schema = schema
        self.name = name
    }

    /// The name as the catalog has it: folded to lower case where it is not quoted.
    init(_ relation: Relation) {
        let (schema, name) = (relation.schema ?? "public", relation.identifier ?? "")
        self.schema = relation.quotePolicy[.schema] ? schema : schema.lowercased()
        self.name = relation.quotePolicy[.identifier] ? name : name.lowercased()
    }

    /// `schema.name`, for people and for sorting.
    var text: String { schema + "." + name }
    /// Both parts in quotes.
    var quoted: String { Self.quoted(schema) + "." + Self.quoted(name) }
    /// The two parts as a row of texts.
    var row: String { "(\(Self.literal(schema)), \(Self.literal(name)))" }

    /// A name in double quotes, inner ones doubled.
    static func quoted(_ name: String) -> String { "\"" + name.replacing("\"", with: "\"\"") + "\"" }

    /// A text in single quotes, inner ones doubled, backslashes as they are.
    static func literal(_ text: String) -> String {
        let body = text.replacing("'", with: "''")
        return text.contains("\\") ? "E'" + body.replacing("\\", with: "\\\\") + "'" : "'" + body + "'"
    }

    /// What statements call a kind of `pg_class`.
    static func noun(_ kind: String) -> String {
        switch kind {
        case "v": "VIEW"
        case "m": "MATERIALIZED VIEW"
        case "f": "FOREIGN TABLE"
        default: "TABLE"
        }
    }
}

/// A schema in which a published set's former versions are kept. Its comment says what it is.
struct KeptSchema {
    /// The schema whose relations they were.
    let schema: String
    /// The set.
    let set: PublishedSet
    /// Names of relations that were not there before the set.
    var new: [String]
    /// Names of the relations that lie in it.
    var names: [String] = []

    /// What tells sets apart, which may lie in several schemas.
    struct SetKey: Hashable {
        let number: Int
        let owner: String

        init(_ set: PublishedSet) {
            number = set.number
            owner = set.owner
        }
    }

    /// What tells its set from others.
    var key: SetKey { SetKey(set) }

    init(of schema: String, set: PublishedSet, new: [String]) {
        self.schema = schema
        self.set = set
        self.new = new
    }

    /// What schemas of candidates have as their comment.
    static let candidateComment = "smelt candidates: built by a run, dropped by the next one"
    private static let mark = "smelt kept "

    /// Whether a schema with this comment is one of smelt's.
    static func isOwn(_ comment: String) -> Bool { comment == candidateComment || comment.hasPrefix(mark) }

    /// The schema's name.
    static func name(of schema: String, set: Int) -> String { "\(schema)__kept_\(set)" }

    /// The schema's name.
    var name: String { Self.name(of: schema, set: set.number) }

    /// What a comment says of a schema; nil where it is none of a kept set.
    init?(comment: String) {
        guard comment.hasPrefix(Self.mark), let map = try? JSONReader.read(text: String(comment.dropFirst(Self.mark.count))).map,
            let schema = map["schema"]?.string, let number = map["set"]?.int
        else { return nil }
        self.schema = schema
        set = PublishedSet(
            number: number, run: map["run"]?.string ?? "", publishedAt: map["published_at"]?.string ?? "",
            owner: map["owner"]?.string ?? "", relations: [])
        new = (map["new"]?.list ?? []).compactMap(\.string)
    }

    private var comment: String {
        Self.mark
            + JSONWriter.text(
                of: .map([
                    "schema": .string(schema), "owner": .string(set.owner), "set": .int(set.number), "run": .string(set.run),
                    "published_at": .string(set.publishedAt),
                    "new": .list(new.map(ConfigValue.string)),
                ]))
    }

    /// Makes the schema, or adds the new names to the one that earlier units of the set made.
    func ensure(over connection: PostgresConnection) throws(WarehouseError) {
        var kept = self
        if let found = try connection.schemaComment(name) {
            guard let earlier = KeptSchema(comment: found), earlier.set.owner == set.owner else {
                throw WarehouseError(
                    .usage, "the schema \(name) is needed for what a run keeps, and it is not one of this project's",
                    advice: "rename it, or drop it where nobody needs it; where another project publishes in the schema now, run again")
            }
            kept.new = earlier.new + new.filter { !earlier.new.contains($0) }
        } else {
            try connection.run("CREATE SCHEMA \(PostgresName.quoted(name))")
        }
        try connection.run("COMMENT ON SCHEMA \(PostgresName.quoted(name)) IS \(PostgresName.literal(kept.comment))")
    }
}

/// What publishing asks the catalog.
extension PostgresConnection {
    /// Runs a statement inside the transaction that is open.
    func run(_ sql: String) throws(WarehouseError) { _ = try execute(sql, autoBegin: false, fetch: .none) }

    /// Definitions that the catalog gives from now on name every schema; until the transaction ends.
    func pinSearchPath() throws(WarehouseError) { try run("SET LOCAL search_path = pg_catalog") }

    /// A schema's comment, empty where it has none; nil where there is no such schema.
    func schemaComment(_ name: String) throws(WarehouseError) -> String? {
        try query(
            "SELECT coalesce(obj_description(oid, 'pg_namespace'), '') FROM pg_catalog.pg_namespace WHERE nspname = \(PostgresName.literal(name))"
        ).rows.first?.first?.text
    }

    /// All schemas of kept sets, with the names of what lies in them.
    func keptSchemas() throws(WarehouseError) -> [KeptSchema] {
        rollback()
        let rows = try query(
            "SELECT obj_description(n.oid, 'pg_namespace'), (SELECT coalesce(json_agg(c.relname ORDER BY c.relname), '[]')::text "
                + "FROM pg_catalog.pg_class c WHERE c.relnamespace = n.oid AND c.relkind IN ('r', 'p', 'v', 'm', 'f')) "
                + "FROM pg_catalog.pg_namespace n WHERE obj_description(n.oid, 'pg_namespace') LIKE 'smelt kept %'"
        ).rows
        rollback()
        return rows.compactMap { row in
            // A schema whose relations are not known is left alone: whoever brings a set back drops its schema.
            guard var schema = row[0].text.flatMap(KeptSchema.init(comment:)), let names = row[1].text,
                let list = try? JSONReader.read(text: names).list
            else { return nil }
            schema.names = list.compactMap(\.string)
            return schema
        }
    }

    /// The kind of a relation in `pg_class`; nil where there is none.
    func kind(of name: PostgresName) throws(WarehouseError) -> String? {
        try kinds(in: name.schema, named: name.name).first?.kind
    }

    /// A schema's relations with their kinds, or the one of a name.
    func kinds(in schema: String, named name: String? = nil) throws(WarehouseError) -> [(name: String, kind: String)] {
        let condition = name.map { " AND c.relname = \(PostgresName.literal($0))" } ?? ""
        return try query(
            "SELECT c.relname, c.relkind::text FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
                + "WHERE n.nspname = \(PostgresName.literal(schema))\(condition) AND c.relkind IN ('r', 'p', 'v', 'm', 'f') ORDER BY 1"
        ).rows.compactMap { row in
            guard let name = row[0].text, let kind = row[1].text else { return nil }
            return (name, kind)
        }
    }
}
