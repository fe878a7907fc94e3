import CSQLite
import Graph
import Testing

@testable import SQL

/// Random queries that SQLite runs: it says where bare columns come from, and changed values show what a column hangs on.
@Suite struct SQLiteOracleTests {
    @Test func bareColumnsAreThoseSQLiteNames() throws {
        let database = try Database()
        var copies = 0
        for seed in 0..<600 {
            var queries = RandomQueries(seed: UInt64(seed))
            let sql = queries.query()
            let columns = try #require(RandomWorkshop.columns(sql, "sqlite"))
            let named = try database.origins(of: sql)
            #expect(columns.reason == nil && columns.columns.allSatisfy { $0.reason == nil }, "\(sql)")
            #expect(columns.columns.map(\.name) == named.map(\.name), "\(sql)")
            for (column, origin) in zip(columns.columns, named) {
                if let origin = origin.column {
                    // Of queries that are put together SQLite names the column of the first.
                    #expect(column.origins.contains(origin), "\(column.name) of \(sql)")
                    #expect(column.isCopied || sql.contains(" union "), "\(column.name) of \(sql)")
                    copies += 1
                } else {
                    #expect(!column.isCopied || sql.contains(" union "), "\(column.name) of \(sql)")
                }
            }
        }
        #expect(copies > 300)
    }

    @Test func valuesOfOtherColumnsChangeNothing() throws {
        let database = try Database()
        var changes = 0
        for seed in 0..<200 {
            var queries = RandomQueries(seed: UInt64(1000 + seed))
            let sql = queries.query()
            let columns = try #require(RandomWorkshop.columns(sql, "sqlite"))
            guard let before = try database.values(of: sql) else { continue }
            for table in RandomQueries.tables {
                for name in table.columns where name != "k" {
                    try database.run("savepoint s; update \(table.name) set \(name) = (\(name) * 7 + rowid * 3 + 1) % 5")
                    let after = try database.values(of: sql)
                    try database.run("rollback to s; release s")
                    guard let after else { continue }
                    let changed = ColumnOrigin(id: "source.p.t.\(table.name)", column: name)
                    for (index, column) in columns.columns.enumerated() where before[index] != after[index] {
                        #expect(column.origins.contains(changed), "\(column.name) hangs on \(table.name).\(name): \(sql)")
                        changes += 1
                    }
                }
            }
        }
        #expect(changes > 200)
    }
}

/// A database in memory with the tables of the random queries.
private final class Database {
    private var handle: OpaquePointer?

    struct Failure: Error { let message: String }

    init() throws {
        guard sqlite3_open(":memory:", &handle) == SQLITE_OK else { throw Failure(message: "no database") }
        for (place, table) in RandomQueries.tables.enumerated() {
            try run("create table \(table.name) (\(table.columns.map { "\($0) integer" }.joined(separator: ", ")))")
            for row in 0..<4 {
                let values = table.columns.indices.map { String((row * ($0 + 2) + place * 3 + $0) % 5) }
                try run("insert into \(table.name) values (\(values.joined(separator: ", ")))")
            }
        }
    }

    deinit { sqlite3_close(handle) }

    func run(_ sql: String) throws {
        guard sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else { throw failure(sql) }
    }

    private func failure(_ sql: String) -> Failure { Failure(message: String(cString: sqlite3_errmsg(handle)) + ": " + sql) }

    private func withStatement<T>(_ sql: String, _ body: (OpaquePointer) throws -> T) throws -> T {
        var statement: OpaquePointer?
        guard sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK, let statement else { throw failure(sql) }
        defer { sqlite3_finalize(statement) }
        return try body(statement)
    }

    /// The names of a query's columns, and the table columns that SQLite says they are.
    func origins(of sql: String) throws -> [(name: String, column: ColumnOrigin?)] {
        try withStatement(sql) { statement in
            (0..<sqlite3_column_count(statement)).map { index in
                let name = String(cString: sqlite3_column_name(statement, index))
                guard let table = sqlite3_column_table_name(statement, index), let column = sqlite3_column_origin_name(statement, index)
                else { return (name, nil) }
                return (name, ColumnOrigin(id: "source.p.t." + String(cString: table), column: String(cString: column)))
            }
        }
    }

    /// The values of each column, sorted: the order of rows is no matter. nil where it would take long.
    func values(of sql: String) throws -> [[Int64]]? {
        try withStatement(sql) { statement in
            sqlite3_progress_handler(handle, 100_000, { _ in 1 }, nil)
            defer { sqlite3_progress_handler(handle, 0, nil, nil) }
            var columns = [[Int64]](repeating: [], count: Int(sqlite3_column_count(statement)))
            while true {
                let answer = sqlite3_step(statement)
                if answer == SQLITE_INTERRUPT { return nil }
                guard answer == SQLITE_ROW else { break }
                for index in columns.indices {
                    let isNull = sqlite3_column_type(statement, Int32(index)) == SQLITE_NULL
                    columns[index].append(isNull ? .min : sqlite3_column_int64(statement, Int32(index)))
                }
            }
            return columns.map { $0.sorted() }
        }
    }
}

/// The lineage of one query over the tables of the random queries.
enum RandomWorkshop {
    static func columns(_ sql: String, _ adapter: String) -> NodeColumns? {
        var manifest = Workshop.manifest(adapter)
        for table in RandomQueries.tables { manifest.sources["source.p.t.\(table.name)"] = Workshop.source(table.name) }
        let model = Workshop.model("m", sql, reads: manifest.sources.keys)
        manifest.nodes[model.uniqueID] = model
        let columns = Dictionary(uniqueKeysWithValues: RandomQueries.tables.map { ("source.p.t.\($0.name)", $0.columns) })
        return ColumnLineage(manifest, columns: { columns[$0] })[model.uniqueID]
    }
}
