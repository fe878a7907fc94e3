public import Formats

/// A mapping of the manifest: the key it has in `manifest.json` and in the Jinja `graph`.
public enum ManifestSection: String, Sendable, CaseIterable {
    case nodes, sources, macros, docs, exposures, metrics, groups, functions
    case savedQueries = "saved_queries"
    case semanticModels = "semantic_models"
    case unitTests = "unit_tests"

    /// The sections of the Jinja `graph` value, in dbt's order.
    public static let graph: [ManifestSection] = [
        .exposures, .functions, .groups, .metrics, .nodes, .sources, .semanticModels, .savedQueries, .unitTests,
    ]
}

extension Manifest {
    /// Hands over each resource of a section, in order: its unique id and its fields.
    public func forEach(in section: ManifestSection, _ form: ManifestForm, _ body: (_ id: String, _ fields: ManifestFields) -> Void) {
        switch section {
        case .nodes: for node in nodes.values where node.resourceType != .function { body(node.uniqueID, node.manifestFields(form)) }
        case .functions: for node in nodes.values where node.resourceType == .function { body(node.uniqueID, node.manifestFields(form)) }
        case .sources: for source in sources.values { body(source.uniqueID, source.manifestFields(form)) }
        case .macros: for macro in macros.values { body(macro.uniqueID, macro.manifestFields(form)) }
        case .docs: for block in docs.values { body(block.uniqueID, block.manifestFields(form)) }
        case .exposures: for exposure in exposures.values { body(exposure.uniqueID, exposure.manifestFields(form)) }
        case .groups: for group in groups.values { body(group.uniqueID, group.manifestFields(form)) }
        case .unitTests: for test in unitTests.values { body(test.uniqueID, test.manifestFields(form)) }
        case .metrics: for metric in metrics.values { body(metric.uniqueID, metric.manifestFields(form)) }
        case .semanticModels: for model in semanticModels.values { body(model.uniqueID, model.manifestFields(form)) }
        case .savedQueries: for query in savedQueries.values { body(query.uniqueID, query.manifestFields(form)) }
        }
    }

    /// Writes each resource of a section as the member of an object under its unique id, in order.
    public func write(_ section: ManifestSection, to json: inout JSONWriter) {
        guard section == .nodes else {
            return forEach(in: section, .artifact) { id, fields in
                json.key(id)
                fields.write(to: &json)
            }
        }
        for node in nodes.values where node.resourceType != .function {
            json.key(node.uniqueID)
            ManifestFields.write(.artifact, to: &json) { node.addFields(to: &$0) }
        }
    }

    /// The disabled resources, grouped by id in the order met.
    public func disabledFields(_ form: ManifestForm) -> [(id: String, resources: [ManifestFields])] {
        var positions: [String: Int] = [:]
        var result: [(id: String, resources: [ManifestFields])] = []
        for entry in disabled {
            let fields = entry.resource.manifestFields(form)
            if let position = positions[entry.id] {
                result[position].resources.append(fields)
            } else {
                positions[entry.id] = result.count
                result.append((entry.id, [fields]))
            }
        }
        return result
    }
}

extension Manifest.DisabledResource {
    /// The fields of the disabled resource.
    public func manifestFields(_ form: ManifestForm) -> ManifestFields {
        switch self {
        case .node(let node): node.manifestFields(form)
        case .source(let source): source.manifestFields(form)
        case .exposure(let exposure): exposure.manifestFields(form)
        case .unitTest(let test): test.manifestFields(form)
        case .semantic(let resource): resource.manifestFields(form)
        }
    }
}

extension Manifest {
    /// The members of `parent_map` and `child_map` with what each depends on, in dbt's order.
    private var edgeMembers: [(id: String, dependsOn: [String])] {
        var members: [(id: String, dependsOn: [String])] = []
        members.reserveCapacity(nodes.count + sources.count + exposures.count + unitTests.count)
        for node in nodes.values { members.append((node.uniqueID, node.dependsOnNodes)) }
        for source in sources.values { members.append((source.uniqueID, [])) }
        for exposure in exposures.values { members.append((exposure.uniqueID, exposure.dependsOn.nodes)) }
        for resource in semanticResources { members.append((resource.uniqueID, resource.dependsOn.nodes)) }
        for test in unitTests.values { members.append((test.uniqueID, test.dependsOn.nodes)) }
        return members
    }

    /// `parent_map`: for each resource of the graph the ids it depends on, sorted.
    public func parentMap() -> [(id: String, others: [String])] {
        edgeMembers.map { ($0.id, $0.dependsOn.sortedByCodePoint()) }
    }

    /// `child_map`: for each resource of the graph the ids that depend on it, sorted.
    public func childMap() -> [(id: String, others: [String])] {
        let members = edgeMembers
        var positions: [String: Int] = [:]
        var children = [[String]](repeating: [], count: members.count)
        for (position, member) in members.enumerated() { positions[member.id] = position }
        for member in members {
            for parent in member.dependsOn {
                if let position = positions[parent] { children[position].append(member.id) }
            }
        }
        return zip(members, children).map { ($0.id, $1.sortedByCodePoint()) }
    }

    /// `group_map`: for each group's name the nodes in it, in the order of the manifest.
    public func groupMap() -> [(name: String, ids: [String])] {
        var result: [(name: String, ids: [String])] = []
        var positions: [String: Int] = [:]
        for group in groups.values where positions[group.name] == nil {
            positions[group.name] = result.count
            result.append((group.name, []))
        }
        for node in nodes.values where node.resourceType != .function {
            if let name = node.group, let position = positions[name] { result[position].ids.append(node.uniqueID) }
        }
        for resource in savedQueries.values + semanticModels.values + metrics.values {
            if let name = resource.group, let position = positions[name] { result[position].ids.append(resource.uniqueID) }
        }
        return result
    }
}

extension NodeContent {
    /// The nodes and sources it depends on; a seed has none.
    public var dependsOnNodes: [String] {
        if case .seed = details { return [] }
        return dependsOn.nodes
    }
}

extension Sequence<String> {
    /// Sorted as Python sorts text: by code point, not by collation.
    public func sortedByCodePoint() -> [String] { sorted { $0.precedesByCodePoint($1) } }
}

extension String {
    /// Whether it stands before another text in Python's order. The bytes of UTF-8 have the order of the code points.
    public func precedesByCodePoint(_ other: String) -> Bool { utf8.lexicographicallyPrecedes(other.utf8) }
}
