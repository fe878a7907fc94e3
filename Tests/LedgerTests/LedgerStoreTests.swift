import Diagnostics
import Formats
import Foundation
import Ledger
import PostgresAdapter
import SQLiteAdapter
import Synchronization
import Testing
import Warehouse

/// The engines a ledger is kept on: SQLite always, Postgres where `SMELT_TEST_POSTGRES` names a server.
enum LedgerEngine: String, CaseIterable, Sendable {
    case sqlite, postgres

    static let server = ProcessInfo.processInfo.environment["SMELT_TEST_POSTGRES"].flatMap { URLComponents(string: $0) }
    static let available: [LedgerEngine] = server == nil ? [.sqlite] : allCases
}

/// A ledger of its own; it goes with the last reference.
final class Store {
    let adapter: any Adapter
    let schema: String
    private let folder: String

    init(_ engine: LedgerEngine) throws {
        let name = UUID().uuidString.lowercased().filter { $0 != "-" }
        folder = NSTemporaryDirectory() + "smelt-ledger-\(name)"
        schema = "smelt_test_\(name.prefix(16))_ledger"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        switch engine {
        case .sqlite: adapter = try SQLiteAdapterKind.adapter(from: ["path": "shop.db"], in: folder)
        case .postgres:
            let server = try #require(LedgerEngine.server)
            adapter = try PostgresAdapterKind.adapter(
                from: [
                    "host": .string(server.host ?? "127.0.0.1"), "port": .int(server.port ?? 5432),
                    "user": .string(server.user ?? "postgres"), "password": .string(server.password ?? ""),
                    "dbname": .string(String(server.path.dropFirst())), "schema": "shop",
                ], in: folder)
        }
    }

    deinit {
        if adapter.dialect.capabilities.contains(.schemas), let connection = try? adapter.open(name: "cleanup") {
            _ = try? connection.execute("drop schema if exists \(schema) cascade", autoBegin: true, fetch: .none)
            try? connection.commit()
            connection.close()
        }
        try? FileManager.default.removeItem(atPath: folder)
    }

    func open(
        target: String = "shop", creates: Bool = true, onFailure: @escaping @Sendable (LedgerFailure) -> Void = { _ in }
    ) throws -> Ledger? {
        try Ledger.open(
            adapter, schema: schema, target: LedgerTarget(project: "shop", name: "dev", schema: target), creates: creates,
            onFailure: onFailure)
    }
}

@Suite(.serialized) struct LedgerStoreTests {
    private static func run(_ id: String, at moment: String, pid: Int = 1, holdsLock: Bool = true) -> LedgerRun {
        LedgerRun(
            id: id, command: "build", arguments: "smelt build --vars {a: 'it''s'}", version: "1", host: "here", pid: pid,
            holdsLock: holdsLock, nodeCount: 2, startedAt: moment)
    }

    private static func node(_ id: String, _ status: String, seconds: Double? = nil) -> LedgerNode {
        var node = LedgerNode(uniqueID: id, resourceType: "model", layer: "gold")
        node.status = status
        node.seconds = seconds
        return node
    }

    @Test(arguments: LedgerEngine.available) func nothingIsMadeByLooking(_ engine: LedgerEngine) throws {
        let store = try Store(engine)
        #expect(try store.open(creates: false) == nil)
        #expect(try store.open(creates: false) == nil)
    }

