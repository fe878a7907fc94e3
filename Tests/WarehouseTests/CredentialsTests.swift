import Formats
import PostgresAdapter
import SQLiteAdapter
import Testing
import Warehouse

private let postgresOutput: ConfigMap = [
    "type": "postgres", "threads": 4, "host": "h", "user": "u", "port": 5432, "password": "geheim", "dbname": "d", "schema": "s",
]

private func message(_ changes: ConfigMap, removing: [String] = []) -> String? {
    var output = postgresOutput
    for entry in changes { output[entry.name] = entry.value }
    for key in removing { output[key] = nil }
    return warehouseError { _ = try PostgresAdapterKind.adapter(from: output, in: "/") }?.message
}

@Suite("Postgres credentials")
struct PostgresCredentialsTests {
    @Test("fill in dbt's defaults and leave the password out")
    func defaults() throws {
        let credentials = try PostgresAdapterKind.adapter(from: postgresOutput, in: "/").credentials
        #expect(credentials.database == "d" && credentials.schema == "s" && credentials.secrets == ["geheim"])
        #expect(
            credentials.settings.keys == [
                "host", "port", "user", "database", "schema", "connect_timeout", "role", "search_path", "keepalives_idle", "sslmode",
                "sslcert", "sslkey", "sslrootcert", "application_name", "autocommit", "retries",
            ])
        #expect(credentials.settings["connect_timeout"] == 10 && credentials.settings["retries"] == 1)
        #expect(credentials.settings["application_name"] == "dbt" && credentials.settings["sslmode"]?.isNull == true)
        let target = credentials.targetValues(profile: "p", target: "dev", threads: 4)
        #expect(target.keys.suffix(6) == ["dbname", "type", "threads", "name", "target_name", "profile_name"])
        #expect(target["dbname"] == "d" && target["password"] == nil && target["pass"] == nil)
    }

    @Test(
        "name the first missing key",
        arguments: [
            ("host", "host"), ("user", "user"), ("port", "port"), ("password", "password"), ("dbname", "database"), ("schema", "schema"),
        ])
    func missing(removed: String, named: String) { #expect(message([:], removing: [removed]) == "'\(named)' is a required property") }

    @Test("report values of the wrong type in dbt's words")
    func wrongTypes() {
        #expect(message(["port": "5432"]) == "'5432' is not of type 'integer'")
        #expect(message(["host": 5]) == "5 is not of type 'string'")
        #expect(message(["retries": .null]) == "None is not of type 'integer'")
        #expect(message(["retries": true]) == "True is not of type 'integer'")
        #expect(message(["role": 4]) == "4 is not valid under any of the given schemas")
        #expect(message(["autocommit": "x"]) == "'x' is not valid under any of the given schemas")
        #expect(message(["host": .list(["a", "b"])]) == "['a', 'b'] is not of type 'string'")
        #expect(message(["password": 123]) == "the value of 'password' is not of type 'string'")
        #expect(message(["host": 5], removing: ["schema"]) == "5 is not of type 'string'")
        #expect(message(["foo": 1, "port": .float(5432)]) == nil)
    }

    @Test("refuse a key under two names")
    func duplicates() {
        #expect(message(["pass": "x"]) == "Runtime Error\n  Got duplicate keys: (pass) all map to \"password\"")
        #expect(message(["database": "x"]) == "Runtime Error\n  Got duplicate keys: (dbname) all map to \"database\"")
    }

    @Test("refuse other databases")
    func database() throws {
        let adapter = try PostgresAdapterKind.adapter(from: postgresOutput, in: "/")
        #expect(throws: Never.self) { try adapter.verifyDatabase("\"D\"") }
        #expect(
            warehouseError { try adapter.verifyDatabase("other") }?.message
                == "Cross-db references not allowed in postgres (other vs d)")
    }
}

@Suite("SQLite credentials")
struct SQLiteCredentialsTests {
    private let full: ConfigMap = [
        "type": "sqlite", "threads": 1, "database": "d", "schema": "main",
        "schemas_and_paths": .map(["main": "x.db", "raw": "/data/raw.db"]),
        "schema_directory": ".",
    ]

    private func message(_ change: (inout ConfigMap) -> Void) -> String? {
        var output = full
        change(&output)
        return warehouseError { _ = try SQLiteAdapterKind.adapter(from: output, in: temporaryFolder()) }?.message
    }

    @Test("accept dbt-sqlite's form")
    func fullForm() throws {
        let adapter = try SQLiteAdapterKind.adapter(from: full, in: temporaryFolder())
        #expect(adapter.credentials.settings.keys == ["database", "schema", "schemas_and_paths", "schema_directory"])
        #expect(adapter.physicalSchema("raw") == "raw")
        #expect(adapter.physicalSchema("main") == "main")
        #expect(adapter.physicalSchema("analytics") == "main")
    }

    @Test("report what is missing or wrong in dbt's words")
    func wrong() {
        #expect(message { $0["schemas_and_paths"] = nil } == "'schemas_and_paths' is a required property")
        #expect(message { $0["schema_directory"] = nil } == "'schema_directory' is a required property")
        #expect(message { $0["schema"] = nil } == "'schema' is a required property")
        #expect(message { $0["schemas_and_paths"] = .list(["a"]) } == "['a'] is not of type 'object'")
        #expect(message { $0["extensions"] = "x" } == "'x' is not of type 'array'")
        #expect(message { $0["schemas_and_paths"] = .map(["raw": "x.db"]) } == "at least one schema must be called 'main'")
    }

    @Test("accept the short form")
    func shortForm() throws {
        let adapter = try SQLiteAdapterKind.adapter(from: ["type": "sqlite", "path": "target/shop.db"], in: temporaryFolder())
        #expect(adapter.credentials.database == "shop" && adapter.credentials.schema == "main")
        #expect(adapter.credentials.settings["path"] == "target/shop.db")
        let error = warehouseError { _ = try SQLiteAdapterKind.adapter(from: ["type": "sqlite", "path": ":memory:"], in: "/") }
        #expect(error?.message == "'path' must name a file: with ':memory:' each session would have a database of its own")
    }
}
