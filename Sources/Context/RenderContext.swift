import Formats
public import Graph
public import Jinja
public import Project

/// Everything one rendering may see: dbt's Jinja world around a node, a source or a bare macro.
///
/// Belongs to one thread. Names are looked up in this order: macros (of the node's package, of the root project, package namespaces,
/// built-in macros), then the context's own functions; each is made when first asked for.
public final class RenderContext {
    /// What the rendering is for; decides what `ref`, `source`, `config` and `adapter` do.
    public enum Stage: Sendable {
        /// Finding what a node refers to; nothing is asked of the database.
        case parse
        /// Making a node's schema, database or alias.
        case naming
        /// Compiling or running a node: `execute` is true.
        case run
        /// `run-operation`, hooks around a run, inline SQL: as `run`, but any node may be referred to.
        case operation
    }

    /// What is being rendered.
    public enum Subject {
        case node(Node)
        case source(Source)
        /// A macro without a node.
        case macro
    }

    /// What all renderings share.
    public let world: RenderWorld
    /// What the rendering is for.
    public let stage: Stage
    /// The package whose macros are found first.
    public let package: String
    /// What is being rendered; the runner changes it as a node gets its compiled code.
    public var subject: Subject
    /// The frozen project; nil while parsing.
    public let project: ResolvedProject?
    /// The database; nil while parsing.
    public let session: WarehouseSession?
    /// The macros, as this rendering finds them.
    public let macros: BoundMacros
    /// What was captured while parsing.
    public var captured = CapturedCalls()
    /// By the key of each call that was captured: the macros that ran when it was called first, outermost first.
    private(set) var referrers: [String: [ProjectMacro.Definition]] = [:]
    /// Ephemeral models that were referred to, in order.
    public var ephemeralReferences: [String] = []
    /// SQL that `write()` was given last.
    public var writtenSQL: String?
    /// Told when `write()` is called.
    public var onWrite: (String) throws -> Void = { _ in }
    /// Makes the table that `load_agate_table()` gives; set for seeds by the runner.
    public var seedTable: (() throws -> SeedTableObject)?
    /// More names, which hide the context's own: hook contexts (`results`, `schemas`), overrides of unit tests.
    public var extra: [String: Value] = [:]

    var results: [String: Value?] = [:]
    /// Whether the adapter is calling a macro on its own account.
    private(set) var isAdapterCalling = false
    private var known: [String: Value?] = [:]
    private var made: Renderer?

    /// A rendering's context.
    public init(
        world: RenderWorld, stage: Stage, package: String, subject: Subject, library: MacroLibrary, project: ResolvedProject? = nil,
        session: WarehouseSession? = nil
    ) {
        self.world = world
        self.stage = stage
        self.package = package
        self.subject = subject
        self.project = project
        self.session = session
        macros = BoundMacros(library, world: world, package: package)
        macros.observer = self
    }

    /// Remembers which macros run while a reference is captured.
    func noteReferrer(_ key: String) {
        if referrers[key] == nil { referrers[key] = renderer.runningMacros.map(\.definition) }
    }

    /// The node being rendered; nil for sources and bare macros.
    public var node: Node? {
        if case .node(let node) = subject { return node }
        return nil
    }

    /// The unique id of what is being rendered; nil for bare macros.
    public var nodeID: String? {
        switch subject {
        case .node(let node): node.uniqueID
        case .source(let source): source.uniqueID
        case .macro: nil
        }
    }

    /// Whether `execute` is true: a database may be asked.
    public var executes: Bool { stage == .run || stage == .operation }

    /// The value of a name, or nil where the context has none.
    public func lookup(_ name: String) -> Value? {
        if let found = known[name] { return found }
        let value = extra[name] ?? macros.find(name) ?? function(name)
        known[name] = .some(value)
        return value
    }

    /// The context's own value of a name, as `builtins` keeps it when a macro hides it.
    func function(_ name: String) -> Value? {
        AllFunctions.byName[name].flatMap { $0.make(self) }
    }

    /// Forgets what was looked up, after `subject` or `extra` changed.
    public func refresh() {
        known.removeAll(keepingCapacity: true)
        renderer.forgetNames()
    }

    /// The renderer of this context's templates.
    public var renderer: Renderer {
        if let made { return made }
        let renderer = Renderer(names: self, cancellation: world.cancellation)
        made = renderer
        return renderer
    }

    /// Lets go of what was made for renderings, which holds on to the context as the context to it: without this both would stay for good.
    /// To be called behind the last rendering; another one finds everything anew.
    public func end() {
        known = [:]
        made = nil
        macros.forget()
    }

    /// Calls a macro as the adapter does: found from the root project, with arguments by name.
    public func callMacro(_ name: String, _ arguments: [(String, Value)]) throws -> Value {
        guard let macro = macros.findFromRoot(name) else {
            throw RaisedError("Runtime Error", "dbt could not find a macro with the name \"\(name)\" in any package")
        }
        let wasCalling = isAdapterCalling
        isAdapterCalling = true
        defer { isAdapterCalling = wasCalling }
        return try renderer.call(macro, Arguments([], named: arguments.map { (name: $0.0, value: $0.1) }))
    }
}

/// The frozen project as renderings need it.
public final class ResolvedProject: Sendable {
    /// The manifest.
    public let manifest: Manifest
    /// Finds what `ref` and `source` name.
    public let references: ReferenceIndex
    /// The manifest of another run, in which nodes are looked up that are not built here (`--defer`); nil for none.
    public let deferred: Manifest?
    /// Whether this is the small world of one unit test, in which inputs stand for what the model refers to.
    public let isUnitTest: Bool
    /// The schemas in which nodes lie until they are published, by unique id.
    public let candidateSchemas: [String: String]

    /// Freezes a manifest.
    public convenience init(_ manifest: Manifest, deferred: Manifest? = nil, isUnitTest: Bool = false) {
        self.init(manifest, ReferenceIndex(manifest), deferred: deferred, isUnitTest: isUnitTest, candidateSchemas: [:])
    }

    private init(
        _ manifest: Manifest, _ references: ReferenceIndex, deferred: Manifest?, isUnitTest: Bool, candidateSchemas: [String: String]
    ) {
        self.manifest = manifest
        self.references = references
        self.deferred = deferred
        self.isUnitTest = isUnitTest
        self.candidateSchemas = candidateSchemas
    }

    /// The same project with some nodes in other schemas: where they are built before they are published.
    public func placing(_ schemas: [String: String]) -> ResolvedProject {
        ResolvedProject(manifest, references, deferred: deferred, isUnitTest: isUnitTest, candidateSchemas: schemas)
    }

    /// What the common table expression of an ephemeral model is called, behind `__dbt__cte__`: its alias, or where it stands for a source
    /// in a unit test, the names of source and table.
    public func cteName(of node: Node) -> String {
        guard isUnitTest, manifest.sources[node.uniqueID] != nil else { return node.alias }
        return node.uniqueID.split(separator: ".").last.map(String.init) ?? node.alias
    }
}
