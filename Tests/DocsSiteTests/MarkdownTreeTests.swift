import Formats
import Testing

@testable import DocsSite

/// Markdown as the page gets it.
@Suite struct MarkdownTreeTests {
    private func json(_ text: String) -> String {
        let tree = MarkdownTree { $0 == "assets/logo.png" ? "data:image/png;base64,AA==" : nil }
        return JSONWriter.text(of: .list(tree.nodes(of: text)), style: .compact)
    }

    @Test(arguments: [
        ("One *row* an **order**.", #"[["p","One ",["em","row"]," an ",["strong","order"],"."]]"#),
        ("# Title\ntext `a<b`", #"[["h1","Title"],["p","text ",["code","a<b"]]]"#),
        ("- a\n- b", #"[["ul",["li","a"],["li","b"]]]"#),
        ("3. a\n\n4. b", #"[["ol",{"start":3},["li",["p","a"]],["li",["p","b"]]]]"#),
        ("- [x] done\n- [ ] open", #"[["ul",["li",["task",{"checked":true}],"done"],["li",["task"],"open"]]]"#),
        (
            "| a | b |\n|:-|-:|\n| 1 | ~~2~~ |",
            ##"[["table",["tr",["th",{"align":"left"},"a"],["th",{"align":"right"},"b"]],["tr",["td",{"align":"left"},"1"],["td",{"align":"right"},["del","2"]]]]]"##
        ),
        ("```sql\nselect 1\n```", #"[["pre",{"language":"sql"},"select 1\n"]]"#),
        ("a<br>b", #"[["p","a",["br"],"b"]]"#),
        ("<script>alert(1)</script>", #"[["p","<script>alert(1)</script>"]]"#),
        ("x <img src=a onerror=alert(1)> y", #"[["p","x <img src=a onerror=alert(1)> y"]]"#),
        ("[x](javascript:alert(1)) [y](JaVaScRiPt:alert) [z](data:text/html,x)", #"[["p","x y z"]]"#),
        (
            "[x](https://example.com) <https://a.b>",
            #"[["p",["a",{"href":"https://example.com"},"x"]," ",["a",{"href":"https://a.b"},"https://a.b"]]]"#
        ),
        ("[m](#!/model/model.shop.x)", ##"[["p",["a",{"href":"#!/model/model.shop.x"},"m"]]]"##),
        ("![the logo](assets/logo.png)", #"[["p",["img",{"src":"data:image/png;base64,AA==","alt":"the logo"}]]]"#),
        ("![chart](https://example.com/x.png)", #"[["p",["a",{"href":"https://example.com/x.png"},"chart"]]]"#),
        ("> quoted", #"[["blockquote",["p","quoted"]]]"#),
        ("  \n ", "[]"),
    ])
    func trees(_ text: String, _ expected: String) { #expect(json(text) == expected) }

    @Test func deepNestingEnds() {
        let text = String(repeating: "> ", count: 20_000) + "x"
        #expect(json(text).hasPrefix(#"[["blockquote",["blockquote""#))
    }

    @Test(arguments: [
        ("One row an order. And more.", "One row an order."),
        ("# Orders\n\nAll of them", "Orders"),
        ("a  *b*\nc", "a b c"),
        (String(repeating: "x", count: 200), String(repeating: "x", count: 159) + "…"),
    ])
    func firstLines(_ text: String, _ expected: String) {
        #expect(MarkdownTree.firstLine(of: MarkdownTree().nodes(of: text)) == expected)
    }
}
