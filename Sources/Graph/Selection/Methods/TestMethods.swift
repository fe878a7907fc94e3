import Diagnostics

/// `test_name:`: generic tests by the name of their macro, unit tests by their own.
struct TestNameMethod: SelectorMethod {
    func search(_ query: MethodQuery, in selector: NodeSelector) throws(Diagnostic) -> NodeSet {
        let wildcard = query.wildcard
        return try selector.positions { member throws(Diagnostic) in
            switch member {
            case .node(let node): node.genericTest.map { wildcard.matches($0.testName) } ?? false
            case .unitTest(let test): wildcard.matches(test.name)
            case .source, .exposure, .semantic: false
            }
        }
    }
}

/// `test_type:`: `generic` (or `schema`), `singular`, `unit`, `data` for generic and singular.
struct TestTypeMethod: SelectorMethod {
    private enum Kind { case generic, singular, unit }

    func search(_ query: MethodQuery, in selector: NodeSelector) throws(Diagnostic) -> NodeSet {
        let kinds = try kinds(named: query.text)
        return try selector.positions { member throws(Diagnostic) in kind(of: member).map(kinds.contains) ?? false }
    }

    /// dbt takes any part of the words `data`, `singular` and `unit`, in this order.
    private func kinds(named name: String) throws(Diagnostic) -> Set<Kind> {
        if name == "generic" || name == "schema" { return [.generic] }
        if name.isPart(of: "data") { return [.generic, .singular] }
        if name.isPart(of: "singular") { return [.singular] }
        if name.isPart(of: "unit") { return [.unit] }
        throw .selector("Invalid test type selector \(name): expected \"generic\", \"singular\", \"unit\", or \"data\"")
    }

    private func kind(of member: Selectable) -> Kind? {
        switch member {
        case .node(let node):
            guard node.resourceType == .test else { return nil }
            return node.genericTest == nil ? .singular : .generic
        case .unitTest: return .unit
        case .source, .exposure, .semantic: return nil
        }
    }
}

extension String {
    /// Whether the text stands somewhere in a word; the empty text stands in every word.
    fileprivate func isPart(of word: String) -> Bool {
        let needle = Array(utf8)
        let hay = Array(word.utf8)
        guard needle.count <= hay.count else { return false }
        return (0...(hay.count - needle.count)).contains { hay[$0...].starts(with: needle) }
    }
}
