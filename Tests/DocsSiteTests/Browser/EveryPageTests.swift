import Foundation
import Testing

extension BrowserTests {
    /// What has to hold for every page of the site alike.
    @Suite struct EveryPageTests {
        /// Every kind of page, visited in one document.
        private func onEveryPage(
            width: Int = 1400, scheme: String = "light", media: String = "screen", _ look: (Page, String) throws -> Void
        ) throws {
            let site = try BuiltSite.demo.get()
            try Browser.withPage(within: site.whole, width: width) { page in
                try page.emulate(scheme: scheme, media: media)
                try page.open(site.address())
                let routes = try page.everyKindOfRoute()
                #expect(routes.count >= 30)
                for route in routes {
                    try page.visit(route)
                    try look(page, route)
                }
            }
        }

        private func hasNothing(_ found: [String], _ what: String) {
            #expect(found.isEmpty, "\(what)\n\(found.joined(separator: "\n"))")
        }

        @Test(arguments: ["light", "dark"]) func textsStandOut(scheme: String) throws {
            var titles: Set<String> = []
            try onEveryPage(scheme: scheme) { page, route in
                hasNothing(try page.check("contrast"), "\(scheme) \(route)")
                hasNothing(try page.check("structure"), route)
                hasNothing(try page.check("foreign"), route)
                titles.insert(try page.evaluate("document.title").string)
                try page.picture("\(scheme) \(route.replacing("/", with: "-"))")
            }
            #expect(titles.count > 15, "\(titles.sorted())")
        }

        /// The browser's own tree for screen readers: whatever can be used has a name.
        @Test(arguments: ["#/", "#/node/model.shop.fct_orders", "#/list/model", "#/problems", "#/lineage", "#/search?q=order"])
        func whatCanBeUsedHasAName(route: String) throws {
            let roles: Set = [
                "button", "link", "textbox", "searchbox", "combobox", "checkbox", "tab", "option", "switch", "treeitem", "heading", "img",
                "image",
                "application", "navigation",
            ]
            let site = try BuiltSite.demo.get()
            try Browser.withPage(within: site.whole) { page in
                try page.open(site.address(route))
                try page.wait("document.querySelector('main h1')?.textContent")
                let tree = try page.accessibilityTree().filter { roles.contains($0.role) }
                #expect(tree.count > 20)
                hasNothing(tree.filter { $0.name.trimmingCharacters(in: .whitespaces).isEmpty }.map(\.role), "without a name: \(route)")
            }
        }

        @Test(arguments: [360, 768]) func nothingSticksOut(width: Int) throws {
            try onEveryPage(width: width) { page, route in
                hasNothing(try page.check("overflow"), "\(width) \(route)")
                try page.picture("\(width) \(route.replacing("/", with: "-"))")
            }
        }

        @Test func itPrints() throws {
            try onEveryPage(width: 800, media: "print") { page, route in
                hasNothing(try page.check("overflow"), route)
                for part in ["nav", "[role=search]"] {
                    #expect(
                        try page.evaluate("[...document.querySelectorAll('\(part)')].every(part => !part.checkVisibility())") == true,
                        "\(route): \(part)")
                }
                #expect(try page.evaluate("document.querySelector('main h1').checkVisibility()") == true)
            }
        }
    }
}
