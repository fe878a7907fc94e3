import Formats
public import Graph
import Jinja
import Project
public import Warehouse

/// `ref`, `source`, `metric`, `function` and `config`: what binds a node to others.
let referenceFunctions: [ContextFunction] = [
    .resolver("ref") { context, arguments in
        let ref = try ReferenceArguments.ref(arguments)
        guard context.executes else {
            context.captured.refs.append(ref)
            context.noteReferrer(ref.callKey)
            return try context.ownRelation()
        }
        return try context.resolve(ref)
    },
    .resolver("source") { context, arguments in
        guard arguments.positional.count == 2 else {
            throw JinjaError(.compilation, "source() takes exactly two arguments (\(arguments.positional.count) given)")
        }
        let names = try ReferenceArguments.sourceNames(arguments.positional)
        guard context.executes else {
            context.captured.sources.append(names)
            context.noteReferrer("source:\(names.joined(separator: "."))")
            return try context.ownRelation()
        }
        return try context.resolveSource(names[0], names[1])
    },
    .function("metric") { context, arguments, _ in
        let names = try ReferenceArguments.names(arguments, of: "metric")
        guard context.executes else {
            context.captured.metrics.append(names)
            return .object(MetricObject(names))
        }
        return try context.resolveMetric(names)
    },
    .function("function") { context, arguments, _ in
        let names = try ReferenceArguments.names(arguments, of: "function")
        guard context.executes else {
            context.captured.functions.append(names)
            context.noteReferrer("function:\(names.last ?? "")")
            guard let node = context.node else { return .none }
            var relation = context.relation(of: node)
            relation.kind = .function
            return .relation(relation)
        }
        return try context.resolveFunction(names)
    },
    ContextFunction("config") { $0.stage == .parse ? .object(ParseConfigObject($0)) : .object(RuntimeConfigObject($0)) },
]

extension ContextFunction {
    /// A function that also shows the run's settings, as `builtins.ref.config` does in dbt.
    fileprivate static func resolver(
        _ name: String, _ body: @escaping @Sendable (RenderContext, Arguments) throws -> Value
    ) -> ContextFunction {
        ContextFunction(name) { .object(ResolverObject(name, $0, body)) }
    }
}

/// `ref` and `source`: callable, with `config` and `model` as packages reach for them.
private final class ResolverObject: Object {
    private let name: String
    private unowned let context: RenderContext
    private let body: @Sendable (RenderContext, Arguments) throws -> Value

    init(_ name: String, _ context: RenderContext, _ body: @escaping @Sendable (RenderContext, Arguments) throws -> Value) {
        self.name = name
        self.context = context
        self.body = body
    }

    override var typeName: String {
        (context.executes ? "Runtime" : "Parse") + (name == "ref" ? "Ref" : "Source") + "Resolver"
    }
    override var isCallable: Bool { true }
    override func call(_ arguments: Arguments, _ renderer: Renderer) throws -> Value { try body(context, arguments) }

    override func attribute(_ attribute: String, _ renderer: Renderer) throws -> Value? {
        switch attribute {
        case "config": .object(ProjectSettingsObject(context))
        case "model": context.lookup("model")
        default: nil
        }
    }
}

/// Reads the arguments of `ref`, `source` and their kin, with dbt's messages.
private enum ReferenceArguments {
    static func ref(_ arguments: Arguments) throws -> RefArguments {
        let positional = arguments.positional
        guard (1...2).contains(positional.count) else {
            throw JinjaError(.compilation, "ref() takes at most two arguments (\(positional.count) given)")
        }
        guard let name = positional[positional.count - 1].text else {
            throw JinjaError(
                .compilation,
                "The name argument to ref() must be a string, got \(className(positional[positional.count - 1]))")
        }
        var package: String?
        if positional.count == 2, !positional[0].isNone {
            guard let text = positional[0].text else {
                throw JinjaError(
                    .compilation, "The package argument to ref() must be a string or None, got \(className(positional[0]))")
            }
            package = text
        }
        var version: NodeVersion?
        for word in ["version", "v"] where version == nil {
            guard let value = arguments.named(word), try value.isTrue() else { continue }
            guard let parsed = NodeVersion(try ConfigValue(value)) else {
                throw JinjaError(
                    .compilation, "The version argument to ref() must be a string, int, float, or None - got \(className(value))")
            }
            version = parsed
        }
        return RefArguments(name: name, package: package, version: version)
    }

