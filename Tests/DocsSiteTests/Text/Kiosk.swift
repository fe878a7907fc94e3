import Formats
import Graph
@testable import Ledger
import Quality
import Warehouse

@testable import DocsSite

/// A project of a source, two layers, tests of keys, an exposure and a macro: what the pages of `Fixtures/pages` are made of.
enum Kiosk {
    static let dimItem = "model.kiosk.dim_item"
    static let sales = "model.kiosk.fct_sales"
    static let raw = "source.kiosk.raw.sales"

    static var manifest: Manifest {
        var manifest = Manifest(
            metadata: .init(
                projectName: "kiosk", projectID: "", adapterType: "sqlite", generatedAt: "", invocationID: "", invocationStartedAt: "",
                env: [], quoting: [:], runStartedAt: ""))
        var source = Source(
            uniqueID: raw, name: "sales", sourceName: "raw", packageName: "kiosk", path: "models/raw.yml", fqn: ["kiosk", "raw", "sales"],
            schema: "till", identifier: "sales")
        source.relationName = #""till"."sales""#
        source.sourceDescription = "What the till *says*."
        source.columns = [column("id", "Counted up by the till.")]
        manifest.sources[raw] = source
        for node in [clean, item, fact] + tests { manifest.nodes[node.uniqueID] = node }
        manifest.layers = LayerMap(
            LayerRules([.init(name: "silver", reads: [.source]), .init(name: "gold", reads: [.layer(0), .layer(1)])]),
            positions: ["model.kiosk.end": 0, dimItem: 1, sales: 1])
        manifest.exposures["exposure.kiosk.board"] = board
        manifest.unitTests["unit_test.kiosk.fct_sales.sums_up"] = unitTest
        manifest.macros["macro.kiosk.cents"] = cents
        manifest.macros["macro.dbt.ref"] = Macro(uniqueID: "macro.dbt.ref", name: "ref", packageName: "dbt", path: "m.sql", sql: "")
        manifest.docs["doc.kiosk.__overview__"] = Documentation(
            uniqueID: "doc.kiosk.__overview__", name: "__overview__", packageName: "kiosk", path: "d.md", originalFilePath: "models/d.md",
            contents: "# A kiosk\n\nSee [sales](#!/model/model.kiosk.fct_sales).\n")
        return manifest
    }

    private static func column(_ name: String, _ description: String = "") -> Graph.Column {
        var column = Graph.Column(name: name)
        column.description = description
        return column
    }

    private static func model(_ name: String, reads: [String]) -> Node {
        var node = Node(
            uniqueID: "model.kiosk.\(name)", name: name, resourceType: .model, packageName: "kiosk", path: "\(name).sql",
            originalFilePath: "models/\(name).sql", fqn: ["kiosk", name], details: .model(ModelDetails()))
        node.schema = "main"
        node.relationName = "\"main\".\"\(name)\""
        node.config = ["materialized": "table"]
        node.dependsOn = DependsOn(nodes: reads)
        return node
    }

