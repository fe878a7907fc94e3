import Testing

extension BrowserTests {
    /// The small parts that pages are made of, asked one by one.
    @Suite struct PartsTests {
        private func call(_ function: String, _ arguments: JSON...) throws -> JSON {
            let site = try BuiltSite.demo.get()
            var answer = JSON.null
            try Browser.withPage(within: site.whole) { page in
                try page.open(site.address("#/problems"))
                answer = try page.evaluate("(\(function))(\(arguments.map(\.text).joined(separator: ", ")))")
            }
            return answer
        }

        /// Colours, line numbers and links add nothing to a text and take nothing from it, however broken it is.
        @Test func codeKeepsEveryLetter() throws {
            let texts: [JSON] = [
                "select 'it''s' as \"a \"\"b\"\"\", 1.5e3 -- end", "select '{{ var('x') }}', \"open", "'open\nstring", "/* open\n*",
                "{# open", "{{ ref('a'",
                "{% macro a(b) %}\n\n{{ b.c.d(ref(\"x\", v=2)) }}\n{% endmacro %}\n", "\n\n", "a\r\nb\u{2028}c\u{0}", "}} %} {{{{",
                "<script>alert(1)</script>",
            ]
            let changed = try call("texts => texts.filter(text => smelt.code(text, 'sql').textContent !== text)", .array(texts))
            #expect(changed == [])
        }

        /// Letters changed, left out, put in and swapped.
        @Test(arguments: [
            ("orders", "orders", 2, 0.0), ("ordres", "orders", 2, 1), ("order", "orders", 2, 1), ("oorders", "orders", 2, 1),
            ("orxers", "orders", 2, 1),
            ("rodesr", "orders", 2, 2), ("ab", "ba", 0, -1), ("abc", "xyz", 2, -1), ("", "ab", 2, 2), ("customer", "custmr", 2, 2),
        ]) func distances(_ one: String, _ other: String, _ most: Int, _ expected: Double) throws {
            let distance = try call(
                "(...words) => { const far = smelt.distance(...words); return far === Infinity ? -1 : far }",
                .string(one), .string(other), .number(Double(most)))
            #expect(distance.number == expected)
        }

        /// Only what Markdown is made of becomes elements; addresses that could run are none.
        @Test func markdownMakesNoOtherElements() throws {
            let nodes: JSON = [
                [
                    "p", "text ", ["a", ["href": "javascript:alert(1)"], "a"], ["a", ["href": "https://example.com/"], "b"],
                    ["a", ["href": "#!/model/model.shop.x"], "c"],
                ],
                ["script", "alert(1)"], ["iframe", ["src": "https://example.com"], "d"],
                ["img", ["src": "https://example.com/x.png", "alt": "e"]],
                ["h1", "Title"], ["pre", ["language": "sql"], "select 1"],
            ]
            let made = try call(
                "nodes => [...smelt.markdown(nodes, 3).querySelectorAll('*')].map(each => each.tagName + (each.getAttribute('href') ?? ''))",
                nodes)
            #expect(
                made.strings == [
                    "P", "SPAN", "Ahttps://example.com/", "A#/node/model.shop.x", "SPAN", "H3", "PRE", "CODE", "SPAN", "SPAN", "SPAN",
                ])
        }

        /// A row is in the page where it is seen; sorting and filtering see all of them.
        @Test func longTablesHoldTheRowsInSight() throws {
            let found = try call(
                """
                () => {
                    const columns = [{ key: "n", title: "N", value: row => row }];
                    const table = smelt.table({ label: "Numbers", columns, rows: Array.from({ length: 5000 }, (_, n) => n), sort: "-n" });
                    document.querySelector("main").append(table.element);
                    const rows = () => [...table.element.querySelectorAll("tbody tr:not(.spacer)")];
                    const first = [rows().length < 200, rows()[0].textContent];
                    table.element.scrollTop = 2500 * 34;
                    table.draw();
                    const second = [rows().length < 200, rows().some(row => row.textContent === "2499"), rows()[0].ariaRowIndex > 2000];
                    table.setRows([3, 1, 2]);
                    const third = rows().map(row => row.textContent).join();
                    table.draw(true);
                    table.leave();
                    return [...first, ...second, third, table.element.querySelector("th").getAttribute("aria-sort")];
                }
                """)
            #expect(found == [true, "4999", true, true, true, "3,2,1", "descending"])
        }
    }
}
