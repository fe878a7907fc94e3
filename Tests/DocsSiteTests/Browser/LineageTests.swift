import Foundation
import Testing

extension BrowserTests {
    /// The drawings of the lineage: whole, around one resource, of one column.
    @Suite struct LineageTests {
        private func onDemo(_ route: String, width: Int = 1400, _ body: (Page) throws -> Void) throws {
            let site = try BuiltSite.demo.get()
            try Browser.withPage(within: site.whole, width: width) { page in
                try page.emulate()
                try page.open(site.address(route))
                try page.wait("document.querySelector('main h1')?.textContent")
                try body(page)
            }
        }

        private func message(_ page: Page, _ text: String) throws {
            try page.wait("document.getElementById('lineage-message').textContent === \(JSON.string(text).text)")
        }

        private func parameter(_ page: Page, _ name: String) throws -> JSON {
            try page.call("name => new URLSearchParams(location.hash.split('?')[1]).get(name)", .string(name))
        }

        /// The pixels of the drawing, four bytes each.
        private static let pixels = """
            (() => {
                const shown = document.querySelector('.lineage-base');
                const copy = Object.assign(document.createElement('canvas'), { width: shown.width, height: shown.height });
                const context = copy.getContext('2d', { willReadFrequently: true });
                context.drawImage(shown, 0, 0);
                return context.getImageData(0, 0, copy.width, copy.height).data;
            })()
            """

        /// Whether the drawing shows more than a background.
        private static let isPainted = "new Set(new Uint32Array(\(pixels).buffer)).size > 20"

        @Test func aResourceHasTheColourOfItsOwn() throws {
            try onDemo("#/") { page in
                let colour = "(id, color) => { smelt.heads.find(head => head.id === id).color = color; }"
                try page.call(colour, "model.shop.fct_orders", "#ff00ff")
                try page.call(colour, "model.shop.dim_date", "url(https://example.com/)")
                try page.visit("#/lineage?select=fct_orders")
                try page.wait("new Uint32Array(\(Self.pixels).buffer).filter(pixel => pixel === 0xffff00ff).length > 50")
                let own = "id => smelt.lineage.ownColour(smelt.heads.find(head => head.id === id)) ?? null"
                let nothing = try page.call(own, "model.shop.dim_date")
                #expect(nothing == .null)
            }
        }

        @Test func theWholeIsDrawnAndListed() throws {
            try onDemo("#/lineage") { page in
                let count = try page.evaluate("smelt.lineage.drawn().length").number
                try message(page, "All \(Int(count)) resources.")
                try page.wait(Self.isPainted)
                try page.click(".lineage-list summary")
                try page.wait("document.querySelectorAll('.lineage-list tbody tr').length === \(Int(count))")
                let links = "[...document.querySelectorAll('.lineage-list tbody th a')].map(a => a.textContent)"
                let ranks = try page.evaluate(
                    "smelt.lineage.drawn().map(n => smelt.heads[n]).sort((a, b) => a.rank - b.rank || a.row - b.row).map(smelt.nameOf)")
                #expect(try page.evaluate(links).array.count == ranks.array.count)
                let row = try page.evaluate(
                    "[...document.querySelectorAll('.lineage-list tbody tr')].find(r => r.querySelector('th').innerText.endsWith('fct_orders')).innerText"
                ).string
                #expect(row.contains("gold") && row.contains("silver_orders"))
            }
        }

        @Test func selectionAndFiltersStandInTheAddress() throws {
            try onDemo("#/lineage") { page in
                try page.click("#lineage-select")
                try page.type("+fct_orders --exclude source:* resource_type:seed")
                try page.press("Enter")
                try page.wait("location.hash.includes('select=')")
                #expect(try parameter(page, "select") == "+fct_orders")
                #expect(try parameter(page, "exclude") == "source:* resource_type:seed")
                let chosen = try page.evaluate(
                    """
                    smelt.selectors.select({select: '+fct_orders', exclude: 'source:* resource_type:seed'})
                        .then(found => [...found.numbers].filter(smelt.lineage.isDrawn).length)
                    """
                ).number
                try page.wait("document.getElementById('lineage-message').textContent.startsWith('\(Int(chosen)) of ')")
                try page.evaluate(
                    "(box => { box.value = 'gold'; box.dispatchEvent(new Event('change')); })(document.getElementById('lineage-layer'))")
                #expect(try parameter(page, "layer") == "gold")
                let gold = try page.evaluate(
                    """
                    smelt.selectors.select({select: '+fct_orders', exclude: 'source:* resource_type:seed'})
                        .then(found => [...found.numbers].filter(n => smelt.lineage.isDrawn(n) && smelt.heads[n].layer === 'gold').length)
                    """
                ).number
                #expect(gold > 1 && gold < chosen)
                try page.wait("document.getElementById('lineage-message').textContent.startsWith('\(Int(gold)) of ')")
                let address = try page.evaluate("location.href").string
                let text = try page.evaluate("document.getElementById('lineage-message').textContent").string
                try page.open("about:blank")
                try page.open(address)
                try message(page, text)
                #expect(
                    try page.evaluate("document.getElementById('lineage-select').value")
                        == "+fct_orders --exclude source:* resource_type:seed")
                #expect(try page.evaluate("document.getElementById('lineage-layer').value") == "gold")
                try page.click(".lineage-tools button", text: "Reset")
                try page.wait("document.getElementById('lineage-message').textContent.startsWith('All ')")
                #expect(try page.evaluate("location.hash") == "#/lineage")
            }
        }

