import Files
import Graph
import Testing

@testable import DocsSite

/// Texts of a project as Markdown that every reader of it reads alike.
@Suite struct WritingTests {
    private let writer = MarkdownWriter { $0 == "model.shop.orders" ? "../models/orders.md" : nil }

    @Test(arguments: [
        ("x <script>a</script> & *b*", "x &lt;script&gt;a&lt;/script&gt; &amp; *b*\n"),
        ("a_b _c_ __d__ \\*e\\*", "a_b *c* **d** \\*e\\*\n"),
        ("`a|b` `c` ``d`e`` `<b>`", "<code>a&#124;b</code> `c` <code>d&#96;e</code> <code>&#60;b&#62;</code>\n"),
        ("*(a)* **\"b\"**", "<em>(a)</em> <strong>\"b\"</strong>\n"),
        (
            "[a](javascript:b) [c](data:text/html,d) [e](HTTPS://example.com/f_(g)?h=1&i=\"j\")",
            "a c [e](HTTPS://example.com/f_%28g%29?h=1&amp;i=%22j%22)\n"
        ),
        ("[a](#!/model/model.shop.orders) [b](#!/model/model.shop.other) [c](other.md)", "[a](../models/orders.md) b c\n"),
        ("![a|b](https://example.com/c.png) ![d](e.png)", "[a&#124;b](https://example.com/c.png) d\n"),
        ("1\\. a\n\\- b\n\n\\# c\n\n\\+ d {: onclick=e }", "1\\. a - b\n\n\\# c\n\n\\+ d \\{: onclick=e \\}\n"),
        ("a  \nb<br>c\nd", "a<br>b<br>c d\n"),
        ("$a$ ^b^ ~c~ [^1] [TOC]", "&#36;a&#36; &#94;b&#94; <del>c</del> \\[&#94;1\\] \\[TOC\\]\n"),
        ("a\u{1}\u{2}b\tc\u{301}<\u{301}d", "ab c\u{301}&lt;\u{301}d\n"),
    ])
    func texts(_ text: String, _ expected: String) { #expect(writer.blocks(text, headings: 1) == expected) }

    @Test func headingsStandBelowThoseOfThePage() {
        #expect(writer.blocks("# A\n## B\n##### C\nD\n===", headings: 3) == "### A\n\n#### B\n\n###### C\n\n### D\n")
        #expect(writer.blocks("## A\n### B", headings: 2) == "## A\n\n### B\n")
    }

    @Test func listsQuotesAndCode() {
        let text = """
            - a
              - b

                ```sql
                select '<'
                ```
            - [x] c

            + d

            10. e
            > f
            > ```
            > g
            > ```

            ````text
            ```
            </pre>
            ````
            """
        #expect(
            writer.blocks(text, headings: 1) == """
                -   a

                    -   b

                            select '<'

                -   [x] c

                <!-- -->

                -   d

                <!-- -->

                10. e

                > f
                >
                >     g

                ````text
                ```
                </pre>
                ````

                """)
    }

