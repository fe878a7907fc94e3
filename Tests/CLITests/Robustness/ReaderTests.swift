import Foundation
import Synchronization
import Testing
import Warehouse

/// What others see while relations are rebuilt.
@Suite(.serialized) struct ReaderTests {
    /// Reads again and again on a thread of its own, and counts what it saw.
    private final class Reader: @unchecked Sendable {
        private let done = DispatchSemaphore(value: 0)
        private let isOver = Atomic(false)
        private(set) var seen: [String: Int] = [:]

        init(_ shop: Shop, _ sql: String) throws {
            let connection = try shop.open()
            nonisolated(unsafe) let own = connection
            Thread.detachNewThread { [self] in
                while !isOver.load(ordering: .relaxed) {
                    let answer: String
                    do throws(WarehouseError) {
                        answer = try own.query(sql).rows.map { $0.map { $0.text ?? "NULL" }.joined(separator: "|") }.joined(separator: ",")
                    } catch {
                        answer = "error: \(error.message)"
                    }
                    own.rollback()
                    seen[answer, default: 0] += 1
                }
                own.close()
                done.signal()
            }
        }

        /// Ends it; gives what it saw and how often.
        func end() -> [String: Int] {
            isOver.store(true, ordering: .relaxed)
            done.wait()
            return seen
        }
    }

    private static func rows(_ engine: ShopEngine, _ generation: Int) -> String {
        engine == .postgres
            ? "select i, \(generation) as g from generate_series(1, 20000) as t(i)"
            : "with recursive n(i) as (select 1 union all select i + 1 from n where i < 20000) select i, \(generation) as g from n"
    }

    @Test(arguments: ShopEngine.available, ["table", "incremental"])
    func readersSeeTheOldTableOrTheNewOne(_ engine: ShopEngine, _ kind: String) throws {
        let unique = kind == "incremental" ? ", unique_key='i', incremental_strategy='delete+insert'" : ""
        func model(_ generation: Int) -> String { "{{ config(materialized='\(kind)'\(unique)) }}\n" + Self.rows(engine, generation) }
        let shop = try Shop(engine, ["models/m.sql": model(0)])
        #expect(try shop.smelt("build").code == 0)
        let reader = try Reader(shop, "select count(*), min(g) = max(g) from m")
        for generation in 1...4 {
            shop.write("models/m.sql", model(generation))
            let ended = try shop.smelt("build")
            #expect(ended.code == 0, "\(ended.output)")
        }
        let seen = reader.end()
        let whole = engine == .postgres ? "20000|True" : "20000|1"
        #expect(seen.keys.sorted() == [whole], "\(seen)")
        #expect(seen[whole, default: 0] > 10)
        #expect(try shop.rows("select max(g) from m") == ["4"])
    }

    /// A view that is replaced is there at every moment.
    @Test(arguments: ShopEngine.available) func readersSeeTheOldViewOrTheNewOne(_ engine: ShopEngine) throws {
        let shop = try Shop(engine, ["models/m.sql": "select 0 as g"])
        #expect(try shop.smelt("build").code == 0)
        let reader = try Reader(shop, "select count(*) from m")
        for generation in 1...4 {
            shop.write("models/m.sql", "select \(generation) as g")
            #expect(try shop.smelt("build").code == 0)
        }
        let seen = reader.end()
        #expect(Array(seen.keys) == ["1"], "\(seen)")
        #expect(try shop.rows("select g from m") == ["4"])
    }

    /// A model that fails leaves the old table as it was.
    @Test(arguments: ShopEngine.available, ["table", "incremental", "view"])
    func aFailureLeavesTheOldRelation(_ engine: ShopEngine, _ kind: String) throws {
        let shop = try Shop(engine, ["models/m.sql": "{{ config(materialized='\(kind)') }} select 1 as i"])
        #expect(try shop.smelt("build").code == 0)
        shop.write("models/m.sql", "{{ config(materialized='\(kind)', post_hook='select no_such_column') }} select 2 as i")
        #expect(try shop.smelt("build").code == 1)
        #expect(try shop.rows("select i from m") == ["1"])
        #expect(try shop.relations() == ["m"])
    }
}
