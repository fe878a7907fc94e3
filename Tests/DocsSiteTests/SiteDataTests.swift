import Diagnostics
import Files
import Formats
import Graph
import Ledger
import Quality
import Testing
import Warehouse

@testable import DocsSite

/// A project of one source, two models, a test and an exposure.
private enum Shop {
    static var manifest: Manifest {
        var manifest = Manifest(
            metadata: .init(
                projectName: "shop", projectID: "", adapterType: "sqlite", generatedAt: "", invocationID: "", invocationStartedAt: "",
                env: [],
                quoting: [:], runStartedAt: ""))
        var raw = Source(
            uniqueID: "source.shop.raw.orders", name: "orders", sourceName: "raw", packageName: "shop", path: "models/s.yml",
            fqn: ["shop", "raw", "orders"], schema: "main", identifier: "orders")
        raw.relationName = #""main"."orders""#
        raw.freshness = .map(["warn_after": .map(["count": .int(1), "period": .string("day")])])
        manifest.sources[raw.uniqueID] = raw
        for node in [bronze, hidden, hook, notNull] { manifest.nodes[node.uniqueID] = node }
        var board = Exposure(
            uniqueID: "exposure.shop.board", name: "board", packageName: "shop", path: "s.yml", originalFilePath: "models/s.yml",
            fqn: ["shop", "board"], type: "dashboard", owner: ["name": .string("Ann"), "email": .string("ann@example.com")])
        board.url = "javascript:alert(1)"
        board.dependsOn = DependsOn(nodes: ["model.shop.bronze_orders"])
        manifest.exposures[board.uniqueID] = board
        manifest.macros["macro.shop.cents"] = Macro(
            uniqueID: "macro.shop.cents", name: "cents", packageName: "shop", path: "macros/cents.sql",
            sql: "{% macro cents() %}{% endmacro %}")
        manifest.macros["macro.dbt.ref"] = Macro(uniqueID: "macro.dbt.ref", name: "ref", packageName: "dbt", path: "m.sql", sql: "")
        manifest.docs["doc.shop.__overview__"] = Documentation(
            uniqueID: "doc.shop.__overview__", name: "__overview__", packageName: "shop", path: "d.md", originalFilePath: "models/d.md",
            contents: "# The *shop*\n</script><script>alert(1)</script>")
        return manifest
    }

    private static func node(_ id: String, _ type: ResourceType, _ details: Node.Details) -> Node {
        let name = id.split(separator: ".").last.map(String.init) ?? ""
        return Node(
            uniqueID: id, name: name, resourceType: type, packageName: "shop", path: "\(name).sql", originalFilePath: "models/\(name).sql",
            fqn: ["shop", name], details: details)
    }

