public import Diagnostics
public import Formats

/// A resource of the semantic layer: a semantic model, a metric or a saved query.
///
/// What all three have stands in fields of its own. `definition` holds what only one kind has, in the form and order the manifest shows it:
///
/// - semantic model: `model`, `node_relation`, `defaults`, `entities`, `measures`, `dimensions`, `primary_entity`
/// - metric: `type`, `type_params`, `filter`, `time_granularity`
/// - saved query: `query_params`, `exports`
public struct SemanticResource: Sendable {
    /// `metric.shop.revenue`.
    public var uniqueID: String
    /// The resource's name.
    public var name: String
    /// `semanticModel`, `metric` or `savedQuery`.
    public var resourceType: ResourceType
    /// The package.
    public var packageName: String
    /// The properties file below its resource folder.
    public var path: String
    /// The properties file below the project's folder.
    public var originalFilePath: String
    /// Package, folders and name.
    public var fqn: [String]
    /// Rendered description; nil for none.
    public var description: String?
    /// Label for people.
    public var label: String?
    /// What only this kind has (see above).
    public var definition: ConfigMap
    /// The finished configuration.
    public var config = ConfigMap()
    /// The configuration as written.
    public var unrenderedConfig = ConfigMap()
    /// The group's name.
    public var group: String?
    /// What it depends on.
    public var dependsOn = DependsOn()
    /// Every `ref()`; a semantic model has its model.
    public var refs: [RefArguments] = []
    /// The `meta` mapping of a metric.
    public var meta = ConfigMap()
    /// Tags.
    public var tags: [String] = []
    /// Seconds since 1970.
    public var createdAt = 0.0
    /// Where it is declared. Not part of any artifact.
    public var span: SourceSpan?

    /// A resource with its identity and definition.
    public init(
        _ resourceType: ResourceType, name: String, packageName: String, path: String, originalFilePath: String, fqn: [String],
        definition: ConfigMap
    ) {
        uniqueID = "\(resourceType.rawValue).\(packageName).\(name)"
        self.name = name
        self.resourceType = resourceType
        self.packageName = packageName
        self.path = path
        self.originalFilePath = originalFilePath
        self.fqn = fqn
        self.definition = definition
    }
}

extension SemanticResource {
    /// The kinds there are, in the order the graph links them.
    public static let types: [ResourceType] = [.metric, .semanticModel, .savedQuery]

    /// Whether it takes part.
    public var isEnabled: Bool { config["enabled"]?.bool ?? true }

    /// The elements of a semantic model under `entities`, `measures` or `dimensions`.
    public func elements(_ key: String) -> [ConfigMap] { definition[key]?.list?.compactMap(\.map) ?? [] }

    /// The names of the metrics a saved query asks for.
    public var queriedMetrics: [String] { definition["query_params"]?["metrics"]?.list?.compactMap(\.string) ?? [] }

    /// `type_params` of a metric.
    public var typeParams: ConfigMap { definition["type_params"]?.map ?? ConfigMap() }

    /// `type` of a metric: `simple`, `ratio`, `derived`, `cumulative` or `conversion`.
    public var metricType: String { definition["type"]?.string ?? "" }
}
