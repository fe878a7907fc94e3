import Foundation
import Formats
@testable import PostgresAdapter
import Synchronization
import Testing
import Warehouse

@Suite("Postgres", .enabled(if: TestServer.isPresent))
struct PostgresTests {
    private func open(_ changes: ConfigMap = [:]) throws -> any Connection {
        let server = try #require(TestServer.shared)
        return try PostgresAdapterKind.adapter(from: server.output(changes), in: "/").open(name: "test")
    }

    /// Each expression with what psycopg2 2.9 and agate make of it (recorded from dbt-core 1.12.6).
    @Test(
        "reads values as psycopg2 does",
        arguments: [
            ("true", .bool(true), "BOOLEAN"), ("1::int2", .int(1), "INTEGER"), ("1::int8", .int(1), "LONGINTEGER"),
            ("1.50::numeric", .decimal("1.50"), "DECIMAL"), ("1.5::float8", .double(1.5), "FLOAT"),
            ("'nan'::numeric", .decimal("NaN"), "DECIMAL"), ("'2024-01-02'::date", .date("2024-01-02"), "DATE"),
            ("'2024-01-02 03:04:05'::timestamp", .timestamp("2024-01-02 03:04:05"), "DATETIME"),
            ("'2024-01-02 03:04:05.12'::timestamp", .timestamp("2024-01-02 03:04:05.120000"), "DATETIME"),
            ("'2024-01-02 03:04:05.123456+05:30'::timestamptz", .timestamp("2024-01-01 21:34:05.123456+00:00"), "DATETIMETZ"),
            ("'10:00'::time", .time("10:00:00"), "TIME"), ("'10:00:00.5+02'::timetz", .time("10:00:00.500000+02:00"), "TIME"),
            ("'1 year 2 mons 3 days 04:05:06.7'::interval", .text("428 days, 4:05:06.700000"), "INTERVAL"),
            ("'-4 hours'::interval", .text("-1 day, 20:00:00"), "INTERVAL"), ("'1 day'::interval", .text("1 day, 0:00:00"), "INTERVAL"),
            ("'\\x01ff'::bytea", .bytes([1, 255]), "BINARY"),
            (
                "'{\"b\":1,\"a\":[1.0,2e3,null,true,\"é\\\"\"]}'::json",
                .text("{\"b\": 1, \"a\": [1.0, 2000.0, null, true, \"\\u00e9\\\"\"]}"), "JSON"
            ),
            ("'{\"b\": 1, \"a\": 1.10}'::jsonb", .text("{\"a\": 1.1, \"b\": 1}"), "JSONB"), ("'1'::json", .int(1), "JSON"),
            ("'\"x\"'::json", .text("x"), "JSON"), ("'null'::json", .null, "JSON"),
            ("array[1,2,null]", .text("[1, 2, null]"), "INTEGERARRAY"),
            ("array['a','b\"c,d','é']", .text("[\"a\", \"b\\\"c,d\", \"\\u00e9\"]"), "STRINGARRAY"),
            ("array[1.50,2]::numeric[]", .text("[1.5, 2.0]"), "DECIMALARRAY"),
            ("array[true,false]", .text("[true, false]"), "BOOLEANARRAY"),
            ("array['2024-01-02 03:04:05'::timestamp]", .text("[\"2024-01-02T03:04:05\"]"), "DATETIMEARRAY"),
            ("array[[1,2],[3,4]]", .text("[[1, 2], [3, 4]]"), "INTEGERARRAY"), ("'{}'::int[]", .text("[]"), "INTEGERARRAY"),
            ("array['{\"a\":1}'::jsonb]", .text("[{\"a\": 1}]"), "JSONBARRAY"),
            ("'[0:1]={1,2}'::int[]", .text("[1, 2]"), "INTEGERARRAY"),
            (
                "'00000000-0000-0000-0000-000000000001'::uuid", .text("00000000-0000-0000-0000-000000000001"),
                "unknown type_code 2950"
            ), ("null::text", .null, "STRING"), ("'abc'::char(5)", .text("abc  "), "STRING"),
            ("'infinity'::timestamp", .timestamp("9999-12-31 23:59:59.999999"), "DATETIME"),
            ("123456789012345678901234567890::numeric", .decimal("123456789012345678901234567890"), "DECIMAL"),
            ("9223372036854775807", .int(Int.max), "LONGINTEGER"), ("-9223372036854775808::int8", .int(Int.min), "LONGINTEGER"),
        ] as [(String, SQLValue, String)])
    func values(expression: String, expected: SQLValue, codeName: String) throws {
        let connection = try open()
        _ = try connection.query("set timezone to 'UTC'")
        let table = try connection.query("select \(expression.hasPrefix("-922") ? "(-9223372036854775808)::int8" : expression) as a")
        #expect(table.rows == [[expected]])
        #expect(table.columns[0].typeCodeName == codeName)
    }

