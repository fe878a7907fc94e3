import Diagnostics

/// `fqn:`, the default: a name, or package, folders and name joined by dots. Sources are left to `source:`.
struct QualifiedNameMethod: SelectorMethod {
    func search(_ query: MethodQuery, in selector: NodeSelector) throws(Diagnostic) -> NodeSet {
        let pattern = QualifiedName(query.text)
        return try selector.positions { member throws(Diagnostic) in
            if case .source = member { return false }
            return pattern.matches(member)
        }
    }
}

/// A qualified name that is looked for.
private struct QualifiedName {
    let text: String
    let parts: [String]
    let whole: Wildcard
    /// The first part with a wildcard, and the pattern from there on.
    let open: (index: Int, rest: Wildcard)?

    init(_ text: String) {
        self.text = text
        parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        whole = Wildcard(text)
        open = parts.firstIndex(where: Wildcard.isPattern).map { ($0, Wildcard(QualifiedName.joined(text, from: $0))) }
    }

    private static func joined(_ text: String, from index: Int) -> String {
        text.split(separator: ".", omittingEmptySubsequences: false).dropFirst(index).joined(separator: ".")
    }

    func matches(_ member: Selectable) -> Bool {
        var isVersioned = false
        if case .node(let node) = member { isVersioned = node.model?.version != nil }
        let fqn = member.fqn
        return matches(fqn[...], isVersioned) || matches(fqn.dropFirst(), isVersioned)
    }

    private func matches(_ fqn: ArraySlice<String>, _ isVersioned: Bool) -> Bool {
        guard let last = fqn.last else { return false }
        let leaf = isVersioned ? fqn.dropLast().last : last
        if leaf == text { return true }
        if isVersioned, fqn.suffix(2).joined(separator: "_") == parts.suffix(2).joined(separator: "_") { return true }
        let flat = fqn.flatMap { $0.split(separator: ".", omittingEmptySubsequences: false).map(String.init) }
        guard flat.count >= parts.count else { return false }
        for (part, expected) in zip(flat, parts.prefix(open?.index ?? parts.count)) where part != expected { return false }
        guard let open else { return true }
        if open.rest.matches(flat.dropFirst(open.index).joined(separator: ".")) { return true }
        return parts.count == 1 && leaf.map(whole.matches) ?? false
    }
}
