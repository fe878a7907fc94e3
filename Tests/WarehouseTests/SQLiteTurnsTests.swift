import Foundation
import Formats
@testable import SQLiteAdapter
import Testing
import Warehouse

/// Sessions of one target take turns with its handles.
@Suite("turns with SQLite's handles")
struct SQLiteTurnsTests {
    private let folder = temporaryFolder()

    private func adapter() throws -> any Adapter { try SQLiteAdapterKind.adapter(from: ["type": "sqlite", "path": "shop.db"], in: folder) }

    private func session(_ name: String, _ adapter: any Adapter) throws -> SQLiteConnection {
        try #require(try adapter.open(name: name) as? SQLiteConnection)
    }

    private func run(_ connection: SQLiteConnection, _ sql: String) throws {
        _ = try connection.execute(sql, autoBegin: false, fetch: .none)
    }

    /// The handle a session works with now.
    private func handle(_ connection: SQLiteConnection) throws -> ObjectIdentifier {
        let handle = ObjectIdentifier(try connection.handle())
        // Ends the turn that the question began.
        _ = try connection.query("select 1")
        return handle
    }

    @Test("statements one after the other go through one handle, whoever sends them")
    func sharing() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let adapter = try adapter()
        let (first, second) = (try session("first", adapter), try session("second", adapter))
        try run(first, "create table t (a integer)")
        #expect(try handle(first) == handle(second))
        try second.begin()
        try second.beginWriting()
        try run(second, "insert into t values (1)")
        try second.commit()
        #expect(try first.query("select a from t").rows == [[.int(1)]])
        #expect(try handle(first) == handle(second))
    }

    @Test("an open transaction keeps its handle, and others see the state before it")
    func transactions() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let adapter = try adapter()
        let (writer, reader) = (try session("writer", adapter), try session("reader", adapter))
        try run(writer, "create table t (a integer)")
        try writer.begin()
        try writer.beginWriting()
        let held = ObjectIdentifier(try writer.handle())
        try run(writer, "insert into t values (1)")
        try run(writer, "create table u (a integer)")
        #expect(try reader.query("select count(*) from t").rows == [[.int(0)]])
        #expect(try handle(reader) != held)
        #expect(ObjectIdentifier(try writer.handle()) == held)
        try writer.commit()
        #expect(try reader.query("select count(*) from t, u").rows == [[.int(0)]])
        #expect(try handle(reader) == held)
    }

    @Test("temporary tables and settings are the session's own until it is reset")
    func belongings() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let adapter = try adapter()
        let (first, second) = (try session("first", adapter), try session("second", adapter))
        try run(first, "create temp table t as select 1 as a")
        #expect(throws: WarehouseError.self) { try second.query("select * from t") }
        #expect(try first.query("select * from t").rows == [[.int(1)]])
        try first.reset()
        #expect(throws: WarehouseError.self) { try first.query("select * from t") }
        try run(first, "pragma case_sensitive_like = on")
        #expect(try first.query("select 'a' like 'A'").rows == [[.int(0)]])
        #expect(try second.query("select 'a' like 'A'").rows == [[.int(1)]])
        try first.reset()
        #expect(try first.query("select 'a' like 'A'").rows == [[.int(1)]])
    }

    @Test("a session that is cancelled while it waits for a handle stops, and the others go on")
    func cancelling() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let adapter = try adapter()
        let (first, second) = (try session("first", adapter), try session("second", adapter))
        try first.begin()
        try first.beginWriting()
        second.cancelHandle.cancel()
        let stopped = #expect(throws: WarehouseError.self) { try second.query("select 1") }
        #expect(stopped?.kind == .cancelled)
        try first.commit()
        second.close()
        #expect(try first.query("select 1").rows == [[.int(1)]])
    }

    @Test("the last session that ends closes the file")
    func ending() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let adapter = try adapter()
        let (first, second) = (try session("first", adapter), try session("second", adapter))
        try run(first, "create table t (a integer)")
        first.close()
        #expect(FileManager.default.fileExists(atPath: folder + "/shop.db-wal"))
        second.close()
        #expect(!FileManager.default.fileExists(atPath: folder + "/shop.db-wal"))
    }
}