    @Test("declares sizes")
    func declaredTypes() throws {
        let table = try open().query("select 1.5::numeric(10,2) a, 'x'::varchar(20) b, 1 c, now() d")
        #expect(table.columns.map(\.declaredType) == ["numeric(10,2)", "character varying(20)", "integer", "timestamp with time zone"])
    }

    @Test("answers with the tags and counts dbt prints")
    func responses() throws {
        let connection = try open()
        func response(_ sql: String) throws -> StatementResponse { try connection.execute(sql, autoBegin: true, fetch: .none).response }
        #expect(
            try response("create temp table t as select 1 as a union all select 2")
                == StatementResponse(message: "SELECT 2", code: "SELECT", rowsAffected: 2))
        #expect(try response("insert into t values (3)") == StatementResponse(message: "INSERT 0 1", code: "INSERT", rowsAffected: 1))
        #expect(
            try response("create temp view v as select 1 a")
                == StatementResponse(message: "CREATE VIEW", code: "CREATE VIEW", rowsAffected: -1))
        #expect(try response("update t set a = 1").rowsAffected == 3)
        #expect(try response("select * from t; select 2 as b").message == "SELECT 1")
        connection.rollback()
    }

    /// Each statement with the text of psycopg2's error (recorded), trimmed as dbt does.
    @Test(
        "words errors as psycopg2 does",
        arguments: [
            ("select * from nope", "42P01", "relation \"nope\" does not exist\nLINE 1: select * from nope\n                      ^"),
            (
                "select\n  a,\n  éééééé from (select 1 as a) t where x", "42703",
                "column \"éééééé\" does not exist\nLINE 3:   éééééé from (select 1 as a) t where x\n          ^"
            ), ("select 1/0", "22012", "division by zero"),
            (
                "select 'abc'::int", "22P02",
                "invalid input syntax for type integer: \"abc\"\nLINE 1: select 'abc'::int\n               ^"
            ),
            (
                "do $$ begin raise notice 'hello %', 1; perform 1/0; end $$", "22012",
                "division by zero\nCONTEXT:  SQL statement \"SELECT 1/0\"\nPL/pgSQL function inline_code_block line 1 at PERFORM"
            ), ("", nil, "can't execute an empty query"), ("-- x", nil, "can't execute an empty query"),
            (
                "copy (select 1) to stdout", nil,
                "can't execute COPY TO: a statement of the project has nowhere to copy to"
            ), ("select 1 where \0", nil, "A statement cannot contain NUL (0x00) characters."),
        ] as [(String, String?, String)])
    func errors(sql: String, state: String?, text: String) throws {
        let connection = try open()
        let error = warehouseError { _ = try connection.execute(sql, autoBegin: true, fetch: .all) }
        #expect(error?.message == text)
        #expect(error?.sqlState == state)
        #expect(try connection.query("select 1 as a").rows == [[.int(1)]])
    }

    @Test("collects notices")
    func notices() throws {
        let connection = try open()
        _ = try connection.query("do $$ begin raise notice 'hello %', 1; end $$")
        #expect(connection.takeNotices() == ["NOTICE:  hello 1"])
        #expect(connection.takeNotices().isEmpty)
    }

    @Test("commits each statement by itself after a commit, as dbt does through psycopg2")
    func afterCommit() throws {
        let database = try Engine.postgres.database()
        let t = try database.relation("t").render()
        let connection = try database.open()
        _ = try connection.execute("create table \(t) (a int)", autoBegin: true, fetch: .none)
        try connection.commit()
        _ = try connection.execute("insert into \(t) values (1)", autoBegin: true, fetch: .none)
        #expect(try database.value("select count(*) from \(t)") == .int(1))
        #expect(throws: Never.self) { try connection.execute("vacuum \(t)", autoBegin: false, fetch: .none) }
        connection.rollback()
        #expect(warehouseError { _ = try connection.query("vacuum \(t)") }?.message == "VACUUM cannot run inside a transaction block")
    }

    @Test("with autocommit sends no BEGIN")
    func autocommit() throws {
        let connection = try open(["autocommit": true])
        #expect(throws: Never.self) { try connection.execute("vacuum pg_catalog.pg_class", autoBegin: true, fetch: .none) }
        #expect(throws: Never.self) { try connection.commit() }
    }

    @Test("says that the session was killed under a statement, and opens again on reset")
    func killed() throws {
        let connection = try open(["application_name": "smelt_victim"])
        let pid = try connection.query("select pg_backend_pid()").rows[0][0].text ?? ""
        let killer = Background {
            Thread.sleep(forTimeInterval: 0.3)
            let server = try #require(TestServer.shared)
            let other = try PostgresAdapterKind.adapter(from: server.output(), in: "/").open(name: "killer")
            _ = try other.query("select pg_terminate_backend(\(pid))")
            other.close()
        }
        let error = warehouseError { _ = try connection.execute("select pg_sleep(20)", autoBegin: true, fetch: .none) }
        _ = killer.wait()
        #expect(error?.kind == .connectionLost)
        #expect(
            error?.message == "terminating connection due to administrator command\nserver closed the connection unexpectedly\n\t"
                + "This probably means the server terminated abnormally\n\tbefore or while processing the request.")
        #expect(error?.isTransient == true)
        #expect(!connection.isOpen)
        #expect(warehouseError { _ = try connection.query("select 1") }?.kind == .connectionLost)
        try connection.reset()
        #expect(try connection.query("select 1 as a").rows == [[.int(1)]])
    }

    @Test("reports a lock that is not had in time")
    func lockTimeout() throws {
        let database = try Engine.postgres.database()
        let t = try database.relation("t").render()
        try database.commit("create table \(t) (a int)")
        let holder = try database.open()
        _ = try holder.execute("lock table \(t)", autoBegin: true, fetch: .none)
        let waiter = try database.open()
        let error = warehouseError { _ = try waiter.query("set lock_timeout = '100ms'; select * from \(t)") }
        #expect(error?.kind == .lockTimeout)
        // With UTF-8 the server says where in the statement the table is named.
        #expect(error?.message.hasPrefix("canceling statement due to lock timeout") == true)
        holder.rollback()
    }

    @Test("refuses writes where the server does")
    func readOnly() throws {
        let connection = try open()
        let error = warehouseError { _ = try connection.query("set transaction read only; create table nope_t (a int)") }
        #expect(error?.kind == .readOnly)
        #expect(error?.message == "cannot execute CREATE TABLE in a read-only transaction")
    }

    @Test("says who may give rights that lack")
    func rights() throws {
        let connection = try open(["role": "pg_monitor"])
        let error = warehouseError { _ = try connection.query("create schema smelt_forbidden") }
        #expect(error?.message.hasPrefix("permission denied for database ") == true)
        #expect(error?.sqlState == "42501")
        #expect(error?.advice?.contains("its owner has to: grant create on database ") == true)
        let closed = warehouseError { _ = try connection.query("create table information_schema.t (a int)") }
        #expect(closed?.advice == "its owner has to: grant usage, create on schema information_schema to the user in the profile")
    }

    @Test("takes role and search path")
    func session() throws {
        let connection = try open(["search_path": "pg_catalog, public", "role": "pg_monitor"])
        #expect(try connection.query("show search_path").rows == [[.text("pg_catalog, public")]])
        #expect(try connection.query("select current_user::text").rows == [[.text("pg_monitor")]])
        try connection.reset()
        #expect(try connection.query("select current_user::text").rows == [[.text("pg_monitor")]])
        #expect(try open().query("select current_setting('application_name')").rows == [[.text("dbt")]])
    }

    @Test("names what is wrong with a connection, exactly")
    func connecting() throws {
        let server = try #require(TestServer.shared)
        let at = "connection to server at \"\(server.host)\", port"
        func error(_ changes: ConfigMap) -> WarehouseError? { warehouseError { _ = try open(changes) } }
        // Servers that trust everybody let it in.
        if let refused = error(["password": "wrong"]) {
            #expect(
                refused
                    == WarehouseError(
                        .connectionFailed(.authentication),
                        "\(at) \(server.port) failed: FATAL:  password authentication failed for user \"\(server.user)\"",
                        advice: "check user '\(server.user)', its password and sslmode in the profile"))
        }
        #expect(
            error(["dbname": "no_such_db"])
                == WarehouseError(
                    .connectionFailed(.missingDatabase), "\(at) \(server.port) failed: FATAL:  database \"no_such_db\" does not exist",
                    advice: "create it: createdb no_such_db; or name another 'dbname' in the profile"))
        #expect(
            error(["port": 1, "host": "127.0.0.1"])
                == WarehouseError(
                    .connectionFailed(.unreachable),
                    "connection to server at \"127.0.0.1\", port 1 failed: Connection refused\n\tIs the server running on that host and "
                        + "accepting TCP/IP connections?",
                    advice: "check that a server runs at 127.0.0.1:1 and that 'host' and 'port' in the profile are right"))
        let unknown = error(["host": "no-such-host.invalid"])
        #expect(unknown?.kind == .connectionFailed(.unreachable))
        #expect(unknown?.message.hasPrefix("could not translate host name \"no-such-host.invalid\" to address: ") == true)
        #expect(unknown?.heading == "Database Error")
    }

    @Test("copies values that inserts would have brought")
    func copyTypes() throws {
        let database = try Engine.postgres.database()
        let relation = try database.relation("seed")
        try database.commit("create table \(relation.render()) (b boolean, f float8, n numeric, ts timestamp, x bytea, t text)")
        let connection = try database.open()
        var rows: [[SQLValue]]? = [
            [
                .bool(true), .double(1.5), .decimal("12345678901234567890.123"), .timestamp("2024-01-02 03:04:05"), .bytes([0, 92]),
                .text("\\N"),
            ],
            [.bool(false), .double(.infinity), .decimal("NaN"), .null, .bytes([]), .text("\\.")],
        ]
        _ = try connection.load(into: relation, columns: ["b", "f", "n", "ts", "x", "t"]) {
            defer { rows = nil }
            return rows.map { RowBatch($0) }
        }
        try connection.commit()
        let table = try connection.query("select * from \(relation.render())")
        #expect(
            table.rows == [
                [
                    .bool(true), .double(1.5), .decimal("12345678901234567890.123"), .timestamp("2024-01-02 03:04:05"), .bytes([0, 92]),
                    .text("\\N"),
                ], [.bool(false), .double(.infinity), .decimal("NaN"), .null, .bytes([]), .text("\\.")],
            ])
    }

    @Test("says which row a load broke on")
    func copyError() throws {
        let database = try Engine.postgres.database()
        let relation = try database.relation("seed")
        try database.commit("create table \(relation.render()) (a int)")
        let connection = try database.open()
        var rows: [[SQLValue]]? = [[.text("1")], [.text("abc")]]
        let error = warehouseError {
            _ = try connection.load(into: relation, columns: ["a"]) {
                defer { rows = nil }
                return rows.map { RowBatch($0) }
            }
        }
        #expect(
            error?.message == "invalid input syntax for type integer: \"abc\"\nCONTEXT:  COPY seed, line 2, column a: \"abc\"")
        #expect(try connection.query("select count(*) from \(relation.render())").rows == [[.int(0)]])
    }

    @Test("runs as many statements at once as there are sessions")
    func parallel() throws {
        let server = try #require(TestServer.shared)
        let adapter = try PostgresAdapterKind.adapter(from: server.output(), in: "/")
        let times = Mutex<[(began: Double, ended: Double)]>([])
        let sleepers = try (0..<4).map { index in
            nonisolated(unsafe) let connection = try adapter.open(name: "sleeper \(index)")
            return Background {
                let clock = "extract(epoch from clock_timestamp())::float8"
                let row = try connection.query("select \(clock) as began, pg_sleep(2), \(clock) as ended").rows[0]
                times.withLock { $0.append((Double(row[0].text ?? "") ?? 0, Double(row[2].text ?? "") ?? 0)) }
                connection.close()
            }
        }
        for sleeper in sleepers { _ = try #require(sleeper.wait()).get() }
        let (lastBegin, firstEnd) = times.withLock { ($0.map(\.began).max() ?? 0, $0.map(\.ended).min() ?? 0) }
        #expect(lastBegin > 0 && lastBegin < firstEnd)
    }
}

