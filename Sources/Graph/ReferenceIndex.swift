/// Finds what `ref`, `source` and `function` name, by dbt's rules: the root project first, then the caller's package, then every package;
/// with `require_ref_searches_node_package_before_root` the caller's package first.
public struct ReferenceIndex: Sendable {
    /// What a reference leads to.
    public enum Target: Sendable, Equatable {
        /// The unique id of an enabled node or source.
        case found(String)
        /// The unique id of a disabled one.
        case disabled(String)
        /// The unique ids of several that fit equally.
        case ambiguous([String])
        /// Nothing.
        case missing
    }

    private typealias Names = [String: [(package: String, id: String)]]
    private let rootProject: String
    private let searchesOwnPackageFirst: Bool
    private let nodes: Names
    private let sources: Names
    private let disabledNodes: Names
    private let disabledSources: Names
    private let functions: Names
    private let disabledFunctions: Names

    /// An index over everything a manifest holds.
    public init(_ manifest: Manifest) {
        rootProject = manifest.metadata.projectName
        searchesOwnPackageFirst = manifest.metadata.searchesOwnPackageFirst
        var nodes: Names = [:]
        for node in manifest.nodes.values where node.resourceType.isRefable { Self.add(node, to: &nodes) }
        var functions: Names = [:]
        for node in manifest.nodes.values where node.resourceType == .function { Self.add(node, to: &functions) }
        var sources: Names = [:]
        for source in manifest.sources.values {
            sources["\(source.sourceName).\(source.name)", default: []].append((source.packageName, source.uniqueID))
        }
        var disabledNodes: Names = [:]
        var disabledSources: Names = [:]
        var disabledFunctions: Names = [:]
        for entry in manifest.disabled {
            switch entry.resource {
            case .node(let node) where node.resourceType.isRefable: Self.add(node, to: &disabledNodes)
            case .node(let node) where node.resourceType == .function: Self.add(node, to: &disabledFunctions)
            case .source(let source):
                disabledSources["\(source.sourceName).\(source.name)", default: []].append((source.packageName, source.uniqueID))
            default: break
            }
        }
        self.nodes = nodes
        self.sources = sources
        self.disabledNodes = disabledNodes
        self.disabledSources = disabledSources
        self.functions = functions
        self.disabledFunctions = disabledFunctions
    }

    private static func add(_ node: Node, to names: inout Names) {
        guard let version = node.model?.version else {
            names[node.name, default: []].append((node.packageName, node.uniqueID))
            return
        }
        names["\(node.name).v\(version.text)", default: []].append((node.packageName, node.uniqueID))
        if version == node.model?.latestVersion { names[node.name, default: []].append((node.packageName, node.uniqueID)) }
    }

    /// What `ref(name)`, `ref(package, name)` or `ref(name, v=…)` in a node of `package` leads to.
    public func node(_ ref: RefArguments, from package: String) -> Target {
        let key = ref.version.map { "\(ref.name).v\($0.text)" } ?? ref.name
        return find(key, packages: packages(explicit: ref.package, from: package), nodes, disabledNodes)
    }

    /// What `source(source, table)` in a node of `package` leads to.
    public func source(_ source: String, _ table: String, from package: String) -> Target {
        find("\(source).\(table)", packages: packages(explicit: nil, from: package), sources, disabledSources)
    }

    /// What `function(name)` or `function(package, name)` in a node of `package` leads to.
    public func function(_ names: [String], from package: String) -> Target {
        guard let name = names.last else { return .missing }
        return find(name, packages: packages(explicit: names.count == 2 ? names[0] : nil, from: package), functions, disabledFunctions)
    }

    /// Packages in the order they are searched; nil stands for all.
    private func packages(explicit: String?, from package: String) -> [String?] {
        if let explicit { return [explicit] }
        if package == rootProject { return [rootProject, nil] }
        return searchesOwnPackageFirst ? [package, rootProject, nil] : [rootProject, package, nil]
    }

    private func find(_ key: String, packages: [String?], _ enabled: Names, _ disabled: Names) -> Target {
        var firstDisabled: String?
        for package in packages {
            let candidates = (enabled[key] ?? []).filter { package == nil || $0.package == package }
            if candidates.count > 1 { return .ambiguous(candidates.map(\.id)) }
            if let only = candidates.first { return .found(only.id) }
            if firstDisabled == nil {
                firstDisabled = (disabled[key] ?? []).first { package == nil || $0.package == package }?.id
            }
        }
        return firstDisabled.map(Target.disabled) ?? .missing
    }

    /// The names that a mistyped `ref` may have meant.
    public var nodeNames: [String] { nodes.keys.sorted() }

    /// The `source.table` names that a mistyped `source` may have meant.
    public var sourceNames: [String] { sources.keys.sorted() }
}