    static func sourceNames(_ values: [Value]) throws -> [String] {
        try zip(values, ["source name (first)", "table name (second)"]).map { value, what in
            guard let text = value.text else {
                throw JinjaError(.compilation, "The \(what) argument to source() must be a string, got \(className(value))")
            }
            return text
        }
    }

    static func names(_ arguments: Arguments, of function: String) throws -> [String] {
        guard (1...2).contains(arguments.positional.count) else {
            throw JinjaError(
                .compilation, "\(function)() takes at most two arguments (\(arguments.positional.count) given)")
        }
        return try arguments.positional.map { value in
            guard let text = value.text else {
                throw JinjaError(.compilation, "The name argument to \(function)() must be a string, got \(className(value))")
            }
            return text
        }
    }

    private static func className(_ value: Value) -> String { "<class '\(value.typeName)'>" }
}

extension RenderContext {
    /// The relation of the node being rendered: what `ref` and `source` give while parsing.
    func ownRelation() throws -> Value {
        guard let node else { return .none }
        return .relation(relation(of: node))
    }

    /// The relation a node is built as: quoted as the project says; a node's own `quoting` has no effect in dbt 1.12.
    public func relation(of node: Node) -> Relation {
        Relation(
            database: node.database,
            schema: project?.candidateSchemas[node.uniqueID] ?? world.adapter.physicalSchema(node.schema), identifier: node.alias,
            kind: nil,
            quotePolicy: world.quoting, style: world.adapter.dialect.relationStyle)
    }

    /// The relation of a source table: quoted as the source says, by the adapter's own rules otherwise.
    public func relation(of source: Source) -> Relation {
        var quoting = world.adapter.dialect.relationStyle.quotePolicy
        for part in RelationPart.allCases {
            if let flag = source.quoting[part.rawValue]?.bool { quoting[part] = flag }
        }
        return Relation(
            database: source.database, schema: world.adapter.physicalSchema(source.schema), identifier: source.identifier, kind: nil,
            quotePolicy: quoting, style: world.adapter.dialect.relationStyle)
    }

    /// `--empty` reads no rows; unit tests read their fixtures in any case.
    private var rowLimit: Int? { world.invocation.isOn("empty") && node?.unitTest == nil ? 0 : nil }

    /// The package whose point of view decides what a name refers to.
    private var callingPackage: String { node?.packageName ?? package }

    fileprivate func resolve(_ ref: RefArguments) throws -> Value {
        guard let project else { return .none }
        switch project.references.node(ref, from: callingPackage) {
        case .found(let id):
            guard let target = project.manifest.nodes[id] else { return .none }
            try checkDeclared(ref, id)
            noteNewerVersion(of: target, ref)
            if target.isEphemeral { return try ephemeral(target) }
            var relation = try deferredRelation(of: target) ?? relation(of: target)
            relation.limit = rowLimit
            relation.eventTimeFilter = eventTimeFilter(over: target)
            return .relation(relation)
        case .disabled: throw notFound(ref, isDisabled: true)
        case .missing: throw notFound(ref, isDisabled: false)
        case .ambiguous(let ids):
            throw JinjaError(
                .compilation,
                "When referencing '\(ref.name)', dbt found nodes in multiple packages: "
                    + ids.map { "'\($0)'" }.joined(separator: ", ")
                    + "\nTo fix this, use two-argument 'ref', with the package name first: \"{{ ref('package', '\(ref.name)') }}\"")
        }
    }

    /// The relation of another run that stands in for a node with `--defer`: where its own relation does not exist, or with
    /// `--favor-state` where it is not selected.
    private func deferredRelation(of node: Node) throws -> Relation? {
        guard world.invocation.isOn("defer"), let other = counterpart(of: node) else { return nil }
        let isFavored = world.invocation.isOn("favor_state") && !world.invocation.selected.contains(node.uniqueID)
        if !isFavored, session != nil {
            let own = relation(of: node)
            let found = try AdapterObject(self).find(database: own.database, schema: own.schema, identifier: own.identifier)
            if found != nil { return nil }
        }
        return relation(of: other)
    }

    /// The same node in the manifest of another run, where it is a relation.
    private func counterpart(of node: Node) -> Node? {
        guard node.resourceType.isRefable || node.resourceType == .function, let other = project?.deferred?.nodes[node.uniqueID],
            !other.isEphemeral
        else { return nil }
        return other
    }

