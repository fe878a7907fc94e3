import Formats
import Foundation
import Testing

/// Tests that are asked together have the verdicts, messages and stored rows that they have alone.
@Suite(.serialized) struct RowScanTests {
    @Test(arguments: ShopEngine.available, [UInt64(1), 2])
    func verdictsAreThoseOfTestsAlone(_ engine: ShopEngine, _ seed: UInt64) throws {
        var tests = RandomRowTests(seed: seed, engine)
        let files = tests.files()
        let shop = try Shop(engine, files.merging(["models/schema.yml": tests.properties(alone: false)]) { $1 })
        #expect(try shop.smelt("run").code == 0)
        let together = try verdicts(of: shop)
        #expect(try log(of: shop).contains("count(case when"))
        try FileManager.default.removeItem(atPath: shop.folder + "/logs/dbt.log")
        shop.write("models/schema.yml", tests.properties(alone: true))
        let alone = try verdicts(of: shop)
        #expect(try !log(of: shop).contains("count(case when"))
        #expect(together.count == tests.tests.count && Set(together.values.map { $0.prefix(4) }).count > 2)
        for (name, verdict) in alone { #expect(together[name] == verdict, "\(name) of seed \(seed)") }
    }

    /// By name of a test all that is said of it, and the rows that it keeps.
    private func verdicts(of shop: Shop) throws -> [String: String] {
        let ended = try shop.smelt("test")
        var verdicts: [String: String] = [:]
        for result in try shop.resultObjects() {
            let name = result["unique_id"]?.string?.split(separator: ".").dropFirst(2).first.map(String.init) ?? ""
            let kept = result["relation_name"]?.string.map { (try? shop.rows("select * from \($0) order by 1, 2")) ?? [] } ?? []
            let said = ["message", "failures", "adapter_response", "compiled_code"].map { result[$0].map { JSONWriter.text(of: $0) } ?? "" }
            verdicts[name] = ([result["status"]?.string ?? ""] + said + kept).joined(separator: "\n")
        }
        #expect(!verdicts.isEmpty, "\(ended.output)")
        return verdicts
    }

    private func log(of shop: Shop) throws -> String { try String(contentsOfFile: shop.folder + "/logs/dbt.log", encoding: .utf8) }
}

/// Random tables with missing values and mixed types, and random tests of them.
private struct RandomRowTests {
    /// A test as the properties file has it.
    struct Test {
        let name: String
        let kind: String
        let arguments: String
        let config: [String: String]
    }

    private var state: UInt64
    private let engine: ShopEngine
    private(set) var tests: [(model: String, test: Test)] = []

    init(seed: UInt64, _ engine: ShopEngine) {
        state = seed &* 0x9E37_79B9_7F4A_7C15
        self.engine = engine
    }

    private mutating func number(_ bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % bound
    }

    private mutating func pick<T>(_ list: [T]) -> T { list[number(list.count)] }

    private static let macros = """
        {% test bad(model, cond, what='*') %}
        select {{ what }} from {{ model }} where {{ cond }}
        {% endtest %}
        {% test grouped(model, cond) %}select n from {{ model }} where {{ cond }} group by n{% endtest %}
        {% test limited(model, cond) %}select * from {{ model }} where {{ cond }} limit 1{% endtest %}
        {% test talking(model, cond) %}{{ log('asked') }}select * from {{ model }} where {{ cond }}{% endtest %}
        """

    /// The project without the properties of its models.
    mutating func files() -> [String: String] {
        var files = ["macros/tests.sql": Self.macros]
        for (name, view) in [("few", nil), ("many", "n <> 0"), ("none", "1 = 1")] as [(String, String?)] {
            let count = name == "none" ? 0 : name == "few" ? 2 : 8
            let rows = (0..<count).map { _ in row() } + [row(hasValues: false) + " where 1 = 0"]
            let table = view == nil ? name : name + "_base"
            files["models/\(table).sql"] = "{{ config(materialized='table') }}\n" + rows.joined(separator: "\nunion all ")
            if let view { files["models/\(name).sql"] = "select * from {{ ref('\(table)') }} where \(view)" }
            for place in 0..<12 { tests.append((name, test("\(name)_\(place)"))) }
        }
        return files
    }

