import Foundation
import Testing

/// The one Chromium of all tests. It starts with the first page and ends with the tests.
enum Browser {
    /// Whether there is one to run. Under `Scripts/test` a missing one fails the tests instead of skipping them.
    static var isThere: Bool { ChromiumProcess.path != nil }

    private static let shared: Result<DevTools, any Error> = Result {
        let tools = DevTools(try ChromiumProcess())
        atexit { Browser.end() }
        return tools
    }

    private static func end() { try? shared.get().end() }

    /// Opens an empty page with storage of its own, and closes it after `body`. What happened in it that must never happen fails the test: an
    /// error in the console, an exception, a violation of the policy, a dialog, a request for anything outside of `root`.
    static func withPage<T>(within root: URL, width: Int = 1400, height: Int = 900, _ body: (Page) throws -> T) throws -> T {
        let tools = try shared.get()
        let context = try tools.send("Target.createBrowserContext")["browserContextId"]
        defer { _ = try? tools.send("Target.disposeBrowserContext", ["browserContextId": context]) }
        let target = try tools.send("Target.createTarget", ["url": "about:blank", "browserContextId": context])["targetId"]
        let session = try tools.send("Target.attachToTarget", ["targetId": target, "flatten": true])["sessionId"].string
        let page = Page(tools, session: session, events: PageEvents(root: root))
        defer { tools.listen(to: session, nil) }
        try page.prepare()
        try page.viewport(width: width, height: height)
        let result = Result { try body(page) }
        let problems = page.events.problems
        #expect(problems.isEmpty, "\(problems.joined(separator: "\n"))")
        return try result.get()
    }
}
