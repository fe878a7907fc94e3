import Formats
import Foundation
import SQLiteAdapter
import Testing
import Warehouse

/// The ledger and the run lock, as somebody who builds sees them.
@Suite(.serialized) struct LedgerTests {
    private static func shop(_ engine: ShopEngine, smelt: String = "", _ more: [String: String] = [:]) throws -> Shop {
        let slow =
            engine == .sqlite
            ? "with recursive n(i) as (select 1 union all select i + 1 from n where i < 3000000000) select max(i) as i from n"
            : "select 1 as i from pg_sleep(120)"
        var files = [
            "seeds/raw.csv": "id,email\n1,ada@x\n2,ada@x\n3,bob@x\n",
            "models/people.sql": "{{ config(materialized='table') }} select id, email from {{ ref('raw') }}",
            "models/shown.sql": "select id from {{ ref('people') }}",
            "models/slow.sql": "{{ config(materialized='table', tags='slow') }} \(slow)",
            "models/schema.yml": """
            version: 2
            models:
              - name: people
                columns:
                  - {name: id, data_tests: [unique, {accepted_values: {arguments: {values: [1, 2], quote: false}}}]}
                  - {name: email, data_tests: [{unique: {config: {severity: warn}}}]}
            """,
        ]
        for (path, text) in more { files[path] = text }
        let shop = try Shop(engine, files)
        // Below the name that the schema's cleaning looks for.
        shop.write("smelt.yml", smelt.replacingOccurrences(of: "LEDGER", with: "schema: \(shop.schema)_ledger"))
        return shop
    }

    /// The rows of a query over the ledger's tables, written `{ledger}.runs`.
    private static func rows(_ sql: String, _ shop: Shop) throws -> [String] {
        guard shop.engine == .sqlite else { return try shop.rows(sql.replacingOccurrences(of: "{ledger}", with: shop.schema + "_ledger")) }
        let adapter = try SQLiteAdapterKind.adapter(from: ["path": "shop.ledger.db"], in: shop.folder)
        let connection = try adapter.open(name: "look")
        defer { connection.close() }
        return try connection.query(sql.replacingOccurrences(of: "{ledger}", with: "main")).rows.map { row in
            row.map { $0.text ?? "NULL" }.joined(separator: "|")
        }
    }

