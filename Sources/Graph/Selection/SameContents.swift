import Formats

/// dbt's rules for whether a resource is the same as in an earlier manifest.
struct SameContents {
    /// Whether the places of sources are compared as they were written; else as they are.
    var comparesUnrenderedValues = true

    /// Configuration keys that describe the relation or the place in the project and are not compared.
    private static let excluded: Set = ["alias", "schema", "database", "tags", "group"]
    /// The only keys compared for tests.
    private static let testKeys = [
        "severity", "where", "limit", "fail_calc", "warn_if", "error_if", "store_failures", "store_failures_as", "sql_header",
    ]

    /// Whether a resource is what it was. A source or exposure that is new counts as the same: dbt selects it by `state:new` only.
    func holds(_ new: Selectable, _ old: Selectable?) -> Bool {
        switch new {
        case .node(let node):
            guard case .node(let before)? = old else { return false }
            return Self.holds(node, before)
        case .source(let source):
            guard case .source(let before)? = old else { return true }
            return holds(source, before)
        case .exposure(let exposure):
            guard case .exposure(let before)? = old else { return true }
            return Self.holds(exposure, before)
        case .unitTest(let test):
            guard case .unitTest(let before)? = old else { return false }
            return test.checksum == before.checksum
        }
    }

    private static func holds(_ new: Node, _ old: Node) -> Bool {
        if new.genericTest != nil { return config(new, old) && new.fqn == old.fqn }
        return body(new, old) && config(new, old) && persistedDescription(new, old) && new.fqn == old.fqn && relation(new, old)
            && contract(new, old) && reference(new, old)
    }

    /// The text; for seeds the checksum, where `none` is never the same.
    static func body(_ new: Node, _ old: Node) -> Bool {
        guard new.resourceType == .seed else { return new.rawCode == old.rawCode }
        return new.checksum.name != "none" && new.checksum == old.checksum
    }

    /// The configuration as it was written.
    static func config(_ new: Node, _ old: Node) -> Bool {
        let left = new.unrenderedConfig
        let right = old.unrenderedConfig
        if new.resourceType == .test { return testKeys.allSatisfy { left[$0] == right[$0] } }
        return Set(left.keys + right.keys).subtracting(excluded).allSatisfy { left[$0] == right[$0] }
    }

    /// Descriptions that are stored in the database.
    static func persistedDescription(_ new: Node, _ old: Node) -> Bool {
        let persisted = new.config["persist_docs"]
        if persisted?["relation"]?.isTruthy ?? false, new.description != old.description { return false }
        guard persisted?["columns"]?.isTruthy ?? false else { return true }
        return descriptions(new.columns) == descriptions(old.columns)
    }

    private static func descriptions(_ columns: [Column]) -> [String: String] {
        Dictionary(columns.map { ($0.name, $0.description) }, uniquingKeysWith: { _, last in last })
    }

    /// Where the relation stands, as configured.
    static func relation(_ new: Node, _ old: Node) -> Bool {
        ["database", "schema", "alias"].allSatisfy { key in
            (new.unrenderedConfig[key] ?? .null) == (old.unrenderedConfig[key] ?? .null)
        }
    }

    /// The contract: enforced or not, and the same columns.
    static func contract(_ new: Node, _ old: Node) -> Bool {
        guard new.model != nil, old.model != nil, new.contract.enforced || old.contract.enforced else { return true }
        return new.contract.enforced && old.contract.enforced && new.contract.checksum == old.contract.checksum
    }

    /// What `ref()` in other models sees of a model.
    private static func reference(_ new: Node, _ old: Node) -> Bool {
        guard let left = new.model, let right = old.model else { return true }
        return left.latestVersion == right.latestVersion && left.access == right.access && left.deprecationDate == right.deprecationDate
    }

    private func holds(_ new: Source, _ old: Source) -> Bool {
        relation(new, old) && new.fqn == old.fqn && Self.config(new, old) && new.quoting == old.quoting && new.freshness == old.freshness
            && new.loadedAtField == old.loadedAtField && new.external == old.external
    }

    /// The configuration of a source as it was written.
    static func config(_ new: Source, _ old: Source) -> Bool { new.unrenderedConfig == old.unrenderedConfig }

    /// Where a source's table stands.
    func relation(_ new: Source, _ old: Source) -> Bool {
        guard new.identifier == old.identifier else { return false }
        guard comparesUnrenderedValues else { return new.database == old.database && new.schema == old.schema }
        return new.unrenderedDatabase == old.unrenderedDatabase && new.unrenderedSchema == old.unrenderedSchema
    }

    private static func holds(_ new: Exposure, _ old: Exposure) -> Bool {
        new.fqn == old.fqn && new.type == old.type && new.owner == old.owner && new.maturity == old.maturity && new.url == old.url
            && new.description == old.description && new.label == old.label
            && Set(new.dependsOn.nodes) == Set(old.dependsOn.nodes) && new.unrenderedConfig == old.unrenderedConfig
    }
}
