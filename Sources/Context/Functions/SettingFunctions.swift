import Formats
import Graph
import Jinja
import Project
import Warehouse

/// `var`, `env_var`, `target`, `flags` and the like: what is settled before anything is rendered.
let settingFunctions: [ContextFunction] = [
    ContextFunction("var") { .object(VarFunction($0)) },
    .function("env_var", Signature("var", "default=")) { context, arguments, _ in
        let name = try arguments.value(0).str()
        switch context.world.environment.lookup(name, secretsAllowed: false) {
        case .found(let text): return .string(text)
        case .refused: throw JinjaError(.compilation, EnvVars.secretMessage(name))
        case .missing:
            if let fallback = arguments[1], !fallback.isNone { return fallback }
            throw JinjaError(.compilation, EnvVars.missingMessage(name))
        }
    },
    ContextFunction("target") { .object($0.world.target.jinjaDict()) },
    ContextFunction("env") { .object($0.world.target.jinjaDict()) },
    ContextFunction("flags") { .object(FlagsObject($0)) },
    ContextFunction("invocation_args_dict") { context in
        let flags = context.world.invocation.flags.jinjaDict()
        if let sample = context.world.invocation.sample { flags["sample"] = .object(SampleWindowObject(sample)) }
        return .object(flags)
    },
    ContextFunction("project_name") { .string($0.world.rootProject) },
    ContextFunction("dbt_version") { _ in .string(supportedVersion) },
    ContextFunction("dbt_metadata_envs") { context in
        .object(DictObject(context.world.environment.metadata.map { ($0.0, .string($0.1)) }))
    },
]

/// The version of dbt-core whose behaviour this is: what `dbt_version` gives.
public let supportedVersion = "1.12.6"

/// `var(name, default)` and `var.has_var(name)`.
private final class VarFunction: Object {
    private unowned let context: RenderContext
    private lazy var scope = context.world.vars.scope(package: context.package)

    init(_ context: RenderContext) { self.context = context }

    override var typeName: String { context.stage == .parse ? "ParseVar" : "RuntimeVar" }
    override var isCallable: Bool { true }

    override func call(_ arguments: Arguments, _ renderer: Renderer) throws -> Value {
        let bound = try Signature("var_name", "default=").bind(arguments, function: "Var.__call__")
        let name = try bound.value(0).str()
        if let value = scope[name] { return try rendered(value, renderer) }
        if let fallback = bound[1] { return fallback }
        if context.stage == .parse { return .none }
        throw JinjaError(.compilation, scope.missingMessage(name, owner: context.node?.name ?? "<Configuration>"))
    }

    /// A text with Jinja in it is rendered again, as dbt does for variables of models and macros.
    private func rendered(_ value: ConfigValue, _ renderer: Renderer) throws -> Value {
        guard let text = value.string, text.contains("{{") || text.contains("{%") else { return value.jinjaValue() }
        return .string(try context.render(text))
    }

    override func method(_ name: String) -> Method? { name == "has_var" ? Self.hasVar : nil }

    private static let hasVar = Method("has_var", Signature("var_name")) { receiver, arguments, _ in
        guard let function: VarFunction = receiver.object() else { return .bool(false) }
        return .bool(try function.scope[arguments.value(0).str()] != nil)
    }
}

/// `flags`: every settled flag under its upper-case and its lower-case name.
private final class FlagsObject: Object {
    private unowned let context: RenderContext

    init(_ context: RenderContext) { self.context = context }

    override var typeName: String { "Flags" }

    override func attribute(_ name: String, _ renderer: Renderer) throws -> Value? {
        if name == "WHICH" || name == "which" { return .string(context.world.invocation.command) }
        if name.lowercased() == "sample", let sample = context.world.invocation.sample { return .object(SampleWindowObject(sample)) }
        return context.world.invocation.flags[name.lowercased()]?.jinjaValue()
    }
}

/// `adapter.config` and `builtins.ref.config`: the settings of a project as a run holds them, dbt's `RuntimeConfig`; packages read their own
/// version and the variables there.
final class ProjectSettingsObject: Object {
    private unowned let context: RenderContext
    private let project: ProjectConfig?

    /// The settings of a package; of the root project where none is named.
    init(_ context: RenderContext, package: String? = nil) {
        self.context = context
        let name = package ?? context.world.rootProject
        project = context.world.projects.first { $0.name == name }
    }

    override var typeName: String { "RuntimeConfig" }

