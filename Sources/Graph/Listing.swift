import Formats

/// What `ls` prints, a line for each resource.
public struct Listing: Sendable {
    /// The forms of `--output`.
    public enum Form: String, Sendable, CaseIterable {
        case json, name, path, selector
    }

    /// The keys that `--output json` shows unless `--output-keys` names others, in the order of the resource's own fields.
    private static let standardKeys: Set = [
        "alias", "name", "package_name", "depends_on", "direct_parents", "tags", "config", "resource_type", "source_name",
        "original_file_path", "unique_id",
    ]

    private let manifest: Manifest
    private let form: Form
    private let keys: [String]

    /// A listing. `keys` are those of `--output-keys`, dots leading into mappings; empty for the standard ones.
    public init(_ manifest: Manifest, form: Form, keys: [String] = []) {
        self.manifest = manifest
        self.form = form
        self.keys = keys.flatMap { $0.split(separator: " ").map(String.init) }
    }

    /// The lines for ids, which `Selection.ids` has in dbt's order. Unknown ids are left out.
    public func lines(for ids: [String]) -> [String] { ids.compactMap { manifest.selectable($0).map(line) } }

    private func line(_ resource: Selectable) -> String {
        switch form {
        case .json: JSONWriter.text(of: .map(shown(resource)))
        case .name: resource.searchName
        case .path: resource.originalFilePath
        case .selector: resource.selectorText
        }
    }

    private func shown(_ resource: Selectable) -> ConfigMap {
        let all = resource.listedValue
        var result = ConfigMap()
        if keys.isEmpty {
            for entry in all where Self.standardKeys.contains(entry.name) { result[entry.name] = entry.value }
            return result
        }
        for key in keys {
            guard key.contains(".") else {
                if let value = all[key] { result[key] = value }
                continue
            }
            var value: ConfigValue? = .map(all)
            for part in key.split(separator: ".", omittingEmptySubsequences: false) { value = value?[String(part)] }
            if let value, !value.isNull { result[key] = value }
        }
        return result
    }
}

extension Selectable {
    /// The name that `ls --output name` prints: with source or version.
    public var searchName: String {
        switch self {
        case .node(let node): node.searchName
        case .source(let source): "\(source.sourceName).\(source.name)"
        case .exposure(let exposure): exposure.name
        case .unitTest(let test): test.name
        case .semantic(let resource): resource.name
        }
    }

    /// A criterion that selects just this resource: what `ls` prints by default.
    public var selectorText: String {
        switch self {
        case .node(let node): node.fqn.joined(separator: ".")
        case .source(let source): "source:\(source.packageName).\(source.sourceName).\(source.name)"
        case .exposure(let exposure): "exposure:\(exposure.packageName).\(exposure.name)"
        case .unitTest(let test): "unit_test:\(test.packageName).\(test.versionedName)"
        case .semantic(let resource): "\(resource.resourceType.rawValue):\(resource.packageName).\(resource.name)"
        }
    }

    /// All that `ls --output json` can show.
    var listedValue: ConfigMap {
        switch self {
        case .node(let node):
            var map = node.manifestValue(.graph)
            if node.model != nil { map["direct_parents"] = .list(node.dependsOn.nodes.map(ConfigValue.string)) }
            return map
        case .source(let source): return source.manifestValue(.graph)
        case .exposure(let exposure): return exposure.manifestValue(.graph)
        case .unitTest(let test): return test.manifestValue(.graph)
        case .semantic(let resource): return resource.manifestValue(.graph)
        }
    }
}