    @Test func tables() {
        #expect(
            writer.blocks("| a | b |\n|:-:|--:|\n| `c\\|d` | <i>e</i> |", headings: 1)
                == "| a | b |\n| :-: | --: |\n| <code>c&#124;d</code> | &lt;i&gt;e&lt;/i&gt; |\n")
        #expect(PageText.table(["A", "B", "C"], [["1", "", "3"], ["4", "", ""]]) == "| A | C |\n| --- | --- |\n| 1 | 3 |\n| 4 |  |\n")
        #expect(PageText.table(["A"], []) == "")
    }

    @Test func cells() {
        #expect(writer.cell("a **b**\n\n- c|d\n- e\n\n```\nf\ng|h\n```") == "a **b**<br>• c&#124;d<br>• e<br>`f`<br><code>g&#124;h</code>")
        #expect(writer.sentence("# A [b](c) `d`. E") == "A b d.")
    }

    @Test func fencesAreLongerThanAnyInside() {
        #expect(PageText.fenced("a\r\n```\r````b\u{7F}", "sql") == "`````sql\na\n```\n````b\n`````\n")
    }

    @Test func labelsOfDiagrams() {
        var graph = MermaidGraph()
        graph.add("a", "end \"x\" #1; <b> `c` %%{init}%% [d]|\ne", .round, group: "g|h", isHere: true)
        graph.add("a", "again")
        graph.add("b", "größe", .six)
        graph.connect("a", "b", label: "1")
        graph.connect("a", "nobody")
        #expect(
            graph.text == """
                flowchart LR
                    subgraph g0["g#124;h"]
                        n0(["end #34;x#34; #35;1#59; #60;b#62; #96;c#96; #37;#37;#123;init#125;#37;#37; #91;d#93;#124; e"])
                    end
                    n1{{"größe"}}
                    n0 -->|"1"| n1
                    style n0 stroke-width:3px

                """)
        MermaidChecker.check(graph.text, "")
    }

    @Test func fileNamesAreSafeAndUnique() {
        let names = ["orders", "Orders", "index", "a.b", ".hidden", "größe", "nul", "x/../y", "", String(repeating: "n", count: 300)]
        let paths = PagePaths(
            names.map { (.model, $0, "model.shop.\($0)") } + [(.seed, "orders", "seed.shop.orders")], layers: ["gold", "Gold", "a/b"])
        let files = names.map { paths["model.shop.\($0)"] ?? "" }
        #expect(
            Array(files.prefix(9)) == [
                "models/orders-b1d5a476.md", "models/Orders-dfed367d.md", "models/index-194154b2.md", "models/a.b.md",
                "models/x-.hidden-c36613e8.md", "models/gr----e-42c72f52.md", "models/nul-b9da8c87.md", "models/x-..-y-937b1e59.md",
                "models/-b005156e.md",
            ])
        #expect(Set(files.map { $0.lowercased() }).count == names.count)
        #expect(files.allSatisfy { $0.utf8.count < 110 })
        #expect(paths["seed.shop.orders"] == "seeds/orders.md")
        #expect(paths["test.shop.a"] == nil)
        #expect(paths.layer("a/b")?.hasPrefix("layers/a-b-") == true)
        #expect(paths.layer("gold")?.lowercased() != paths.layer("Gold")?.lowercased())
    }
}

/// The folder of the pages.
@Suite struct PageFolderTests {
    private func page(_ path: String, _ text: String) -> SiteFile { SiteFile(path: path, bytes: Array((text + MarkdownPages.mark).utf8)) }

    @Test func onlyWhatChangedIsWritten() throws {
        let files = MemoryFileSystem(["docs/own.md": "mine", "docs/models/notes.txt": "mine"])
        var first = PageFolder("docs", on: files)
        for name in ["a", "b", "gone/c"] { try first.write(page("\(name).md", name)) }
        #expect(first.changed == 3)
        var second = PageFolder("docs", on: files)
        try second.write(page("a.md", "a"))
        try second.write(page("b.md", "B"))
        #expect((second.changed, second.count) == (1, 2))
        #expect(try second.removeOld() == 1)
        #expect(try files.list("docs").map(\.name) == ["a.md", "b.md", "models", "own.md"])
    }

    @Test func filesOfOthersAreNotWrittenOver() throws {
        let files = MemoryFileSystem(["docs/a.md": "mine"])
        var folder = PageFolder("docs", on: files)
        #expect(throws: (any Error).self) { try folder.write(page("a.md", "a")) }
        #expect(try files.read("docs/a.md") == Array("mine".utf8))
    }

    @Test func settingsOfOthersStay() throws {
        let files = MemoryFileSystem()
        let settings = MarkdownPages(Kiosk.facts).settings
        try PageFolder("target/docs", on: files).write(settings: settings, to: "target")
        #expect(try files.read("target/mkdocs.yml") == settings.bytes)
        try files.write("site_name: mine\n", to: "target/mkdocs.yml")
        try PageFolder("target/docs", on: files).write(settings: settings, to: "target")
        #expect(try files.read("target/mkdocs.yml") == Array("site_name: mine\n".utf8))
    }
}
