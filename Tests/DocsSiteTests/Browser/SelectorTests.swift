import Artifacts
import Diagnostics
import Foundation
import Graph
import Testing

extension BrowserTests {
    /// The selections that the lineage's box takes find what `smelt ls --select` finds.
    @Suite struct SelectorTests {
        /// What to select, and what to leave out behind a blank, a dash and a blank.
        static let selections = [
            "fct_orders", "+fct_orders", "fct_orders+", "+fct_orders+", "1+fct_orders", "2+fct_orders+1", "@silver_orders", "@raw_orders",
            "tag:gold", "tag:bronze,+dim_customer", "tag:gold tag:raw", "tag:g*", "path:models/silver", "path:models/gold/dim_date.sql",
            "models/bronze",
            "file:dim_date.sql", "file:dim_date", "dim_date.sql", "fqn:shop.gold.dim_date", "shop.gold", "shop.*.dim_*", "*_orders",
            "silver_*", "dim_dat?",
            "fqn:silver", "package:shop", "package:this", "resource_type:seed", "resource_type:exposure", "resource_type:unit_test",
            "resource_type:snapshot",
            "config.materialized:view", "config.materialized:table,silver_*", "config.group:finance", "config.meta.contact:#orders",
            "config.severity:warn",
            "source:exports", "source:exports.raw_orders+", "source:*", "exposure:*", "+exposure:revenue_dashboard", "metric:line_total",
            "+metric:*",
            "semantic_model:sizes+", "saved_query:*", "group:finance", "access:private", "access:protected,tag:silver",
            "test_type:singular", "test_type:unit",
            "test_type:generic,dim_date", "test_type:data", "test_name:unique", "test_name:not_null,tag:gold", "unit_test:*",
            "version:none", "snapshot_*", "product_history+",
            "nobody_orders_twice", "fct_orders - tag:gold", "tag:silver - +silver_orders", "* - resource_type:test",
            "+fct_orders+ - source:* exposure:*",
        ]

        private func listed(_ select: String, _ exclude: String?, _ selector: NodeSelector) throws -> [String] {
            let spec = try SelectionSpec.commandLine(select: [select], exclude: exclude.map { [$0] })
            return try selector.select(spec, NodeSelector.Filter(types: ResourceType.forList, includesEmpty: true), warns: false).ids
        }

        @Test func theBoxFindsWhatTheProgramLists() throws {
            let site = try BuiltSite.demo.get()
            let file = SourceFile(path: "manifest.json", bytes: Array(try Data(contentsOf: site.whole.appending(path: "manifest.json"))))
            let manifest = try ManifestReader.read(file)
            let selector = NodeSelector(manifest, graph: DependencyGraph(manifest))
            try Browser.withPage(within: site.whole) { page in
                try page.open(site.address("#/lineage"))
                try page.wait("window.smelt?.selectors")
                for text in Self.selections {
                    let parts = text.components(separatedBy: " - ")
                    let wanted = try listed(parts[0], parts.count > 1 ? parts[1] : nil, selector)
                    let found = try page.call(
                        """
                        (select, exclude) => smelt.selectors.select({select, exclude}).then(
                            found => [...found.numbers].map(number => smelt.heads[number].id).sort(), error => ["error: " + error.message])
                        """, .string(parts[0]), parts.count > 1 ? .string(parts[1]) : .null
                    ).strings
                    let (lacking, tooMany) = (Set(wanted).subtracting(found), Set(found).subtracting(wanted))
                    #expect(lacking.isEmpty && tooMany.isEmpty, "\(text)\nlacking: \(lacking.sorted())\ntoo many: \(tooMany.sorted())")
                }
            }
        }

        /// The methods that only smelt has, and those that ask what came of a node, against the program itself.
        @Test func theBoxKnowsLayersAndResults() throws {
            let site = try BuiltSite.demo.get()
            let printed = try SmeltProgram.run(
                ["--quiet", "ls", "--select", "layer:silver+,resource_type:model", "--output", "name"], in: site.project)
            try Browser.withPage(within: site.whole) { page in
                try page.open(site.address("#/lineage"))
                try page.wait("window.smelt?.selectors")
                func names(_ select: String) throws -> [String] {
                    try page.call(
                        "select => smelt.selectors.select({select}).then(found => [...found.numbers].map(number => smelt.heads[number].name).sort())",
                        .string(select)
                    ).strings
                }
                #expect(try names("layer:silver+,resource_type:model") == printed.split(separator: "\n").map(String.init).sorted())
                #expect(try names("result:fail") == ["nobody_orders_twice"])
                #expect(try names("result:warn").count == 6)
            }
        }
    }
}
