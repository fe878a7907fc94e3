import Foundation
import Testing
import Warehouse

/// What every adapter keeps, whatever its engine.
@Suite("Conformance")
struct ConformanceTests {
    @Test("answers a query with typed rows", arguments: Engine.available)
    func query(_ engine: Engine) throws {
        let database = try engine.database()
        let connection = try database.open()
        let result = try connection.execute(
            "select 1 as a, 'x' as b, null as c, 1.5e0 as d union all select -9223372036854775807, 'ä''', null, 2 order by 1 desc",
            autoBegin: false, fetch: .all)
        #expect(result.table.columnNames == ["a", "b", "c", "d"])
        #expect(result.table.rows[0][0] == .int(1))
        #expect(result.table.rows[0][1] == .text("x"))
        #expect(result.table.rows[0][2].isNull)
        #expect(result.table.rows[1][0] == .int(-9_223_372_036_854_775_807))
        #expect(result.table.rows[1][1] == .text("ä'"))
    }

    @Test("keeps no rows, all rows or the first rows", arguments: Engine.available)
    func fetch(_ engine: Engine) throws {
        let database = try engine.database()
        let connection = try database.open()
        let sql = "select 1 as a union all select 2 union all select 3"
        #expect(try connection.execute(sql, autoBegin: false, fetch: .none).table == .empty)
        #expect(try connection.execute(sql, autoBegin: false, fetch: .all).table.rows.count == 3)
        #expect(try connection.execute(sql, autoBegin: false, fetch: .limit(2)).table.rows.count == 2)
        #expect(try connection.execute(sql, autoBegin: false, fetch: .limit(0)).table.rows.count == 3)
        #expect(try connection.execute("select 1 as a where 1 = 0", autoBegin: false, fetch: .all).table.columnNames == ["a"])
    }

    @Test("runs several statements and answers with the last", arguments: Engine.available)
    func severalStatements(_ engine: Engine) throws {
        let database = try engine.database()
        let t = try database.relation("t").render()
        let connection = try database.open()
        let result = try connection.execute(
            "create table \(t) (a integer);\ninsert into \(t) values (1), (2); -- done;\nselect count(*) as n from \(t);\n",
            autoBegin: true,
            fetch: .all)
        #expect(result.table.rows == [[.int(2)]])
        try connection.commit()
        #expect(try database.value("select count(*) from \(t)") == .int(2))
    }

    @Test("keeps what is committed, forgets what is rolled back", arguments: Engine.available)
    func transactions(_ engine: Engine) throws {
        let database = try engine.database()
        let t = try database.relation("t").render()
        try database.commit("create table \(t) (a integer)")
        let connection = try database.open()
        _ = try connection.execute("insert into \(t) values (1)", autoBegin: true, fetch: .none)
        #expect(connection.transactionOpen)
        #expect(try database.value("select count(*) from \(t)") == .int(0))
        try connection.commit()
        #expect(!connection.transactionOpen)
        #expect(try database.value("select count(*) from \(t)") == .int(1))
        try connection.reset()
        _ = try connection.execute("insert into \(t) values (2)", autoBegin: true, fetch: .none)
        connection.close()
        #expect(!connection.isOpen)
        #expect(try database.value("select count(*) from \(t)") == .int(1))
    }

