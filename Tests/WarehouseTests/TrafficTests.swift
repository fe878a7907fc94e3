import Testing
import Warehouse

/// What connections count of themselves.
@Suite("Traffic")
struct TrafficTests {
    /// What one session does, as its adapter's total tells once it has ended.
    private func traffic(_ database: TestDatabase, _ work: (any Connection) throws -> Void) throws -> Traffic {
        let before = database.adapter.traffic
        let connection = try database.open()
        try work(connection)
        #expect(database.adapter.traffic == before)
        connection.close()
        var traffic = database.adapter.traffic
        traffic.connections -= before.connections
        traffic.statements -= before.statements
        traffic.rowsLoaded -= before.rowsLoaded
        traffic.roundTrips = traffic.roundTrips.map { $0 - (before.roundTrips ?? 0) }
        traffic.bytesSent = traffic.bytesSent.map { $0 - (before.bytesSent ?? 0) }
        traffic.bytesReceived = traffic.bytesReceived.map { $0 - (before.bytesReceived ?? 0) }
        return traffic
    }

    @Test("counts statements, round trips and rows", arguments: Engine.available)
    func counts(_ engine: Engine) throws {
        let database = try engine.database()
        let relation = try database.relation("t")
        try database.commit("create table \(relation.render()) (a integer)")
        let idle = try traffic(database) { _ in }
        #expect(idle.connections == 1)
        #expect(idle.rowsLoaded == 0)
        let busy = try traffic(database) { connection in
            var batches = [[[SQLValue.int(1)], [.int(2)]], [[.int(3)]]]
            _ = try connection.load(into: relation, columns: ["a"]) { batches.isEmpty ? nil : RowBatch(batches.removeFirst()) }
            _ = try connection.execute("delete from \(relation.render()); select 1 as one", autoBegin: true, fetch: .all)
            try connection.commit()
            #expect(try connection.query("select a from \(relation.render())").rows.isEmpty)
        }
        #expect(busy.connections == 1)
        #expect(busy.rowsLoaded == 3)
        // BEGIN, the rows, two statements in one text, COMMIT, the query; SQLite is asked too whether the session left temporary objects behind.
        #expect(busy.statements - idle.statements == (engine == .sqlite ? 7 : 6))
        switch engine {
        case .sqlite: #expect(busy.roundTrips == nil && busy.bytesSent == nil && busy.bytesReceived == nil)
        // Two for the rows: the server says when it is ready for them, and what became of them. One for the text with two statements.
        case .postgres: #expect(try #require(busy.roundTrips) - #require(idle.roundTrips) == 6)
        }
    }

    @Test("counts the bytes that went over the network")
    func bytes() throws {
        guard Engine.available.contains(.postgres) else { return }
        let database = try Engine.postgres.database()
        let small = try traffic(database) { _ = try $0.query("select 'x' as a") }
        let long = String(repeating: "x", count: 10_000)
        let sent = try traffic(database) { _ = try $0.query("select 'x' as a -- \(long)") }
        let received = try traffic(database) { _ = try $0.query("select repeat('x', 5000) as a") }
        // Numbers of processes and the like may have a digit more or less.
        #expect((10_000..<10_100).contains(try #require(sent.bytesSent) - #require(small.bytesSent)))
        #expect((4_900..<5_100).contains(try #require(received.bytesReceived) - #require(small.bytesReceived)))
    }

    @Test("counts a statement as often as it runs, rows as one", arguments: Engine.available)
    func rows(_ engine: Engine) throws {
        let database = try engine.database()
        let idle = try traffic(database) { _ in }
        let busy = try traffic(database) { connection in
            let numbers = "select 1 as a union all select 2 union all select 3"
            try connection.stream(numbers, autoBegin: true, batchSize: 2) { _, _ in true }
            try connection.commit()
        }
        // SQLite begins no transaction for a query; Postgres is sent BEGIN and COMMIT.
        #expect(busy.statements - idle.statements == (engine == .sqlite ? 1 : 3))
    }
}
