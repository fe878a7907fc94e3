import Foundation
import Testing

/// What must be true of a quarantine whatever happens: every row of the input is in the model or waits, and what was released is in the model
/// exactly as often as in the input, also after the next builds.
@Suite struct QuarantineTests {
    /// A row of the source; bad where `grp` has no value or `amount` is below zero.
    private struct Row: Hashable, Comparable {
        let id: Int
        let grp: Int?
        let amount: Int?
        let note: String?

        var isBad: Bool { grp == nil || (amount ?? 0) < 0 }
        private static func text(_ number: Int?) -> String { number.map(String.init) ?? "NULL" }
        var shown: String { "\(id)|\(Self.text(grp))|\(Self.text(amount))|\(note ?? "NULL")" }
        var values: String { "(\(id), \(Self.text(grp)), \(Self.text(amount)), \(note.map { "'\($0)'" } ?? "NULL"))" }
        static func < (left: Row, right: Row) -> Bool { left.shown < right.shown }

        /// A row out of few, so that equal ones are frequent.
        static func random(_ random: inout Random) -> Row {
            Row(
                id: random.below(3), grp: [nil, 1, 2][random.below(3)], amount: [nil, -1, 0, 7][random.below(4)],
                note: [nil, "", "x"][random.below(3)])
        }
    }

    /// Numbers that are the same in each run of the tests.
    private struct Random {
        var state: UInt64
        mutating func below(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(bound))
        }
    }

    /// What ought to be where.
    private struct Expectation {
        var source: [Row] = []
        var model: [Row] = []
        var waiting: [Row] = []
        var released: Set<Row> = []

        mutating func build() {
            model = source.filter { !$0.isBad || released.contains($0) }
            waiting = source.filter { $0.isBad && !released.contains($0) }
        }

        mutating func release(_ isChosen: (Row) -> Bool) {
            let chosen = waiting.filter(isChosen)
            let present = Set(model)
            model += chosen.filter { !present.contains($0) }
            released.formUnion(chosen)
            waiting.removeAll(where: isChosen)
        }
    }

    private static let seed = ProcessInfo.processInfo.environment["SMELT_TEST_SEED"].flatMap { UInt64($0) } ?? 4

    /// With `publish: run` the rows leave a candidate, and the quarantine is published with it.
    @Test(arguments: ShopEngine.available, ["none", "run"]) func rowsAreNeitherLostNorDoubled(_ engine: ShopEngine, _ publish: String)
        throws
    {
        let shop = try Shop(engine, Self.files)
        shop.write("smelt.yml", "publish: \(publish)\n")
        shop.write("models/sources.yml", "sources: [{name: raw, schema: \(shop.schema), tables: [{name: src}]}]\n")
        if engine == .postgres { try shop.execute("create schema \(shop.schema)") }
        try shop.execute("create table \(shop.schema).src (id integer, grp integer, amount integer, note text)")
        var random = Random(state: Self.seed)
        var expected = Expectation()
        for step in 0..<8 {
            let action = step < 2 ? 0 : random.below(5)
            let group = 1 + random.below(2)
            switch action {
            case 0, 1:
                try change(shop, &expected, &random)
                #expect(try shop.smelt("build").code == 0)
                expected.build()
            case 2:
                #expect(try shop.smelt("run").code == 0)
                // What is published has passed its tests, whatever the command.
                if publish == "none" { expected.model = expected.source } else { expected.build() }
            case 3:
                let isAll = random.below(3) == 0
                let choice = isAll ? ["--all"] : ["--where", "grp = \(group)"]
                #expect(try BuiltProgram.run(["quarantine", "release", "orders"] + choice, in: shop.folder).code == 0)
                expected.release { isAll || $0.grp == group }
            default:
                #expect(try shop.smelt("quarantine", "purge", "orders", "--where", "grp = \(group)").code == 0)
                expected.waiting.removeAll { $0.grp == group }
            }
            let name = "publish \(publish), seed \(Self.seed), step \(step), action \(action)"
            #expect(try rows("orders", shop) == expected.model.sorted().map(\.shown), "\(name)")
            let waiting = try rows("orders__quarantine where _released_at is null", shop)
            #expect(waiting == expected.waiting.sorted().map(\.shown), "\(name)")
        }
    }

    private func rows(_ relation: String, _ shop: Shop) throws -> [String] {
        try shop.rows("select id, grp, amount, note from \(relation)").sorted()
    }

    private func change(_ shop: Shop, _ expected: inout Expectation, _ random: inout Random) throws {
        expected.source = expected.source.filter { _ in random.below(4) > 0 } + (0..<12).map { _ in Row.random(&random) }
        // Both engines begin with a bad row, so that there is a quarantine to look at.
        if !expected.source.contains(where: \.isBad) { expected.source.append(Row(id: 0, grp: nil, amount: nil, note: nil)) }
        try shop.execute("delete from \(shop.schema).src")
        try shop.execute("insert into \(shop.schema).src values " + expected.source.map(\.values).joined(separator: ", "))
    }

    private static let files = [
        "models/orders.sql": "{{ config(materialized='table') }} select * from {{ source('raw', 'src') }}",
        "models/schema.yml": """
        models:
          - name: orders
            columns:
              - {name: grp, data_tests: [{not_null: {config: {on_violation: quarantine}}}]}
              - name: amount
                data_tests: [{accepted_range: {arguments: {min_value: 0}, config: {on_violation: quarantine}}}]
        """,
    ]
}
