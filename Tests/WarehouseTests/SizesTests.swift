import Testing
import Warehouse

/// How large tables are.
@Suite("Sizes")
struct SizesTests {
    @Test("counts the rows and bytes of tables, of nothing else", arguments: Engine.available)
    func sizes(_ engine: Engine) throws {
        let database = try engine.database()
        let (orders, empty, view) = (try database.relation("orders"), try database.relation("Empty One"), try database.relation("seen"))
        try database.commit(
            "create table \(orders.render()) as with recursive n(i) as (select 1 union all select i + 1 from n where i < 500) select i from n; "
                + "create table \(empty.render()) (a integer); create view \(view.render()) as select * from \(orders.render())")
        let connection = try database.open()
        let sizes = try connection.sizes(of: [orders, view, empty, try database.relation("nowhere"), orders])
        try #require(sizes.count == 5)
        #expect(sizes[0]?.rows == 500)
        #expect(sizes[0]?.isEstimate == false)
        #expect((4096...65536).contains(sizes[0]?.bytes ?? 0))
        #expect(sizes[1] == nil)
        #expect(sizes[2]?.rows == 0)
        #expect(sizes[3] == nil)
        #expect(sizes[4] == sizes[0])
        // An index is part of its table.
        try database.commit("create index by_i on \(engine == .sqlite ? "orders" : orders.render()) (i)")
        #expect(try connection.sizes(of: [orders])[0]?.bytes ?? 0 > sizes[0]?.bytes ?? 0)
        #expect(try connection.query("select 1 as a").rows == [[.int(1)]])
    }

    @Test("estimates large tables, and waits for no lock", .enabled(if: TestServer.isPresent))
    func estimates() throws {
        let database = try Engine.postgres.database()
        let (large, locked) = (try database.relation("large"), try database.relation("locked"))
        // The server itself is not to analyze it meanwhile.
        let rows = "select i, repeat('x', 1000) as t from generate_series(1, 9000) i"
        try database.commit("create table \(large.render()) with (autovacuum_enabled = false) as \(rows)")
        let connection = try database.open()
        #expect(try connection.sizes(of: [large])[0]?.rows == nil)
        try database.commit("analyze \(large.render())")
        let size = try #require(try connection.sizes(of: [large])[0])
        #expect(size.rows == 9000)
        #expect(size.isEstimate)
        #expect(size.bytes ?? 0 > 8 << 20)
        try database.commit("create table \(locked.render()) (a integer)")
        let other = try database.open()
        _ = try other.execute("lock table \(locked.render()) in access exclusive mode", autoBegin: true, fetch: .none)
        #expect(warehouseError { _ = try connection.sizes(of: [locked]) } != nil)
    }
}
