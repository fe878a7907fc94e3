public import Diagnostics
public import Formats

/// A node of the manifest's `nodes` or `functions`: a model, seed, snapshot, test, analysis, operation or function.
///
/// Fields shared by all stand here; what only one kind has stands in `details`. `config` holds the finished configuration in the form the
/// manifest shows it: every key of the kind with its default, in dbt's order, then the user's own keys.
public struct Node: Sendable {
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
    public var details: Details
    /// Where its text comes from; nil for generated nodes. Not part of any artifact.
    public var source: SourceSpan?
    /// Where a properties file describes it; nil where none does. Not part of any artifact.
    public var describedAt: SourceSpan?
    /// Where each `ref`/`source` call stands, by its text (`ref:orders`, see `RefArguments.callKey`), for messages. Not part of any artifact.
    public var callSpans: [String: SourceSpan]

    /// What only one kind of node has.
    public enum Details: Sendable {
        case model(ModelDetails)
        case seed(rootPath: String)
        case snapshot
        case singularTest
        case genericTest(GenericTestDetails)
        case analysis
        /// A unit test made ready to run; the manifest holds `UnitTest`s alone.
        case unitTest(UnitTestDetails)
        /// An `on-run-start`/`on-run-end` hook with its position, or a `run-operation`/`--inline` text.
        case operation(index: Int?)
        case function(FunctionDetails)
    }

    /// A node with its identity; everything else starts empty.
    public init(
        uniqueID: String, name: String, resourceType: ResourceType, packageName: String, path: String, originalFilePath: String,
        fqn: [String], details: Details
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

extension Node {
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

/// What dbt compares to see whether a file changed: the algorithm (`sha256`, `path`, `none`) and its value.
public struct Checksum: Sendable, Equatable {
    /// The algorithm.
    public var name: String
    /// The value, in hexadecimal for hashes.
    public var checksum: String

    /// A checksum.
    public init(name: String, checksum: String) {
        self.name = name
        self.checksum = checksum
    }
}

/// One `ref()` call.
public struct RefArguments: Sendable, Equatable {
    /// The model's name.
    public var name: String
    /// The package, where the two-argument form was used.
    public var package: String?
    /// The version asked for; nil for the latest.
    public var version: NodeVersion?

    /// A `ref` call.
    public init(name: String, package: String? = nil, version: NodeVersion? = nil) {
        self.name = name
        self.package = package
        self.version = version
    }

    /// The call as `Node.callSpans` knows it: `ref:orders`, `ref:shop.orders`, `ref:orders.v2`.
    public var callKey: String {
        let path = package.map { "\($0).\(name)" } ?? name
        return "ref:" + (version.map { "\(path).v\($0.text)" } ?? path)
    }
}

/// A model version: a number or a text, as written.
public struct NodeVersion: Sendable, Equatable, Hashable {
    /// As dbt prints it: `2`, `1.5`, `beta`.
    public var text: String
    /// Whether it was written as a number, which decides how JSON shows it and how versions are ordered.
    public var isNumber: Bool

    /// A version.
    public init(text: String, isNumber: Bool) {
        self.text = text
        self.isNumber = isNumber
    }

    /// A version from a YAML value; nil for anything but a number or a text.
    public init?(_ value: ConfigValue) {
        switch value.kind {
        case .int(let number): self.init(text: String(number), isNumber: true)
        case .float(let number): self.init(text: number.description, isNumber: true)
        case .string(let text): self.init(text: text, isNumber: false)
        default: return nil
        }
    }

    /// The value as JSON shows it.
    public var value: ConfigValue {
        guard isNumber else { return .string(text) }
        if let number = Int(text) { return .int(number) }
        return Double(text).map(ConfigValue.float) ?? .string(text)
    }
}

/// Macros and nodes a node needs, in dbt's order.
public struct DependsOn: Sendable, Equatable {
    /// Unique ids of macros.
    public var macros: [String]
    /// Unique ids of nodes.
    public var nodes: [String]

    /// The dependencies of a node.
    public init(macros: [String] = [], nodes: [String] = []) {
        self.macros = macros
        self.nodes = nodes
    }

    /// Adds a macro once.
    public mutating func addMacro(_ id: String) { if !macros.contains(id) { macros.append(id) } }
    /// Adds a node once.
    public mutating func addNode(_ id: String) { if !nodes.contains(id) { nodes.append(id) } }
}

/// A model's contract as resolved.
public struct Contract: Sendable, Equatable {
    /// Whether the contract is enforced.
    public var enforced = false
    /// Whether type aliases are translated.
    public var aliasTypes = true
    /// Hash of the column names and types, where enforced.
    public var checksum: String?

    /// A contract that is not enforced.
    public init() {}
}

/// `docs: {show, node_color}`.
public struct DocsDisplay: Sendable, Equatable {
    /// Whether the docs site shows the node.
    public var show = true
    /// Its colour in the lineage graph.
    public var nodeColor: String?

    /// Shown, without a colour.
    public init() {}
}

/// What compiling a node gave.
public struct Compilation: Sendable {
    /// The SQL to run, ephemeral models included; nil where only a path is known.
    public var code: String?
    /// Path of the file below the project's folder (`target/compiled/shop/models/orders.sql`).
    public var path: String?
    /// The CTEs of ephemeral models, in order.
    public var extraCTEs: [ExtraCTE]
    /// Whether those CTEs stand in `code`.
    public var extraCTEsInjected: Bool

    /// Whether the SQL itself is there, which is what makes dbt write `compiled: true`.
    public var isComplete: Bool { code != nil }

    /// The outcome of compiling.
    public init(code: String?, path: String? = nil, extraCTEs: [ExtraCTE] = [], extraCTEsInjected: Bool = true) {
        self.code = code
        self.path = path
        self.extraCTEs = extraCTEs
        self.extraCTEsInjected = extraCTEsInjected
    }
}

/// One ephemeral model's CTE: the model and the text `name as (…)`.
public struct ExtraCTE: Sendable, Equatable {
    /// Unique id of the ephemeral model.
    public var id: String
    /// ` __dbt__cte__name as (…)`.
    public var sql: String

    /// A CTE.
    public init(id: String, sql: String) {
        self.id = id
        self.sql = sql
    }
}
