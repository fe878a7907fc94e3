import Foundation
import Formats
@testable import SQLiteAdapter
import Synchronization
import Testing
import Warehouse

@Suite("SQLite")
struct SQLiteTests {
    /// A folder that is removed with its last reference.
    private final class Folder {
        let path = temporaryFolder()
        deinit { try? FileManager.default.removeItem(atPath: path) }
    }

    private func adapter(_ output: ConfigMap, _ folder: Folder) throws -> any Adapter {
        var output = output
        output["type"] = "sqlite"
        return try SQLiteAdapterKind.adapter(from: output, in: folder.path)
    }

    private func run(_ adapter: any Adapter, _ sql: String) throws {
        let connection = try adapter.open(name: "setup")
        _ = try connection.execute(sql, autoBegin: true, fetch: .none)
        try connection.commit()
        connection.close()
    }

    @Test("answers OK with the count Python's sqlite3 gives")
    func responses() throws {
        let folder = Folder()
        let connection = try adapter(["path": "shop.db"], folder).open(name: "test")
        func response(_ sql: String) throws -> StatementResponse { try connection.execute(sql, autoBegin: true, fetch: .none).response }
        #expect(try response("create table t as select 1 as a union all select 2") == StatementResponse(message: "OK", rowsAffected: -1))
        #expect(try response("/* x */ -- y\n insert into t values (3)").rowsAffected == 1)
        #expect(try response("update t set a = 1").rowsAffected == 3)
        #expect(try response("select * from t").rowsAffected == -1)
        #expect(try response("").rowsAffected == -1)
        #expect(try response("-- only a comment").rowsAffected == -1)
    }

