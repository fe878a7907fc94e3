import Diagnostics
import Formats

/// `tag:`: resources with a tag.
struct TagMethod: SelectorMethod {
    func search(_ query: MethodQuery, in selector: NodeSelector) throws(Diagnostic) -> NodeSet {
        let wildcard = query.wildcard
        return try selector.positions { member throws(Diagnostic) in member.tags.contains(where: wildcard.matches) }
    }
}

/// `group:`: nodes and metrics of a group.
struct GroupMethod: SelectorMethod {
    func search(_ query: MethodQuery, in selector: NodeSelector) throws(Diagnostic) -> NodeSet {
        let wildcard = query.wildcard
        return try selector.positions { member throws(Diagnostic) in
            switch member {
            case .node(let node) where node.resourceType != .function: break
            case .semantic(let resource) where resource.resourceType == .metric: break
            default: return false
            }
            guard let group = member.config["group"]?.string, !group.isEmpty else { return false }
            return wildcard.matches(group)
        }
    }
}

/// `access:`: models of an access level.
struct AccessMethod: SelectorMethod {
    func search(_ query: MethodQuery, in selector: NodeSelector) throws(Diagnostic) -> NodeSet {
        let level = query.text
        return try selector.positions { member throws(Diagnostic) in
            if case .node(let node) = member { return node.model?.access == level }
            return false
        }
    }
}

/// `package:`: resources of a package; `this` is the root project.
struct PackageMethod: SelectorMethod {
    func search(_ query: MethodQuery, in selector: NodeSelector) throws(Diagnostic) -> NodeSet {
        let project = selector.manifest.metadata.projectName
        let wildcard = query.text == "this" ? Wildcard(project) : query.wildcard
        return try selector.positions { member throws(Diagnostic) in wildcard.matches(member.packageName) }
    }
}

/// `resource_type:`: resources of a type.
struct ResourceTypeMethod: SelectorMethod {
    /// Types that dbt knows beside ours; nothing of them is ever selectable.
    private static let others: Set = ["rpc", "fixture"]

    func search(_ query: MethodQuery, in selector: NodeSelector) throws(Diagnostic) -> NodeSet {
        guard let type = ResourceType(rawValue: query.text) else {
            if Self.others.contains(query.text) { return selector.graph.emptySet() }
            throw .selector("Invalid resource_type selector \"\(query.text)\"", candidates: ResourceType.allCases.map(\.rawValue))
        }
        return try selector.positions { member throws(Diagnostic) in member.resourceType == type }
    }
}

/// `source:`: tables of sources, as source, source.table or package.source.table.
struct SourceMethod: SelectorMethod {
    func search(_ query: MethodQuery, in selector: NodeSelector) throws(Diagnostic) -> NodeSet {
        let parts = query.parts.map(Wildcard.init)
        guard parts.count <= 3 else {
            throw .selector(
                "Invalid source selector value \"\(query.text)\". Sources must be of the form `${source_name}`, "
                    + "`${source_name}.${target_name}`, or `${package_name}.${source_name}.${target_name}")
        }
        let any = Wildcard("*")
        let package = parts.count == 3 ? parts[0] : any
        let source = parts.count == 3 ? parts[1] : parts.first ?? any
        let table = parts.count > 1 ? parts[parts.count - 1] : any
        return try selector.positions { member throws(Diagnostic) in
            guard case .source(let found) = member else { return false }
            return package.matches(found.packageName) && source.matches(found.sourceName) && table.matches(found.name)
        }
    }
}

/// `exposure:`, `unit_test:` and the like: resources of one type, as name or package.name.
struct NamedMethod: SelectorMethod {
    let kind: String
    let plural: String
    let type: ResourceType

    func search(_ query: MethodQuery, in selector: NodeSelector) throws(Diagnostic) -> NodeSet {
        let parts = query.parts.map(Wildcard.init)
        guard parts.count <= 2, let name = parts.last else { throw .selector(refusal(of: query.text)) }
        let package = parts.count == 2 ? parts[0] : Wildcard("*")
        return try selector.positions { member throws(Diagnostic) in
            member.resourceType == type && package.matches(member.packageName) && name.matches(member.name)
        }
    }

    /// dbt's wording, which speaks of saved queries and of another scope for unit tests.
    private func refusal(of text: String) -> String {
        let word = kind.split(separator: " ").joined(separator: "_")
        let subject = type == .unitTest ? "Saved queries" : plural
        let scope = type == .unitTest ? "\(word)_package_name" : "\(word)_package"
        return "Invalid \(kind) selector value \"\(text)\". \(subject) must be of the form ${\(word)_name} or ${\(scope).\(word)_name}"
    }
}

/// `version:`: models that are the latest version, newer (`prerelease`), older (`old`), or have no versions (`none`).
struct VersionMethod: SelectorMethod {
    func search(_ query: MethodQuery, in selector: NodeSelector) throws(Diagnostic) -> NodeSet {
        let kind = query.text
        guard ["latest", "prerelease", "old", "none"].contains(kind) else {
            throw .selector(
                "Invalid version type selector \(kind): expected one of: \"latest\", \"prerelease\", \"old\", or \"none\"")
        }
        return try selector.positions { member throws(Diagnostic) in
            guard case .node(let node) = member, let model = node.model else { return false }
            guard let version = model.version else { return kind == "none" }
            switch kind {
            case "latest": return version.isSame(as: model.latestVersion)
            case "prerelease": return model.latestVersion.map { $0.precedes(version) } ?? false
            case "old": return model.latestVersion.map { version.precedes($0) } ?? false
            default: return false
            }
        }
    }
}

extension NodeVersion {
    /// Whether it is an earlier version: by number where both are numbers, else by text.
    public func precedes(_ other: NodeVersion) -> Bool {
        if let left = Double(text), let right = Double(other.text) { return left < right }
        return text.precedesByCodePoint(other.text)
    }

    /// Whether both name the same version: the number 2 is not the text "2".
    public func isSame(as other: NodeVersion?) -> Bool {
        guard let other, isNumber == other.isNumber else { return false }
        return isNumber ? Double(text) == Double(other.text) : text == other.text
    }
}

/// `selector:`: what saved selectors choose. The evaluation resolves it, because it works on whole selections.
struct SavedSelectorMethod: SelectorMethod {
    static let name = "selector"

    func search(_ query: MethodQuery, in selector: NodeSelector) throws(Diagnostic) -> NodeSet { selector.graph.emptySet() }
}