    /// A model with a name that is a word of Mermaid's.
    private static var clean: Node {
        var node = model("end", reads: [raw])
        node.rawCode = "select * from {{ source('raw', 'sales') }} -- ```"
        node.compilation = Compilation(code: #"select * from "till"."sales" -- ```"#)
        return node
    }

    private static var item: Node {
        var node = model("dim_item", reads: ["model.kiosk.end"])
        node.description = "What is sold: `a|b`."
        node.columns = [column("item_id")]
        node.rawCode = "select distinct item_id from {{ ref('end') }}"
        return node
    }

    private static var fact: Node {
        var node = model("fct_sales", reads: ["model.kiosk.end", dimItem])
        node.dependsOn.macros = ["macro.kiosk.cents", "macro.dbt.ref"]
        node.description = "# Sales\n\nOne row a sale. <b>Not</b> *all* of them:\n\n- paid | unpaid\n- 3 < 4\n"
        node.tags = ["daily"]
        node.config = ["materialized": "incremental", "meta": .map(["owner": "Ann"])]
        node.meta = ["owner": "Ann"]
        node.columns = [column("item_id", "What was sold.\n\n- one thing"), column("gone", "Is not there.")]
        node.rawCode = "select * from {{ ref('end') }}"
        var details = ModelDetails()
        details.constraints = [.map(["type": "primary_key", "columns": .list(["Sold_At", "item_id"])])]
        node.details = .model(details)
        return node
    }

    private static var tests: [Node] {
        [
            test("unique", on: dimItem, "item_id"), test("not_null", on: dimItem, "item_id"),
            test("relationships", on: sales, "item_id", ["to": "ref('dim_item')", "field": "ITEM_ID"], reads: [dimItem, sales]),
            test("accepted_values", on: sales, "item_id", ["values": .list(["a|b", "<i>"])], severity: "WARN"),
        ]
    }

    private static func test(
        _ name: String, on id: String, _ column: String, _ arguments: ConfigMap = [:], severity: String = "ERROR", reads: [String]? = nil
    ) -> Node {
        var arguments = arguments
        arguments["column_name"] = .string(column)
        let model = id.split(separator: ".").last ?? ""
        var node = Node(
            uniqueID: "test.kiosk.\(name)_\(model)", name: "\(name)_\(model)_\(column)", resourceType: .test, packageName: "kiosk",
            path: "t.sql", originalFilePath: "models/s.yml", fqn: ["kiosk", name],
            details: .genericTest(
                .init(testName: name, namespace: nil, arguments: arguments, columnName: column, fileKeyName: nil, attachedNode: id)))
        node.config = ["severity": .string(severity)]
        node.dependsOn = DependsOn(nodes: reads ?? [id])
        return node
    }

    private static var unitTest: UnitTest {
        var test = UnitTest(
            uniqueID: "unit_test.kiosk.fct_sales.sums_up", name: "sums_up", packageName: "kiosk", path: "s.yml",
            originalFilePath: "models/s.yml", fqn: ["kiosk", "sums_up"], model: "fct_sales")
        test.description = "Sums are right. To the cent."
        test.dependsOn = DependsOn(nodes: [sales])
        return test
    }

    private static var board: Exposure {
        var board = Exposure(
            uniqueID: "exposure.kiosk.board", name: "board", packageName: "kiosk", path: "s.yml", originalFilePath: "models/s.yml",
            fqn: ["kiosk", "board"], type: "dashboard", owner: ["name": "Ann", "email": "ann@example.com"])
        board.label = "The [board]"
        board.url = "https://example.com/a b?x=1&y=(2)"
        board.dependsOn = DependsOn(nodes: [sales])
        return board
    }

    private static var cents: Macro {
        var macro = Macro(
            uniqueID: "macro.kiosk.cents", name: "cents", packageName: "kiosk", path: "macros/cents.sql",
            sql: "{% macro cents(amount) %}{{ amount }} * 100{% endmacro %}")
        macro.description = "Euros as cents."
        macro.arguments = [.map(["name": "amount", "type": "number", "description": "In **euros**."])]
        return macro
    }

    static var facts: SiteFacts {
        let manifest = manifest
        var catalog = Catalog(metadata: ArtifactMetadata(manifest.metadata))
        func table(_ name: String, _ columns: [(String, String)]) -> Catalog.Table {
            Catalog.Table(
                type: "table", schema: "main", name: name, database: nil,
                columns: columns.enumerated().map { .init(type: $1.1, index: $0 + 1, name: $1.0) })
        }
        catalog.nodes[dimItem] = table("dim_item", [("item_id", "INTEGER"), ("pk", "numeric(10,2)")])
        catalog.nodes[sales] = table("fct_sales", [("sold_at", "timestamp with time zone"), ("item_id", "INTEGER"), ("odd \"name\"|", "")])
        var facts = SiteFacts(
            manifest: manifest, catalog: catalog, quality: QualityMeasurement(manifest).report(), projectVersion: "1.0", target: "dev",
            generatedAt: "2026-01-02T03:04:05Z", version: "0.1.0")
        facts.builtInPackages = ["dbt"]
        facts.sizes[sales] = RelationSize(rows: 1200, bytes: 84_100)
        facts.lastResults = [
            sales: .init(status: "success", at: "2026-01-02T03:00:00Z"),
            "test.kiosk.relationships_fct_sales": .init(status: "fail", at: "2026-01-02T03:00:00Z", failures: 1),
            "test.kiosk.unique_dim_item": .init(status: "pass", at: "2026-01-02T03:00:00Z", failures: 0),
        ]
        var past = LedgerNode(uniqueID: sales, resourceType: "model")
        past.status = "success"
        past.startedAt = "2026-01-02T02:59:58Z"
        past.seconds = 1.257
        past.rows = 1200
        facts.history[sales] = [PastNode(node: past, run: "0f2c", command: "build", runStartedAt: "2026-01-02T02:59:00Z")]
        facts.runs = [
            PastRun(
                command: "build", startedAt: "2026-01-02T02:58:00Z", endedAt: "2026-01-02T03:00:00.5Z", status: .failed, nodes: 9,
                failed: 1, warned: 0)
        ]
        return facts
    }
}
