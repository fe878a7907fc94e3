import Files
import Formats

/// A page as it is handed out while its project is watched: with a script that loads it anew when it was written again.
public enum LivePage {
    /// The page with that script, which its policy lets run and ask the server; nothing else of it changes.
    ///
    /// - Parameter version: What the server calls the documentation the page was read from.
    public static func bytes(_ page: [UInt8], version: String) -> [UInt8] {
        let script = "\n" + SitePage.text(of: "reload.js")
        let elements =
            #"<script type="application/json" id="version">"# + JSONWriter.text(of: .string(version)).replacing("<", with: "\\u003c")
            + "</script>\n<script>\(script)</script>\n"
        var result = page
        if let content = contentOfPolicy(in: page) {
            let policy = String(decoding: page[content], as: UTF8.self)
            result.replaceSubrange(content, with: Array(widened(policy, for: script).utf8))
        }
        // What stands behind the end of the body would be moved into it anyway.
        let place = result.lastRange(of: "</body>")?.lowerBound ?? result.count
        result.insert(contentsOf: Array(elements.utf8), at: place)
        return result
    }

    /// Where the policy stands in a page; nil for a page without one.
    private static func contentOfPolicy(in page: [UInt8]) -> Range<Int>? {
        let start = Array(#"<meta http-equiv="Content-Security-Policy" content=""#.utf8)
        guard let found = page.prefix(largestHead).firstRange(of: start),
            let end = page[found.upperBound...].firstIndex(of: UInt8(ascii: "\""))
        else { return nil }
        return found.upperBound..<end
    }

    /// The policy stands in the first bytes of a page.
    private static let largestHead = 20_000

    /// A policy that lets one more script run, and scripts ask the server.
    private static func widened(_ policy: String, for script: String) -> String {
        let hash = "'sha256-\(Base64.text(of: SHA256.digest(of: script.utf8)))'"
        let directives = policy.split(separator: ";").map { $0.drop { $0 == " " } }
        let kept = directives.filter { !$0.hasPrefix("connect-src ") }.map { $0.hasPrefix("script-src ") ? "\($0) \(hash)" : String($0) }
        return (kept + ["connect-src 'self'"]).joined(separator: "; ")
    }
}

extension [UInt8] {
    /// Where a text stands last; nil where it does not.
    fileprivate func lastRange(of text: String) -> Range<Int>? {
        let wanted = Array(text.utf8)
        var start = count - wanted.count
        while start >= 0 {
            if self[start] == wanted.first, self[start..<start + wanted.count].elementsEqual(wanted) { return start..<start + wanted.count }
            start -= 1
        }
        return nil
    }
}