    private static var bronze: Node {
        var node = node("model.shop.bronze_orders", .model, .model(ModelDetails()))
        node.config = ["materialized": .string("table"), "enabled": .bool(true), "schema": .null, "tags": .list([.string("daily")])]
        node.tags = ["daily"]
        node.schema = "main"
        node.relationName = #""main"."bronze_orders""#
        node.description = "One row an order. With `<b>`."
        var column = Column(name: "ID")
        column.description = "The key."
        column.constraints = [.map(["type": .string("primary_key")])]
        node.columns = [column, Column(name: "gone")]
        node.rawCode = "select * from {{ source('raw', 'orders') }} -- <!--"
        node.compilation = Compilation(code: #"select * from "main"."orders""#)
        node.dependsOn = DependsOn(macros: ["macro.shop.cents", "macro.dbt.ref"], nodes: ["source.shop.raw.orders"])
        return node
    }

    private static var hidden: Node {
        var node = node("model.shop.hidden", .model, .model(ModelDetails()))
        node.docs.show = false
        node.dependsOn = DependsOn(nodes: ["model.shop.bronze_orders"])
        return node
    }

    private static var hook: Node { node("operation.shop.shop-on-run-start-0", .operation, .operation(index: 0)) }

    private static var notNull: Node {
        let details = GenericTestDetails(
            testName: "not_null", namespace: nil, arguments: [:], columnName: "id", fileKeyName: nil,
            attachedNode: "model.shop.bronze_orders")
        var node = node("test.shop.not_null_id", .test, .genericTest(details))
        node.config = ["severity": .string("WARN"), "warn_if": .string("!= 0"), "where": .string("id > 0")]
        node.dependsOn = DependsOn(nodes: ["model.shop.bronze_orders"])
        return node
    }

    static var facts: SiteFacts {
        let manifest = manifest
        var catalog = Catalog(metadata: ArtifactMetadata(manifest.metadata))
        catalog.nodes["model.shop.bronze_orders"] = Catalog.Table(
            type: "table", schema: "main", name: "bronze_orders", database: nil,
            columns: [.init(type: "INTEGER", index: 1, name: "id"), .init(type: "UNKNOWN", index: 2, name: "extra")])
        catalog.sources["source.shop.raw.orders"] = Catalog.Table(
            type: "table", schema: "main", name: "orders", database: nil, columns: [.init(type: "INTEGER", index: 1, name: "id")])
        var facts = SiteFacts(
            manifest: manifest, catalog: catalog, quality: QualityMeasurement(manifest).report(), projectVersion: "1.0", target: "dev",
            generatedAt: "2026-01-02T03:04:05Z", version: "0.1.0")
        facts.builtInPackages = ["dbt"]
        facts.sizes["model.shop.bronze_orders"] = RelationSize(rows: 1_234_567, isEstimate: true, bytes: 84_100)
        facts.lastResults["test.shop.not_null_id"] = .init(
            status: "warn", at: "2026-01-02T03:00:00Z", failures: 3, message: "Got 3 results")
        facts.lastResults["model.shop.bronze_orders"] = .init(status: "success", at: "2026-01-02T02:59:00Z")
        facts.failingRows["test.shop.not_null_id"] = [#"{"id": null}"#]
        facts.runs = [
            PastRun(
                command: "build", startedAt: "2026-01-02T02:58:00Z", endedAt: "2026-01-02T03:00:00.5Z", status: .success, nodes: 2,
                failed: 0,
                warned: 1)
        ]
        return facts
    }
}

/// What stands in the page, as JSON.
private struct PageContent {
    let text: String

    init(_ file: SiteFile) { text = String(decoding: file.bytes, as: UTF8.self) }

    func element(_ id: String) throws -> String {
        let start = try #require(text.firstRange(of: #"<script type="application/json" id="\#(id)">"#))
        let rest = text[start.upperBound...]
        return String(rest[..<(try #require(rest.firstRange(of: "</script>"))).lowerBound])
    }

    /// The object of a resource in a list of lines.
    func line(_ number: Int, of id: String) throws -> String {
        let lines = try element(id).split(separator: "\n").map(String.init)
        return try #require(lines.indices.contains(number) ? lines[number] : nil)
    }
}

/// The data of the page.
@Suite struct SiteDataTests {
    private let page = PageContent(DocumentationSite(Shop.facts).file())

    @Test func resourcesThatAreShown() throws {
        let heads = try JSONReader.read(text: try page.element("heads")).list ?? []
        #expect(
            heads.map { $0["id"]?.string } == [
                "source.shop.raw.orders", "model.shop.bronze_orders", "test.shop.not_null_id", "exposure.shop.board", "macro.shop.cents",
            ])
    }

    @Test func theHeadOfAModel() throws {
        let head = try page.line(1, of: "heads")
        #expect(
            head == """
                {"id":"model.shop.bronze_orders","name":"bronze_orders","type":"model","package":"shop","path":"models/bronze_orders.sql",\
                "fqn":["shop","bronze_orders"],"tags":["daily"],"line":"One row an order.","materialized":"table","access":"protected",\
                "schema":"main","relation":"main.bronze_orders","gaps":["no tested key","1 of 2 columns tested","1 of 2 columns described"],\
                "columns":["id","extra"],"parents":[0],"status":"success","at":"2026-01-02T02:59:00Z","tests":[2],"verdict":"warn",\
                "x":330,"y":60,"rank":1,"row":0},
                """)
    }

    @Test func theHeadOfATest() throws {
        let head = try page.line(2, of: "heads")
        #expect(
            head == """
                {"id":"test.shop.not_null_id","name":"not_null_id","type":"test","package":"shop","path":"models/not_null_id.sql",\
                "fqn":["shop","not_null_id"],"on":1,"column":"id","test":"not_null","severity":"warn","parents":[1],"status":"warn",\
                "at":"2026-01-02T03:00:00Z","failures":3},
                """)
    }

    @Test func theDetailsOfAModel() throws {
        let details = try page.line(1, of: "details")
        #expect(
            details == #"""
                {"description":[["p","One row an order. With ",["code","\u003cb>"],"."]],"columns":[{"name":"id","type":"INTEGER",\#
                "description":[["p","The key."]],"tests":[2],"constraints":["primary key"],"from":[[0,"id"]],"copied":true},{"name":"extra","undeclared":true},\#
                {"name":"gone","missing":true}],"facts":[["Relation","\"main\".\"bronze_orders\""],["Materialized","table"],\#
                ["Rows","about 1,234,567"],["Size","84 kB"],["Access","protected"]],"raw":"select * from {{ source('raw', 'orders') }} -- \u003c!--","language":"sql",\#
                "compiled":"select * from \"main\".\"orders\"","relations":[["\"main\".\"orders\"",0]],"calls":[4],\#
                "config":{"materialized":"table","enabled":true}}
                """#)
    }

    @Test func aColumnSaysWhatIsMadeOfIt() throws {
        let details = try JSONReader.read(text: try page.line(0, of: "details"))
        let user = details["columns"]?.list?.first?["to"]?.list?.first?.list
        #expect(user?.first?.int == 1)
        #expect(user?.last?.string == "id")
    }

    @Test func theDetailsOfATest() throws {
        let details = try JSONReader.read(text: try page.line(2, of: "details"))
        #expect(details["message"]?.string == "Got 3 results")
        #expect(details["examples"]?.list?.first?.string == #"{"id": null}"#)
        #expect(
            details["facts"]?.list?.compactMap { $0.list?.compactMap(\.string) } == [
                ["Test", "not_null"], ["Column", "id"], ["Severity", "warn"], ["Where", "id > 0"],
            ])
    }

    @Test func anAddressThatWouldRunIsNoLink() throws {
        let details = try JSONReader.read(text: try page.line(3, of: "details"))
        #expect(details["links"] == nil)
        #expect(details["facts"]?.list?.last?.list?.last?.string == "Ann <ann@example.com>")
    }

    @Test func theProject() throws {
        let site = try JSONReader.read(text: try page.element("site"))
        #expect(site["project"]?["name"]?.string == "shop")
        #expect(site["overview"]?.list?.first?.list?.count == 3)
        #expect(site["runs"]?.list?.first?["seconds"].map { JSONWriter.text(of: $0) } == "120.5")
        #expect(site["quality"]?["models"]?.list?.compactMap(\.int) == [1, 2])
    }

    @Test func nothingEndsADataElement() throws {
        #expect(try !page.element("site").contains("<"))
        #expect(try !page.element("details").contains("<"))
    }

    @Test func theNextPageKnowsWhatThisOneKnew() {
        let earlier = EarlierSite(SourceFile(path: "index.html", bytes: DocumentationSite(Shop.facts).file().bytes))
        #expect(earlier.lastResults["test.shop.not_null_id"] == .init(status: "warn", at: "2026-01-02T03:00:00Z", failures: 3))
        #expect(earlier.lastResults.count == 2)
        #expect(earlier.lastRun?.run.command == "build")
        #expect(earlier.lastRun?.run.seconds == 120.5)
        #expect(EarlierSite(SourceFile(path: "index.html", text: "<html>")).lastResults.isEmpty)
    }

    @Test func manyFiles() throws {
        var files: [String: SiteFile] = [:]
        try DocumentationSite(Shop.facts).eachFile { files[$0.path] = $0 }
        let node = PageContent(try #require(files["node/model.shop.bronze_orders.html"]))
        let heads = try JSONReader.read(text: try node.element("heads"))
        #expect(heads["numbers"]?.list?.compactMap(\.int) == [0, 1, 2, 3, 4])
        #expect(heads["heads"]?.list?.count == 5)
        #expect(try node.element("details") == (try page.line(1, of: "details")))
        let site = try JSONReader.read(text: try node.element("site"))
        #expect(site["page"]?.int == 1)
        #expect(site["root"]?.string == "../")
        #expect(node.text.contains(#"<link rel="stylesheet" href="../site/style.css">"#))
        #expect(node.text.contains("script-src 'self'; style-src 'self'; img-src data:"))
        let index = PageContent(try #require(files["index.html"]))
        #expect(!index.text.contains(#"id="details""#))
        #expect(Set(SiteScripts.order + SiteScripts.styles).isSubset(of: files.keys.map { $0.replacing("site/", with: "") }))
    }

    @Test func namesOfFiles() {
        #expect(DocumentationSite.fileName(of: "model.shop.a b/é") == "model.shop.a%20b%2F%C3%A9.html")
    }
}

/// The frame of the page.
@Suite struct SitePageTests {
    private let page = String(decoding: DocumentationSite(Shop.facts).file().bytes, as: UTF8.self)

    /// The policy admits the scripts and styles of the page by their hashes and nothing else.
    @Test func thePolicy() throws {
        func hashes(_ tag: String) -> [String] {
            var (found, rest) = ([String](), Substring(page))
            while let start = rest.firstRange(of: "<\(tag)>"), let end = rest[start.upperBound...].firstRange(of: "</\(tag)>") {
                let text = rest[start.upperBound..<end.lowerBound]
                found.append("'sha256-" + Base64.text(of: SHA256.digest(of: text.utf8)) + "'")
                rest = rest[end.upperBound...]
            }
            return found
        }
        #expect(hashes("script").count == SiteScripts.order.count)
        let policy = """
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src \(hashes("script").joined(separator: " ")); \
            style-src \(hashes("style").joined(separator: " ")); img-src data:; base-uri 'none'; form-action 'none'; \
            require-trusted-types-for 'script'; trusted-types 'none'">
            """
        #expect(page.contains(policy))
    }

    @Test func theTitle() { #expect(page.contains("<title>shop · docs</title>")) }

    @Test(arguments: SiteScripts.order + SiteScripts.styles)
    func eachFileIsThereAndEndsNoElement(_ name: String) {
        let text = SitePage.text(of: name)
        #expect(!text.isEmpty)
        #expect(!text.lowercased().contains("</script") && !text.lowercased().contains("</style"))
    }

    /// Whatever could make markup or code of a text is not used.
    @Test(arguments: SiteScripts.order)
    func noScriptMakesMarkupOfText(_ name: String) {
        for word in [
            "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "setAttribute(\"on",
            "setAttribute('on", "srcdoc", "createContextualFragment", "DOMParser", "fetch(", "XMLHttpRequest", "import(",
        ] { #expect(!SitePage.text(of: name).contains(word), "\(name): \(word)") }
    }
}

@Test(arguments: [
    (0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (9_960, "10.0 kB"), (84_100, "84 kB"), (1_230_000, "1.2 MB"), (5 << 40, "5.5 TB"),
])
func bytesForPeople(_ count: Int, _ expected: String) { #expect(ResourceFacts.bytes(count) == expected) }

@Test(arguments: [(0, "0"), (999, "999"), (1000, "1,000"), (-1_234_567, "-1,234,567"), (Int.min, "-9,223,372,036,854,775,808")])
func numbersForPeople(_ number: Int, _ expected: String) { #expect(ResourceFacts.grouped(number) == expected) }
