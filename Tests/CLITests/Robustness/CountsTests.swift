import Formats
import Foundation
import Testing

/// What `SMELT_TIMINGS` and `--record-timing-info` tell of a run.
@Suite struct CountsTests {
    private static let files = [
        "seeds/numbers.csv": "id\n1\n2\n3\n",
        "models/doubled.sql": "{{ config(materialized='table') }} select id * 2 as id from {{ ref('numbers') }}",
        "models/inlined.sql": "{{ config(materialized='ephemeral') }} select id from {{ ref('doubled') }}",
        "models/last.sql": "select * from {{ ref('inlined') }}",
        "models/models.yml": "models: [{name: last, columns: [{name: id, data_tests: [unique, not_null]}]}]",
    ]

    @Test(arguments: ShopEngine.available) func countsAreExact(_ engine: ShopEngine) throws {
        let shop = try Shop(engine, Self.files, threads: 2)
        let ended = try BuiltProgram.run(
            ["build", "--record-timing-info", "timings.json"], in: shop.folder, environment: ["SMELT_TIMINGS": "1"])
        #expect(ended.code == 0, "\(ended.output)")
        let record = try JSONReader.read(text: String(contentsOfFile: shop.folder + "/timings.json", encoding: .utf8))
        let stages = record["stages"]?.list?.compactMap { $0["stage"]?.string }
        #expect(stages == ["read", "parse", "resolve", "write", "run", "write", "total"])
        let counts = try #require(record["counts"]?.map)
        #expect(counts["nodes"] == .int(6))
        #expect(counts["nodes_run"] == .int(6))
        #expect(counts["rows_loaded"] == .int(3))
        // Two workers.
        #expect(counts["connections"]?.int.map { (1...3).contains($0) } == true)
        #expect(counts["statements"]?.int.map { $0 > 5 } == true)
        #expect((counts["round_trips"] == nil) == (engine == .sqlite))
        #expect((counts["bytes_to_the_server"] == nil) == (engine == .sqlite))
        // The same lines, aligned, after everything else.
        let lines = ended.output.split(separator: "\n").map(String.init)
        #expect(lines.contains("         6     nodes"))
        #expect(lines.contains("         3     rows loaded"))
        #expect(lines.contains { $0.hasSuffix(" ms  total") })
        let statements = try #require(counts["statements"]?.int)
        #expect(lines.contains { $0.hasSuffix("     statements") && $0.contains(String(statements)) })
    }

    /// Nothing is counted that nobody touched, and the files read are those that are there.
    @Test func parsingTouchesNoDatabase() throws {
        let shop = try Shop(.sqlite, Self.files)
        let ended = try BuiltProgram.run(
            ["parse", "--record-timing-info", "timings.json"], in: shop.folder, environment: ["SMELT_TIMINGS": "0"])
        #expect(ended.code == 0, "\(ended.output)")
        #expect(!ended.output.contains("ms  parse"))
        let record = try JSONReader.read(text: String(contentsOfFile: shop.folder + "/timings.json", encoding: .utf8))
        let counts = try #require(record["counts"]?.map)
        #expect(counts.keys == ["files_read", "bytes_read", "nodes", "files_written", "bytes_written"])
        #expect(counts["files_written"] == .int(2))
        let manifest = try Data(contentsOf: URL(fileURLWithPath: shop.folder + "/target/manifest.json")).count
        let semantic = try Data(contentsOf: URL(fileURLWithPath: shop.folder + "/target/semantic_manifest.json")).count
        #expect(counts["bytes_written"] == .int(manifest + semantic))
    }

    /// However many models ask for their own relation while they are compiled, their schema is listed once.
    @Test(arguments: ShopEngine.available) func compilingListsASchemaOnce(_ engine: ShopEngine) throws {
        let model = "{{ config(materialized='incremental') }} select 1 as id {% if is_incremental() %} where 1 = 0 {% endif %}"
        let shop = try Shop(engine, Dictionary(uniqueKeysWithValues: (1...6).map { ("models/m\($0).sql", model) }), threads: 1)
        #expect(try shop.smelt("build").code == 0)
        func statements(_ arguments: String...) throws -> Int {
            let ended = try BuiltProgram.run(["compile", "--record-timing-info", "timings.json"] + arguments, in: shop.folder)
            #expect(ended.code == 0, "\(ended.output)")
            let record = try JSONReader.read(text: String(contentsOfFile: shop.folder + "/timings.json", encoding: .utf8))
            return record["counts"]?["statements"]?.int ?? 0
        }
        let one = try statements("--select", "m1")
        let all = try statements()
        #expect(all == one, "\(one) for one model, \(all) for six")
        #expect(try statements("--no-populate-cache") > all)
        #expect(try String(contentsOfFile: shop.folder + "/target/compiled/shop/models/m6.sql", encoding: .utf8).contains("where 1 = 0"))
    }
}
