import Files

extension Report {
    /// For each finding what tells it from all others and stays the same when lines move above it.
    var fingerprints: [String] {
        var seen: [String: Int] = [:]
        return findings.map { finding in
            let parts = [finding.rule, finding.place?.path ?? "", finding.identity.filter { !$0.isWhitespace }]
            let text = parts.joined(separator: "\u{1F}")
            let number = seen[text, default: 0]
            seen[text] = number + 1
            return String(SHA256.hex(of: Array("\(text)\u{1F}\(number)".utf8)).prefix(40))
        }
    }
}

extension Report.Finding {
    /// The message with its title before it and its hint behind it, on lines of their own.
    var wholeText: String {
        [title.map { "\($0): \(message)" } ?? message, hint.map { "hint: \($0)" }].compactMap(\.self).joined(separator: "\n")
    }
}
