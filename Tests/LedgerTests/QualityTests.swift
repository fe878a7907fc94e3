import Formats
import Graph
import Quality
import Testing

/// The formulas of `docs/quality.md`, with numbers worked out by hand.
@Suite struct QualityTests {
    private static func manifest() -> Manifest {
        Manifest(
            metadata: Manifest.Metadata(
                projectName: "shop", projectID: "", adapterType: "sqlite", generatedAt: "", invocationID: "", invocationStartedAt: "",
                env: [],
                quoting: [:], runStartedAt: ""))
    }

    private static func model(
        _ name: String, reads: [String] = [], description: String = "", columns: [(name: String, description: String)] = []
    ) -> Node {
        var node = Node(
            uniqueID: "model.shop.\(name)", name: name, resourceType: .model, packageName: "shop", path: "", originalFilePath: "", fqn: [],
            details: .model(ModelDetails()))
        node.description = description
        node.dependsOn.nodes = reads.map { "model.shop.\($0)" }
        node.columns = columns.map { column in
            var result = Column(name: column.name)
            result.description = column.description
            return result
        }
        return node
    }

    private static func test(
        _ name: String, on model: String, column: String? = nil, arguments: ConfigMap = [:], reads: [String] = []
    ) -> Node {
        let id = "test.shop.\(name)_\(model)_\(column ?? "")"
        var node = Node(
            uniqueID: id, name: id, resourceType: .test, packageName: "shop", path: "", originalFilePath: "", fqn: [],
            details: .genericTest(
                GenericTestDetails(
                    testName: name, namespace: nil, arguments: arguments, columnName: column, fileKeyName: nil,
                    attachedNode: "model.shop.\(model)")))
        node.dependsOn.nodes = ([model] + reads).map { "model.shop.\($0)" }
        return node
    }

    private static func report(_ nodes: [Node], layers: [String] = [], layer: [String: String] = [:]) -> QualityReport {
        var manifest = manifest()
        for node in nodes { manifest.nodes[node.uniqueID] = node }
        let rules = LayerRules(layers.map { LayerRules.Layer(name: $0, reads: []) })
        manifest.layers = LayerMap(rules, positions: layer.compactMapValues(rules.index(named:)))
        return QualityMeasurement(manifest).report()
    }

    private static func rounded(_ number: Double) -> Double { (number * 1000).rounded() / 1000 }

    @Test func theShop() throws {
        let report = Self.report(
            [
                Self.model(
                    "stg_orders", description: "Orders.",
                    columns: [(name: "order_id", description: "The key."), (name: "amount", description: "")]),
                Self.model("stg_customers"),
                Self.model(
                    "orders", reads: ["stg_orders", "stg_customers"], description: "  ",
                    columns: [(name: "id", description: "The key."), (name: "customer_id", description: "")]),
                Self.test("unique", on: "stg_orders", column: "ORDER_ID"),
                Self.test("not_null", on: "stg_orders", column: "order_id"),
                Self.test(
                    "relationships", on: "orders", column: "customer_id", arguments: ["to": "ref('stg_customers')", "field": "id"],
                    reads: ["stg_customers"]),
            ], layers: ["silver", "gold"],
            layer: ["model.shop.stg_orders": "silver", "model.shop.stg_customers": "silver", "model.shop.orders": "gold"])

        let staged = try #require(report.models.first { $0.name == "stg_orders" }).figures
        #expect(staged.testedColumns == Share(1, of: 2))
        #expect(staged.testedEdges == Share(0, of: 0))
        #expect(Self.rounded(staged.coverage) == 88.889)
        #expect(staged.docs == 75)
        #expect(Self.rounded(staged.score) == 84.722)

        let orders = try #require(report.models.first { $0.name == "orders" })
        #expect(orders.figures.testedColumns == Share(1, of: 2))
        #expect(orders.figures.testedEdges == Share(1, of: 2))
        #expect(orders.figures.coverage == 55)
        #expect(orders.figures.docs == 25)
        #expect(orders.figures.score == 46)
        #expect(
            orders.gaps == [
                "no tested key", "1 of 2 columns tested", "no test against stg_orders", "no description", "1 of 2 columns described",
            ])