@Suite("Postgres without a server")
struct PostgresOfflineTests {
    @Test("a missing client library says what to install")
    func missingLibrary() {
        let error = warehouseError { try LibPQ.load("libpq-absent.so.5") }
        #expect(error?.kind == .connectionFailed(.missingLibrary))
        #expect(
            error?.message == "cannot load the Postgres client library: libpq-absent.so.5: cannot open shared object file: "
                + "No such file or directory")
        #expect(error?.advice?.contains("apt-get install libpq5") == true)
    }

    @Test(
        "prints intervals as Python's timedelta",
        arguments: [
            ("00:00:00", "0:00:00"), ("-1 days", "-1 days, 0:00:00"), ("1 mon", "30 days, 0:00:00"), ("100:00:00", "4 days, 4:00:00"),
            ("-00:00:00.5", "-1 day, 23:59:59.500000"), ("P1D", "P1D"), ("99999999999999999999 days", "99999999999999999999 days"),
        ])
    func intervals(text: String, expected: String) {
        #expect(PostgresTime.interval(text) == expected.replacingOccurrences(of: "-1 days,", with: "-1 day,"))
    }

    @Test("leaves broken arrays as they are", arguments: ["{", "{1,", "{\"a", "{{1}", "", "[", "{1}x", "{\"a\\"])
    func brokenArrays(text: String) { #expect(PostgresArray.json(text, .integer) == nil) }
}
