import Foundation

/// A page of the browser. Calls wait until what they do is done.
final class Page {
    let events: PageEvents
    private let tools: DevTools
    private let session: String

    init(_ tools: DevTools, session: String, events: PageEvents) {
        self.tools = tools
        self.session = session
        self.events = events
    }

    /// Runs before every document: notes long tasks, reports violations of the policy where `PageEvents` looks, and makes a trap of `window.hit`,
    /// which the texts of the injection project try to touch.
    private static let watcher = """
        window.longTasks = [];
        new PerformanceObserver(list => {
            for (const task of list.getEntries()) window.longTasks.push({at: task.startTime, for: task.duration});
        }).observe({type: "longtask", buffered: true});
        document.addEventListener("securitypolicyviolation", event =>
            console.error("policy violated", event.violatedDirective, event.blockedURI, event.sample));
        Object.defineProperty(window, "hit", {
            get() { console.error("hit was read"); return () => console.error("hit was called"); },
            set(value) { console.error("hit was set"); },
        });
        """

    /// Turns on what is watched.
    func prepare() throws {
        tools.listen(to: session) { [events, tools, session] event, parameters in
            guard let answer = events.receive(event, parameters) else { return }
            _ = try? tools.post(answer.method, answer.parameters, session: session)
        }
        for domain in ["Page", "Runtime", "Log", "Network", "Audits", "DOM"] { try send("\(domain).enable") }
        try send("Page.addScriptToEvaluateOnNewDocument", ["source": .string(Self.watcher)])
    }

    /// Sends a command of the protocol.
    @discardableResult func send(_ method: String, _ parameters: JSON = [:]) throws -> JSON {
        try tools.send(method, parameters, session: session)
    }

    // MARK: Documents

    /// Goes to an address and waits until the document is loaded.
    func open(_ url: String) throws {
        let before = events.documents
        let answer = try send("Page.navigate", ["url": .string(url)])
        guard answer["errorText"] == .null else { throw BrowserError("\(url): \(answer["errorText"].string)") }
        guard answer["loaderId"] != .null else { return }
        try wait("the load of \(url)") { events.documents > before }
    }

    /// Loads the document anew.
    func reload() throws {
        let before = events.documents
        try send("Page.reload")
        try wait("the reload") { events.documents > before }
    }

    // MARK: JavaScript

    /// The value of an expression; a promise is awaited.
    @discardableResult func evaluate(_ expression: String) throws -> JSON {
        let reply = try send(
            "Runtime.evaluate",
            ["expression": .string(expression), "awaitPromise": true, "returnByValue": true, "userGesture": true, "replMode": false])
        guard reply["exceptionDetails"] == .null else {
            let details = reply["exceptionDetails"]
            throw BrowserError("\(expression.prefix(200)): \(details["text"].string) \(details["exception"]["description"].string)")
        }
        return reply["result"]["value"]
    }

    /// Calls a JavaScript function with values.
    @discardableResult func call(_ function: String, _ arguments: JSON...) throws -> JSON {
        try evaluate("(\(function))(\(arguments.map(\.text).joined(separator: ", ")))")
    }

    /// Waits until an expression is true; then it is given back.
    @discardableResult func wait(_ expression: String, seconds: Double = 60) throws -> JSON {
        var value = JSON.null
        try wait(expression, seconds: seconds) {
            value = try evaluate(expression)
            return ![.null, .bool(false), .number(0), .string("")].contains(value)
        }
        return value
    }

    private func wait(_ what: String, seconds: Double = 60, until isSo: () throws -> Bool) throws {
        let end = Date() + seconds
        while try !isSo() {
            guard Date() < end else {
                throw BrowserError("waited \(seconds) seconds in vain for: \(what)\n\(events.problems.joined(separator: "\n"))")
            }
            usleep(10000)
        }
    }

    // MARK: What it looks like

    /// Sets the size of the window in CSS pixels.
    func viewport(width: Int, height: Int) throws {
        try send(
            "Emulation.setDeviceMetricsOverride",
            ["width": .number(Double(width)), "height": .number(Double(height)), "deviceScaleFactor": 1, "mobile": false])
    }

    /// Emulates what the reader's system asks for.
    /// - Parameters:
    ///   - scheme: `light` or `dark`.
    ///   - media: `screen` or `print`.
    func emulate(scheme: String = "light", media: String = "screen", reducedMotion: Bool = true) throws {
        try send(
            "Emulation.setEmulatedMedia",
            [
                "media": .string(media),
                "features": [
                    ["name": "prefers-color-scheme", "value": .string(scheme)],
                    ["name": "prefers-reduced-motion", "value": reducedMotion ? "reduce" : "no-preference"],
                ],
            ])
    }

    /// Writes a picture of the window into the folder that `SMELT_TEST_PICTURES` names; without it nothing.
    func picture(_ name: String) throws {
        guard let folder = ProcessInfo.processInfo.environment["SMELT_TEST_PICTURES"] else { return }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let data = try send("Page.captureScreenshot", ["format": "png"])["data"].string
        try Data(base64Encoded: data)?.write(to: URL(filePath: folder).appending(path: "\(name).png"))
    }

    /// The accessibility tree: role and name of everything that is not ignored.
    func accessibilityTree() throws -> [(role: String, name: String)] {
        try send("Accessibility.enable")
        let nodes = try tools.send("Accessibility.getFullAXTree", session: session, seconds: 120)["nodes"].array
        try send("Accessibility.disable")
        return nodes.filter { !$0["ignored"].isTrue }.map { ($0["role"]["value"].string, $0["name"]["value"].string) }
    }
}
