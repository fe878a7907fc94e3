import Diagnostics
import Formats

/// `config.key:`, `config.key.inner:`: nodes and sources with a configuration value. Lists match where they hold the value, `true` and
/// `false` match booleans in any case, `severity` is compared without regard to case.
struct ConfigMethod: SelectorMethod {
    func search(_ query: MethodQuery, in selector: NodeSelector) throws(Diagnostic) -> NodeSet {
        let isSeverity = query.arguments == ["severity"]
        return try selector.positions { member throws(Diagnostic) in
            switch member {
            case .node(let node) where node.resourceType == .function: return false
            case .node, .source: break
            case .exposure, .unitTest, .semantic: return false
            }
            guard let value = descend(member.config, query.arguments) else { return false }
            let candidates = value.list ?? [value]
            return candidates.contains { matches(query.value, $0, ignoresCase: isSeverity) }
        }
    }

    private func descend(_ config: ConfigMap, _ path: [String]) -> ConfigValue? {
        guard let first = path.first else { return nil }
        let aliases = ["pre_hook": "pre-hook", "post_hook": "post-hook"]
        var value = config[first] ?? aliases[first].flatMap { config[$0] }
        for key in path.dropFirst() { value = value?[key] }
        return value
    }

    private func matches(_ wanted: ConfigValue, _ found: ConfigValue, ignoresCase: Bool) -> Bool {
        if wanted.equalsInPython(found) { return true }
        let text = PythonText.str(wanted).uppercased()
        if ignoresCase, let other = found.string, other.uppercased() == text { return true }
        guard let flag = found.bool else { return false }
        return text == (flag ? "TRUE" : "FALSE")
    }
}
