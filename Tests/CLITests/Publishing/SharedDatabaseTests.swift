import Formats
import Testing

/// Projects that publish in one database keep what each of them published before apart.
@Suite(.serialized) struct SharedDatabaseTests {
    private static func files(_ name: String) -> [String: String] {
        [
            "dbt_project.yml": "name: \(name)\nversion: '1.0'\nprofile: shop\n", "smelt.yml": "publish: run\nkeep: 1\n",
            "models/\(name)_orders.sql": "{{ config(materialized='table') }}\nselect {{ var('v') }} as v",
        ]
    }

    @Test(arguments: ShopEngine.available) func oneProjectLeavesTheSetsOfAnotherAlone(_ engine: ShopEngine) throws {
        let first = try Shop(engine, Self.files("north"))
        let second = try Shop(
            engine, Self.files("south"), output: engine == .sqlite ? ["path": .string(first.folder + "/shop.db")] : [:])
        func build(_ shop: Shop, _ value: Int) throws {
            let ended = try shop.smelt("build", "--vars", "{v: \(value)}")
            #expect(ended.code == 0, "\(ended.output)")
        }
        try build(first, 1)
        try build(first, 2)
        for value in 1...3 { try build(second, value) }
        let list = try first.smelt("rollback", "--list")
        #expect(list.output.contains("1 relation"), "\(list.output)")
        let undone = try first.smelt("rollback")
        #expect(undone.code == 0, "\(undone.output)")
        #expect(try first.rows("select v from north_orders") == ["1"])
        #expect(try (engine == .sqlite ? first : second).rows("select v from south_orders") == ["3"])
        #expect(try second.smelt("rollback").code == 0)
        #expect(try (engine == .sqlite ? first : second).rows("select v from south_orders") == ["2"])
    }
}