    @Test(arguments: LedgerEngine.available) func whatIsWrittenIsRead(_ engine: LedgerEngine) throws {
        let store = try Store(engine)
        let ledger = try #require(try store.open())
        ledger.begin(Self.run("r1", at: "2026-01-01T10:00:00.000000Z"))
        var node = LedgerNode(uniqueID: "model.shop.a", resourceType: "model", layer: "gold")
        node.startedAt = "2026-01-01T10:00:01.000000Z"
        ledger.began(node, in: "r1")
        #expect(try ledger.past(of: ["model.shop.a"], limit: 5).map(\.node.status) == ["running"])
        node.attempt = 2
        ledger.began(node, in: "r1")
        node.status = "success"
        node.seconds = 0.25
        node.rows = 3
        node.message = "it's\nfine \\ \0 {schema}"
        ledger.ended(node, in: "r1")
        var test = Self.node("test.shop.t", "fail")
        test.failures = 2
        test.failingRows = [#"{"id":1}"#, #"{"id":2}"#]
        ledger.ended(test, in: "r1")
        ledger.end("r1", status: .failed, at: "2026-01-01T10:00:09.000000Z")
        // Another session sees it.
        let other = try #require(try store.open(creates: false))
        let past = try #require(try other.runs(limit: 5).first)
        #expect(past.run.status == .failed)
        #expect(past.run.arguments == "smelt build --vars {a: 'it''s'}")
        #expect(past.run.holdsLock)
        #expect(past.nodes == 2 && past.failed == 1 && past.warned == 0 && past.rows == 3)
        let found = try #require(try other.past(of: ["model.shop.a"], limit: 5).first)
        #expect(found.node.attempt == 2)
        #expect(found.node.seconds == 0.25)
        #expect(found.node.message == "it's\nfine \\  {schema}")
        #expect(found.node.layer == "gold")
        let failure = try #require(try other.openFailures().first)
        #expect(failure.failingRows == [#"{"id":1}"#, #"{"id":2}"#])
        #expect(failure.failures == 2)
    }

    @Test(arguments: LedgerEngine.available) func targetsAreKeptApart(_ engine: LedgerEngine) throws {
        let store = try Store(engine)
        let mine = try #require(try store.open(target: "mine"))
        let other = try #require(try store.open(target: "other"))
        mine.begin(Self.run("r1", at: "2026-01-01T10:00:00.000000Z"))
        mine.ended(Self.node("model.shop.a", "error"), in: "r1")
        #expect(try other.runs(limit: 5).isEmpty)
        #expect(try other.openFailures().isEmpty)
        #expect(other.endDeadRuns(besides: "", holdsLock: true, at: "", isAlive: { _, _, _ in false }).isEmpty)
        #expect(try mine.runs(limit: 5).count == 1)
    }

    /// pass, fail, (left out), fail, fail: seen since the second run, three times.
    @Test(arguments: LedgerEngine.available) func aFailureIsAsOldAsItsStreak(_ engine: LedgerEngine) throws {
        let store = try Store(engine)
        let ledger = try #require(try store.open())
        for (day, status) in ["fail", "pass", "fail", "skipped", "fail", "fail"].enumerated() {
            ledger.begin(Self.run("r\(day)", at: "2026-01-0\(day + 1)T10:00:00.000000Z"))
            ledger.ended(Self.node("test.shop.t", status), in: "r\(day)")
            ledger.ended(Self.node("test.shop.mended", day == 5 ? "pass" : "fail"), in: "r\(day)")
            ledger.end("r\(day)", status: .failed, at: "2026-01-0\(day + 1)T10:01:00.000000Z")
        }
        let failures = try ledger.openFailures()
        #expect(failures.map(\.uniqueID) == ["test.shop.t"])
        #expect(failures.first?.firstSeen == "2026-01-03T10:00:00.000000Z")
        #expect(failures.first?.lastSeen == "2026-01-06T10:00:00.000000Z")
        #expect(failures.first?.runs == 3)
    }

    @Test(arguments: LedgerEngine.available) func deadRunsAreMarked(_ engine: LedgerEngine) throws {
        let store = try Store(engine)
        let ledger = try #require(try store.open())
        for (id, pid, holdsLock) in [("locked", 1, true), ("dead", 2, false), ("alive", 3, false)] {
            ledger.begin(Self.run(id, at: "2026-01-01T10:00:00.000000Z", pid: pid, holdsLock: holdsLock))
            ledger.began(Self.node("model.shop.a", "running"), in: id)
            ledger.ended(Self.node("model.shop.b", "success"), in: id)
        }
        let isAlive: (String, Int, String) -> Bool = { _, pid, _ in pid != 2 }
        // Without the lock nobody can say that the one that has it is dead.
        let without = ledger.endDeadRuns(besides: "me", holdsLock: false, at: "2026-01-02T10:00:00.000000Z", isAlive: isAlive)
        #expect(without == ["dead"])
        let with = ledger.endDeadRuns(besides: "me", holdsLock: true, at: "2026-01-02T10:00:00.000000Z", isAlive: isAlive)
        #expect(with == ["locked"])
        let states = Dictionary(uniqueKeysWithValues: try ledger.runs(limit: 5).map { ($0.run.id, $0.run.status) })
        #expect(states == ["locked": .interrupted, "dead": .interrupted, "alive": .running])
        let nodes = try ledger.past(of: ["model.shop.a", "model.shop.b"], limit: 5)
        let shown = nodes.map { "\($0.run) \($0.node.uniqueID) \($0.node.status)" }.sorted()
        #expect(
            shown == [
                "alive model.shop.a running", "alive model.shop.b success", "dead model.shop.a interrupted", "dead model.shop.b success",
                "locked model.shop.a interrupted", "locked model.shop.b success",
            ])
    }

    @Test(arguments: LedgerEngine.available) func severalOpenAndWriteAtOnce(_ engine: LedgerEngine) throws {
        let store = try Store(engine)
        let (adapter, schema) = (store.adapter, store.schema)
        let failures = Mutex<[String]>([])
        DispatchQueue.concurrentPerform(iterations: 6) { number in
            do {
                let target = LedgerTarget(project: "shop", name: "dev", schema: "shop")
                let ledger = try Ledger.open(adapter, schema: schema, target: target) { failure in
                    failures.withLock { $0.append("\(failure)") }
                }
                ledger?.begin(Self.run("r\(number)", at: "2026-01-01T10:00:0\(number).000000Z"))
                for node in 0..<20 { ledger?.ended(Self.node("model.shop.n\(node)", "success"), in: "r\(number)") }
                ledger?.end("r\(number)", status: .success, at: "2026-01-01T10:00:09.000000Z")
            } catch {
                failures.withLock { $0.append("\(error)") }
            }
        }
        #expect(failures.withLock { $0 } == [])
        let runs = try #require(try store.open()).runs(limit: 10)
        #expect(runs.map(\.nodes) == [20, 20, 20, 20, 20, 20])
    }

