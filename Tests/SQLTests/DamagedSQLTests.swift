import Foundation
import Testing

@testable import SQL

/// Damaged and senseless texts: each gets an answer, soon, never a crash.
@Suite struct DamagedSQLTests {
    private static let fragments = [
        "(", ")", "'", "\"", ",", ".", "*", ";", "--", "/*", "*/", "$$", "[", "]", "::", ":", "=>", "`", " select ", " from ", " with ",
        " as ",
        " union all ", " case ", " end ", " join ", " using (", " over (", " window ", " values (", " lateral ", " recursive ",
        " in (select ",
        " exists (", " not ", " is distinct from ", " order by ", " limit ", " filter (where ", "1e", "E'\\", "U&\"", "\u{e9}", "\u{1F600}",
        "\0",
    ]

    private static let texts = ["both", "postgres", "sqlite"].flatMap { LineageCase.all($0, "postgres") }.map(\.sql)

    @Test(arguments: ["postgres", "sqlite"])
    func damagedQueriesGetAnAnswer(adapter: String) {
        var numbers = Numbers(state: 7)
        let clock = ContinuousClock()
        for _ in 0..<1500 {
            var bytes = Array((Self.texts.randomElement(using: &numbers) ?? "").utf8)
            for _ in 0..<Int.random(in: 1...4, using: &numbers) {
                let place = Int.random(in: 0...bytes.count, using: &numbers)
                let end = min(bytes.count, place + Int.random(in: 0...20, using: &numbers))
                switch Int.random(in: 0..<5, using: &numbers) {
                case 0: bytes.removeSubrange(place..<end)
                case 1: bytes.insert(contentsOf: Array(bytes[place..<end]), at: Int.random(in: 0...bytes.count, using: &numbers))
                case 2: bytes.removeSubrange(place...)
                case 3: bytes.insert(UInt8.random(in: 0...255, using: &numbers), at: place)
                default:
                    let count = Int.random(in: 0..<30, using: &numbers) == 0 ? 400 : 1
                    bytes.insert(
                        contentsOf: String(repeating: Self.fragments.randomElement(using: &numbers) ?? "", count: count).utf8, at: place)
                }
            }
            let sql = String(decoding: bytes, as: UTF8.self)
            let took = clock.measure { #expect(Workshop.columns(sql, adapter) != nil) }
            #expect(took < .seconds(20), "\(sql)")
        }
    }

    @Test(arguments: ["postgres", "sqlite"])
    func deepTextsAreRefused(adapter: String) {
        let deep: [(String, String, String)] = [
            ("select ", "(", "1"), ("select ", "(select ", "1"), ("select ", "case when ", "1"), ("", "select * from (", "select 1"),
            ("", "with a as (", "select 1"), ("select ", "coalesce(", "1"), ("select * from ", "(", "t"), ("", "(", "select 1"),
            ("select ", "a[", "1"), ("select ", "array[", "1"), ("select * from a ", "join a ", "x"), ("select ", "not ", "1"),
            ("select ", "exists (select 1 where ", "1"), ("select ", "cast(", "1"), ("select ", "sum(1) over (partition by ", "1"),
        ]
        for (start, middle, end) in deep {
            let sql =
                start + String(repeating: middle, count: 4_000) + end + String(repeating: ")", count: middle.contains("(") ? 4_000 : 0)
            let columns = Workshop.columns(sql, adapter)
            #expect(columns != nil, "\(middle)")
        }
        let nested = "select \(String(repeating: "(", count: 200))1\(String(repeating: ")", count: 200))"
        let reasons = Workshop.columns(nested, adapter).map { $0.columns.compactMap(\.reason) + [$0.reason].compactMap(\.self) } ?? []
        #expect(reasons == ["the query is nested too deeply"])
    }

    @Test func longTextsAreReadSoon() {
        let items = (0..<2000).map { "a + \($0) as c\($0)" }.joined(separator: ", ")
        let unions = (0..<300).map { "select id, \($0) as n from orders" }.joined(separator: " union all ")
        let ctes = (0..<400).map { "t\($0 + 1) as (select *, id + 1 as x\($0) from t\($0))" }.joined(separator: ", ")
        let conditions = (0..<5000).map { "id = \($0)" }.joined(separator: " or ")
        let clock = ContinuousClock()
        for sql in [
            "select \(items) from (select id as a from orders) x", unions, "with t0 as (select id from orders), \(ctes) select * from t400",
            "select id from orders where \(conditions)",
        ] {
            let took = clock.measure {
                let columns = Workshop.columns(sql, "sqlite")
                #expect(columns?.reason == nil && columns?.columns.allSatisfy { $0.reason == nil } == true, "\(sql.prefix(60))")
            }
            #expect(took < .seconds(30), "\(sql.prefix(60))")
        }
    }
}
