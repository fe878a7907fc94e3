public import Diagnostics
public import Formats

/// What a `Node` holds.
///
/// Those shared by all kinds stand here; what only one kind has stands in `details`. `config` holds the finished configuration in the form the
/// manifest shows it: every key of the kind with its default, in dbt's order, then the user's own keys.
public struct NodeContent: Sendable {
    /// `model.shop.orders`.
    public var uniqueID: String
    /// The name `ref()` uses; for tests the full generated name.
    public var name: String
    /// The kind of node, equal to the case of `details`.
    public var resourceType: ResourceType
    /// The project or package it belongs to.
    public var packageName: String
    /// Path below its resource folder (`staging/stg_orders.sql`).
    public var path: String
    /// Path below its project's folder (`models/staging/stg_orders.sql`).
    public var originalFilePath: String
    /// Package, folders and name: what config trees and the `fqn` selector match.
    public var fqn: [String]
    /// The relation's name in the database.
    public var alias: String
    /// The relation's database; nil where the adapter has none.
    public var database: String?
    /// The relation's schema.
    public var schema: String
    /// The quoted full name; nil for nodes without a relation (tests, ephemeral models).
    public var relationName: String?
    /// What decides whether the file changed.
    public var checksum: Checksum
    /// The finished configuration (see above).
    public var config: ConfigMap
    /// The configuration as written, before Jinja in it was rendered.
    public var unrenderedConfig: ConfigMap
    /// What `config()` in the file was called with, in order of keys; not part of any artifact.
    public var configCall: ConfigMap
    /// The same call as written, before its values were worked out; not part of any artifact.
    public var unrenderedConfigCall = ConfigMap()
    /// Tags, sorted as dbt keeps them: in order of definition.
    public var tags: [String]
    /// Rendered description, empty where there is none.
    public var description: String
    /// Columns by name, in the order of the properties file.
    public var columns: [Column]
    /// The `meta` mapping.
    public var meta: ConfigMap
    /// The group's name.
    public var group: String?
    /// How the docs site shows it.
    public var docs: DocsDisplay
    /// `package://path` of the properties file that describes it.
    public var patchPath: String?
    /// Where `target/run` keeps its executed SQL; set by a run.
    public var buildPath: String?
    /// Seconds since 1970 when it was parsed.
    public var createdAt: Double
    /// The file's text as dbt keeps it (stripped of outer whitespace by dbt's rules); empty for seeds.
    public var rawCode: String
    /// Ids of the docs blocks its description uses.
    public var docBlocks: [String]
    /// Every `ref()` in order, without duplicates.
    public var refs: [RefArguments]
    /// Every `source()` in order: source name, table name.
    public var sources: [[String]]
    /// Every `metric()` in order.
    public var metrics: [[String]]
    /// Every `function()` in order.
    public var functions: [[String]]
    /// Macros and nodes it needs.
    public var dependsOn: DependsOn
    /// The contract as resolved.
    public var contract: Contract
    /// What compiling gave; nil before.
    public var compilation: Compilation?
    /// What only this kind of node has.
    public var details: Node.Details
    /// Where its text comes from; nil for generated nodes. Not part of any artifact.
    public var source: SourceSpan?
    /// Where a properties file describes it; nil where none does. Not part of any artifact.
    public var describedAt: SourceSpan?
    /// Where each `ref`/`source` call stands, by its text (`ref:orders`, see `RefArguments.callKey`), for messages. Not part of any artifact.
    public var callSpans: [String: SourceSpan]

    /// A node with its identity; everything else starts empty.
    public init(
        uniqueID: String, name: String, resourceType: ResourceType, packageName: String, path: String, originalFilePath: String,
        fqn: [String], details: Node.Details
    ) {
        self.uniqueID = uniqueID
        self.name = name
        self.resourceType = resourceType
        self.packageName = packageName
        self.path = path
        self.originalFilePath = originalFilePath
        self.fqn = fqn
        self.details = details
        alias = name
        schema = ""
        checksum = Checksum(name: "none", checksum: "")
        config = ConfigMap()
        unrenderedConfig = ConfigMap()
        configCall = ConfigMap()
        tags = []
        description = ""
        columns = []
        meta = ConfigMap()
        docs = DocsDisplay()
        createdAt = 0
        rawCode = ""
        docBlocks = []
        refs = []
        sources = []
        metrics = []
        functions = []
        dependsOn = DependsOn()
        contract = Contract()
        callSpans = [:]
    }
}

extension NodeContent {
    /// `config.materialized`: `view`, `table`, `incremental`, `ephemeral`, `seed`, `snapshot`, `test` or the user's own.
    public var materialized: String { config["materialized"]?.string ?? "view" }
    /// Whether it is a model that is inlined as a CTE.
    public var isEphemeral: Bool { resourceType == .model && materialized == "ephemeral" }
    /// Whether it is a model that is built batch by batch.
    public var isMicrobatch: Bool {
        resourceType == .model && materialized == "incremental" && config["incremental_strategy"]?.string == "microbatch"
    }
    /// The details of a model; nil for other kinds.
    public var model: ModelDetails? {
        get {
            if case .model(let details) = details { return details }
            return nil
        }
        set { if let newValue { details = .model(newValue) } }
    }
    /// The details of a generic test; nil for other kinds.
    public var genericTest: GenericTestDetails? {
        if case .genericTest(let details) = details { return details }
        return nil
    }
    /// The details of a unit test that runs; nil for other kinds.
    public var unitTest: UnitTestDetails? {
        if case .unitTest(let details) = details { return details }
        return nil
    }
    /// The details of a function; nil for other kinds.
    public var function: FunctionDetails? {
        if case .function(let details) = details { return details }
        return nil
    }
    /// The name with its version as `ref` messages show it: `orders.v2`.
    public var searchName: String {
        guard let version = model?.version else { return name }
        return "\(name).v\(version.text)"
    }
}
