public import Formats

/// Which of dbt's views of a resource is wanted: they differ in nulls and in the keys that only a running program needs.
public enum ManifestForm: Sendable {
    /// `manifest.json`: nulls kept, run-time keys left out.
    case artifact
    /// The Jinja `graph` value and `ls --output json`: nulls kept, run-time keys included.
    case graph
    /// The Jinja `model` value: fields without a value left out (a user's own null, as in `meta`, stays), run-time keys included.
    case model

    /// Whether fields without a value are left out.
    var omitsNulls: Bool { self == .model }
    /// Whether keys that dbt keeps out of its artifacts are included (`config_call_dict`, `defer_relation`, …).
    var includesRuntimeKeys: Bool { self != .artifact }
}

/// The fields of one resource in the order the manifest shows them.
public struct ManifestFields: Sendable {
    /// Key and value, in order.
    public private(set) var entries: [(name: String, value: ConfigValue)] = []
    private let form: ManifestForm

    init(_ form: ManifestForm) {
        self.form = form
        entries.reserveCapacity(48)
    }

    /// The fields as a mapping.
    public var map: ConfigMap { ConfigMap(entries.map { ($0.name, $0.value) }) }

    mutating func add(_ name: String, _ value: ConfigValue) {
        if form.omitsNulls, value.isNull { return }
        entries.append((name, value))
    }

    mutating func add(_ name: String, _ text: String) { entries.append((name, .string(text))) }
    mutating func add(_ name: String, _ text: String?) { add(name, .optional(text)) }
    mutating func add(_ name: String, _ map: ConfigMap) { entries.append((name, .map(map))) }
    mutating func add(_ name: String, _ texts: [String]) { entries.append((name, .list(texts.map(ConfigValue.string)))) }
    mutating func add(_ name: String, _ lists: [[String]]) {
        entries.append((name, .list(lists.map { .list($0.map(ConfigValue.string)) })))
    }

    /// Adds a key that dbt keeps out of its artifacts.
    mutating func addRuntime(_ name: String, _ value: ConfigValue) { if form.includesRuntimeKeys { add(name, value) } }
}

extension ConfigMap {
    /// The mapping without keys that are null; `keeping` others, such as the user's own.
    func droppingNulls(where isKnown: (String) -> Bool = { _ in true }) -> ConfigMap {
        guard entries.contains(where: { $0.value.isNull && isKnown($0.name) }) else { return self }
        var result = ConfigMap()
        for entry in entries where !(entry.value.isNull && isKnown(entry.name)) { result.set(entry.name, key: entry.key, entry.value) }
        return result
    }
}

extension ConfigValue {
    /// The mapping, or each mapping of the list, without its null keys; every other value as it is.
    var droppingNullFields: ConfigValue {
        switch kind {
        case .map(let map): ConfigValue(.map(map.droppingNulls()), at: span)
        case .list(let elements): ConfigValue(.list(elements.map(\.droppingNullFields)), at: span)
        default: self
        }
    }
}
