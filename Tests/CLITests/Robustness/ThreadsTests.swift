import Formats
import Foundation
import SQLiteAdapter
import Testing
import Warehouse

/// Several models at once, several processes at once.
@Suite(.serialized) struct ThreadsTests {
    @Test(.enabled(if: ShopEngine.hasServer)) func fourThreadsRunFourModelsAtOnce() throws {
        let models = Dictionary(
            uniqueKeysWithValues: (1...4).map { ("models/m\($0).sql", "{{ config(materialized='table') }} select 1 as i from pg_sleep(3)") }
        )
        let shop = try Shop(.postgres, models)
        let ended = try shop.smelt("build")
        #expect(ended.code == 0, "\(ended.output)")
        // All began before the first ended, and together they took little longer than one.
        let firstEnd = try #require(ended.output.range(of: "OK created"))
        let begun = ended.output[..<firstEnd.lowerBound].components(separatedBy: "START sql table model").count - 1
        #expect(begun == 4, "\(ended.output)")
        guard case .float(let seconds) = try shop.artifact("run_results.json")["elapsed_time"]?.kind else {
            Issue.record("no elapsed_time")
            return
        }
        #expect(seconds < 9)
        let threads = Set(try shop.resultObjects().compactMap { $0["thread_id"]?.string })
        #expect(threads.count == 4)
    }

    @Test(.enabled(if: ShopEngine.hasServer)) func oneThreadRunsOneAtATime() throws {
        let shop = try Shop(
            .postgres,
            ["models/a.sql": "{{ config(materialized='table') }} select 1 as i from pg_sleep(0.3)", "models/b.sql": "select 1 as i"],
            threads: 1)
        let ended = try shop.smelt("build")
        let order = ["START sql table model", "OK created sql table model", "START sql view model", "OK created sql view model"]
        let places = order.compactMap { ended.output.range(of: $0)?.lowerBound }
        #expect(places.count == 4 && places == places.sorted(), "\(ended.output)")
    }

    /// Many models that write at the same time: SQLite has one writer, and nobody is told that the file is locked.
    @Test func manyThreadsOnOneFile() throws {
        var files = ["seeds/raw.csv": "id\n" + (1...500).map { "\($0)\n" }.joined()]
        for number in 1...12 {
            let kind = ["table", "view", "incremental"][number % 3]
            files["models/m\(number).sql"] = "{{ config(materialized='\(kind)') }} select id * \(number) as id from {{ ref('raw') }}"
            files["models/over\(number).sql"] =
                "{{ config(materialized='table') }} select count(*) as n, sum(id) as total from {{ ref('m\(number)') }}"
        }
        let queries = (1...12).map { "select n, total from over\($0)" }
        var answers: [[String]] = []
        for threads in [1, 4, 8] {
            let shop = try Shop(.sqlite, files, threads: threads)
            for _ in 0..<2 {
                let ended = try shop.smelt("build")
                #expect(ended.code == 0, "\(ended.output)")
                #expect(!ended.output.contains("locked"))
            }
            answers.append(try queries.flatMap { try shop.rows($0) })
        }
        #expect(answers[0].count == 12)
        #expect(answers[0][0].hasPrefix("500|"))
        #expect(answers[1] == answers[0])
    }

    /// Two processes on one file: one waits for the other.
    @Test func twoProcessesOnOneFile() throws {
        var files: [String: String] = [:]
        for number in 1...8 {
            files["models/m\(number).sql"] = """
                {{ config(materialized='table') }}
                with recursive n(i) as (select 1 union all select i + 1 from n where i < 20000) select i from n
                """
        }
        let shop = try Shop(.sqlite, files)
        let runs = try (0..<2).map { try shop.start(["build", "--target-path", "target\($0)"]) }
        for run in runs {
            let ended = try run.wait()
            #expect(ended.code == 0, "\(ended.output)")
            #expect(!ended.output.contains("locked"), "\(ended.output)")
        }
        for number in 1...8 { #expect(try shop.rows("select count(*) from m\(number)") == ["20000"]) }
        #expect(try shop.relations().filter { $0.contains("__dbt_") }.isEmpty)
    }

    /// A file that somebody else keeps locked: the message says which and what to do; nothing hangs.
    @Test func aLockedFileIsNamed() throws {
        let shop = try Shop(.sqlite, ["models/a.sql": "{{ config(materialized='table') }} select 1 as i"], output: ["timeout": 1])
        #expect(try shop.smelt("build").code == 0)
        let other = try shop.open()
        defer { other.close() }
        _ = try other.execute("insert into a values (2)", autoBegin: true, fetch: .none)
        let ended = try shop.smelt("build")
        #expect(ended.code == 1, "\(ended.output)")
        #expect(ended.output.contains("database is locked: \(shop.folder)/shop.db is in use by another process"), "\(ended.output)")
        #expect(try shop.results() == ["model.shop.a error"])
        other.rollback()
        #expect(try shop.smelt("build").code == 0)
    }

    /// A wait for a lock ends with Ctrl-C.
    @Test func aWaitForALockIsCancelled() throws {
        let shop = try Shop(.sqlite, ["models/a.sql": "{{ config(materialized='table') }} select 1 as i"], output: ["timeout": 60])
        #expect(try shop.smelt("build").code == 0)
        let other = try shop.open()
        defer { other.close() }
        _ = try other.execute("insert into a values (2)", autoBegin: true, fetch: .none)
        let run = try shop.start(["build"])
        try run.waitForOutput("START sql table model")
        usleep(300_000)
        let asked = Date()
        run.send(SIGINT)
        let ended = try run.wait(seconds: 20)
        #expect(Date().timeIntervalSince(asked) < promptly)
        #expect(ended.code == 2, "\(ended.output)")
    }
}
