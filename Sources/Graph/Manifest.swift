public import Formats

/// Everything the project declares, names bound and configurations merged: built once, then read-only.
public struct Manifest: Sendable {
    /// Facts about the run that made it.
    public var metadata: Metadata
    /// Models, seeds, snapshots, tests, analyses, operations and functions by unique id, in dbt's order of insertion.
    public var nodes = OrderedTable<Node>()
    /// Source tables.
    public var sources = OrderedTable<Source>()
    /// Macros.
    public var macros = OrderedTable<Macro>()
    /// Docs blocks.
    public var docs = OrderedTable<Documentation>()
    /// Exposures.
    public var exposures = OrderedTable<Exposure>()
    /// Groups.
    public var groups = OrderedTable<Group>()
    /// Metrics.
    public var metrics = OrderedTable<SemanticResource>()
    /// Semantic models.
    public var semanticModels = OrderedTable<SemanticResource>()
    /// Saved queries.
    public var savedQueries = OrderedTable<SemanticResource>()
    /// Unit tests.
    public var unitTests = OrderedTable<UnitTest>()
    /// Saved selectors of `selectors.yml`, as the manifest shows them.
    public var selectors = ConfigMap()
    /// Which layer each resource is in; empty in a project without layers. Not part of any artifact.
    public var layers = LayerMap.none
    /// Disabled nodes by unique id, in the order met.
    public var disabled: [(id: String, resource: DisabledResource)] = []

    /// What a disabled entry is.
    public enum DisabledResource: Sendable {
        case node(Node)
        case source(Source)
        case exposure(Exposure)
        case unitTest(UnitTest)
        case semantic(SemanticResource)
    }

    /// Facts about the run that made a manifest.
    public struct Metadata: Sendable {
        /// The root project's name.
        public var projectName: String
        /// MD5 of the root project's name, as dbt's `project_id`.
        public var projectID: String
        /// `sqlite` or `postgres`.
        public var adapterType: String
        /// ISO timestamp with microseconds and `Z`.
        public var generatedAt: String
        /// The run's UUID.
        public var invocationID: String
        /// When the invocation started, as `generatedAt`.
        public var invocationStartedAt: String
        /// `DBT_ENV_CUSTOM_ENV_…` variables, prefix cut off.
        public var env: [(String, String)]
        /// The project's quoting as resolved: database, schema, identifier, column.
        public var quoting: ConfigMap
        /// The command-line run cache key some clients show; nil for none.
        public var runStartedAt: String
        /// Whether names in a package mean the package's own things before those of the root project.
        public var searchesOwnPackageFirst = false

        /// Metadata of a manifest.
        public init(
            projectName: String, projectID: String, adapterType: String, generatedAt: String, invocationID: String,
            invocationStartedAt: String,
            env: [(String, String)], quoting: ConfigMap, runStartedAt: String
        ) {
            self.projectName = projectName
            self.projectID = projectID
            self.adapterType = adapterType
            self.generatedAt = generatedAt
            self.invocationID = invocationID
            self.invocationStartedAt = invocationStartedAt
            self.env = env
            self.quoting = quoting
            self.runStartedAt = runStartedAt
        }
    }

    /// An empty manifest.
    public init(metadata: Metadata) { self.metadata = metadata }
}

extension Manifest {
    /// Metrics, semantic models and saved queries.
    public var semanticResources: [SemanticResource] { metrics.values + semanticModels.values + savedQueries.values }

    /// The metric, semantic model or saved query of an id.
    public func semanticResource(_ id: String) -> SemanticResource? { metrics[id] ?? semanticModels[id] ?? savedQueries[id] }

    /// Adds a metric, semantic model or saved query.
    public mutating func add(_ resource: SemanticResource) {
        switch resource.resourceType {
        case .metric: metrics[resource.uniqueID] = resource
        case .semanticModel: semanticModels[resource.uniqueID] = resource
        default: savedQueries[resource.uniqueID] = resource
        }
    }
}

/// Values by key in order of insertion.
public struct OrderedTable<Element: Sendable>: Sendable {
    /// The keys in order.
    public private(set) var keys: [String] = []
    /// The values in the order of `keys`.
    public private(set) var values: [Element] = []
    private var positions: [String: Int] = [:]

    /// An empty table.
    public init() {}

    /// A table of pairs; of two with one key the later value counts, at the place of the first.
    public init(_ pairs: [(String, Element)]) {
        for (key, value) in pairs { self[key] = value }
    }

    /// The number of entries.
    public var count: Int { keys.count }

    /// The value under a key; setting an absent key appends it. Setting nil is ignored: nothing is ever taken out.
    public subscript(key: String) -> Element? {
        get { positions[key].map { values[$0] } }
        set {
            guard let newValue else { return }
            if let position = positions[key] {
                values[position] = newValue
            } else {
                positions[key] = keys.count
                keys.append(key)
                values.append(newValue)
            }
        }
    }

    /// The position of a key in `keys` and `values`.
    public func position(of key: String) -> Int? { positions[key] }

    /// The same keys with other values.
    public func map<Other: Sendable>(_ transform: (Element) -> Other) -> OrderedTable<Other> {
        var table = OrderedTable<Other>()
        table.keys = keys
        table.positions = positions
        table.values = values.map(transform)
        return table
    }

    /// Changes the value under a key in place; does nothing where it is absent.
    public mutating func update(_ key: String, _ change: (inout Element) -> Void) {
        if let position = positions[key] { change(&values[position]) }
    }
}