    /// The relation of the rendered node in the manifest of another run; nil where there is none.
    var deferRelation: Relation? { node.flatMap(counterpart).map { relation(of: $0) } }

    /// A node refers only to what was found while parsing: what it depends on was built before it.
    private func checkDeclared(_ ref: RefArguments, _ id: String) throws {
        guard stage == .run, let node, !node.dependsOn.nodes.contains(id), node.uniqueID != id || node.resourceType != .snapshot else {
            return
        }
        let call = ([ref.package, ref.name].compactMap { $0 }.map { "'\($0)'" } + (ref.version.map { ["v=\($0.text)"] } ?? []))
            .joined(separator: ", ")
        throw JinjaError(
            .compilation,
            "dbt was unable to infer all dependencies for the model \"\(node.name)\".\nThis typically happens when ref() is placed within a "
                + "conditional block.\n\nTo fix this, add the following hint to the top of the model \"\(node.name)\":\n\n"
                + "-- depends_on: {{ ref(\(call)) }}")
    }

    private func ephemeral(_ target: Node) throws -> Value {
        if stage == .operation {
            throw JinjaError(.compilation, "Operations can not ref() ephemeral nodes, but \(target.name) is ephemeral")
        }
        if !ephemeralReferences.contains(target.uniqueID) { ephemeralReferences.append(target.uniqueID) }
        var relation = Relation.ephemeral(
            project?.cteName(of: target) ?? target.alias, style: world.adapter.dialect.relationStyle)
        relation.limit = rowLimit
        relation.eventTimeFilter = eventTimeFilter(over: target)
        return .relation(relation)
    }

    private func notFound(_ ref: RefArguments, isDisabled: Bool) -> JinjaError {
        let version = ref.version.map { " with version '\($0.text)'" } ?? ""
        let package = ref.package.map { " in package or project '\($0)'" } ?? ""
        return JinjaError(.compilation, missing("a node named '\(ref.name)'\(version)\(package)", isDisabled))
    }

    private func missing(_ what: String, _ isDisabled: Bool) -> String {
        let subject = node.map { "\($0.resourceType.rawValue.capitalizedWords) '\($0.uniqueID)' (\($0.originalFilePath))" } ?? "This call"
        return "\(subject) depends on \(what) which \(isDisabled ? "is disabled" : "was not found")"
    }

    fileprivate func resolveMetric(_ names: [String]) throws -> Value {
        guard let project, let name = names.last else { return .none }
        let found = project.manifest.metrics.values.filter { $0.name == name && (names.count == 1 || $0.packageName == names[0]) }
        let packages = [callingPackage, world.rootProject]
        guard let metric = packages.lazy.compactMap({ package in found.first { $0.packageName == package } }).first ?? found.first else {
            throw JinjaError(.compilation, missing("a metric named '\(names.joined(separator: "."))'", false))
        }
        return .object(MetricObject(metric, in: project.manifest))
    }

    fileprivate func resolveFunction(_ names: [String]) throws -> Value {
        guard let project else { return .none }
        let what = "a function named '\(names.joined(separator: "."))'"
        switch project.references.function(names, from: callingPackage) {
        case .found(let id):
            guard let target = project.manifest.nodes[id] else { return .none }
            var relation = try deferredRelation(of: target) ?? relation(of: target)
            relation.kind = .function
            return .relation(relation)
        case .disabled: throw JinjaError(.compilation, missing(what, true))
        case .missing, .ambiguous: throw JinjaError(.compilation, missing(what, false))
        }
    }

    fileprivate func resolveSource(_ source: String, _ table: String) throws -> Value {
        guard let project else { return .none }
        switch project.references.source(source, table, from: callingPackage) {
        case .found(let id):
            // In a unit test a fixture stands for the source.
            if let fixture = project.manifest.nodes[id] { return try ephemeral(fixture) }
            guard let target = project.manifest.sources[id] else { return .none }
            var relation = relation(of: target)
            relation.limit = rowLimit
            relation.eventTimeFilter = eventTimeFilter(over: target)
            return .relation(relation)
        case .disabled: throw JinjaError(.compilation, missing("a source named '\(source).\(table)'", true))
        case .missing, .ambiguous: throw JinjaError(.compilation, missing("a source named '\(source).\(table)'", false))
        }
    }
}

extension String {
    /// The words that `_` joins, each with its first letter in upper case: `Unit_Test`.
    var capitalizedWords: String {
        split(separator: "_", omittingEmptySubsequences: false).map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined(separator: "_")
    }
}