    @Test("rolls back DDL with the rest", arguments: Engine.available)
    func transactionalDDL(_ engine: Engine) throws {
        let database = try engine.database()
        let t = try database.relation("t").render()
        try database.commit("create table \(t) as select 1 as a")
        let connection = try database.open()
        _ = try connection.execute("drop table \(t); create table \(t) as select 2 as a", autoBegin: true, fetch: .none)
        // Postgres keeps readers out of a dropped table until the transaction ends; SQLite shows them the old one.
        if engine == .sqlite { #expect(try database.value("select a from \(t)") == .int(1)) }
        connection.rollback()
        #expect(!connection.transactionOpen)
        #expect(try database.value("select a from \(t)") == .int(1))
    }

    @Test("rolls back by itself when a statement fails", arguments: Engine.available)
    func failure(_ engine: Engine) throws {
        let database = try engine.database()
        let t = try database.relation("t").render()
        let connection = try database.open()
        _ = try connection.execute("create table \(t) (a integer)", autoBegin: true, fetch: .none)
        let error = warehouseError { _ = try connection.execute("select nope from \(t)", autoBegin: true, fetch: .all) }
        #expect(error?.kind == .sql)
        #expect(error?.heading == "Database Error")
        #expect(!connection.transactionOpen)
        #expect(warehouseError { _ = try connection.query("select * from \(t)") } != nil)
        #expect(try connection.query("select 1 as a").rows == [[.int(1)]])
    }

    @Test("refuses to begin twice and to commit nothing, in dbt's words", arguments: Engine.available)
    func misuse(_ engine: Engine) throws {
        let database = try engine.database()
        let connection = try database.open("model.shop.orders")
        #expect(
            warehouseError { try connection.commit() }?.message
                == "Tried to commit transaction on connection \"model.shop.orders\", but it does not have one open!")
        try connection.begin()
        #expect(
            warehouseError { try connection.begin() }?.message
                == "Tried to begin a new transaction on connection \"model.shop.orders\", but it already had one open!")
    }

    @Test("accepts a bare commit as dbt's hooks outside of transactions send it", arguments: Engine.available)
    func bareCommit(_ engine: Engine) throws {
        let database = try engine.database()
        let t = try database.relation("t").render()
        let connection = try database.open()
        _ = try connection.execute("\n        commit;\n    ", autoBegin: false, fetch: .none)
        _ = try connection.execute("create table \(t) (a integer)", autoBegin: false, fetch: .none)
        #expect(try database.value("select count(*) from \(t)") == .int(0))
    }

    @Test("commits statements one by one after dbt's clear_transaction, as run hooks and operations need it", arguments: Engine.available)
    func clearTransaction(_ engine: Engine) throws {
        let database = try engine.database()
        let t = try database.relation("t").render()
        try database.commit("create table \(t) (a integer)")
        let connection = try database.open()
        _ = try connection.execute("insert into \(t) values (1)", autoBegin: true, fetch: .none)
        try connection.clearTransaction()
        _ = try connection.execute("insert into \(t) values (2)", autoBegin: false, fetch: .none)
        #expect(!connection.transactionOpen)
        #expect(try database.value("select sum(a) from \(t)").map(\.text) == "2")
        connection.rollback()
        _ = try connection.execute("insert into \(t) values (3)", autoBegin: false, fetch: .none)
        connection.close()
        #expect(try database.value("select sum(a) from \(t)").map(\.text) == "2")
    }

    @Test("hands rows over in batches", arguments: Engine.available)
    func streams(_ engine: Engine) throws {
        let database = try engine.database()
        let connection = try database.open()
        let sql = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 1000) select i, 'row ' || i as t from n"
        var sizes: [Int] = []
        var sum = 0
        try connection.stream(sql, autoBegin: false, batchSize: 300) { columns, rows in
            #expect(columns.map(\.name) == ["i", "t"])
            sizes.append(rows.count)
            sum += rows.reduce(0) { $0 + ($1[0].int ?? 0) }
            return true
        }
        #expect(sizes == [300, 300, 300, 100])
        #expect(sum == 500_500)
        sizes = []
        try connection.stream(sql, autoBegin: false, batchSize: 10) { _, rows in
            sizes.append(rows.count)
            return sizes.count < 2
        }
        #expect(sizes == [10, 10])
        try connection.stream("select 1 as a where 1 = 0", autoBegin: false, batchSize: 10) { columns, rows in
            #expect(columns.count == 1 && rows.isEmpty)
            return true
        }
        #expect(try connection.query("select 1 as a").rows == [[.int(1)]])
    }

    private struct Stop: Error {}

    @Test("lets errors of a batch through and stays usable", arguments: Engine.available)
    func streamError(_ engine: Engine) throws {
        let database = try engine.database()
        let connection = try database.open()
        #expect(throws: Stop.self) {
            try connection.stream("select 1 as a union all select 2", autoBegin: true, batchSize: 1) { _, _ in throw Stop() }
        }
        #expect(!connection.transactionOpen)
        #expect(try connection.query("select 1 as a").rows == [[.int(1)]])
    }

    @Test("loads rows exactly", arguments: Engine.available)
    func load(_ engine: Engine) throws {
        let database = try engine.database()
        let relation = try database.relation("seed")
        let connection = try database.open()
        _ = try connection.execute(
            "create table \(relation.render()) (\"Id\" integer, name text, price numeric(10,2), ok integer, day date)", autoBegin: true,
            fetch: .none)
        let nasty = "tab\t newline\n back\\slash 'quote' \"double\" \\N \r ä 🎲"
        var batches: [[[SQLValue]]] = [
            (0..<250).map { [.int($0), .text("row \($0)"), .decimal("12.30"), .int($0 % 2), .date("2024-01-02")] },
            [[.int(250), .text(nasty), .null, .null, .null], [.null, .text(""), .decimal("-0.01"), .int(1), .null]],
        ]
        let count = try connection.load(into: relation, columns: ["\"Id\"", "name", "price", "ok", "day"]) {
            batches.isEmpty ? nil : RowBatch(batches.removeFirst())
        }
        #expect(count == 252)
        #expect(try database.open().query("select 1 as one").rows.count == 1)
        try connection.commit()
        let check = try database.open()
        let table = relation.render()
        #expect(try check.query("select count(*), count(name), count(\"Id\") from \(table)").rows == [[.int(252), .int(252), .int(251)]])
        #expect(try check.query("select name, price from \(table) where \"Id\" = 250").rows == [[.text(nasty), .null]])
        #expect(try check.query("select name from \(table) where \"Id\" is null").rows == [[.text("")]])
        let sum = try check.query("select sum(price) from \(table)").rows[0][0]
        #expect(Double(sum.text ?? "").map { abs($0 - 3074.99) < 0.001 } == true)
    }

    @Test("keeps nothing of a load that fails", arguments: Engine.available)
    func loadFailure(_ engine: Engine) throws {
        let database = try engine.database()
        let relation = try database.relation("seed")
        try database.commit("create table \(relation.render()) (a integer)")
        let connection = try database.open()
        var given = false
        #expect(throws: Stop.self) {
            _ = try connection.load(into: relation, columns: ["a"]) {
                if given { throw Stop() }
                given = true
                return RowBatch([[.int(1)]])
            }
        }
        let width = warehouseError { _ = try connection.load(into: relation, columns: ["a"]) { RowBatch([[.int(1), .int(2)]]) } }
        #expect(width?.message == "a row for \(relation.render()) has 2 values, expected 1")
        #expect(try connection.query("select count(*) from \(relation.render())").rows == [[.int(0)]])
    }

    @Test("forgets temporary things on reset", arguments: Engine.available)
    func reset(_ engine: Engine) throws {
        let database = try engine.database()
        let connection = try database.open()
        _ = try connection.execute("create temporary table scratch as select 1 as a", autoBegin: true, fetch: .none)
        try connection.commit()
        #expect(try connection.query("select a from scratch").rows == [[.int(1)]])
        try connection.reset()
        #expect(warehouseError { _ = try connection.query("select a from scratch") } != nil)
        #expect(try connection.query("select 1 as a").rows == [[.int(1)]])
    }

    @Test("stops a running statement from another thread", arguments: Engine.available)
    func cancel(_ engine: Engine) throws {
        let database = try engine.database()
        let connection = try database.open()
        let handle = connection.cancelHandle
        let canceller = Background {
            Thread.sleep(forTimeInterval: 0.3)
            handle.cancel()
        }
        let endless = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 2000000000) select count(*) from n"
        let error = warehouseError { _ = try connection.execute(endless, autoBegin: true, fetch: .all) }
        #expect(error?.kind == .cancelled)
        _ = canceller.wait()
        #expect(warehouseError { _ = try connection.query("select 1") }?.kind == .cancelled)
        try connection.reset()
        #expect(try connection.query("select 1 as a").rows == [[.int(1)]])
    }

    @Test("reads its columns and renames where it does so itself", arguments: Engine.available)
    func ownCatalog(_ engine: Engine) throws {
        let database = try engine.database()
        let table = try database.relation("t")
        try database.commit("create table \(table.render()) (a integer, b varchar(20))")
        let connection = try database.open()
        guard let columns = try connection.columns(of: table) else { return }
        #expect(columns.map(\.name) == ["a", "b"])
        #expect(columns.map { $0.dtype.lowercased() } == ["integer", "varchar(20)"])
        #expect(try connection.rename(table, to: database.relation("u")))
        #expect(try connection.columns(of: database.relation("u"))?.count == 2)
    }
}
