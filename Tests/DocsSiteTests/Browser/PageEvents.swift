import Foundation

/// What happened in a page: requests, and everything that must not happen.
final class PageEvents: @unchecked Sendable {
    private let lock = NSLock()
    private let root: String
    private var found: [String] = []
    private var requested: [String] = []
    private var loads = 0

    /// - Parameter root: the file or folder whose files may be requested; nothing else may.
    init(root: URL) { self.root = root.standardizedFileURL.absoluteString }

    /// What must not have happened, in the order it did.
    var problems: [String] { lock.withLock { found } }

    /// The addresses of all requests.
    var requests: [String] { lock.withLock { requested } }

    /// How often a document was loaded.
    var documents: Int { lock.withLock { loads } }

    /// Forgets problems that a test provoked, and gives them.
    func takeProblems() -> [String] {
        lock.withLock {
            defer { found = [] }
            return found
        }
    }

    /// Takes in an event. The answer is a command to send, for what waits for one.
    func receive(_ event: String, _ parameters: JSON) -> (method: String, parameters: JSON)? {
        lock.withLock {
            switch event {
            case "Page.loadEventFired": loads += 1
            case "Runtime.consoleAPICalled" where ["error", "assert", "warning"].contains(parameters["type"].string):
                let words = parameters["args"].array.map { $0["value"] == .null ? $0["description"].string : $0["value"].text }
                found.append("console \(parameters["type"].string): \(words.joined(separator: " "))")
            case "Runtime.exceptionThrown":
                let details = parameters["exceptionDetails"]
                found.append("exception: \(details["text"].string) \(details["exception"]["description"].string)")
            case "Log.entryAdded"
            where ["error", "warning"].contains(parameters["entry"]["level"].string)
                // Only tests read pictures back.
                && !parameters["entry"]["text"].string.hasPrefix("Canvas2D: Multiple readback"):
                found.append("log: \(parameters["entry"]["text"].string) \(parameters["entry"]["url"].string)")
            case "Audits.issueAdded" where parameters["issue"]["code"] == "ContentSecurityPolicyIssue":
                found.append("issue: \(parameters["issue"].text)")
            case "Network.requestWillBeSent": request(parameters["request"]["url"].string)
            case "Page.javascriptDialogOpening":
                found.append("dialog: \(parameters["message"].string)")
                return ("Page.handleJavaScriptDialog", ["accept": false])
            default: break
            }
            return nil
        }
    }

    private func request(_ url: String) {
        requested.append(url)
        guard !url.hasPrefix(root), !url.hasPrefix("data:") else { return }
        found.append("request: \(url)")
    }
}
