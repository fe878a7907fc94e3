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

/// The fields of one resource in the order the manifest shows them: kept, or written as JSON as they come.
public struct ManifestFields {
    /// Key and value, in order; empty where they are written.
    public private(set) var entries: [(name: String, value: ConfigValue)] = []
    let form: ManifestForm
    /// Takes the fields instead of `entries`.
    private var json: JSONWriter?

    init(_ form: ManifestForm) {
        self.form = form
        entries.reserveCapacity(48)
    }

    private init(writing json: consuming JSONWriter, _ form: ManifestForm) {
        self.form = form
        self.json = json
    }

    /// Writes the fields that `add` adds as the members of an object.
    static func write(_ form: ManifestForm, to json: inout JSONWriter, _ add: (inout ManifestFields) -> Void) {
        json.beginObject()
        // The writer is lent, not copied: a copy would double its buffer.
        var fields = ManifestFields(writing: json.taken(), form)
        add(&fields)
        if let writer = fields.json.take() { json = writer }
        json.endObject()
    }

    /// Writes the fields as an object.
    public func write(to json: inout JSONWriter) {
        json.beginObject()
        for entry in entries {
            json.key(entry.name)
            json.value(entry.value)
        }
        json.endObject()
    }

    /// The fields as a mapping.
    public var map: ConfigMap { ConfigMap(entries.map { ($0.name, $0.value) }) }

    mutating func add(_ name: String, _ value: ConfigValue) {
        if form.omitsNulls, value.isNull { return }
        addOwn(name, value)
    }

    /// Adds a key of the user's own, which stays also where it is null.
    mutating func addOwn(_ name: String, _ value: ConfigValue) {
        guard json != nil else { return entries.append((name, value)) }
        json?.key(name)
        json?.value(value)
    }

    mutating func add(_ name: String, _ text: String) {
        guard json != nil else { return entries.append((name, .string(text))) }
        json?.key(name)
        json?.string(text)
    }

    mutating func add(_ name: String, _ text: String?) { add(name, .optional(text)) }
    mutating func add(_ name: String, _ map: ConfigMap) { add(name, .map(map)) }

    mutating func add(_ name: String, _ texts: [String]) {
        guard json != nil else { return entries.append((name, .list(texts.map(ConfigValue.string)))) }
        json?.key(name)
        json?.beginArray()
        for text in texts { json?.string(text) }
        json?.endArray()
    }

    mutating func add(_ name: String, _ lists: [[String]]) { add(name, .list(lists.map { .list($0.map(ConfigValue.string)) })) }

    /// Adds a mapping whose fields `add` adds.
    mutating func add(_ name: String, _ add: (inout ManifestFields) -> Void) {
        if json != nil {
            json?.key(name)
            json?.beginObject()
            add(&self)
            json?.endObject()
        } else {
            var fields = ManifestFields(form)
            add(&fields)
            entries.append((name, .map(fields.map)))
        }
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