    override func attribute(_ name: String, _ renderer: Renderer) throws -> Value? {
        let world = context.world
        switch name {
        case "project_name": return .string(project?.name ?? world.rootProject)
        case "profile_name", "target_name", "threads": return world.target[name]?.jinjaValue()
        case "credentials": return .object(SettingsObject("Credentials", world.target))
        case "quoting": return .object(world.quoting.dict)
        case "args": return .object(SettingsObject("Flags", world.invocation.flags))
        case "cli_vars": return .object(world.vars.commandLine.jinjaDict())
        case "vars": return .object(ProjectVarsObject(project?.vars ?? ConfigMap()))
        case "version": return project?.version.jinjaValue()
        case "project_root": return project.map { .string($0.root) }
        case "target_path": return project.map { .string($0.targetPath) }
        case "packages_install_path": return project.map { .string($0.packagesInstallPath) }
        case "model_paths": return project.map { list($0.paths.models) }
        case "macro_paths": return project.map { list($0.paths.macros) }
        case "seed_paths": return project.map { list($0.paths.seeds) }
        case "test_paths": return project.map { list($0.paths.tests) }
        case "snapshot_paths": return project.map { list($0.paths.snapshots) }
        case "analysis_paths": return project.map { list($0.paths.analyses) }
        case "dependencies":
            return .object(DictObject(world.projects.map { ($0.name, .object(ProjectSettingsObject(context, package: $0.name))) }))
        default: return nil
        }
    }

    private func list(_ paths: [String]) -> Value { .object(ListObject(paths.map(Value.string))) }
}

/// Settings as attributes: `adapter.config.credentials.database`.
private final class SettingsObject: Object {
    private let settings: ConfigMap
    private let className: String

    init(_ className: String, _ settings: ConfigMap) {
        self.className = className
        self.settings = settings
    }

    override var typeName: String { className }
    override func attribute(_ name: String, _ renderer: Renderer) throws -> Value? { settings[name]?.jinjaValue() }
}

/// `vars:` of a project as its settings hold them: dbt's `VarProvider`.
private final class ProjectVarsObject: Object {
    private let vars: ConfigMap

    init(_ vars: ConfigMap) { self.vars = vars }

    override var typeName: String { "VarProvider" }
    override func attribute(_ name: String, _ renderer: Renderer) throws -> Value? { name == "vars" ? .object(vars.jinjaDict()) : nil }
    override func method(_ name: String) -> Method? { name == "to_dict" ? Self.toDict : nil }

    private static let toDict = Method("to_dict", Signature()) { receiver, _, _ in
        guard let provider: ProjectVarsObject = receiver.object() else { return .none }
        return .object(provider.vars.jinjaDict())
    }
}

/// `adapter.behavior`: the behaviour flags of adapters by name, each with `no_warn` and a truth.
final class BehaviorObject: Object {
    private unowned let context: RenderContext

    /// The flags that every adapter has, with dbt's defaults.
    private static let shared = [
        "require_batched_execution_for_custom_microbatch_strategy": false, "enable_truthy_nulls_equals_macro": false,
    ]

    /// The behaviour flags of a rendering's project.
    init(_ context: RenderContext) { self.context = context }

    override var typeName: String { "Behavior" }
    override func attribute(_ name: String, _ renderer: Renderer) throws -> Value? {
        guard let standard = Self.shared[name] ?? context.world.adapter.dialect.behaviourFlags[name] else {
            throw JinjaError(.compilation, "The flag \(name) has not been registered.")
        }
        let isOn = context.world.invocation.projectFlags[name]?.bool ?? standard
        return .object(BehaviorFlagObject(name, isOn: isOn, output: context.world.output))
    }
}

/// One behaviour flag. Asking whether it is on says that it is off, where it is; asking for `no_warn` does not.
private final class BehaviorFlagObject: Object {
    private let name: String
    private let isOn: Bool
    private let output: any TemplateOutput

    init(_ name: String, isOn: Bool, output: any TemplateOutput) {
        self.name = name
        self.isOn = isOn
        self.output = output
    }

    override var typeName: String { "BehaviorFlagRendered" }
    override var isTrue: Bool {
        if !isOn { output.tellBehaviour(name) }
        return isOn
    }
    override func attribute(_ name: String, _ renderer: Renderer) throws -> Value? {
        switch name {
        case "no_warn": return .bool(isOn)
        case "setting": return .bool(isTrue)
        case "name": return .string(self.name)
        default: return nil
        }
    }
}