        @Test func mistakesStandBelowTheBox() throws {
            try onDemo("#/lineage?select=layer%3Alead") { page in
                try message(page, "There is no layer 'lead'. The layers are: bronze, silver, gold")
                #expect(try page.evaluate("document.getElementById('lineage-select').getAttribute('aria-invalid')") == "true")
                try page.visit("#/lineage?select=fct_orders%20nobody")
                try page.wait(
                    "document.getElementById('lineage-message').textContent.endsWith(\"The selection criterion 'nobody' does not match any enabled nodes.\")"
                )
            }
        }

        @Test func testsAreShownByWhatTheyTest() throws {
            try onDemo("#/lineage?select=test_name%3Arelationships") { page in
                try page.wait("document.getElementById('lineage-message').textContent.includes('shown is what they belong to')")
                try page.wait(Self.isPainted)
            }
        }

        @Test func keysWalkAlongTheEdges() throws {
            try onDemo("#/lineage?focus=model.shop.silver_orders") { page in
                try page.wait(Self.isPainted)
                try page.evaluate("document.querySelector('.lineage-stage').focus()")
                try page.press("ArrowLeft")
                try page.wait("document.getElementById('announcer').textContent.startsWith('bronze_orders, model, layer bronze')")
                #expect(try parameter(page, "focus") == "model.shop.bronze_orders")
                try page.wait("document.querySelector('.lineage-card-name')?.textContent.includes('bronze_orders')")
                #expect(try page.evaluate("document.querySelector('.lineage-base').classList.contains('dimmed')") == true)
                try page.press("ArrowLeft")
                try page.press("ArrowLeft")
                try page.wait("document.getElementById('announcer').textContent === 'Nothing further'")
                try page.press("ArrowRight")
                try page.press("Escape")
                #expect(try parameter(page, "focus") == .null)
                try page.wait("!document.querySelector('.lineage-card')")
                try page.press("ArrowDown")
                #expect(try parameter(page, "focus") != .null)
                let id = try parameter(page, "focus").string
                try page.press("Enter")
                try page.wait("location.hash === '#/node/' + encodeURIComponent(\(JSON.string(id).text))")
                try page.evaluate("history.back()")
                try page.wait("location.hash.startsWith('#/lineage')")
                try page.wait("document.querySelector('.lineage-card')")
            }
        }

        @Test func aNameIsFound() throws {
            try onDemo("#/lineage") { page in
                try page.click("#lineage-find")
                try page.type("orders")
                try page.wait("document.querySelectorAll('#lineage-found [role=option]').length > 2")
                try page.press("ArrowDown")
                let second = try page.evaluate("document.querySelectorAll('#lineage-found [role=option] span')[0].textContent").string
                #expect(second.contains("orders"))
                try page.press("Escape")
                try page.evaluate("document.getElementById('lineage-find').value = ''")
                try page.type("dim_dat")
                try page.press("Enter")
                try page.wait("document.querySelector('.lineage-card-name')?.textContent.includes('dim_date')")
                #expect(try parameter(page, "focus") == "model.shop.dim_date")
                #expect(try page.evaluate("document.activeElement.className") == "lineage-stage")
            }
        }

        @Test func theMouseMovesAndOpens() throws {
            try onDemo("#/lineage") { page in
                try page.wait(Self.isPainted)
                let at = try page.evaluate(
                    "(box => [box.x, box.y, box.width, box.height])(document.querySelector('.lineage-stage').getBoundingClientRect())"
                ).array
                    .map(\.number)
                let (x, y) = (at[0] + at[2] / 2, at[1] + at[3] / 2)
                try page.wheel(x: x, y: y, by: -400)
                try page.wheel(x: x, y: y, by: 300)
                try page.mouse("mousePressed", x: x, y: y)
                for step in 1...5 { try page.mouse("mouseMoved", x: x + Double(step * 10), y: y, isDown: true) }
                try page.mouse("mouseReleased", x: x + 50, y: y)
                #expect(try page.evaluate("location.hash") == "#/lineage")
                try page.click(".lineage-zoom button[aria-label='Show all']")
                // Where the box of silver_orders is once everything is shown.
                let place = try page.evaluate(
                    """
                    (() => {
                        const scene = smelt.lineage.wholeScene();
                        const box = scene.index.get(smelt.number('model.shop.silver_orders'));
                        const zoom = Math.min(1, \(at[2]) / scene.width, (\(at[3]) - smelt.lineage.head(scene)) / (scene.height - scene.top));
                        const free = \(at[3]) - smelt.lineage.head(scene) - (scene.height - scene.top) * zoom;
                        const left = (scene.width - \(at[2]) / zoom) / 2, top = scene.top - (smelt.lineage.head(scene) + free / 2) / zoom;
                        return [(scene.x[box] + 110 - left) * zoom, (scene.y[box] + 22 - top) * zoom];
                    })()
                    """
                ).array.map(\.number)
                try page.mouse("mouseMoved", x: at[0] + place[0], y: at[1] + place[1])
                try page.wait("document.querySelector('.lineage-card-name')?.textContent.includes('silver_orders')")
                try page.click(x: at[0] + place[0], y: at[1] + place[1])
                try page.wait("location.hash === '#/node/model.shop.silver_orders'")
            }
        }

