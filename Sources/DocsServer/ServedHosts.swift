/// The names under which a server may be asked. A page of somebody else whose name was made to lead to this machine sends its own name, and gets nothing.
struct ServedHosts: Sendable {
    /// The names in lower case; nil for all.
    private let names: Set<String>?

    /// The names of a server on the loopback interface and the one it was given; every name where it listens on other interfaces too.
    init(given host: String, isLoopback: Bool) {
        names = isLoopback ? ["localhost", "127.0.0.1", "::1", Self.name(in: host.contains(":") ? "[\(host)]" : host) ?? host] : nil
    }

    /// Whether the `Host` header of a request names the server.
    func allow(_ header: String) -> Bool {
        guard let name = Self.name(in: header) else { return false }
        return names?.contains(name) ?? true
    }

    /// The name in `name`, `name:port`, `[address]:port`; nil for anything else.
    private static func name(in header: String) -> String? {
        let text = header.lowercased()
        var (name, rest) = (Substring(text), Substring())
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else { return nil }
            (name, rest) = (text[text.index(after: text.startIndex)..<end], text[text.index(after: end)...])
        } else if let colon = text.firstIndex(of: ":") {
            (name, rest) = (text[..<colon], text[colon...])
        }
        guard rest.isEmpty || rest.first == ":" && rest.dropFirst().allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
        if name.hasSuffix(".") { name.removeLast() }
        return name.isEmpty ? nil : String(name)
    }
}
