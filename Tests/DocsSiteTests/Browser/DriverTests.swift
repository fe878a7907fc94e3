import Foundation
import Testing

/// Everything that needs Chromium, one test after the other in one browser.
@Suite(.serialized, .enabled(if: Browser.isThere, "Chromium is not installed"), .timeLimit(.minutes(15))) struct BrowserTests {}

extension BrowserTests {
    /// The driver itself, on a page of its own.
    @Suite struct DriverTests {
        private func withDocument(_ html: String, _ body: (Page, String) throws -> Void) throws {
            try withTemporaryFolder { folder in
                let file = folder.appending(path: "page.html")
                try html.write(to: file, atomically: true, encoding: .utf8)
                try Browser.withPage(within: folder) { page in
                    try page.open(file.absoluteString)
                    try body(page, file.absoluteString)
                }
            }
        }

        @Test func itReadsTypesAndClicks() throws {
            try withDocument(
                """
                <!doctype html><meta charset=utf-8><title>Zwölf</title><h1>One</h1><input aria-label=Word>
                <button onclick="document.title = 1">Go</button>
                """
            ) {
                page, address in
                #expect(try page.evaluate("document.title") == "Zwölf")
                #expect(try page.evaluate("Promise.resolve([1, null, {a: 'b'}])") == [1, .null, ["a": "b"]])
                #expect(try page.call("(a, b) => a + b", 2, 3) == 5)
                #expect(throws: BrowserError.self) { try page.evaluate("nothing.there") }
                try page.click("input")
                try page.type("kaffee ☕")
                try page.press("Backspace", times: 2)
                #expect(try page.evaluate("document.querySelector('input').value") == "kaffee")
                try page.press("Tab")
                #expect(try page.evaluate("document.activeElement.textContent") == "Go")
                try page.click("button", text: "Go")
                try page.wait("document.title === '1'")
                let tree = try page.accessibilityTree()
                #expect(tree.contains { $0.role == "textbox" && $0.name == "Word" })
                #expect(page.events.requests == [address])
            }
        }

        @Test func itEmulates() throws {
            try withDocument("<!doctype html><title>x</title><p>One") { page, _ in
                try page.viewport(width: 360, height: 700)
                try page.emulate(scheme: "dark")
                #expect(try page.evaluate("innerWidth") == 360)
                let matches =
                    "[matchMedia('(prefers-color-scheme: dark)'), matchMedia('(prefers-reduced-motion)'), matchMedia('print')].map(m => m.matches)"
                #expect(try page.evaluate(matches) == [true, true, false])
                try page.emulate(media: "print")
                #expect(try page.evaluate(matches) == [false, true, true])
                try page.evaluate("void setTimeout(() => { const end = performance.now() + 150; while (performance.now() < end); })")
                try page.wait("longTasks.some(task => task.for >= 100)")
            }
        }

        /// What the assertions on every page stand on: each forbidden thing is seen.
        @Test func itSeesWhatMustNotHappen() throws {
            let policy = "<meta http-equiv=Content-Security-Policy content=\"default-src 'none'; script-src 'nonce-a'; img-src data:\">"
            try withDocument(
                """
                <!doctype html><title>x</title>\(policy)<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">
                <script nonce=a>console.error("words"); setTimeout(() => { throw new Error("thrown") });
                fetch("https://example.com/x").catch(() => 0);</script><script>1</script>
                <script nonce=a>setTimeout(() => { window.hit = 1; alert("dialog") }, 10)</script><iframe src="https://example.com/y"></iframe>
                """
            ) { page, _ in
                let parts = ["\"words\"", "thrown", "policy violated", "connect-src", "hit was set", "dialog: dialog", "frame-src"]
                var problems = ""
                let end = Date() + 60
                while Date() < end, !parts.allSatisfy(problems.contains) {
                    problems += page.events.takeProblems().joined(separator: "\n") + "\n"
                    try page.wait("performance.now() > 0")
                    usleep(20_000)
                }
                for part in parts { #expect(problems.contains(part), "\(part) in\n\(problems)") }
            }
            try withDocument("<!doctype html><title>x</title><img src='http://127.0.0.1:9/a.png'>") { page, _ in
                #expect(page.events.takeProblems().contains("request: http://127.0.0.1:9/a.png"))
            }
        }
    }
}
