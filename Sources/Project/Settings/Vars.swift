public import Formats

/// Every `vars:` of a run: those of the command line and those of each project.
public struct Vars: Sendable {
    /// `--vars`.
    public let commandLine: ConfigMap
    /// The root project's name.
    public let rootProject: String
    private let projects: [String: ConfigMap]

    /// Variables of a run; `projects` holds each project's `vars:` by the project's name, the root's included.
    public init(commandLine: ConfigMap, rootProject: String, projects: [String: ConfigMap]) {
        self.commandLine = commandLine
        self.rootProject = rootProject
        self.projects = projects
    }

    /// The same variables with some given as on the command line.
    public func overriding(_ values: ConfigMap) -> Vars {
        var commandLine = commandLine
        for entry in values { commandLine.set(entry.name, key: entry.key, entry.value) }
        return Vars(commandLine: commandLine, rootProject: rootProject, projects: projects)
    }

    /// The variables that a node or macro of a package sees: `--vars`, then the root project's (its entry for the package before its
    /// global ones), then the package's own (likewise).
    public func scope(package: String) -> VarScope {
        var merged = ConfigMap()
        merge(project: package, package: package, into: &merged)
        if package != rootProject { merge(project: rootProject, package: package, into: &merged) }
        for entry in commandLine { merged.set(entry.name, key: entry.key, entry.value) }
        return VarScope(values: merged, shown: merged)
    }

    /// The variables that YAML files and docs of a package see: the same lookup, but messages list those of the command line alone, and
    /// values with Jinja in them come back as written.
    public func yamlScope(package: String) -> VarScope { VarScope(values: scope(package: package).values, shown: commandLine) }

    /// The variables that `dbt_project.yml` and `profiles.yml` themselves see: those of the command line.
    public var commandLineScope: VarScope { VarScope(values: commandLine, shown: commandLine) }

    private func merge(project: String, package: String, into merged: inout ConfigMap) {
        guard let vars = projects[project] else { return }
        for entry in vars { merged.set(entry.name, key: entry.key, entry.value) }
        for entry in vars[package]?.map ?? ConfigMap() { merged.set(entry.name, key: entry.key, entry.value) }
    }
}

/// The variables one place sees.
public struct VarScope: Sendable {
    /// The merged variables; a variable that is present with a null value counts as present.
    public let values: ConfigMap
    /// What a message about a missing variable lists.
    private let shown: ConfigMap

    /// A scope; `shown` is what messages list.
    public init(values: ConfigMap, shown: ConfigMap) {
        self.values = values
        self.shown = shown
    }

    /// The raw value of a variable; nil where it is absent. A string with Jinja in it is rendered again by the caller where SPEC says so.
    public subscript(name: String) -> ConfigValue? { values[name] }

    /// dbt's wording for a variable without value and default; `owner` is the node's name, `<Configuration>` outside of nodes. The values
    /// of variables whose name has the secret prefix are masked.
    public func missingMessage(_ name: String, owner: String = "<Configuration>") -> String {
        var masked = ConfigMap()
        for entry in shown {
            masked[entry.name] = entry.name.hasPrefix(EnvVars.secretPrefix) && entry.value.string != nil ? "*****" : entry.value
        }
        let listing = IndentedJSON.text(of: .map(masked))
        return "Required var '\(name)' not found in config:\nVars supplied to \(owner) = \(listing)"
    }
}
