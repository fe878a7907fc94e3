import Warehouse

extension SQLiteConnection {
    /// The sizes of tables: counted rows, and bytes where the library has `dbstat`. In files of more than a gigabyte both would read too
    /// much: the highest row number is the estimate there.
    func sizes(of relations: [Relation]) throws(WarehouseError) -> [RelationSize?] {
        var schemas: [String: SchemaSizes] = [:]
        var sizes: [RelationSize?] = []
        for relation in relations {
            let schema = (relation.schema ?? "main").lowercased()
            if schemas[schema] == nil { schemas[schema] = SchemaSizes(schema, self) }
            sizes.append(schemas[schema]?.size(of: relation.identifier ?? "", self))
        }
        return sizes
    }
}

/// What is known about the tables of one file.
private struct SchemaSizes {
    private let schema: String
    /// The tables by their names in lower case, as they are written.
    private var tables: [String: String] = [:]
    /// The bytes of tables by their names in lower case.
    private var bytes: [String: Int] = [:]
    private var isLarge = false

    /// The size up to which a file is read as a whole, in bytes.
    private static let largest = 1 << 30

    init(_ schema: String, _ connection: SQLiteConnection) {
        self.schema = SQLiteSession.quoted(schema)
        let master = "\(self.schema).sqlite_master"
        let names = Self.rows("SELECT name FROM \(master) WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'", connection)
        for name in names.compactMap({ $0.first?.text }) { tables[name.lowercased()] = name }
        let literal = SQLiteSession.literal(schema)
        let size = Self.rows(
            "SELECT c.page_count * s.page_size FROM pragma_page_count(\(literal)) c, pragma_page_size(\(literal)) s", connection)
        isLarge = (size.first?.first?.int ?? 0) > Self.largest
        guard !isLarge else { return }
        // Joined here: the engine would read its whole list of tables again for each of them.
        let owners = Self.rows("SELECT name, tbl_name FROM \(master)", connection).map { ($0[0].text ?? "", $0[1].text ?? "") }
        let tableOf = Dictionary(owners, uniquingKeysWith: { first, _ in first })
        for row in Self.rows("SELECT name, pgsize FROM dbstat(\(literal), 1)", connection) {
            guard let table = tableOf[row[0].text ?? ""], let size = row[1].int else { continue }
            bytes[table.lowercased(), default: 0] += size
        }
    }

    /// The size of a table; nil where it is none.
    func size(of name: String, _ connection: SQLiteConnection) -> RelationSize? {
        guard let written = tables[name.lowercased()] else { return nil }
        let count = isLarge ? "max(rowid)" : "count(*)"
        let rows = Self.rows("SELECT \(count) FROM \(schema).\(SQLiteSession.quoted(written))", connection)
        return RelationSize(rows: rows.first?.first?.int, isEstimate: isLarge, bytes: bytes[name.lowercased()])
    }

    /// The rows of a query; none where it fails: a size that is not known is no mistake.
    private static func rows(_ sql: String, _ connection: SQLiteConnection) -> [[SQLValue]] { (try? connection.query(sql).rows) ?? [] }
}
