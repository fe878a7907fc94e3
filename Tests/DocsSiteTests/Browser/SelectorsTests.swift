import Artifacts
import Diagnostics
import Foundation
import Graph
import Testing

extension BrowserTests {
    /// Node selection in the page against the program's own.
    @Suite struct SelectorsTests {
        /// What is selected and what is left out.
        static let selections: [(select: String, exclude: String)] =
            [
                "silver_orders", "+silver_orders", "silver_orders+", "1+silver_orders", "2+fct_orders+1", "0+silver_orders",
                "@silver_orders",
                "silver_*", "*orders*", "silver_[op]*", "silver_[!o]*", "shop.silver", "shop.*.silver_orders", "gold.fct_?rders",
                "fqn:shop.gold.dim_date+", "*", "nothing", "tag:*", "tag:daily", "path:models/silver", "path:models/gold/*",
                "path:models/**/fct_orders.sql",
                "path:models/_*.yml", "path:models/extras.yml", "path:models/", "path:**", "models/bronze", "models/gold/fct_orders.sql",
                "fct_orders.sql",
                "file:fct_orders", "file:*.csv", "package:this", "package:sh?p", "config.materialized:view", "config.materialized:test",
                "config.enabled:TRUE", "config.severity:WARN", "config.schema:gold", "config.meta.contact:#orders", "config.group:finance",
                "config.access:private", "config:table", "resource_type:seed", "resource_type:unit_test", "resource_type:analysis",
                "test_type:generic",
                "test_type:singular", "test_type:unit", "test_type:data", "test_type:un", "test_name:not_null", "test_name:totals*",
                "source:*",
                "source:exports", "source:exports.raw_*", "source:shop.exports.raw_orders+", "+exposure:*",
                "exposure:shop.revenue_dashboard",
                "metric:line_total", "+metric:*", "semantic_model:sizes+", "saved_query:*", "unit_test:totals_add_up", "access:private",
                "access:public",
                "group:fin*", "version:none", "version:latest", "fct_orders,+exposure:*",
                "dim_date fct_orders,nothing silver_orders,resource_type:model",
                "resource_type:snapshot 1+resource_type:snapshot",
            ].map { ($0, "") } + [
                ("", "resource_type:test"), ("gold+", "tag:* config.materialized:view"),
                ("silver_orders silver_products", "test_type:generic,1+silver_orders"),
                ("+fct_orders", "@silver_orders nothing"),
            ]

        @Test func theyFindWhatTheProgramFinds() throws {
            let site = try BuiltSite.demo.get()
            let path = site.whole.appending(path: "manifest.json").path
            let manifest = try ManifestReader.read(SourceFile(path: path, bytes: Array(Data(contentsOf: URL(filePath: path)))))
            let selector = NodeSelector(manifest, graph: DependencyGraph.linking(manifest).graph)
            try onDemo { page in
                for (select, exclude) in Self.selections {
                    func words(_ text: String) -> [String]? { text.isEmpty ? nil : text.split(separator: " ").map(String.init) }
                    let spec = try SelectionSpec.commandLine(select: words(select), exclude: words(exclude))
                    let own = try selector.select(spec, NodeSelector.Filter(types: ResourceType.forList, includesEmpty: true))
                    let found = try ids(page, select + (exclude.isEmpty ? "" : " --exclude " + exclude))
                    #expect(found["ids"].strings == own.ids.sorted(), "\(select) --exclude \(exclude)")
                    let complaints = found["unmatched"].strings.map { "The selection criterion '\($0)' does not match any enabled nodes" }
                    #expect(Set(complaints) == Set(own.diagnostics.map(\.message)), "\(select) --exclude \(exclude)")
                }
            }
        }

        @Test func theyKnowLayers() throws {
            let site = try BuiltSite.demo.get()
            try onDemo { page in
                for selection in ["layer:silver", "+layer:g*,resource_type:model"] {
                    let listed = try SmeltProgram.run(
                        ["--quiet", "ls", "--output", "json", "--output-keys", "unique_id", "--select", selection], in: site.project)
                    let own = listed.split(separator: "\n").map {
                        String($0).replacing("{\"unique_id\": \"", with: "").replacing("\"}", with: "")
                    }
                    #expect(try ids(page, selection)["ids"].strings == own.sorted())
                }
            }
        }

        @Test func wholeCommandLinesAreRead() throws {
            try onDemo { page in
                let parts = "text => smelt.selectors.split(text)"
                let plain = try page.call(parts, "  a   b,c ")
                #expect(plain == ["select": "a b,c", "exclude": ""])
                let whole = try page.call(parts, "smelt ls -s 'a b' --exclude=c d --select e")
                #expect(whole == ["select": "a b e", "exclude": "c d"])
                let failure = try page.call(Self.failing, "--state x").string
                #expect(failure == "The box does not know --state: it takes --select and --exclude")
            }
        }

        @Test(arguments: [
            ("@silver_orders+", "Invalid node spec @silver_orders+ - \"@\" prefix and \"+\" suffix are incompatible"),
            ("version:newest", "Invalid version type selector newest: expected one of: \"latest\", \"prerelease\", \"old\", or \"none\""),
            ("path:/tmp", "Non-relative patterns are unsupported"),
            ("layer:lead", "There is no layer 'lead'. The layers are: bronze, silver, gold"),
            ("state:modified", "This page does not know 'state:': it compares with an earlier manifest. Use smelt ls --select instead."),
            ("selector:nightly", "This page does not know 'selector:': saved selectors are not part of it. Use smelt ls --select instead."),
        ]) func mistakesAreTold(_ text: String, _ message: String) throws {
            try onDemo { page in
                let failure = try page.call(Self.failing, .string(text)).string
                #expect(failure == message)
            }
        }

        private static let failing = """
            async text => {
                try {
                    await smelt.selectors.select(smelt.selectors.split(text));
                } catch (error) {
                    return error instanceof smelt.selectors.SelectionError ? error.message : "another error: " + error;
                }
            }
            """

        private func ids(_ page: Page, _ text: String) throws -> JSON {
            try page.call(
                """
                async text => {
                    const { numbers, unmatched } = await smelt.selectors.select(smelt.selectors.split(text));
                    return { ids: [...numbers].map(number => smelt.heads[number].id).sort(), unmatched };
                }
                """, .string(text))
        }

        private func onDemo(_ body: (Page) throws -> Void) throws {
            let site = try BuiltSite.demo.get()
            try Browser.withPage(within: site.whole) { page in
                try page.open(site.address("#/problems"))
                try body(page)
            }
        }
    }
}
