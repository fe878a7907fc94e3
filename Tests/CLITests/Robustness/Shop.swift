import Foundation
import Formats
import PostgresAdapter
import SQLiteAdapter
import Testing
import Warehouse

/// The engines that projects are run on: SQLite always, Postgres where `SMELT_TEST_POSTGRES` names a server.
enum ShopEngine: String, Sendable, CaseIterable {
    case sqlite, postgres

    static let available: [ShopEngine] = {
        if server == nil { print("skipped: Postgres (set SMELT_TEST_POSTGRES=postgres://user:password@host:port/database)") }
        return server == nil ? [.sqlite] : [.sqlite, .postgres]
    }()

    /// The test server, or nil.
    static let server = ProcessInfo.processInfo.environment["SMELT_TEST_POSTGRES"].flatMap { URLComponents(string: $0) }
    /// Whether there is one.
    static var hasServer: Bool { server != nil }
}

/// A project in a folder of its own with a database of its own; both go with the last reference.
final class Shop {
    let engine: ShopEngine
    let folder: String
    let schema: String
    private let adapter: any Adapter

    /// A project of some files; `dbt_project.yml` and `profiles.yml` are there without being named.
    ///
    /// - Parameters:
    ///   - output: more keys of the profile's output, or other values.
    init(_ engine: ShopEngine, _ files: [String: String], threads: Int = 4, output changes: ConfigMap = [:]) throws {
        self.engine = engine
        let name = UUID().uuidString.lowercased().filter { $0 != "-" }
        folder = NSTemporaryDirectory() + "smelt-shop-\(name)"
        schema = engine == .sqlite ? "main" : "smelt_test_\(name.prefix(16))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        var output: ConfigMap
        switch engine {
        case .sqlite:
            output = ["type": "sqlite", "path": .string(folder + "/shop.db"), "threads": .int(threads)]
            adapter = try SQLiteAdapterKind.adapter(from: output, in: folder)
        case .postgres:
            let server = try #require(ShopEngine.server)
            output = [
                "type": "postgres", "host": .string(server.host ?? "127.0.0.1"), "port": .int(server.port ?? 5432),
                "user": .string(server.user ?? "postgres"), "password": .string(server.password ?? ""),
                "dbname": .string(String(server.path.dropFirst())), "schema": .string(schema), "threads": .int(threads),
            ]
            var own = output
            own["search_path"] = .string(schema)
            adapter = try PostgresAdapterKind.adapter(from: own, in: folder)
        }
        for entry in changes { output[entry.name] = entry.value }
        let profile: ConfigMap = ["shop": .map(["target": "dev", "outputs": .map(["dev": .map(output)])])]
        write("profiles.yml", JSONWriter.text(of: .map(profile)))
        write("dbt_project.yml", "name: shop\nversion: '1.0'\nprofile: shop\n")
        for (path, text) in files { write(path, text) }
    }

    deinit {
        if engine == .postgres, let connection = try? adapter.open(name: "cleanup") {
            let schemas = try? connection.query("select nspname from pg_namespace where nspname like '\(schema)%'")
            for row in schemas?.rows ?? [] {
                _ = try? connection.execute("drop schema if exists \(row[0].text ?? "") cascade", autoBegin: true, fetch: .none)
            }
            try? connection.commit()
            connection.close()
        }
        try? FileManager.default.removeItem(atPath: folder)
    }

    func write(_ path: String, _ text: String) {
        let url = URL(fileURLWithPath: folder + "/" + path)
        try? FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try? Data(text.utf8).write(to: url)
    }

    func remove(_ path: String) { try? FileManager.default.removeItem(atPath: folder + "/" + path) }

    // MARK: Commands

    func start(_ arguments: [String], environment: [String: String] = [:]) throws -> RunningProgram {
        try BuiltProgram.start(arguments, in: folder, environment: environment)
    }

    @discardableResult
    func smelt(_ arguments: String...) throws -> EndedProgram { try BuiltProgram.run(arguments, in: folder) }

    // MARK: What is in the database

    func open() throws -> any Connection { try adapter.open(name: "look") }

    /// The rows of a query, cells joined by `|`, NULL as `NULL`.
    func rows(_ sql: String) throws -> [String] {
        let connection = try open()
        defer { connection.close() }
        return try connection.query(sql).rows.map { row in row.map { $0.text ?? "NULL" }.joined(separator: "|") }
    }

    func execute(_ sql: String) throws {
        let connection = try open()
        defer { connection.close() }
        _ = try connection.execute(sql, autoBegin: true, fetch: .none)
        try connection.commit()
    }

    /// The names of all relations of the project's schemas.
    func relations() throws -> [String] {
        switch engine {
        case .sqlite: try rows("select name from sqlite_master where type in ('table', 'view') order by name")
        case .postgres:
            try rows(
                "select relname from pg_class c join pg_namespace n on n.oid = c.relnamespace where nspname like '\(schema)%' and relkind in ('r', 'v', 'm') order by 1"
            )
        }
    }

    // MARK: Artifacts

    /// An artifact of the target folder. Throws where it is not whole.
    func artifact(_ name: String) throws -> ConfigValue {
        try JSONReader.read(text: String(contentsOfFile: folder + "/target/" + name, encoding: .utf8))
    }

    /// The results of the last run: `unique_id status`, sorted.
    func results() throws -> [String] {
        try resultObjects().map { "\($0["unique_id"]?.string ?? "") \($0["status"]?.string ?? "")" }.sorted()
    }

    func resultObjects() throws -> [ConfigMap] {
        try artifact("run_results.json")["results"]?.list?.compactMap(\.map) ?? []
    }
}
