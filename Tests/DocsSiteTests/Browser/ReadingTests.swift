import Foundation
import Testing

extension BrowserTests {
    /// What a reader does with the site: opens it, searches, reads a page, follows a column, looks at lineage and problems.
    @Suite struct ReadingTests {
        private func onDemo(_ route: String = "#/", width: Int = 1400, _ body: (Page, BuiltSite) throws -> Void) throws {
            let site = try BuiltSite.demo.get()
            try Browser.withPage(within: site.whole, width: width) { page in
                try page.emulate()
                try page.open(site.address(route))
                try page.wait("document.querySelector('main h1')?.textContent")
                try body(page, site)
            }
        }

        private func head(_ page: Page, _ id: String) throws -> JSON {
            try page.call("id => smelt.heads.find(head => head.id === id) ?? null", .string(id))
        }

        // MARK: Opening

        @Test func itOpensWithAnOverview() throws {
            try onDemo { page, site in
                #expect(page.events.requests == [site.address("")])
                #expect(try page.evaluate("document.title").string.contains("shop"))
                let text = try page.mainText()
                for layer in ["bronze", "silver", "gold"] { #expect(text.contains(layer)) }
                let failing = try page.evaluate(
                    "smelt.heads.filter(head => ['fail', 'error'].includes(head.status) && head.type !== 'source').map(head => head.name)")
                #expect(failing == ["nobody_orders_twice"])
                #expect(text.contains("nobody_orders_twice"))
                let score = try page.evaluate("smelt.site.quality.score.toFixed(1)").string
                #expect(text.contains(score.hasSuffix(".0") ? String(score.dropLast(2)) : score))
                try page.click("main a[href*='list/model'][href*='gold']")
                try page.wait("document.querySelector('main h1').textContent.startsWith('Models of gold')")
                let gold = try page.evaluate(
                    "smelt.heads.filter(head => head.type === 'model' && head.layer === 'gold').map(head => head.name)"
                ).strings
                let listed = try page.mainText()
                #expect(gold.count > 5)
                for name in gold { #expect(listed.contains(name)) }
                #expect(!listed.contains("bronze_orders"))
            }
        }

        @Test func anUnknownAddressSaysSo() throws {
            try onDemo("#/node/model.shop.fct_ordrs") { page, _ in
                #expect(try page.mainText().contains("model.shop.fct_ordrs"))
                try page.click("main a[href='#/node/model.shop.fct_orders']")
                try page.wait("document.querySelector('main h1').textContent === 'fct_orders'")
                try page.visit("#/no/such/page")
                #expect(try page.evaluate("document.querySelectorAll('main a').length").number > 0)
                try page.visit("#!/model/model.shop.dim_date")
                #expect(try page.evaluate("document.querySelector('main h1').textContent") == "dim_date")
            }
        }

        @Test func whatIsNotKnownOfColumnsIsSaid() throws {
            try onDemo { page, _ in
                let table = """
                    (columns, lineage) => {
                        const place = document.createElement("div");
                        smelt.append(place, smelt.columnTable(0, { columns, lineage }));
                        return place.textContent;
                    }
                    """
                let some = try page.call(table, [["name": "id", "from": [[0, "id"]], "reason": "it is too deep"]], "x is not known").string
                #expect(some.contains("Perhaps more: it is too deep"))
                #expect(some.contains("There may be more columns: x is not known"))
                let none = try page.call(table, [["name": "id"]], "it is not compiled").string
                #expect(none.contains("Where the columns come from is not known: it is not compiled"))
            }
        }

        // MARK: Search

        @Test func searchNeedsNoMouse() throws {
            try onDemo { page, _ in
                try page.press("/")
                #expect(try page.evaluate("document.activeElement.id") == "search")
                try page.type("fct_ordre")
                try page.wait("document.querySelectorAll('[role=option]').length > 1")
                #expect(try page.evaluate("document.getElementById('search').getAttribute('aria-expanded')") == "true")
                let active = "document.getElementById(document.getElementById('search').getAttribute('aria-activedescendant'))"
                #expect(try page.evaluate("\(active).textContent").string.contains("fct_orders"))
                #expect(try page.evaluate("\(active).getAttribute('aria-selected')") == "true")
                let first = try page.evaluate("\(active).id")
                try page.press("ArrowDown")
                #expect(try page.evaluate("\(active).id") != first)
                try page.press("ArrowUp")
                #expect(try page.evaluate("\(active).id") == first)
                #expect(try page.evaluate("document.getElementById('search-count').textContent").string.contains("result"))
                try page.press("Enter")
                try page.wait("document.querySelector('main h1').textContent === 'fct_orders'")
                #expect(try page.evaluate("document.title").string.hasPrefix("fct_orders"))
                #expect(try page.evaluate("document.activeElement === document.querySelector('main h1')") == true)
                try page.press("k", control: true)
                #expect(try page.evaluate("document.activeElement.id") == "search")
                try page.type("x")
                try page.press("Escape")
                #expect(try page.evaluate("document.getElementById('search-panel').checkVisibility()") == false)
            }
        }

        /// What is found first for what is typed, and how it was found.
        @Test(arguments: [
            ("dim_date", "dim_date", "exact"), ("fct_order_l", "fct_order_lines", "prefix"), ("reconc", "revenue_reconciliation", "start"),
            ("dim_custmer", "dim_customer", "similar"), ("lifetime_cents", "dim_customer", "column"), ("calendar_days", "dim_date", "sql"),
        ]) func searchFinds(words: String, name: String, kind: String) throws {
            try onDemo { page, _ in
                try page.press("/")
                try page.type(words)
                let found =
                    "[...document.querySelectorAll('[role=option][data-kind]')].find(option => option.querySelector('.option-name').textContent === '\(name)')"
                try page.wait("\(found)?.dataset.kind === '\(kind)'")
            }
        }

        @Test func theBackButtonComesBack() throws {
            try onDemo { page, _ in
                try page.visit("#/list/model")
                try page.click("main a[href='#/node/model.shop.dim_date']")
                try page.wait("document.querySelector('main h1').textContent === 'dim_date'")
                try page.evaluate("history.back()")
                try page.wait("location.hash === '#/list/model' && document.querySelector('main h1').textContent.startsWith('Models')")
            }
        }

        // MARK: A resource

        @Test func aPageTellsWhatTheDataSays() throws {
            try onDemo("#/node/model.shop.dim_customer") { page, _ in
                let text = try page.mainText()
                #expect(text.contains("Customers, what they spent, and their tier."))
                let details = try page.evaluate("smelt.details(smelt.number('model.shop.dim_customer'))")
                #expect(details["columns"].array.count >= 8)
                for column in details["columns"].array {
                    let row = try page.call("name => document.querySelector(`[data-column='${name}']`).innerText", column["name"]).string
                    #expect(column["type"] == .null || row.contains(column["type"].string))
                    for test in column["tests"].array {
                        let name = try page.call("number => smelt.heads[number].test", test).string
                        #expect(row.contains(name), "\(row): \(name)")
                    }
                }
                let tests = try head(page, "model.shop.dim_customer")["tests"].array
                #expect(tests.count >= 5)
                for test in tests {
                    let link = try page.call(
                        "number => [...document.querySelectorAll('#section-tests a')].some(a => a.getAttribute('href') === smelt.link(number))",
                        test)
                    #expect(link == true)
                }
                #expect(try page.evaluate("document.querySelector('#section-tests').innerText").string.lowercased().contains("pass"))
            }
        }

        @Test func aFailedTestShowsWhy() throws {
            try onDemo("#/node/test.shop.nobody_orders_twice") { page, _ in
                let text = try page.mainText()
                #expect(text.contains("Got 3 results, configured to fail if != 0"))
                #expect(text.contains("having count(*) > 1"))
                try page.visit("#/problems")
                #expect(try page.evaluate("document.querySelector('#problems-failing').innerText").string.contains("nobody_orders_twice"))
                #expect(try page.evaluate("document.querySelector('#problems-stale').innerText").string.contains("raw_orders"))
                let warnings = try page.evaluate("document.querySelector('#problems-warning').innerText").string
                let warned = try page.evaluate(
                    "smelt.heads.filter(head => head.status === 'warn' && head.type === 'test').map(head => head.name)"
                ).strings
                #expect(warned.count == 6)
                for name in warned { #expect(warnings.contains(name)) }
                try page.click("#problems-failing a[href*='nobody_orders_twice']")
                try page.wait("document.querySelector('main h1').textContent === 'nobody_orders_twice'")
            }
        }

        @Test func sourceTextLeadsOn() throws {
            try onDemo("#/node/model.shop.fct_orders") { page, _ in
                let code = "#section-sql"
                #expect(try page.evaluate("document.querySelector('\(code)').textContent").string.contains("ref('silver_payments')"))
                #expect(try page.evaluate("document.querySelectorAll('\(code) [class*=keyword]').length").number > 10)
                try page.click("\(code) [role=tab]", text: "Compiled")
                try page.wait("document.querySelector('\(code) [role=tab][aria-selected=true]').textContent.trim() === 'Compiled'")
                let compiled = try page.evaluate(
                    "[...document.querySelectorAll('\(code) [role=tabpanel]')].filter(part => part.checkVisibility()).map(part => part.innerText).join()"
                ).string
                #expect(compiled.contains("silver_payments") && !compiled.contains("ref('"))
                #expect(
                    try page.evaluate(
                        "[...document.querySelectorAll('\(code) [role=tabpanel] a')].filter(a => a.checkVisibility()).map(a => a.getAttribute('href'))"
                    ).strings.contains("#/node/model.shop.silver_payments"))
                try page.press("ArrowLeft")
                try page.wait("document.querySelector('\(code) [role=tab][aria-selected=true]').textContent.trim() !== 'Compiled'")
                try page.click("\(code) a[href='#/node/model.shop.silver_payments']")
                try page.wait("document.querySelector('main h1').textContent === 'silver_payments'")
            }
        }

        @Test func aColumnIsFollowedToItsSource() throws {
            try onDemo("#/node/model.shop.dim_customer") { page, _ in
                let row = "[data-column=email]"
                try page.click("\(row) .follow-button")
                try page.wait("document.querySelector('.follow-from')?.checkVisibility()")
                var steps: [String] = []
                for _ in 0..<6 where !steps.contains("raw_customers.email") {
                    steps = try page.evaluate(
                        "[...document.querySelectorAll('.follow-from .step')].map(step => step.querySelector('a').textContent.trim().replace(/^\\\\S+\\\\s+/, '') + '.' + step.querySelector('.column-link').textContent)"
                    ).strings
                    try page.evaluate(
                        "document.querySelectorAll('.follow-from button[aria-expanded=false]').forEach(button => button.click())")
                }
                #expect(steps.contains { $0.contains("bronze_customers") }, "\(steps)")
                #expect(steps.contains { $0.contains("raw_customers") && $0.hasSuffix(".email") }, "\(steps)")
                try page.click(".follow-row button", text: "Draw it")
                try page.wait("document.querySelector('.follow-drawing').innerText.includes('raw_customers')")
                try page.click(".follow-from .column-link[href*='raw_customers']")
                try page.wait("document.querySelector('main h1').textContent === 'raw_customers'")
                try page.wait("document.querySelector('.column-row.marked')?.dataset.column === 'email'")
            }
        }

        // MARK: Lists

        @Test func listsAreFilteredAndSorted() throws {
            try onDemo("#/list/model") { page, _ in
                let names =
                    "[...document.querySelectorAll('main table tbody tr')].filter(row => row.checkVisibility()).map(row => row.querySelector('a')?.textContent.trim() ?? '')"
                let all = try page.evaluate("smelt.ofType('model').length").int
                #expect(try page.evaluate("\(names).length").int == all)
                try page.click("#filter-q")
                try page.type("silver_or")
                try page.wait("document.querySelector('main h1').innerText.includes(' of ')")
                let some = try page.evaluate(names).strings
                #expect(some.count == 3 && some.allSatisfy { $0.contains("silver_or") }, "\(some)")
                #expect(try page.evaluate("location.hash").string.contains("q=silver_or"))
                try page.press("Backspace", times: 9)
                try page.wait("!document.querySelector('main h1').innerText.includes(' of ')")
                try page.evaluate(
                    "(select => { select.value = 'gold'; select.dispatchEvent(new Event('change', {bubbles: true})); })(document.getElementById('filter-layer'))"
                )
                let gold = try page.evaluate("smelt.ofType('model').filter(number => smelt.heads[number].layer === 'gold').length").int
                try page.wait("\(names).length === \(gold)")
                try page.reload()
                try page.wait("\(names).length === \(gold)")
                let before = try page.evaluate(names).strings
                try page.click("main table thead button")
                try page.wait("document.querySelector('main th[aria-sort=descending]')")
                #expect(try page.evaluate(names).strings == before.reversed())
            }
        }

        // MARK: Looks

        @Test func theThemeStays() throws {
            try onDemo { page, _ in
                let look = "[document.documentElement.dataset.theme, getComputedStyle(document.body).backgroundColor]"
                let light = try page.evaluate(look)
                #expect(light[0] == "light")
                for _ in 0..<3 where try page.evaluate(look)[0] != "dark" { try page.click("#theme") }
                let dark = try page.evaluate(look)
                #expect(dark[0] == "dark" && dark[1] != light[1])
                try page.reload()
                #expect(try page.evaluate(look) == dark)
                for _ in 0..<3 where try page.evaluate("document.getElementById('theme').dataset.choice") != "automatic" {
                    try page.click("#theme")
                }
                #expect(try page.evaluate(look) == light)
                try page.emulate(scheme: "dark")
                try page.wait("document.documentElement.dataset.theme === 'dark'")
                #expect(try page.evaluate(look) == dark)
            }
        }

        @Test func aNarrowWindowHasAMenu() throws {
            try onDemo(width: 360) { page, _ in
                #expect(try page.evaluate("document.getElementById('navigation').checkVisibility({visibilityProperty: true})") == false)
                try page.click("#menu")
                try page.wait("document.getElementById('navigation').checkVisibility({visibilityProperty: true})")
                #expect(try page.evaluate("document.getElementById('menu').getAttribute('aria-expanded')") == "true")
                try page.press("Escape")
                try page.wait("!document.getElementById('navigation').checkVisibility({visibilityProperty: true})")
                #expect(try page.evaluate("document.activeElement.id") == "menu")
            }
        }

        // MARK: Keyboard

        @Test func theTabKeyReachesEverything() throws {
            try onDemo("#/node/model.shop.fct_orders") { page, _ in
                try page.press("Tab")
                #expect(try page.evaluate("document.activeElement.id") == "skip")
                try page.press("Enter")
                #expect(try page.evaluate("document.activeElement.closest('main') !== null") == true)
                try page.evaluate("document.activeElement.blur(); document.body.focus(); getSelection().removeAllRanges(); scrollTo(0, 0)")
                try page.reload()
                var reached: Set<String> = []
                let walk = """
                    (() => {
                        const element = document.activeElement;
                        const style = getComputedStyle(element.role === "application" ? element.parentElement : element);
                        const box = element.getBoundingClientRect();
                        const outlined = parseFloat(style.outlineWidth) > 0 && style.outlineStyle !== "none" || style.boxShadow !== "none";
                        window.places ??= new Map();
                        if (!places.has(element)) places.set(element, places.size);
                        return {place: places.get(element), body: element === document.body, outlined, seen: box.bottom > 0 && box.top < innerHeight && box.width > 0, what: element.outerHTML.slice(0, 120)};
                    })()
                    """
                for _ in 0..<400 {
                    try page.press("Tab")
                    let now = try page.evaluate(walk)
                    if now["body"].isTrue || !reached.insert(now["place"].text).inserted { break }
                    #expect(now["outlined"].isTrue, "no focus to be seen: \(now["what"].string)")
                    #expect(now["seen"].isTrue, "out of sight: \(now["what"].string)")
                }
                let left = try page.evaluate(
                    """
                    [...document.querySelectorAll("a[href], button, input, select")].filter(each => each.checkVisibility({visibilityProperty: true}) && !each.disabled && each.tabIndex >= 0 && !window.places.has(each)).map(each => each.outerHTML.slice(0, 120))
                    """)
                #expect(left.array.isEmpty, "\(left.strings.joined(separator: "\n"))")
            }
        }
    }
}
