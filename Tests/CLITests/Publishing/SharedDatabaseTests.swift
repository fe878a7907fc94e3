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

    /// Runs of two projects that began at the same time have taken the same number.
    @Test(arguments: ShopEngine.available) func setsOfOneNumberAreKeptApart(_ engine: ShopEngine) throws {
        let first = try Shop(engine, Self.files("north"))
        let second = try Shop(
            engine, Self.files("south"), output: engine == .sqlite ? ["path": .string(first.folder + "/shop.db")] : [:])
        for (shop, value) in [(first, 1), (first, 2), (second, 1), (second, 2)] {
            let ended = try shop.smelt("build", "--vars", "{v: \(value)}")
            #expect(ended.code == 0, "\(ended.output)")
        }
        switch engine {
        case .sqlite: try first.execute("UPDATE smelt_kept SET set_number = 1000000")
        case .postgres:
            for shop in [first, second] {
                let found = try shop.rows("select nspname from pg_namespace where starts_with(nspname, '\(shop.schema)__kept_')")
                #expect(found.count == 1)
                let number = try #require(found[0].split(separator: "_").last)
                let comment = try shop.rows("select obj_description('\(found[0])'::regnamespace)")[0]
                let renumbered = comment.replacing(/"set": ?[0-9]+/, with: "\"set\": 1000000")
                #expect(renumbered != comment)
                try shop.execute("COMMENT ON SCHEMA \(found[0]) IS '\(renumbered)'")
                try shop.execute("ALTER SCHEMA \(found[0]) RENAME TO \(found[0].dropLast(number.count))1000000")
            }
        }
        #expect(try first.smelt("rollback", "--list").output.contains("1 relation"))
        #expect(try first.smelt("rollback").code == 0)
        #expect(try first.rows("select v from north_orders") == ["1"])
        let others = engine == .sqlite ? first : second
        #expect(try others.rows("select v from south_orders") == ["2"])
        #expect(try second.smelt("rollback").code == 0)
        #expect(try others.rows("select v from south_orders") == ["1"])
    }

    /// Sets that say nothing of whose they are come from an earlier version; they belong to the project that has
    /// their relations, which lists them, brings them back and forgets them.
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
        // Another project of the database forgets and undoes what is its own alone.
        let other = try Shop(engine, Self.files("south"), output: engine == .sqlite ? ["path": .string(shop.folder + "/shop.db")] : [:])
        for value in 1...3 {
            let ended = try other.smelt("build", "--vars", "{v: \(value)}")
            #expect(ended.code == 0, "\(ended.output)")
        }
        #expect(try other.smelt("rollback").code == 0)
        let nothing = try other.smelt("rollback")
        #expect(nothing.code == 2 && nothing.output.contains("no earlier published set is kept"), "\(nothing.output)")
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
