import Foundation

/// The DevTools protocol: commands with their replies, and events of pages.
final class DevTools: @unchecked Sendable {
    /// One event of a page.
    typealias Listener = (_ event: String, _ parameters: JSON) -> Void

    private let process: ChromiumProcess
    private let condition = NSCondition()
    private var lastNumber = 0
    private var replies: [Int: JSON] = [:]
    private var listeners: [String: Listener] = [:]
    private var hasEnded = false

    init(_ process: ChromiumProcess) {
        self.process = process
        Thread { [self] in listen() }.start()
    }

    /// Sends a command and waits for its reply.
    @discardableResult func send(_ method: String, _ parameters: JSON = [:], session: String? = nil, seconds: Double = 120) throws -> JSON {
        let number = try post(method, parameters, session: session)
        let end = Date() + seconds
        condition.lock()
        defer { condition.unlock() }
        while replies[number] == nil {
            guard !hasEnded else { throw BrowserError("\(method): Chromium ended") }
            guard condition.wait(until: end) else { throw BrowserError("\(method): no reply within \(seconds) seconds") }
        }
        let reply = replies.removeValue(forKey: number) ?? .null
        guard reply["error"] == .null else { throw BrowserError("\(method): \(reply["error"]["message"].string)") }
        return reply["result"]
    }

    /// Sends a command without waiting.
    @discardableResult func post(_ method: String, _ parameters: JSON = [:], session: String? = nil) throws -> Int {
        condition.lock()
        defer { condition.unlock() }
        lastNumber += 1
        var message: [String: JSON] = ["id": .number(Double(lastNumber)), "method": .string(method), "params": parameters]
        if let session { message["sessionId"] = .string(session) }
        try process.write(JSON.object(message).text)
        return lastNumber
    }

    /// Says who hears the events of a session. The listener is called on a thread of its own, one event at a time.
    func listen(to session: String, _ listener: Listener?) {
        condition.lock()
        defer { condition.unlock() }
        listeners[session] = listener
    }

    /// Ends the browser.
    func end() {
        _ = try? post("Browser.close")
        process.end()
    }

    private func listen() {
        var rest: [UInt8] = []
        while let bytes = process.read() {
            var parts = bytes.split(separator: 0, omittingEmptySubsequences: false)
            let last = parts.removeLast()
            for part in parts {
                rest += part
                receive(rest)
                rest = []
            }
            rest += last
        }
        condition.lock()
        hasEnded = true
        condition.broadcast()
        condition.unlock()
    }

    private func receive(_ bytes: [UInt8]) {
        guard let message = try? JSON(String(decoding: bytes, as: UTF8.self)) else { return }
        condition.lock()
        guard case .number = message["id"] else {
            let listener = listeners[message["sessionId"].string]
            condition.unlock()
            listener?(message["method"].string, message["params"])
            return
        }
        replies[message["id"].int] = message
        condition.broadcast()
        condition.unlock()
    }
}