    @Test("reads values by storage class, not by declared type")
    func values() throws {
        let folder = Folder()
        let connection = try adapter(["path": "shop.db"], folder).open(name: "test")
        _ = try connection.execute(
            "create table t (d date, b boolean, n numeric, x blob); insert into t values ('2024-01-02', 1, '1.50', x'01ff'), (7, 'yes', 'abc', '')",
            autoBegin: true, fetch: .none)
        let table = try connection.query("select * from t")
        #expect(
            table.rows == [
                [.text("2024-01-02"), .int(1), .double(1.5), .bytes([1, 255])], [.int(7), .text("yes"), .text("abc"), .text("")],
            ])
        #expect(table.columns.map(\.declaredType) == ["date", "boolean", "numeric", "BLOB"])
        #expect(table.columns[0].typeCodeName == "UNKNOWN")
    }

    @Test(
        "md5 gives the digest's digits, and hex(md5()) the same as with SQLite's crypto extension",
        arguments: [
            ("''", "d41d8cd98f00b204e9800998ecf8427e"), ("'hello'", "5d41402abc4b2a76b9719d911017c592"),
            ("'12345678901234567890123456789012345678901234567890123456789012345678901234567890'", "57edf4a22be3c955ac49da2e2107b67a"),
            ("x'00'", "93b885adfe0da089cdf634904fd59f71"), ("42", "a1d0c6e83f027327d8461063f4ac58a6"),
            ("'ä'", "8419b71c87a225a2c70b50486fbee545"),
        ])
    func md5(expression: String, digest: String) throws {
        let folder = Folder()
        let connection = try adapter(["path": "shop.db"], folder).open(name: "test")
        #expect(try connection.query("select md5(\(expression))").rows == [[.text(digest)]])
        #expect(try connection.query("select lower(hex(md5(\(expression))))").rows == [[.text(digest)]])
        #expect(try connection.query("select hex(md5(x)) from (select \(expression) as x)").rows == [[.text(digest.uppercased())]])
        #expect(try connection.query("select md5(null), hex(md5(null))").rows == [[.null, .text("")]])
        // Digits that come from elsewhere are text like any other.
        #expect(
            try connection.query("select length(hex('\(digest)')), hex('aZ'), hex(x'01ff'), hex(''), hex(7)").rows
                == [[.int(64), .text("615A"), .text("01FF"), .text(""), .text("37")]])
    }

    @Test("views survive a table that is built aside and renamed in")
    func swap() throws {
        let folder = Folder()
        let shop = try adapter(["path": "shop.db"], folder)
        try run(shop, "create table t as select 1 as a; create view v as select a from t")
        try run(shop, "create table t__new as select 2 as a; drop table t; alter table t__new rename to t")
        #expect(try shop.open(name: "look").query("select a from v").rows == [[.int(2)]])
    }

    @Test("renames views", arguments: ["create view \"old one\" as select 1 as a", "CREATE VIEW [old one](a) as select 1"])
    func renamesViews(sql: String) throws {
        let folder = Folder()
        let shop = try adapter(["path": "shop.db"], folder)
        try run(shop, sql)
        let connection = try shop.open(name: "test")
        let old = try shop.dialect.relation(database: nil, schema: "main", identifier: "old one", kind: .view)
        let new = try shop.dialect.relation(database: nil, schema: "main", identifier: "new", kind: .view)
        #expect(try connection.rename(old, to: new))
        #expect(try connection.query("select a from new").rows == [[.int(1)]])
        #expect(warehouseError { _ = try connection.query("select a from \"old one\"") }?.message == "no such table: old one")
        let table = try #require(try connection.catalog(database: "shop", schemas: ["main", "absent"]))
        #expect(table.rows.map { $0[2...].map { $0.text ?? "NULL" } } == [["new", "view", "NULL", "NULL", "a", "0", "UNKNOWN", "NULL"]])
    }

    @Test("attaches the profile's schemas and the files of its folder")
    func attached() throws {
        let folder = Folder()
        let first = try adapter(["path": "raw.db"], folder)
        try run(first, "create table orders as select 7 as id")
        let shop = try adapter(
            ["database": "d", "schema": "main", "schemas_and_paths": .map(["main": "shop.db"]), "schema_directory": "."], folder)
        #expect(shop.physicalSchema("raw") == "raw")
        #expect(try shop.open(name: "test").query("select id from raw.orders").rows == [[.int(7)]])
        let clash = try adapter(
            [
                "database": "d", "schema": "main", "schemas_and_paths": .map(["main": "shop.db", "raw": "other.db"]),
                "schema_directory": ".",
            ],
            folder)
        let error = warehouseError { _ = try clash.open(name: "test") }
        #expect(error?.message.hasPrefix("found \(folder.path)/./raw.db while scanning schema_directory") == true)
    }

    @Test("writers wait for each other, however many there are, and readers never wait")
    func writers() throws {
        let folder = Folder()
        let shop = try adapter(["path": "shop.db", "timeout": 0], folder)
        try run(shop, "create table log (writer integer, step integer)")
        let writers = (0..<8).map { writer in
            Background {
                let connection = try shop.open(name: "writer \(writer)")
                for step in 0..<20 {
                    _ = try connection.execute("select count(*) from log", autoBegin: true, fetch: .all)
                    _ = try connection.execute("create table t_\(writer)_\(step) as select \(step) as a", autoBegin: true, fetch: .none)
                    _ = try connection.execute("insert into log values (\(writer), \(step))", autoBegin: true, fetch: .none)
                    if step % 5 == 4 { connection.rollback() } else { try connection.commit() }
                }
                connection.close()
            }
        }
        let readers = (0..<2).map { _ in
            Background {
                let connection = try shop.open(name: "reader")
                for _ in 0..<200 { _ = try connection.query("select count(*) from log") }
                connection.close()
            }
        }
        for worker in writers + readers { _ = try #require(worker.wait()).get() }
        let look = try shop.open(name: "look")
        #expect(try look.query("select count(*) from log").rows == [[.int(128)]])
        #expect(try look.query("select count(*) from sqlite_master where name like 't\\_%' escape '\\'").rows == [[.int(128)]])
    }

    @Test("a writer that waits for another can be cancelled")
    func cancelWhileWaiting() throws {
        let folder = Folder()
        let shop = try adapter(["path": "shop.db"], folder)
        let holder = try shop.open(name: "holder")
        _ = try holder.execute("create table t (a integer)", autoBegin: true, fetch: .none)
        let waiter = try shop.open(name: "waiter")
        let handle = waiter.cancelHandle
        let canceller = Background {
            Thread.sleep(forTimeInterval: 0.2)
            handle.cancel()
        }
        let error = warehouseError { _ = try waiter.execute("create table u (a integer)", autoBegin: true, fetch: .none) }
        #expect(error == WarehouseError(.cancelled, "interrupted"))
        _ = canceller.wait()
        try holder.commit()
        try waiter.reset()
        #expect(throws: Never.self) { try waiter.execute("create table u (a integer)", autoBegin: true, fetch: .none) }
    }

    @Test("a file that another process holds is named after the wait")
    func locked() throws {
        let folder = Folder()
        let shop = try adapter(["path": "shop.db", "timeout": 1], folder)
        try run(shop, "create table t (a integer)")
        // A URI is not known to be the same file, so this one behaves as another process would.
        let other = try adapter(["path": .string("file:\(folder.path)/shop.db")], folder).open(name: "other process")
        _ = try other.execute("insert into t values (1)", autoBegin: true, fetch: .none)
        let connection = try shop.open(name: "test")
        let error = warehouseError { _ = try connection.execute("insert into t values (2)", autoBegin: true, fetch: .none) }
        #expect(error?.kind == .lockTimeout)
        #expect(error?.message == "database is locked: \(folder.path)/shop.db is in use by another process (waited 1 s)")
        #expect(error?.advice == "another process holds a lock on \(folder.path)/shop.db; close it or wait for it, then run again")
        #expect(error?.isTransient == true)
        #expect(try connection.query("select count(*) from t").rows == [[.int(0)]])
        try other.commit()
        _ = try connection.execute("insert into t values (2)", autoBegin: true, fetch: .none)
        try connection.commit()
    }

    @Test("a file that may not be written says so")
    func readOnly() throws {
        let folder = Folder()
        try run(adapter(["path": "shop.db"], folder), "create table t (a integer)")
        let connection = try adapter(["path": .string("file:\(folder.path)/shop.db?mode=ro")], folder).open(name: "test")
        #expect(try connection.query("select count(*) from t").rows == [[.int(0)]])
        let error = warehouseError { _ = try connection.execute("insert into t values (1)", autoBegin: true, fetch: .none) }
        #expect(error?.kind == .readOnly)
        #expect(error?.message == "attempt to write a readonly database")
        #expect(error?.advice?.hasSuffix("or its folder may not be written: check owner, mode and mount") == true)
    }

    @Test("a full disk says so and keeps nothing")
    func diskFull() throws {
        let folder = Folder()
        let shop = try adapter(["path": "shop.db"], folder)
        try run(shop, "create table t (a text)")
        let connection = try shop.open(name: "test")
        _ = try connection.query("pragma max_page_count = 20")
        let error = warehouseError {
            _ = try connection.execute(
                "insert into t values ('kept?'); insert into t values (zeroblob(1000000))", autoBegin: true, fetch: .none)
        }
        #expect(error?.kind == .diskFull)
        #expect(error?.message == "database or disk is full")
        #expect(try connection.query("select count(*) from t").rows == [[.int(0)]])
    }

    @Test("files that are no database, folders that are absent and extensions that do not load are named")
    func unusable() throws {
        let folder = Folder()
        try Data(repeating: 65, count: 4096).write(to: URL(fileURLWithPath: folder.path + "/text.db"))
        let text = warehouseError { _ = try adapter(["path": "text.db"], folder).open(name: "test") }
        #expect(text?.kind == .connectionFailed(.missingDatabase))
        #expect(text?.message == "file is not a database: \(folder.path)/text.db")
        let absent = warehouseError {
            _ = try adapter(
                ["database": "d", "schema": "main", "schemas_and_paths": .map(["main": "text.db/where.db"]), "schema_directory": "no"],
                folder
            ).open(name: "test")
        }
        #expect(absent?.message == "unable to open database file: \(folder.path)/text.db/where.db")
        #expect(throws: Never.self) { try adapter(["path": "made/on/demand.db"], folder).open(name: "test") }
        let library = warehouseError {
            _ = try adapter(["path": "shop.db", "extensions": .list(["crypto.so"])], folder).open(name: "test")
        }
        #expect(library?.kind == .connectionFailed(.missingLibrary))
        #expect(library?.message.hasSuffix("cannot open shared object file: No such file or directory: \(folder.path)/crypto.so") == true)
    }

    @Test("what was committed is there after a crash, what was not is gone")
    func crash() throws {
        let folder = Folder()
        let shop = try adapter(["path": "shop.db"], folder)
        let connection = try shop.open(name: "test")
        _ = try connection.execute("create table t as select 1 as a", autoBegin: true, fetch: .none)
        try connection.commit()
        _ = try connection.execute("insert into t values (2); create table half (a integer)", autoBegin: true, fetch: .none)
        // The files as a killed process leaves them behind.
        let copy = Folder()
        for suffix in ["", "-wal"] {
            try FileManager.default.copyItem(atPath: "\(folder.path)/shop.db\(suffix)", toPath: "\(copy.path)/shop.db\(suffix)")
        }
        let after = try adapter(["path": "shop.db"], copy).open(name: "test")
        #expect(try after.query("select count(*) from t").rows == [[.int(1)]])
        #expect(try after.query("select name from sqlite_master").rows == [[.text("t")]])
    }

    @Test("errors point at the place in the whole text")
    func position() throws {
        let folder = Folder()
        let connection = try adapter(["path": "shop.db"], folder).open(name: "test")
        let error = warehouseError { _ = try connection.query("select 'ä'; select nope from (select 1 as a)") }
        #expect(error?.message == "no such column: nope")
        #expect(error?.position == 20)
        #expect(warehouseError { _ = try connection.query("selec 1") }?.message == "near \"selec\": syntax error")
    }

    @Test("knows what stands at a name at this moment, and what does not only look like it")
    func presentRelations() throws {
        let folder = Folder()
        let shop = try adapter(
            [
                "database": "shop", "schema": "main", "schema_directory": .string(folder.path),
                "schemas_and_paths": .map(["main": .string(folder.path + "/shop.db"), "other": .string(folder.path + "/other.db")]),
            ], folder)
        try run(
            shop,
            """
            create table "Od'd ""t" (a integer); create view v as select * from "Od'd ""t"; create view broken as select * from missing;
            create table other.v (a integer generated always as (b + 1) virtual, b integer); create virtual table words using fts5(word);
            create index i on "Od'd ""t" (a)
            """)
        let connection = try shop.open(name: "test")
        let style = shop.dialect.relationStyle
        func kind(_ name: String, in schema: String = "main") throws -> RelationKind? {
            try connection.present(Relation(database: "shop", schema: schema, identifier: name, style: style))?.kind
        }
        #expect(try kind("Od'd \"t") == .table)
        #expect(try kind("oD'D \"T") == .table)
        #expect(try kind("V") == .view)
        #expect(try kind("v", in: "other") == .table)
        #expect(try kind("broken") == .view)
        #expect(try kind("words") == .table)
        #expect(try kind("words", in: "other") == nil)
        // A table of SQLite's own functions, an index, nothing at all.
        for name in ["json_each", "i", "missing", ""] { #expect(try kind(name) == nil) }

        // Another process changes names while the session knows them.
        let neighbour = try SQLiteHandle(
            path: folder.path + "/shop.db", timeoutMilliseconds: 1000, cancel: CancelHandle(), traffic: TrafficTotal())
        try neighbour.run("create table missing (a integer); drop view v; create table v (a integer)")
        #expect(try kind("missing") == .table)
        #expect(try kind("v") == .table)
        #expect(try kind("broken") == .view)
        try connection.beginWriting()
        _ = try connection.execute("drop table missing", autoBegin: false, fetch: .none)
        #expect(try kind("missing") == nil)
        connection.rollback()
        #expect(try kind("missing") == .table)
    }

    @Test("ends a statement that begins while somebody asks to stop")
    func cancelledBeforeTheFirstStep() throws {
        let code = Mutex<Int32?>(nil)
        let background = Background {
            let cancel = CancelHandle()
            let handle = try SQLiteHandle(path: ":memory:", timeoutMilliseconds: 1000, cancel: cancel, traffic: TrafficTotal())
            // After the look at the wish, before the statement runs.
            cancel.cancel()
            handle.interrupt()
            do throws(SQLiteHandle.Failure) {
                try handle.run("with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n")
            } catch {
                code.withLock { $0 = error.code }
            }
        }
        try #require(background.wait()).get()
        // SQLITE_INTERRUPT
        #expect(code.withLock { $0 } == 9)
    }

    @Test("vacuum, pragma and attach work inside dbt's transaction while nothing is written yet")
    func sessionStatements() throws {
        let folder = Folder()
        let shop = try adapter(["path": "shop.db"], folder)
        try run(shop, "create table t (a integer)")
        let connection = try shop.open(name: "test")
        #expect(throws: Never.self) { try connection.execute("vacuum", autoBegin: true, fetch: .none) }
        #expect(throws: Never.self) { try connection.execute("attach ':memory:' as m", autoBegin: true, fetch: .none) }
        try connection.reset()
        #expect(warehouseError { _ = try connection.query("select * from m.sqlite_master") } != nil)
    }

    @Test(
        "knows what statements do to transactions",
        arguments: [
            ("insert into t", .change), (" /* a */ -- b\n REPLACE into t", .change), ("with x as (select 1) insert", .other),
            ("begin", .begin),
            ("COMMIT;", .commit), ("end", .commit), ("rollback", .rollback), ("rollback transaction to a", .other),
            ("rollback to a", .other),
            ("savepoint a", .savepoint), ("pragma x", .session), ("select 1", .other), ("", .other), ("/* open", .other), ("--", .other),
        ] as [(String, StatementKind)])
    func statementKinds(sql: String, kind: StatementKind) {
        #expect(Array(sql.utf8).withUnsafeBufferPointer { StatementKind($0) } == kind)
    }
}
