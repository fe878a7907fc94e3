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

    /// Whether a resource is what it was. What is new of sources, exposures and the semantic layer counts as the same: dbt
    /// selects it by `state:new` only.
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
        case .semantic(let resource):
            guard case .semantic(let before)? = old else { return true }
            return Self.holds(resource, before)
        }
    }

    private static func holds(_ new: Node, _ old: Node) -> Bool {
        if new.genericTest != nil { return config(new, old) && new.fqn == old.fqn }
        return body(new, old) && config(new, old) && persistedDescription(new, old) && new.fqn == old.fqn && relation(new, old)
            && contract(new, old) && reference(new, old) && function(new, old)
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

    /// What calls of a function see: its arguments, its result, its overloads.
    private static func function(_ new: Node, _ old: Node) -> Bool {
        guard let left = new.function, let right = old.function else { return true }
        return left.arguments == right.arguments && left.returns == right.returns
            && left.overloads.elementsEqual(right.overloads) {
                $0.definedIn == $1.definedIn && $0.arguments == $1.arguments && $0.returns == $1.returns && $0.rawBody == $1.rawBody
            }
    }

    private static func holds(_ new: SemanticResource, _ old: SemanticResource) -> Bool {
        guard new.description == old.description else { return false }
        switch new.resourceType {
        case .metric:
            return new.definition["type"] == old.definition["type"] && new.label == old.label && config(new, old)
        case .semanticModel:
            let keys = ["model", "defaults", "entities", "dimensions", "measures", "primary_entity"]
            return keys.allSatisfy { new.definition[$0] == old.definition[$0] } && new.config == old.config && new.group == old.group
        default:
            let keys = ["metrics", "group_by", "where"]
            return keys.allSatisfy { new.definition["query_params"]?[$0] == old.definition["query_params"]?[$0] }
                && new.label == old.label && new.config == old.config && new.group == old.group && exports(new, old) && new.tags == old.tags
        }
    }

    /// The configuration of a metric as it was written; its group is not compared.
    private static func config(_ new: SemanticResource, _ old: SemanticResource) -> Bool {
        let (left, right) = (new.unrenderedConfig, old.unrenderedConfig)
        return Set(left.keys + right.keys).subtracting(["group"]).allSatisfy { left[$0] == right[$0] }
    }

    /// The exports of a saved query in order, by name and what was written about where they go.
    private static func exports(_ new: SemanticResource, _ old: SemanticResource) -> Bool {
        new.elements("exports").elementsEqual(old.elements("exports")) { left, right in
            left["name"] == right["name"]
                && ["export_as", "schema", "alias"].allSatisfy { left["unrendered_config"]?[$0] == right["unrendered_config"]?[$0] }
        }
    }
}
