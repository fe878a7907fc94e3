public import Diagnostics
import Files
public import Formats
public import Graph
public import Project
public import Warehouse

/// What resolving needs beside the parsed files.
public struct ResolveInput: Sendable {
    /// The parsed project, its packages and the built-in macros.
    public var project: ParsedProject
    /// The adapter: its dialect, its target's database and schema.
    public var adapter: any Adapter
    /// The environment.
    public var env: EnvVars
    /// Every `vars:`.
    public var vars: Vars
    /// `target` as templates see it.
    public var target: ConfigMap
    /// Facts about the run for the manifest.
    public var metadata: Manifest.Metadata
    /// Seconds since 1970: when nodes count as parsed.
    public var createdAt: Double
    /// Whether every test stores its failures (`--store-failures`).
    public var storesFailures = false
    /// Whether every single case of a deprecation is to be named (`--debug`).
    public var isDebugging = false
    /// What `smelt.yml` asks for; nil where there is no such file.
    public var smelt: SmeltConfig?
    /// How many texts are rendered at once.
    public var threads = ConcurrentMap.processorCount
    /// Makes the parse-time side of rendering, once all macros are known.
    public var rendering: @Sendable (OrderedTable<Macro>) -> any NodeCapturing

    /// The input of one resolution.
    public init(
        project: ParsedProject, adapter: any Adapter, env: EnvVars, vars: Vars, target: ConfigMap, metadata: Manifest.Metadata,
        createdAt: Double, rendering: @escaping @Sendable (OrderedTable<Macro>) -> any NodeCapturing
    ) {
        self.project = project
        self.adapter = adapter
        self.env = env
        self.vars = vars
        self.target = target
        self.metadata = metadata
        self.createdAt = createdAt
        self.rendering = rendering
    }
}

/// A manifest and everything there is to say about the project.
public struct Resolution: Sendable {
    /// The manifest; complete only where no diagnostic is an error.
    public var manifest: Manifest
    /// Errors and warnings, in the order met.
    public var diagnostics: [Diagnostic]

    /// Whether the project can be used.
    public var succeeded: Bool { !diagnostics.contains { $0.severity == .error } }
}
