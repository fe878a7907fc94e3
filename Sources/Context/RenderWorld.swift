public import Formats
public import Graph
public import Jinja
public import Project
public import Warehouse

/// What every rendering of a run shares; frozen before the first worker starts.
public struct RenderWorld: Sendable {
    /// The root project's name.
    public var rootProject: String
    /// The internal packages, searched in this order: the adapter's (`dbt_sqlite`), then `dbt`.
    public var internalPackages: [String]
    /// The root project, every installed package and the internal ones: what `adapter.dispatch` takes for a namespace.
    public var packages: Set<String>
    /// `dbt_project.yml` of the root project and of every installed package.
    public var projects: [ProjectConfig]
    /// `dispatch:` of the root project: namespace to packages in order.
    public var dispatch: [String: [String]]
    /// The adapter.
    public var adapter: any Adapter
    /// The project's quoting, the adapter's own where the project says nothing.
    public var quoting: NamePolicy
    /// `target` as templates see it.
    public var target: ConfigMap
    /// Every `vars:`.
    public var vars: Vars
    /// The environment.
    public var environment: EnvVars
    /// Facts about the invocation.
    public var invocation: InvocationFacts
    /// Where messages of templates go.
    public var output: any TemplateOutput
    /// Stops renderings (Ctrl-C).
    public var cancellation: Cancellation
    /// The texts of generated tests, parsed once.
    let testTemplates = SharedTemplates()

    /// A world of its parts.
    public init(
        rootProject: String, internalPackages: [String], packages: Set<String>, projects: [ProjectConfig] = [],
        dispatch: [String: [String]],
        adapter: any Adapter, quoting: NamePolicy, target: ConfigMap, vars: Vars, environment: EnvVars, invocation: InvocationFacts,
        output: any TemplateOutput,
        cancellation: Cancellation = Cancellation()
    ) {
        self.rootProject = rootProject
        self.internalPackages = internalPackages
        self.packages = packages
        self.projects = projects
        self.dispatch = dispatch
        self.adapter = adapter
        self.quoting = quoting
        self.target = target
        self.vars = vars
        self.environment = environment
        self.invocation = invocation
        self.output = output
        self.cancellation = cancellation
    }
}

/// Facts about an invocation that templates can ask for.
public struct InvocationFacts: Sendable {
    /// The run's UUID.
    public var id: String
    /// When it began.
    public var startedAt: Timestamp
    /// The command (`build`, `run`): `flags.WHICH`.
    public var command: String
    /// Every settled flag by its lower-case name, as `flags` and `invocation_args_dict` show them.
    public var flags: ConfigMap
    /// The window of `--sample`; nil where nothing is sampled.
    public var sample: EventTimeWindow?
    /// `flags:` of the project, as written: what `adapter.behavior` looks at.
    public var projectFlags: ConfigMap
    /// Unique ids of the selected nodes; empty while parsing.
    public var selected: [String]

    /// Facts of an invocation.
    public init(
        id: String, startedAt: Timestamp, command: String, flags: ConfigMap, projectFlags: ConfigMap = [:], sample: EventTimeWindow? = nil,
        selected: [String] = []
    ) {
        self.id = id
        self.startedAt = startedAt
        self.command = command
        self.flags = flags
        self.sample = sample
        self.projectFlags = projectFlags
        self.selected = selected
    }

    /// Whether a flag is on.
    public func isOn(_ flag: String) -> Bool { flags[flag]?.bool ?? false }
}

/// Where the messages of templates go: `log`, `print`, `exceptions.warn`.
public protocol TemplateOutput: Sendable {
    /// `log(message, info)`: to the log file, with `info` to the terminal as well.
    func log(_ message: String, info: Bool, node: String?)
    /// `print(message)`: to the terminal as it is.
    func print(_ message: String, node: String?)
    /// `exceptions.warn(message)`, and what else dbt warns of while a template runs. Throws where warnings are errors.
    func warn(_ warning: TemplateWarning, node: String?) throws
    /// A template asks for a behaviour flag that is off: said once for each flag.
    func tellBehaviour(_ flag: String)
}
