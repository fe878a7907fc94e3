import Foundation
import Testing

extension BrowserTests {
    /// The lineage: drawn, walked through, narrowed, shared by its address.
    @Suite struct LineageTests {
        private func onDemo(_ route: String, _ body: (Page, BuiltSite) throws -> Void) throws {
            let site = try BuiltSite.demo.get()
            try Browser.withPage(within: site.whole) { page in
                try page.emulate()
                try page.open(site.address(route))
                try page.wait("document.querySelector('main canvas')?.width > 0")
                try body(page, site)
            }
        }

        private let message = "document.getElementById('lineage-message').textContent"
        /// How many different colours the drawing has: more than a few where something is drawn.
        private let colours = """
            (canvas => new Set(new Uint32Array(canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.buffer)).size)(document.querySelector("main canvas"))
            """

        @Test func theWholeIsDrawnAndMoved() throws {
            try onDemo("#/lineage") { page, _ in
                let count = try page.evaluate("smelt.heads.filter(head => head.x !== undefined).length").int
                try page.wait("\(message) === 'All \(count) resources.'")
                try page.wait("\(colours) > 20")
                let picture = "document.querySelector('main canvas').toDataURL()"
                let before = try page.evaluate(picture)
                let place = try page.evaluate(
                    "(box => [box.x + box.width / 2, box.y + box.height / 2])(document.querySelector('main canvas').getBoundingClientRect())"
                )
                let (x, y) = (place[0].number, place[1].number)
                try page.mouse("mousePressed", x: x, y: y)
                for step in 1...5 { try page.mouse("mouseMoved", x: x - Double(step) * 20, y: y + Double(step) * 10, isDown: true) }
                try page.mouse("mouseReleased", x: x - 100, y: y + 50)
                try page.wait("\(picture) !== \(before.text)")
                let moved = try page.evaluate(picture)
                try page.wheel(x: x, y: y, by: -240)
                try page.wait("\(picture) !== \(moved.text)")
                #expect(try page.evaluate("scrollY") == 0)
                try page.picture("lineage moved")
            }
        }

        @Test func theKeyboardWalksAlongIt() throws {
            try onDemo("#/lineage?focus=model.shop.fct_orders") { page, _ in
                try page.evaluate("document.querySelector('[role=application]').focus()")
                let focus = "new URLSearchParams(location.hash.split('?')[1]).get('focus')"
                #expect(try page.evaluate(focus) == "model.shop.fct_orders")
                try page.press("ArrowLeft")
                try page.wait("\(focus) !== 'model.shop.fct_orders'")
                let parent = try page.evaluate(focus).string
                #expect(
                    try page.evaluate("smelt.heads[smelt.number('model.shop.fct_orders')].parents.map(number => smelt.heads[number].id)")
                        .strings.contains(parent))
                let said = try page.evaluate(
                    "[...document.querySelectorAll('[role=status], [aria-live]')].map(each => each.textContent).join()"
                ).string
                #expect(said.contains(parent.split(separator: ".").last ?? "?"), "\(said)")
                try page.press("ArrowRight")
                try page.wait("\(focus) !== '\(parent)'")
                let child = try page.evaluate(focus).string
                #expect(
                    try page.call(
                        "(id, parent) => smelt.heads[smelt.number(id)].parents.includes(smelt.number(parent))", .string(child),
                        .string(parent)) == true)
                try page.press("Enter")
                try page.wait("location.hash.startsWith('#/node/\(child)')")
            }
        }

        @Test func itIsNarrowedAndShared() throws {
            try onDemo("#/lineage") { page, _ in
                try page.click("#lineage-select")
                try page.type("+fct_orders,layer:silver --exclude silver_payments")
                try page.press("Enter")
                try page.wait("location.hash.includes('select=') && location.hash.includes('exclude=silver_payments')")
                let wanted = try page.evaluate(
                    "smelt.selectors.select({select: '+fct_orders,layer:silver', exclude: 'silver_payments'}).then(found => [...found.numbers].filter(number => smelt.heads[number].x !== undefined).length)"
                ).int
                #expect(wanted > 2)
                try page.wait("\(message).startsWith('\(wanted) of ')")
                let shared = try page.evaluate("location.href").string
                try page.open("about:blank")
                try page.open(shared)
                try page.wait("document.getElementById('lineage-message')?.textContent.startsWith('\(wanted) of ')")
                try page.click("button", text: "Reset")
                try page.wait("\(message).startsWith('All ')")
                try page.evaluate(
                    "(select => { select.value = 'gold'; select.dispatchEvent(new Event('change', {bubbles: true})); })(document.getElementById('lineage-layer'))"
                )
                let gold = try page.evaluate("smelt.heads.filter(head => head.x !== undefined && head.layer === 'gold').length").int
                try page.wait("\(message).startsWith('\(gold) of ')")
            }
        }

        @Test func aMistakeInTheBoxIsSaid() throws {
            try onDemo("#/lineage") { page, _ in
                try page.click("#lineage-select")
                try page.type("colour:red")
                try page.press("Enter")
                try page.wait("document.getElementById('lineage-select').getAttribute('aria-invalid') === 'true'")
                #expect(try page.evaluate(message).string.contains("'colour' is not a valid method name"))
                try page.click("#lineage-select")
                try page.press("a", control: true)
                try page.type("no_such_model")
                try page.press("Enter")
                try page.wait("\(message).includes('no_such_model')")
            }
        }

        @Test func aBoxIsFoundByName() throws {
            try onDemo("#/lineage") { page, _ in
                try page.click("#lineage-find")
                try page.type("dim_cust")
                try page.wait("document.querySelector('#lineage-found [role=option]')")
                try page.press("Enter")
                try page.wait("location.hash.includes('focus=model.shop.dim_customer')")
                #expect(try page.evaluate("document.activeElement.getAttribute('role')") == "application")
            }
        }

        @Test func theNeighbourhoodGrows() throws {
            try onDemo("#/node/model.shop.silver_orders") { page, _ in
                let listed = "document.querySelector('#neighbourhood').textContent.length"
                try page.wait("\(listed) > 0")
                try page.evaluate("document.querySelector('#neighbourhood').scrollIntoView({block: 'center'})")
                let controls = try page.evaluate(
                    "[...document.querySelectorAll('#neighbourhood button, #neighbourhood select, #neighbourhood [role=radio], #neighbourhood input')].map(each => each.outerHTML.slice(0, 100))"
                )
                #expect(!controls.array.isEmpty)
                try page.picture("neighbourhood")
            }
        }

        @Test func aColumnIsDrawn() throws {
            try onDemo("#/node/model.shop.dim_customer") { page, _ in
                try page.click("[data-column=email] .follow-button")
                try page.click(".follow-row button", text: "Draw it")
                try page.wait(
                    "document.querySelector('.follow-drawing')?.checkVisibility() && document.querySelector('.follow-drawing').innerText.includes('raw_customers')"
                )
                try page.picture("column")
            }
        }
    }
}
