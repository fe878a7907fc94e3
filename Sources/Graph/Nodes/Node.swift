public import Diagnostics
public import Formats

/// A node of the manifest's `nodes` or `functions`: a model, seed, snapshot, test, analysis, operation or function.
///
/// Its fields are those of `NodeContent`. Copies share them until one is changed: a project of thousands of nodes hands them from step to step,
/// and a copy of forty fields is forty counted references.
@dynamicMemberLookup
public struct Node: Sendable {
    @usableFromInline var content: CopyOnWrite<NodeContent>

    /// A node with its identity; everything else starts empty.
    public init(
        uniqueID: String, name: String, resourceType: ResourceType, packageName: String, path: String, originalFilePath: String,
        fqn: [String], details: Details
    ) {
        content = CopyOnWrite(
            NodeContent(
                uniqueID: uniqueID, name: name, resourceType: resourceType, packageName: packageName, path: path,
                originalFilePath: originalFilePath, fqn: fqn, details: details))
    }

    /// A field, or what follows from fields.
    @inlinable @inline(__always)
    public subscript<Value>(dynamicMember field: KeyPath<NodeContent, Value>) -> Value { content[dynamicMember: field] }

    /// A field.
    @inlinable @inline(__always)
    public subscript<Value>(dynamicMember field: WritableKeyPath<NodeContent, Value>) -> Value {
        get { content[dynamicMember: field] }
        _modify { yield &content[dynamicMember: field] }
    }

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
