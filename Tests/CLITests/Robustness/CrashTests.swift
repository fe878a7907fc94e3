import Formats
import Foundation
import Testing

/// `kill -9` in the middle of a build; then what is visible, and whether the next build is whole.
@Suite(.serialized) struct CrashTests {
    private static let files = [
        "dbt_project.yml": """
        name: shop
        version: '1.0'
        profile: shop
        on-run-end: "{{ log('end', info=true) }}"
        """,
        "seeds/raw.csv": "id,name\n" + (1...2000).map { "\($0),name \($0)\n" }.joined(),
        "models/wide.sql":
            "{{ config(materialized='table') }} select a.id, b.id as other from {{ ref('raw') }} a join {{ ref('raw') }} b on b.id <= 20",
        "models/shown.sql": "select id, other from {{ ref('wide') }}",
        "models/counts.sql": "{{ config(materialized='table') }} select other, count(*) as n from {{ ref('shown') }} group by other",
        "models/grown.sql": """
        {{ config(materialized='incremental', unique_key='id', incremental_strategy='delete+insert') }}
        select id, name from {{ ref('raw') }}
        """,
        "models/schema.yml": """
        version: 2
        models:
          - name: counts
            columns: [{name: n, data_tests: [not_null: {config: {store_failures: true}}, accepted_values: {arguments: {values: [2000], quote: false}}]}]
          - name: grown
            columns: [{name: id, data_tests: [unique]}]
        """,
    ]
    /// Rows of each relation once it is there.
    private static let whole = ["raw": "2000", "wide": "40000", "shown": "40000", "counts": "20", "grown": "2000"]

    /// How many crashes to test; more where `SMELT_TEST_CRASHES` asks for it.
    private static func rounds(_ engine: ShopEngine) -> Int {
        ProcessInfo.processInfo.environment["SMELT_TEST_CRASHES"].flatMap { Int($0) } ?? (engine == .sqlite ? 10 : 5)
    }

    @Test(arguments: ShopEngine.available) func aKilledBuildLeavesNothingHalf(_ engine: ShopEngine) throws {
        let shop = try Shop(engine, Self.files)
        var numbers = SystemRandomNumberGenerator()
        for round in 0..<Self.rounds(engine) {
            let run = try shop.start(round % 3 == 2 ? ["build", "--full-refresh"] : ["build"])
            try run.waitForOutput("Concurrency:")
            usleep(UInt32.random(in: 0...700_000, using: &numbers))
            run.send(SIGKILL)
            _ = try run.wait()
            try Self.checkNothingIsHalf(shop)
            guard round % 2 == 0 else { continue }
            let ended = try shop.smelt("build")
            #expect(ended.code == 0, "\(ended.output)")
            try Self.checkAllIsThere(shop)
        }
        #expect(try shop.smelt("build").code == 0)
        try Self.checkAllIsThere(shop)
    }

    private static func checkNothingIsHalf(_ shop: Shop) throws {
        for name in ["manifest.json", "run_results.json"] where FileManager.default.fileExists(atPath: shop.folder + "/target/" + name) {
            #expect(throws: Never.self) { try shop.artifact(name) }
        }
        let names = try shop.relations()
        for (name, count) in whole where names.contains(name) {
            // On Postgres a view goes with its table for a moment, as in dbt.
            guard let rows = try? shop.rows("select count(*) from \(name)") else { continue }
            #expect(rows == [count], "\(name)")
        }
        if shop.engine == .sqlite { #expect(try shop.rows("pragma integrity_check") == ["ok"]) }
    }

    private static func checkAllIsThere(_ shop: Shop) throws {
        for (name, count) in whole { #expect(try shop.rows("select count(*) from \(name)") == [count], "\(name)") }
        let left = try shop.relations().filter { $0.contains("__dbt_") }
        #expect(left.isEmpty)
        let files = try FileManager.default.contentsOfDirectory(atPath: shop.folder + "/target")
        #expect(files.filter { $0.hasSuffix(".tmp") }.isEmpty)
        if shop.engine == .sqlite { #expect(try shop.rows("pragma integrity_check") == ["ok"]) }
    }

    /// What a killed process ran on the server ends by itself, and its locks with it.
    @Test(.enabled(if: ShopEngine.hasServer)) func theServerDropsTheStatementOfAKilledProcess() throws {
        let shop = try Shop(.postgres, ["models/slow.sql": "{{ config(materialized='table') }} select 1 as i from pg_sleep(100)"])
        func running() throws -> [String] {
            try shop.rows("select pid from pg_stat_activity where pid <> pg_backend_pid() and query like '%\(shop.schema)%pg_sleep(100)%'")
        }
        let run = try shop.start(["build"])
        let began = try poll(30) { try !running().isEmpty }
        #expect(began)
        run.send(SIGKILL)
        _ = try run.wait()
        let gone = try poll(60) { try running().isEmpty }
        #expect(gone)
    }
}