    /// Postgres answers `create schema if not exists` with a violated index where another transaction makes the schema at the same time.
    @Test(.enabled(if: LedgerEngine.server != nil, "SMELT_TEST_POSTGRES names no server"))
    func aSchemaThatAnotherSessionMakesMeanwhileIsUsed() throws {
        let store = try Store(.postgres)
        let other = try store.adapter.open(name: "other")
        defer { other.close() }
        _ = try other.execute("create schema \(store.schema)", autoBegin: true, fetch: .none)
        let opened = Mutex<Result<Bool, any Error>?>(nil)
        let thread = Thread { [adapter = store.adapter, schema = store.schema] in
            let result = Result {
                let target = LedgerTarget(project: "shop", name: "dev", schema: "shop")
                return try Ledger.open(adapter, schema: schema, target: target) != nil
            }
            opened.withLock { $0 = result }
        }
        thread.start()
        let watcher = try store.adapter.open(name: "watcher")
        defer { watcher.close() }
        let waits = "select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like 'create schema%\(store.schema)%'"
        let end = Date() + 120
        while try watcher.query(waits).rows.isEmpty {
            watcher.rollback()
            try #require(opened.withLock { $0 } == nil && Date() < end)
            Thread.sleep(forTimeInterval: 0.01)
        }
        try other.commit()
        while opened.withLock({ $0 == nil }), Date() < end { Thread.sleep(forTimeInterval: 0.01) }
        #expect(try #require(opened.withLock { $0 }).get())
    }

    @Test(arguments: LedgerEngine.available) func aNewerLedgerIsLeftAlone(_ engine: LedgerEngine) throws {
        let store = try Store(engine)
        try #require(try store.open()).close()
        let session = try #require(try store.adapter.openLedger(in: store.schema, creates: true, cancel: CancelHandle()))
        try session.connection.clearTransaction()
        _ = try session.connection.query("insert into \(session.schema).version (version) values (99)")
        session.connection.close()
        do {
            _ = try store.open()
            Issue.record("opened")
        } catch let failure as LedgerFailure {
            let text = failure.diagnostic(.error).message
            #expect(text.contains("has version 99; this smelt knows versions up to \(Ledger.version)"), "\(text)")
        }
    }

    @Test(arguments: LedgerEngine.available) func aLedgerThatCannotBeWrittenIsToldOfOnce(_ engine: LedgerEngine) throws {
        let store = try Store(engine)
        let told = Mutex(0)
        let ledger = try #require(try store.open { _ in told.withLock { $0 += 1 } })
        let session = try #require(try store.adapter.openLedger(in: store.schema, creates: true, cancel: CancelHandle()))
        try session.connection.clearTransaction()
        _ = try session.connection.query("drop table \(session.schema).nodes")
        session.connection.close()
        ledger.begin(Self.run("r", at: "2026-01-01T10:00:00.000000Z"))
        for _ in 0..<3 { ledger.began(Self.node("model.shop.a", "running"), in: "r") }
        #expect(told.withLock { $0 } == 1)
    }

    /// A node costs two writes, a thousandth of a second together; a busy machine gets a lot more.
    @Test(arguments: LedgerEngine.available) func aNodeIsCheap(_ engine: LedgerEngine) throws {
        let store = try Store(engine)
        let ledger = try #require(try store.open())
        ledger.begin(Self.run("r", at: "2026-01-01T10:00:00.000000Z"))
        let start = ContinuousClock.now
        for number in 0..<500 {
            ledger.began(Self.node("model.shop.n\(number)", "running"), in: "r")
            ledger.ended(Self.node("model.shop.n\(number)", "success", seconds: 1), in: "r")
        }
        let each = (ContinuousClock.now - start) / 500
        print("\(engine.rawValue): \(each) for each node in the ledger")
        #expect(each < .milliseconds(25))
    }

    @Test(arguments: LedgerEngine.available) func oneAtATimeHasTheLock(_ engine: LedgerEngine) throws {
        let store = try Store(engine)
        let first = try store.adapter.runLock(cancel: CancelHandle())
        let second = try store.adapter.runLock(cancel: CancelHandle())
        #expect(try first.take(for: "smelt build (it's /* me */)"))
        #expect(try !second.take(for: "other"))
        #expect(second.holder == (engine == .sqlite ? "smelt build (it's /* me */)" : "smelt build (it's  me )"))
        first.release()
        #expect(try second.take(for: "other"))
        second.release()
        second.release()
    }
}