        // A test of another model that reads it as well is no test of it.
        let customers = try #require(report.models.first { $0.name == "stg_customers" }).figures
        #expect([customers.coverage, customers.docs, customers.score] == [0, 0, 0])

        #expect(report.layers.map(\.name) == ["silver", "gold"])
        #expect(report.layers.map(\.models) == [2, 1])
        #expect([report.layers[0].figures.coverage, report.layers[0].figures.docs, report.layers[0].figures.score] == [50, 50, 50])

        #expect(Self.rounded(report.total.coverage) == 51.667)
        #expect(Self.rounded(report.total.docs) == 41.667)
        #expect(Self.rounded(report.total.score) == 48.667)
    }

    @Test func nothingToCoverIsWhole() {
        let report = Self.report([])
        #expect([report.total.coverage, report.total.docs, report.total.score] == [100, 100, 100])
    }

    /// Which tests make a key.
    @Test(arguments: [
        (["unique a", "not_null a"], true), (["unique a"], false), (["not_null a"], false), (["unique a", "not_null b"], false),
        (["combination a,b", "not_null a", "not_null b"], true), (["combination a,b", "not_null a"], false),
        (["unique a || b", "not_null a"], false),
    ])
    func keys(_ tests: [String], _ isKey: Bool) {
        let nodes = tests.map { text in
            let (name, column) = (text.split(separator: " ")[0], text.split(separator: " ", maxSplits: 1)[1])
            guard name == "combination" else { return Self.test(String(name), on: "m", column: String(column)) }
            let columns = column.split(separator: ",").map { ConfigValue.string(String($0)) }
            return Self.test("unique_combination_of_columns", on: "m", arguments: ["combination_of_columns": .list(columns)])
        }
        #expect(Self.report([Self.model("m")] + nodes).total.testedKeys == Share(isKey ? 1 : 0, of: 1))
    }

    @Test func anEnforcedContractCounts() {
        var model = Self.model("m", columns: [(name: "id", description: ""), (name: "b", description: "")])
        model.columns[0].constraints = [.map(["type": "primary_key"])]
        #expect(Self.report([model]).total.testedKeys == Share(0, of: 1))
        model.contract.enforced = true
        let total = Self.report([model]).total
        #expect(total.testedKeys == Share(1, of: 1))
        #expect(total.testedColumns == Share(1, of: 2))
    }

    /// Tests of the whole model count for the columns that they name; texts among the arguments of a column's test are values.
    @Test func columnsThatTestsName() {
        let columns = [(name: "a", description: ""), (name: "b", description: ""), (name: "c", description: "")]
        let whole = Self.test("pair", on: "m", arguments: ["column_a": "a", "column_b": "B", "row_condition": "c > 1"])
        #expect(Self.report([Self.model("m", columns: columns), whole]).total.testedColumns == Share(2, of: 3))
        let values = Self.test("accepted_values", on: "m", column: "a", arguments: ["values": .list(["b", "c"])])
        #expect(Self.report([Self.model("m", columns: columns), values]).total.testedColumns == Share(1, of: 3))
        // A column that only a test names is known by that.
        let unknown = Self.test("not_null", on: "m", column: "d")
        #expect(Self.report([Self.model("m", columns: columns), unknown]).total.testedColumns == Share(1, of: 4))
    }

    /// A singular test that reads two models is a test of both, and of the edge between them.
    @Test func singularTests() {
        var test = Node(
            uniqueID: "test.shop.same_sum", name: "same_sum", resourceType: .test, packageName: "shop", path: "", originalFilePath: "",
            fqn: [],
            details: .singularTest)
        test.dependsOn.nodes = ["model.shop.a", "model.shop.b"]
        let total = Self.report([Self.model("a"), Self.model("b", reads: ["a"]), test]).total
        #expect(total.testedModels == Share(2, of: 2))
        #expect(total.testedEdges == Share(1, of: 1))
    }

    @Test func modelsOfPackagesAreNotMeasured() {
        var other = Self.model("m")
        other.packageName = "other"
        #expect(Self.report([other]).models.isEmpty)
    }
}