    private mutating func row(hasValues: Bool = true) -> String {
        let columns: [(name: String, type: String, values: [String])] = [
            ("id", "integer", ["1", "2", "3", "4"]), ("n", "integer", ["-1", "0", "1", "2"]),
            ("s", "text", ["'a'", "'b'", "'A'", "''", "'12'"]),
            (
                "x", engine == .sqlite ? "" : "numeric",
                engine == .sqlite ? ["0", "1.0", "'1'", "'abc'", "x'31'"] : ["0", "1.0", "1", "-3"]
            ),
        ]
        var cells: [String] = []
        for column in columns {
            let value = hasValues && number(6) > 0 ? pick(column.values) : "null"
            cells.append((column.type.isEmpty ? value : "cast(\(value) as \(column.type))") + " as \(column.name)")
        }
        return "select " + cells.joined(separator: ", ")
    }

    private mutating func test(_ name: String) -> Test {
        var config: [String: String] = [:]
        if number(4) == 0 { config["where"] = pick(["n is not null", "n <> 0", "s in ('a', 'A') and id > 1"]) }
        if number(4) == 0 { config["severity"] = "warn" }
        if number(5) == 0 { config["warn_if"] = pick(["> 1", "= 0", "> 10%"]) }
        if number(6) == 0 { config["error_if"] = pick(["> 3", "= 0", "> 20%"]) }
        if number(8) == 0 { config["limit"] = "2" }
        if number(9) == 0 { config["store_failures"] = "true" }
        let column = pick(["id", "n", "s", "x"])
        switch number(8) {
        case 0: return Test(name: name, kind: "not_null", arguments: "column_name: \(column)", config: config)
        case 1:
            let values = column == "s" ? "[a, b, A, '', '12']" : "[-3, -1, 0, 1, 2, 3, 4]"
            return Test(
                name: name, kind: "accepted_values", arguments: "column_name: \(column), values: \(values), quote: \(column == "s")",
                config: config)
        case 2: return Test(name: name, kind: "accepted_range", arguments: "column_name: n, min_value: -1, max_value: 3", config: config)
        case 3: return Test(name: name, kind: pick(["grouped", "limited", "talking"]), arguments: cond(), config: config)
        default:
            let what = pick(["*", "id", "n, s", "s as n", "1"])
            return Test(name: name, kind: "bad", arguments: "\(cond()), what: \"\(what)\"", config: config)
        }
    }

    private mutating func cond() -> String { "cond: \"\(condition(0))\"" }

    private mutating func condition(_ depth: Int) -> String {
        if depth < 2, number(3) == 0 { return "(\(condition(depth + 1))) \(pick(["and", "or"])) (\(condition(depth + 1)))" }
        let safe = [
            "n > 2", "n is null and id is not null", "s = 'c'", "s not in ('a', 'b', '', 'A', '12')", "id between 5 and 9", "x > 2",
            "s like 'z%'", "not (id > 0)", "lower(s) = 'b'", "coalesce(n, 0) > 1", "case when n > 1 then s = 'c' else id = 9 end", "n = -1",
        ]
        let daring = [
            "1 / n > 5", "id % n > 7", "cast(s as integer) > 50", "n + id > 9", "abs(n) > 2", "s || 'x' = 'cx'", "n in (select 9)",
            "'z' = s", engine == .sqlite ? "regexp_like(s, '^z')" : "s ~ '^z'", engine == .sqlite ? "x = '1'" : "s::integer > 50",
        ]
        return number(4) > 0 ? pick(safe) : pick(daring)
    }

    /// The properties of the models; tests that count otherwise than by `count(*)` are not asked together.
    func properties(alone: Bool) -> String {
        var lines = ["version: 2", "models:"]
        var model = ""
        for (tested, test) in tests {
            if tested != model { lines += ["  - name: \(tested)", "    data_tests:"] }
            model = tested
            let config = test.config.merging(alone ? ["fail_calc": "count( * )"] : [:]) { $1 }.sorted { $0.key < $1.key }
            let text = config.map { "\($0.key): \(["limit", "store_failures"].contains($0.key) ? $0.value : "\"\($0.value)\"")" }
                .joined(separator: ", ")
            lines.append("      - \(test.kind): {name: \(test.name), arguments: {\(test.arguments)}, config: {\(text)}}")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