    @Test(arguments: ShopEngine.available) func aBuildIsKept(_ engine: ShopEngine) throws {
        let shop = try Self.shop(engine, smelt: "ledger: {LEDGER, redact: [email], failing_rows: 1}")
        let ended = try BuiltProgram.run(
            ["build", "--exclude", "tag:slow", "--vars", "{DBT_ENV_SECRET_KEY: hushhush}"], in: shop.folder,
            environment: ["DBT_ENV_SECRET_TOKEN": "tokentoken", "TOKEN": "tokentoken"])
        #expect(ended.code == 1, "\(ended.output)")
        let runs = try Self.rows("select project, target, command, arguments, status, node_count, holds_lock from {ledger}.runs", shop)
        let isLocked = engine == .sqlite ? "1" : "True"
        #expect(
            runs == [
                "shop|dev|build|smelt build --exclude tag:slow --vars {DBT_ENV_SECRET_KEY: *****}|failed|6|\(isLocked)"
            ])
        let nodes = try Self.rows(
            """
            select resource_type, status, attempt, row_count, failures, case when seconds > 0 then 'timed' end, ended_at >= started_at
            from {ledger}.nodes order by unique_id
            """, shop)
        let later = engine == .sqlite ? "1" : "True"
        #expect(
            nodes == [
                "model|success|1|3|NULL|timed|\(later)", "model|skipped|1|NULL|NULL|NULL|NULL", "seed|success|1|3|NULL|timed|\(later)",
                "test|fail|1|NULL|1|timed|\(later)", "test|warn|1|NULL|1|timed|\(later)", "test|pass|1|NULL|0|timed|\(later)",
            ])
        let failing = try Self.rows("select content from {ledger}.failing_rows order by unique_id", shop)
        #expect(failing == [#"{"value_field":3,"n_records":1}"#, #"{"unique_field":"•••","n_records":"•••"}"#])
        if engine == .sqlite { #expect(try shop.relations() == ["people", "raw"]) }

        let failures = try shop.smelt("--quiet", "history", "--failures")
        #expect(failures.output.contains("2 nodes of target 'dev' failed or warned when last run"), "\(failures.output)")
        #expect(failures.output.contains("1 run in a row\n  {\"value_field\":3,\"n_records\":1}"), "\(failures.output)")
        let json = try JSONReader.read(text: shop.smelt("--quiet", "history", "people", "--output", "json").output)
        #expect(json["nodes"]?.list?.first?["success_rate"] == ConfigValue.float(100))
        #expect(json["nodes"]?.list?.first?["runs"]?.list?.first?["rows"]?.int == 3)
    }

    /// What gates hold back and put aside is in the ledger too.
    @Test(arguments: ShopEngine.available) func gatesLeaveTheirTraces(_ engine: ShopEngine) throws {
        let schema = """
            version: 2
            models:
              - name: people
                columns:
                  - name: id
                    data_tests:
                      - accepted_values: {arguments: {values: [1, 2], quote: false}, config: {on_violation: quarantine}}
                  - name: email
                    data_tests:
                      - accepted_values: {arguments: {values: ["bob@x"]}, config: {error_if: "> 90%", warn_if: "> 0%"}}
              - name: shown
                columns: [{name: id, data_tests: [{accepted_values: {arguments: {values: [7], quote: false}}}]}]
            """
        let shop = try Self.shop(engine, smelt: "publish: model\nledger: {LEDGER}", ["models/schema.yml": schema])
        shop.remove("models/slow.sql")
        let ended = try shop.smelt("build")
        #expect(ended.code == 1, "\(ended.output)")
        let tests = try Self.rows(
            """
            select status, failures, rows_tested, quarantined from {ledger}.nodes where resource_type = 'test' and rows_tested is not null
            order by status
            """, shop)
        #expect(tests == ["pass|0|3|1", "warn|1|2|NULL"], "\(tests)")
        let held = try Self.rows("select unique_id from {ledger}.nodes where is_held order by 1", shop)
        #expect(held.contains("model.shop.shown"), "\(held)")
        let units = try Self.rows("select is_published, reasons <> '[]' from {ledger}.publications", shop)
        let (yes, no) = engine == .sqlite ? ("1", "0") : ("True", "False")
        #expect(units.contains("\(no)|\(yes)") && units.contains("\(yes)|\(no)"), "\(units)")
    }

    /// Removing the ledger loses history, nothing else.
    @Test func theLedgerMayGo() throws {
        let shop = try Self.shop(.sqlite)
        #expect(try shop.smelt("run", "--select", "people+").code == 1)
        #expect(try shop.smelt("build", "--select", "raw", "people", "shown", "--resource-type", "model", "seed").code == 0)
        #expect(try shop.smelt("--quiet", "history").output.contains("2 runs of target 'dev': 1 of 2 good (50 %)"))
        for name in ["shop.ledger.db", "shop.ledger.db-wal", "shop.ledger.db-shm", "shop.ledger.lock"] { shop.remove(name) }
        #expect(try shop.smelt("--quiet", "history").output == "The ledger of target 'dev' has no runs yet\n")
        #expect(!FileManager.default.fileExists(atPath: shop.folder + "/shop.ledger.db"))
        #expect(try shop.smelt("run", "--select", "people").code == 0)
        #expect(try shop.smelt("--quiet", "history").output.contains("1 run of target 'dev': 1 of 1 good (100 %)"))
        // What a mistake says.
        let unknown = try shop.smelt("history", "peple")
        #expect(unknown.code != 0)
        #expect(unknown.output.contains("Nothing of the project is called 'peple'"), "\(unknown.output)")
        #expect(unknown.output.contains("did you mean 'people'"), "\(unknown.output)")
    }

    @Test func withoutTheFileThereIsNoLedger() throws {
        let shop = try Self.shop(.sqlite)
        shop.remove("smelt.yml")
        #expect(try shop.smelt("seed").code == 0)
        let names = try FileManager.default.contentsOfDirectory(atPath: shop.folder).filter { $0.contains("ledger") }
        #expect(names == [])
        let ended = try shop.smelt("history")
        #expect(ended.code != 0)
        #expect(ended.output.contains("There is no ledger: the project has no smelt.yml"), "\(ended.output)")
    }

    /// A ledger that cannot be written is a warning; the run goes on.
    @Test(arguments: ShopEngine.available) func aBrokenLedgerStopsNothing(_ engine: ShopEngine) throws {
        let shop = try Self.shop(engine, smelt: engine == .sqlite ? "" : "ledger: {schema: pg_catalog}")
        if engine == .sqlite { shop.write("shop.ledger.db", String(repeating: "this is no database ", count: 100)) }
        let ended = try shop.smelt("seed")
        #expect(ended.code == 0, "\(ended.output)")
        #expect(ended.output.contains("cannot be used"), "\(ended.output)")
        #expect(ended.output.contains("this run is not recorded"), "\(ended.output)")
        #expect(try shop.rows("select count(*) from \(shop.schema).raw") == ["3"])
    }

    @Test(arguments: ShopEngine.available) func aKilledRunIsMarkedByTheNext(_ engine: ShopEngine) throws {
        let shop = try Self.shop(engine, smelt: "ledger: {LEDGER}")
        #expect(try shop.smelt("seed").code == 0)
        let run = try shop.start(["run", "--select", "people", "slow", "--threads", "1"])
        try run.waitForOutput("OK created sql table model \(shop.schema).people")
        let began = try poll(30) {
            try Self.rows("select status from {ledger}.nodes where unique_id = 'model.shop.slow'", shop) == ["running"]
        }
        #expect(began)
        run.send(SIGKILL)
        _ = try run.wait()
        let ended = try shop.smelt("run", "--select", "people", "--lock-wait", "20")
        #expect(ended.code == 0, "\(ended.output)")
        #expect(ended.output.contains("Found 1 run that did not end: marked as interrupted"), "\(ended.output)")
        #expect(
            try Self.rows("select command, status from {ledger}.runs order by started_at", shop)
                == ["seed|success", "run|interrupted", "run|success"])
        #expect(
            try Self.rows(
                """
                select n.unique_id, n.status from {ledger}.nodes as n join {ledger}.runs as r on r.id = n.run where r.status = 'interrupted'
                order by 1
                """, shop) == ["model.shop.people|success", "model.shop.slow|interrupted"])
    }

    @Test(arguments: ShopEngine.available) func anInterruptedRunSaysSo(_ engine: ShopEngine) throws {
        let shop = try Self.shop(engine, smelt: "ledger: {LEDGER}")
        let run = try shop.start(["run", "--select", "slow"])
        try run.waitForOutput("START sql table model \(shop.schema).slow")
        usleep(300_000)
        run.send(SIGINT)
        #expect(try run.wait().code == 2)
        #expect(
            try Self.rows("select r.status, n.status from {ledger}.runs as r join {ledger}.nodes as n on n.run = r.id", shop)
                == ["interrupted|interrupted"])
    }

    @Test(arguments: ShopEngine.available) func oneBuildsAtATime(_ engine: ShopEngine) throws {
        let shop = try Self.shop(engine, smelt: "ledger: {LEDGER}\nlock: fail")
        #expect(try shop.smelt("seed").code == 0)
        let first = try shop.start(["run", "--select", "slow"])
        try first.waitForOutput("START sql table model \(shop.schema).slow")
        let refused = try shop.smelt("run", "--select", "people")
        #expect(refused.code == 2, "\(refused.output)")
        #expect(refused.output.contains("Target 'dev' is being built by smelt run (run "), "\(refused.output)")
        #expect(refused.output.contains(", process \(first.pid) on "), "\(refused.output)")
        let impatient = try shop.smelt("run", "--select", "people", "--lock-wait", "1s")
        #expect(impatient.code == 2)
        #expect(impatient.output.contains("; waited 1 s"), "\(impatient.output)")
        // What a run publishes is what it read when it began: rows that move meanwhile would move back.
        for command in ["release", "purge"] {
            let refused = try shop.smelt("quarantine", command, "people", "--all")
            #expect(refused.code == 5, "\(refused.output)")
            #expect(refused.output.contains("Target 'dev' is being built by smelt run (run "), "\(refused.output)")
        }
        // What only looks need not wait.
        #expect(try shop.smelt("test", "--select", "source:*").code == 0)

        let stopped = try shop.start(["run", "--select", "people", "--lock-wait", "forever"])
        try stopped.waitForOutput("Waiting for target 'dev', which is being built by smelt run (run ")
        stopped.send(SIGINT)
        #expect(try stopped.wait(seconds: 20).code == 2)

        let patient = try shop.start(["run", "--select", "people", "--lock-wait", "1m"])
        try patient.waitForOutput("Waiting for target 'dev'")
        first.send(SIGKILL)
        _ = try first.wait()
        let ended = try patient.wait()
        #expect(ended.code == 0, "\(ended.output)")
        #expect(try shop.rows("select count(*) from \(shop.schema).people") == ["3"])
    }

    /// Thresholds and the ratchet give builds an exit code of their own, and never become worse by a run that fell short.
    @Test func qualityIsHeld() throws {
        let good = """
            version: 2
            models:
              - {name: people, description: People., columns: [{name: id, description: Key., data_tests: [unique, not_null]}]}
            """
        let shop = try Self.shop(.sqlite, smelt: "quality: {ratchet: true}", ["models/schema.yml": good])
        shop.remove("models/slow.sql")
        shop.remove("models/shown.sql")
        #expect(try shop.smelt("build").code == 0)
        let quality = try shop.smelt("--quiet", "quality")
        #expect(quality.code == 0, "\(quality.output)")
        #expect(quality.output.contains("Nothing is missing"), "\(quality.output)")
        let report = try shop.smelt("--quiet", "quality", "--output", "json").output
        shop.write("base.json", report)
        shop.write("models/schema.yml", good.replacingOccurrences(of: ", not_null", with: ""))
        for _ in 0..<2 {
            let worse = try shop.smelt("build")
            #expect(worse.code == 4, "\(worse.output)")
            // Of 40, 20 and 30 parts the last is lost.
            #expect(worse.output.contains("Test coverage fell from 100 % to 66.7 % since run "), "\(worse.output)")
        }
        #expect(try shop.smelt("quality").code == 4)
        shop.write("smelt.yml", "quality: {coverage: 66, docs: 100, score: 80}")
        #expect(try shop.smelt("build").code == 4)
        let below = try shop.smelt("quality")
        #expect(below.output.contains("The score is 76.7 %; smelt.yml asks for 80 %"), "\(below.output)")
        #expect(!below.output.contains("Test coverage is"), "\(below.output)")
        let compared = try shop.smelt("quality", "--compare", "base.json", "--output", "markdown")
        #expect(compared.code == 4)
        #expect(compared.output.contains("The score fell from 100 % to 76.7 % since base.json"), "\(compared.output)")
        #expect(compared.output.contains("| project | 1 | 100 % | 100 % | 0 % | – | 66.7 % | 100 % | 76.7 % |"), "\(compared.output)")
    }
}