        @Test func aNeighbourhoodGrows() throws {
            try onDemo("#/node/model.shop.fct_order_lines") { page in
                try page.wait("document.querySelector('#neighbourhood .lineage-list summary')")
                func count() throws -> Int {
                    let text = try page.evaluate("document.querySelector('#neighbourhood summary').textContent").string
                    return Int(text.filter(\.isNumber)) ?? 0
                }
                let near = try page.evaluate(
                    "(near => 1 + near.up.length + near.down.length)(smelt.lineage.neighbours(smelt.number('model.shop.fct_order_lines')))"
                ).number
                try page.click("#neighbourhood button", text: "1")
                #expect(try count() == Int(near))
                #expect(try page.evaluate("document.querySelector('#neighbourhood [aria-pressed=true]').textContent") == "1")
                try page.evaluate("document.querySelector('#neighbourhood .lineage-stage').focus()")
                try page.press("ArrowLeft")
                let id = try page.evaluate("smelt.number('model.shop.fct_order_lines')").number
                #expect(id >= 0)
                try page.press("ArrowLeft")
                try page.press("e")
                #expect(try count() > Int(near))
                try page.click("#neighbourhood button", text: "All")
                #expect(try count() > Int(near) + 3)
                try page.click("#neighbourhood a", text: "In the whole lineage")
                try page.wait("document.getElementById('lineage-select')?.value === '+shop.gold.fct_order_lines+'")
                #expect(try parameter(page, "focus") == "model.shop.fct_order_lines")
            }
        }

        @Test func aColumnIsDrawnUpToItsSources() throws {
            try onDemo("#/node/model.shop.fct_orders") { page in
                try page.evaluate(
                    """
                    (() => {
                        const place = document.createElement('div');
                        place.id = 'path';
                        document.querySelector('main').append(place);
                        return smelt.lineage.column(place, smelt.number('model.shop.fct_orders'), 'order_id');
                    })()
                    """)
                let boxes = try page.evaluate(
                    "[...document.querySelectorAll('#path .column-box > .resource .resource-name')].map(name => name.textContent)"
                ).strings
                for name in ["fct_orders", "silver_orders", "bronze_orders", "raw_orders"] { #expect(boxes.contains(name)) }
                #expect(try page.evaluate("document.querySelector('#path .column-origin').textContent") == "order_id")
                #expect(try page.evaluate("document.querySelectorAll('#path .column-edge').length").number >= 3)
                try page.click("#path .column-box a[href*='bronze_orders']", text: "order_id")
                try page.wait("location.hash.startsWith('#/node/model.shop.bronze_orders?column=order_id')")
            }
        }

        @Test(arguments: ["light", "dark"]) func colours(scheme: String) throws {
            try onDemo("#/lineage") { page in
                try page.emulate(scheme: scheme)
                try page.wait("document.documentElement.dataset.theme === '\(scheme)'")
                // Most of the drawing has the brightness of the theme.
                try page.wait(
                    """
                    (() => {
                        const bytes = \(Self.pixels);
                        let [dark, light] = [0, 0];
                        for (let at = 0; at < bytes.length; at += 4) {
                            if (bytes[at + 3] < 255) continue;
                            if (bytes[at] < 80) dark += 1;
                            if (bytes[at] > 200) light += 1;
                        }
                        return \(scheme) > 10 * \(scheme == "dark" ? "light" : "dark");
                    })()
                    """)
                try page.picture("lineage \(scheme)")
            }
        }

        @Test func paperGetsTheList() throws {
            try onDemo("#/lineage") { page in
                try page.wait("document.querySelector('.lineage-list summary')?.textContent !== 'As a list'")
                try page.evaluate("dispatchEvent(new Event('beforeprint'))")
                try page.emulate(media: "print")
                #expect(try page.evaluate("document.querySelector('.lineage-frame').checkVisibility()") == false)
                #expect(
                    try page.evaluate("document.querySelectorAll('.lineage-list tbody tr').length === smelt.lineage.drawn().length") == true
                )
            }
        }
    }
}
