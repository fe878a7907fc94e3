import Foundation
import Formats
import Testing

/// Mistakes in SQL, all in one project: `smelt check` has to find each of them in one pass, at its line, and nothing else.
@Suite struct DefectTests {
    @Test(arguments: ShopEngine.available) func everyDefectIsFound(_ engine: ShopEngine) throws {
        let defects = try Defect.all()
        #expect(defects.count > 100)
        var files = Self.base
        for defect in defects { files.merge(defect.files) { first, _ in first } }
        let shop = try Shop(engine, files)
        if engine == .postgres { try shop.execute("create schema \(shop.schema)") }
        for table in Self.tables { try shop.execute("create table \(shop.schema).\(table)") }
        let before = try shop.relations()
        let ended = try shop.smelt("check", "--log-format", "json")
        #expect(ended.code == 3, "\(ended.output)")
        #expect(try shop.relations() == before)
        var found = Found.all(in: ended.output)
        var caught = 0
        let expected = defects.filter { $0.engines.contains(engine) }
        for defect in expected {
            let own = found.filter { $0.place.map { defect.files[$0.path] != nil } ?? false }
            found.removeAll { $0.place.map { defect.files[$0.path] != nil } ?? false }
            let fits = own.first { defect.kinds(on: engine).contains($0.kind) && defect.isAt($0.place) }
            if fits != nil, own.allSatisfy({ $0.isWarning || defect.isAt($0.place) }) { caught += 1 }
            if fits == nil { print("\(engine): \(defect.name) is not found: \(own)") }
        }
        #expect(Double(caught) >= 0.95 * Double(expected.count), "\(caught) of \(expected.count)")
        #expect(found.filter { !$0.isWarning }.isEmpty, "\(found)")
    }

    /// Tables of somebody else.
    private static let tables = [
        "customers (id integer primary key, name text, email text, region_id integer)",
        "payments (id integer, order_id integer, amount numeric(10, 2), paid_on date)",
    ]

    private static let base = [
        "models/sources.yml": """
        sources:
          - name: raw
            schema: "{{ target.schema }}"
            tables: [{name: customers}, {name: payments}, {name: refunds}]
        """,
        "models/stg_orders.sql": """
        {{ config(materialized='table') }}
        select
            1 as id,
            1 as customer_id,
            cast(10.5 as numeric(10, 2)) as amount,
            cast('2024-01-01' as date) as ordered_on,
            cast('done' as text) as status
        """,
        "models/stg_customers.sql": "select id, name, email, region_id from {{ source('raw', 'customers') }}\n",
        "models/eph_orders.sql": """
        {{ config(materialized='ephemeral') }}
        select id, amount as net from {{ ref('stg_orders') }}
        """,
        "models/customer_names.sql": "select id, name from {{ ref('stg_customers') }}\n",
        "seeds/regions.csv": "region_id,region\n1,North\n",
        "macros/cents.sql": "{% macro cents(column) %}{{ column }} * 100{% endmacro %}\n",
        "tests/generic/is_positive.sql": """
        {% test is_positive(model, column_name) %}
        select * from {{ model }} where {{ column_name }} <= 0
        {% endtest %}
        """,
    ]
}

/// One mistake with its files.
private struct Defect {
    let name: String
    let engines: [ShopEngine]
    private let kindsByEngine: [ShopEngine: [String]]
    private(set) var files: [String: String] = [:]
    private var places: [(path: String, line: Int)] = []

    static func all() throws -> [Defect] {
        let text = try fixture("defects.txt")
        return text.components(separatedBy: "\n### ").dropFirst().map(Defect.init)
    }

    init(_ block: String) {
        var lines = block.components(separatedBy: "\n")
        let head = lines.removeFirst().split(separator: " ").map(String.init)
        name = head[0]
        engines = head[2] == "both" ? ShopEngine.allCases : [ShopEngine(rawValue: head[2]) ?? .sqlite]
        let kinds = head[1].components(separatedBy: "/").map { $0.components(separatedBy: ",").map(Self.id) }
        kindsByEngine = [.sqlite: kinds[0], .postgres: kinds[kinds.count - 1]]
        var path = "models/\(head[0].replacingOccurrences(of: "-", with: "_")).sql"
        var body: [String] = []
        for line in lines + ["@ "] {
            if line.hasPrefix("@ ") {
                if body.contains(where: { !$0.isEmpty }) { files[path] = body.joined(separator: "\n") + "\n" }
                for (number, text) in body.enumerated() where text.hasSuffix("--!") || text.hasSuffix("#!") {
                    places.append((path, number + 1))
                }
                (path, body) = (String(line.dropFirst(2)), [])
            } else {
                body.append(line)
            }
        }
    }

    private static func id(_ kind: String) -> String { kind == "template" ? "jinja-compilation" : "check-" + kind }

    func kinds(on engine: ShopEngine) -> [String] { kindsByEngine[engine] ?? [] }

    /// Whether a place is the marked one; any place of its files where none is marked.
    func isAt(_ place: (path: String, line: Int)?) -> Bool {
        places.isEmpty || places.contains { $0.path == place?.path && $0.line == place?.line }
    }
}

/// One message of the program.
private struct Found: CustomStringConvertible {
    let kind: String
    let message: String
    let isWarning: Bool
    let place: (path: String, line: Int)?

    var description: String { "\(kind) \(place?.path ?? ""):\(place?.line ?? 0) \(message)" }

    static func all(in output: String) -> [Found] {
        output.split(separator: "\n").compactMap { line in
            guard let event = try? JSONReader.read(text: String(line)), let place = event["diagnostic"],
                let kind = place["id"]?.string
            else { return nil }
            let span = place["path"]?.string.flatMap { path in place["line"]?.int.map { (path, $0) } }
            return Found(
                kind: kind, message: event["info"]?["msg"]?.string ?? "", isWarning: place["severity"]?.string != "error", place: span)
        }
    }
}
