import Foundation
import Formats
import PostgresAdapter
import SQLiteAdapter
import Testing
import Warehouse

/// A database of one adapter that a test has for itself: a file in a temporary folder, or a schema on the test server.
final class TestDatabase {
    let adapter: any Adapter
    let schema: String
    private let folder: String?

    init(adapter: any Adapter, schema: String, folder: String?) {
        self.adapter = adapter
        self.schema = schema
        self.folder = folder
    }

    deinit {
        if let folder { try? FileManager.default.removeItem(atPath: folder) }
        if adapter.dialect.capabilities.contains(.schemas), let connection = try? adapter.open(name: "cleanup") {
            _ = try? connection.execute("drop schema if exists \(schema) cascade", autoBegin: true, fetch: .none)
            try? connection.commit()
            connection.close()
        }
    }

    func open(_ name: String = "test") throws -> any Connection { try adapter.open(name: name) }

    func relation(_ identifier: String, _ kind: RelationKind? = .table) throws -> Relation {
        let database = adapter.dialect.name == "sqlite" ? nil : adapter.credentials.database
        return try adapter.dialect.relation(database: database, schema: schema, identifier: identifier, kind: kind)
    }

    /// Runs statements and commits them.
    func commit(_ sql: String) throws {
        let connection = try open("setup")
        defer { connection.close() }
        _ = try connection.execute(sql, autoBegin: true, fetch: .none)
        try connection.commit()
    }

    /// The first cell a query answers in a session of its own.
    func value(_ sql: String) throws -> SQLValue? {
        let connection = try open("look")
        defer { connection.close() }
        return try connection.query(sql).rows.first?.first
    }
}

/// An adapter that the conformance suite runs on.
enum Engine: String, CaseIterable, CustomTestStringConvertible, Sendable {
    case sqlite
    case postgres

    var testDescription: String { rawValue }

    /// The engines that can be tested here: SQLite always, Postgres where `SMELT_TEST_POSTGRES` names a server.
    static let available: [Engine] = {
        if TestServer.shared == nil { print("skipped: Postgres (set SMELT_TEST_POSTGRES=postgres://user:password@host:port/database)") }
        return TestServer.shared == nil ? [.sqlite] : [.sqlite, .postgres]
    }()

    func database() throws -> TestDatabase {
        switch self {
        case .sqlite:
            let folder = temporaryFolder()
            let adapter = try SQLiteAdapterKind.adapter(from: ["type": "sqlite", "path": "shop.db"], in: folder)
            return TestDatabase(adapter: adapter, schema: "main", folder: folder)
        case .postgres:
            let server = try #require(TestServer.shared)
            let schema = "smelt_test_\(UInt64.random(in: 0...UInt64.max))"
            let adapter = try PostgresAdapterKind.adapter(from: server.output(["schema": .string(schema)]), in: "/")
            let database = TestDatabase(adapter: adapter, schema: schema, folder: nil)
            try database.commit("create schema \(schema)")
            return database
        }
    }
}

/// A folder of its own.
func temporaryFolder() -> String {
    let path = NSTemporaryDirectory() + "smelt-warehouse-\(UUID().uuidString)"
    try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    return path
}

/// The server named by `SMELT_TEST_POSTGRES`.
struct TestServer: Sendable {
    let host: String
    let port: Int
    let user: String
    let password: String
    let database: String

    static let shared: TestServer? = {
        guard let text = ProcessInfo.processInfo.environment["SMELT_TEST_POSTGRES"], let url = URLComponents(string: text) else {
            return nil
        }
        return TestServer(
            host: url.host ?? "127.0.0.1", port: url.port ?? 5432, user: url.user ?? "postgres", password: url.password ?? "",
            database: String(url.path.dropFirst()))
    }()

    static var isPresent: Bool { shared != nil }

    /// A profile's output for it, some keys replaced.
    func output(_ changes: ConfigMap = [:]) -> ConfigMap {
        var output: ConfigMap = [
            "type": "postgres", "host": .string(host), "port": .int(port), "user": .string(user), "password": .string(password),
            "dbname": .string(database), "schema": "public", "retries": 0, "connect_timeout": 5,
        ]
        for entry in changes { output[entry.name] = entry.value }
        return output
    }
}

/// Runs work on a thread and gives what it throws.
final class Background: @unchecked Sendable {
    private let done = DispatchSemaphore(value: 0)
    private var outcome: Result<Void, any Error> = .success(())

    init(_ work: @escaping @Sendable () throws -> Void) {
        Thread.detachNewThread { [self] in
            outcome = Result { try work() }
            done.signal()
        }
    }

    /// Waits for the end; nil after the time is over.
    func wait(seconds: Double = 120) -> Result<Void, any Error>? {
        done.wait(timeout: .now() + seconds) == .success ? outcome : nil
    }
}

/// The `WarehouseError` that work throws.
func warehouseError(_ work: () throws -> Void) -> WarehouseError? {
    do {
        try work()
        return nil
    } catch {
        return error as? WarehouseError
    }
}
