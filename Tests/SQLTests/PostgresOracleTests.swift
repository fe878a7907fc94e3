import Formats
import Foundation
import Graph
import PostgresAdapter
import Testing
import Warehouse

@testable import SQL

/// Random queries made views of Postgres, which keeps what columns each view uses. Needs the server of `SMELT_TEST_POSTGRES`.
@Suite(.enabled(if: PostgresServer.address != nil)) struct PostgresOracleTests {
    @Test func originsAreAmongWhatPostgresSaysIsUsed() throws {
        let views = try Views(count: 150) { RandomQueries(seed: UInt64(5000 + $0)) }
        for (sql, uses) in views.all {
            let columns = try #require(RandomWorkshop.columns(sql, "postgres"))
            #expect(columns.reason == nil && columns.columns.allSatisfy { $0.reason == nil }, "\(sql)")
            #expect(columns.columns.map(\.name) == uses.names, "\(sql)")
            #expect(Set(columns.columns.flatMap(\.origins)).isSubset(of: uses.columns), "\(sql)")
        }
    }

    @Test func originsOfPlainSelectsAreWhatPostgresSaysIsUsed() throws {
        let views = try Views(count: 150) { RandomQueries(seed: UInt64(9000 + $0), isFlat: true) }
        for (sql, uses) in views.all {
            let columns = try #require(RandomWorkshop.columns(sql, "postgres"))
            #expect(Set(columns.columns.flatMap(\.origins)) == uses.columns, "\(sql)")
        }
    }
}

/// The server that `SMELT_TEST_POSTGRES` names.
private enum PostgresServer {
    static let address = ProcessInfo.processInfo.environment["SMELT_TEST_POSTGRES"].flatMap { URLComponents(string: $0) }
}

/// Views of random queries in a schema of their own, which goes with the last reference.
private final class Views {
    /// What Postgres knows of a view.
    struct Uses {
        var names: [String] = []
        var columns: Set<ColumnOrigin> = []
    }

    private(set) var all: [(sql: String, uses: Uses)] = []
    private let schema = "smelt_test_sql_\(UUID().uuidString.lowercased().prefix(8))"
    private let connection: any Connection

    init(count: Int, _ queries: (Int) -> RandomQueries) throws {
        let server = try #require(PostgresServer.address)
        let adapter = try PostgresAdapterKind.adapter(
            from: [
                "host": .string(server.host ?? "127.0.0.1"), "port": .int(server.port ?? 5432),
                "user": .string(server.user ?? "postgres"), "password": .string(server.password ?? ""),
                "dbname": .string(String(server.path.dropFirst())), "schema": .string(schema),
            ], in: "/")
        connection = try adapter.open(name: "views")
        var statements = ["create schema \(schema)", "set search_path to \(schema)"]
        for table in RandomQueries.tables {
            statements.append("create table \(table.name) (\(table.columns.map { "\($0) integer" }.joined(separator: ", ")))")
        }
        for index in 0..<count {
            var queries = queries(index)
            all.append((queries.query(), Uses()))
            statements.append("create view v\(index) as \(all[index].sql)")
        }
        _ = try connection.execute(statements.joined(separator: ";\n"), autoBegin: true, fetch: .none)
        for row in try rows(Self.columns) { try note(row) { $0.names.append($1[1]) } }
        for row in try rows(Self.dependencies) {
            try note(row) { $0.columns.insert(ColumnOrigin(id: "source.p.t.\($1[1])", column: $1[2])) }
        }
    }

    deinit {
        connection.rollback()
        connection.close()
    }

    private func note(_ row: [String], _ change: (inout Uses, [String]) -> Void) throws {
        guard let index = Int(row[0].dropFirst()), row[0].hasPrefix("v"), all.indices.contains(index) else { return }
        change(&all[index].uses, row)
    }

    private func rows(_ sql: String) throws -> [[String]] {
        try connection.execute(sql.replacingOccurrences(of: "SCHEMA", with: schema), autoBegin: true, fetch: .all).table.rows.map {
            $0.map { $0.text ?? "" }
        }
    }

    private static let columns = """
        select c.relname::text, a.attname::text from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
        where c.relnamespace = 'SCHEMA'::regnamespace and c.relkind = 'v' order by c.relname, a.attnum
        """

    private static let dependencies = """
        select v.relname::text, t.relname::text, a.attname::text from pg_rewrite w join pg_class v on v.oid = w.ev_class
        join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = w.oid and d.refclassid = 'pg_class'::regclass and d.refobjsubid > 0
        join pg_class t on t.oid = d.refobjid join pg_attribute a on a.attrelid = t.oid and a.attnum = d.refobjsubid
        where v.relnamespace = 'SCHEMA'::regnamespace
        """
}
