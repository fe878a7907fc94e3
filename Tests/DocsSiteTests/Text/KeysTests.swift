import Formats
import Graph
import Testing

@testable import DocsSite

/// What tests and constraints say of keys and references.
@Suite struct KeysTests {
    private func keys(_ change: (inout Manifest) -> Void) -> (item: TableKeys, sales: TableKeys) {
        var facts = Kiosk.facts
        change(&facts.manifest)
        let tables = ProjectTables(facts, SiteIndex(facts))
        return (tables[Kiosk.dimItem]?.keys ?? TableKeys(), tables[Kiosk.sales]?.keys ?? TableKeys())
    }

    /// A test on the sales.
    private func test(_ name: String, _ column: String?, _ arguments: ConfigMap, filter: String? = nil, reads: [String] = [Kiosk.sales])
        -> Node
    {
        var node = Node(
            uniqueID: "test.kiosk.more_\(name)_\(column ?? "")", name: name, resourceType: .test, packageName: "kiosk", path: "",
            originalFilePath: "", fqn: [],
            details: .genericTest(
                .init(
                    testName: name, namespace: nil, arguments: arguments, columnName: column, fileKeyName: nil, attachedNode: Kiosk.sales)))
        node.config["where"] = .optional(filter)
        node.dependsOn.nodes = reads
        return node
    }

    private func constrain(_ manifest: inout Manifest, _ constraints: [ConfigMap]) {
        manifest.nodes.update(Kiosk.sales) { node in
            var details = ModelDetails()
            details.constraints = constraints.map { .map($0) }
            node.details = .model(details)
        }
    }

    @Test func testsMakeKeys() {
        let keys = keys { _ in }
        #expect(keys.item == TableKeys(primary: ["item_id"], required: ["item_id"]))
        #expect(keys.sales.primary == ["sold_at", "item_id"])
        #expect(keys.sales.references == [TableReference(columns: ["item_id"], table: Kiosk.dimItem, targets: ["item_id"])])
    }

    @Test func columnsThatAreUniqueTogether() {
        let keys = keys { manifest in
            constrain(&manifest, [])
            let named: [Node] = [
                test("unique", "SOLD_AT", [:]), test("unique", "item_id", [:], filter: "sold_at > 0"),
                test("unique_combination_of_columns", nil, ["combination_of_columns": .list(["item_id", "\"sold_at\""])]),
            ]
            for node in named { manifest.nodes[node.uniqueID] = node }
        }
        #expect(keys.sales.primary == ["item_id", "sold_at"])
        #expect(keys.sales.unique == [["sold_at"]])
        #expect(keys.sales.required == ["item_id", "sold_at"])
    }

    @Test(arguments: ["ref('dim_item')", "ref('kiosk', \"dim_item\")", "main.dim_item", "\"main\".\"dim_item\""])
    func foreignKeys(_ target: String) {
        let keys = keys { manifest in
            constrain(
                &manifest,
                [
                    [
                        "type": "foreign_key", "columns": .list(["ITEM_ID", "sold_at"]), "to": .string(target),
                        "to_columns": .list(["item_id", "pk"]),
                    ]
                ])
        }
        #expect(
            keys.sales.references.contains(
                TableReference(columns: ["item_id", "sold_at"], table: Kiosk.dimItem, targets: ["item_id", "pk"])))
    }

    @Test func whatNobodyNamesIsNoReference() {
        let keys = keys { manifest in
            constrain(
                &manifest,
                [
                    ["type": "foreign_key", "columns": .list(["item_id"]), "to": "ref('nobody')", "to_columns": .list(["id"])],
                    ["type": "foreign_key", "columns": .list(["item_id"]), "to": "ref('dim_item')", "to_columns": .list([])],
                    ["type": "foreign_key", "columns": .list(["item_id"]), "expression": "dim_item (item_id)"],
                ])
        }
        #expect(keys.sales.references.map(\.columns) == [["item_id"]])
    }

    /// A table may refer to itself, and to a column that nothing else knows of.
    @Test func referencesToUnknownColumns() {
        var facts = Kiosk.facts
        let node = test("relationships", "seller", ["to": "ref('fct_sales')", "field": "boss"])
        facts.manifest.nodes[node.uniqueID] = node
        let table = ProjectTables(facts, SiteIndex(facts))[Kiosk.sales]
        #expect(table?.keys.references.last == TableReference(columns: ["seller"], table: Kiosk.sales, targets: ["boss"]))
        #expect(table?.presentColumns.map(\.name) == ["sold_at", "item_id", "odd \"name\"|", "seller", "boss"])
    }
}
