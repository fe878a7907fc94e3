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

    /// Sets that say nothing of whose they are come from an earlier version; they stay listed, are brought back, and go as others do.
    @Test(arguments: ShopEngine.available) func setsOfAnEarlierVersionAreBroughtBack(_ engine: ShopEngine) throws {
        var files = Self.files("north")
        files["smelt.yml"] = "publish: run\nkeep: 2\n"
        let shop = try Shop(engine, files)
        func build(_ value: Int) throws {
            let ended = try shop.smelt("build", "--vars", "{v: \(value)}")
            #expect(ended.code == 0, "\(ended.output)")
        }
        try build(1)
        try build(2)
        switch engine {
        case .sqlite: try shop.execute("ALTER TABLE smelt_kept DROP COLUMN owner")
        case .postgres:
            for name in try shop.rows("select nspname from pg_namespace where starts_with(nspname, '\(shop.schema)__kept_')") {
                let comment = try shop.rows("select obj_description('\(name)'::regnamespace)")[0]
                let earlier = comment.replacing(/"owner": ?"[^"]*", ?/, with: "")
                #expect(earlier != comment)
                try shop.execute("COMMENT ON SCHEMA \(name) IS '\(earlier)'")
            }
        }
        func listed() throws -> Int { try shop.smelt("rollback", "--list").output.split(separator: "1 relation").count - 1 }
        #expect(try listed() == 2)
        try build(3)
        #expect(try listed() == 2)
        for value in [2, 1] {
            let undone = try shop.smelt("rollback")
            #expect(undone.code == 0, "\(undone.output)")
            #expect(try shop.rows("select v from north_orders") == ["\(value)"])
        }
    }
}
