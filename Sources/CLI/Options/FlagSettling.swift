import Diagnostics
import Formats
import Graph
import Project

/// What flags are settled from, besides the command line.
struct FlagSources: Sendable {
    /// The environment.
    var environment: EnvVars
    /// `flags:` of `dbt_project.yml`, as written.
    var project = ConfigMap()
    /// Whether these were found as `config:` of `profiles.yml`, their older place.
    var isFromProfiles = false
    /// `flags:` of `~/.dbt/user_settings.yml`.
    var user = ConfigMap()
    /// `log-path` of `dbt_project.yml`; nil where absent.
    var projectLogPath: String?
    /// The folder the process was started in, absolute.
    var currentFolder: String
    /// The project's folder where none is given: the nearest one upwards with a `dbt_project.yml`, absolute.
    var projectFolder: String
    /// The folder of `profiles.yml` where none is given, absolute.
    var profilesFolder: String
    /// What was typed behind the program's name.
    var arguments: [String]
    /// When the invocation began: the end of a relative sample.
    var now = Timestamp(seconds: 0, microseconds: 0)
}

/// Settles the flags of one invocation.
struct FlagSettling {
    private let line: ParsedCommandLine
    private let sources: FlagSources
    private var settled: [String: FlagValue] = [:]
    private var given: Set<String> = []
    private var warnings: [LogEvent] = []

    /// The flags of a command line. Throws `UsageError`.
    static func settle(_ line: ParsedCommandLine, _ sources: FlagSources) throws -> Flags {
        var settling = FlagSettling(line: line, sources: sources)
        return try settling.settle()
    }

    private init(line: ParsedCommandLine, sources: FlagSources) {
        self.line = line
        self.sources = sources
    }

    private mutating func settle() throws -> Flags {
        for flag in allFlags where flag.applies(to: line.command) {
            settled[flag.name] = try parsed(try value(of: flag), flag)
        }
        follow()
        settlePaths()
        settleArgument()
        if ["1", "t", "true", "y", "yes"].contains(sources.environment["DO_NOT_TRACK"]?.lowercased()) {
            settled["send_anonymous_usage_stats"] = .bool(false)
        }
        try checkExclusions()
        let policy = try settlePolicy()
        try EventTimes.check(start: settled["event_time_start"]?.text, end: settled["event_time_end"]?.text)
        warnOfIgnoredSelection()
        warnings += FlagWarnings.reservedVariables(sources.environment)
        if sources.isFromProfiles { warnings.append(FlagWarnings.flagsOfProfile) }
        if line.usesOldModelFlag { warnings.append(FlagWarnings.oldModelFlag) }
        return Flags(
            command: line.command, settled: settled, given: given, behaviour: behaviour(), ofProject: sources.project,
            invocation: (["smelt"] + sources.arguments).joined(separator: " "), warnings: warnings, warningPolicy: policy)
    }

    // MARK: One flag

    private mutating func value(of flag: Flag) throws -> FlagValue {
        for variable in flag.oldEnvironment {
            guard let text = sources.environment[variable], !text.isEmpty else { continue }
            warnings.append(FlagWarnings.renamed(variable, flag.environment.first ?? ""))
            given.insert(flag.name)
            let value = try environmentValue(flag, text, variable)
            return flag.name == "print" ? .bool(!value.isTrue) : value
        }
        if let value = line.values[flag.name] {
            given.insert(flag.name)
            return value
        }
        for variable in flag.environment {
            guard let text = sources.environment[variable], !text.isEmpty else { continue }
            given.insert(flag.name)
            return try environmentValue(flag, text, variable)
        }
        if projectFlagNames.contains(flag.name), let written = sources.project[flag.name], !written.isNull {
            if let value = projectValue(flag, written) {
                given.insert(flag.name)
                return value
            }
            let text = PythonStyle.text(written)
            warnings.append(
                .warning("bad-flag-value", "flags.\(flag.name) of dbt_project.yml is passed over: '\(text)' is no value for it"))
        }
        if let written = sources.user[flag.name], let value = projectValue(flag, written) { return value }
        return flag.fallback
    }

    private func environmentValue(_ flag: Flag, _ text: String, _ variable: String) throws -> FlagValue {
        do {
            return try flag.value(text, spelling: "--" + flag.long[0])
        } catch let error as UsageError {
            throw UsageError(message: error.message, hint: "the value comes from the environment variable \(variable)")
        }
    }

    private func projectValue(_ flag: Flag, _ written: ConfigValue) -> FlagValue? {
        switch (flag.kind, written.kind) {
        case (.toggle, .bool(let isTrue)), (.presence, .bool(let isTrue)): .bool(isTrue)
        case (.integer, .int(let number)): .int(number)
        case (.choice(let words), .string(let text)): words.contains(text.lowercased()) ? .text(text.lowercased()) : nil
        case (.text, .string(let text)), (.path, .string(let text)): .text(text)
        case (.yaml, .map(let map)): .map(map)
        default: nil
        }
    }

    /// The content of YAML flags.
    private func parsed(_ value: FlagValue, _ flag: Flag) throws -> FlagValue {
        if flag.kind == .sample, let text = value.text {
            do {
                return .window(try SampleWindow.read(text, now: sources.now))
            } catch let error as UsageError {
                throw UsageError(message: "Invalid value for '--\(flag.long[0])': \(error.message)", hint: error.hint)
            }
        }
        guard flag.kind == .yaml else { return value }
        guard let text = value.text else {
            if case .map = value { return value }
            if flag.name == "sqlparse" { return .map(["MAX_GROUPING_DEPTH": .null, "MAX_GROUPING_TOKENS": .null]) }
            return flag.name == "args" ? .none : .map(ConfigMap())
        }
        let file = SourceFile(path: "--" + flag.long[0], text: text)
        let (content, diagnostics) = YAMLReader.read(file)
        guard let map = content?.map, !diagnostics.contains(where: { $0.severity == .error }) else {
            throw UsageError(
                message: "Invalid value for '--\(flag.long[0])': String '\(text)' is not valid YAML",
                hint: "give a mapping: --\(flag.long[0]) '{name: value}'")
        }
        return .map(map)
    }

    // MARK: Flags that depend on others

    /// A flag of the terminal leads the one of the log file, unless that is given itself.
    private mutating func follow() {
        for name in ["use_colors", "log_level", "log_format"] where given.contains(name) && !given.contains(name + "_file") {
            settled[name + "_file"] = settled[name]
        }
    }

    private mutating func settlePaths() {
        if settled["project_dir"]?.text == nil { settled["project_dir"] = .text(sources.projectFolder) }
        if settled["profiles_dir"]?.text == nil { settled["profiles_dir"] = .text(sources.profilesFolder) }
        let project = settled["project_dir"]?.text ?? sources.projectFolder
        if let path = settled["log_path"]?.text {
            settled["log_path"] = .text(Self.join(sources.currentFolder, path))
        } else {
            settled["log_path"] = .text(Self.join(project, sources.projectLogPath ?? "logs"))
        }
    }

    private static func join(_ folder: String, _ path: String) -> String { path.hasPrefix("/") ? path : folder + "/" + path }

    /// Arguments without a dash are flags too, as templates and artifacts see them.
    private mutating func settleArgument() {
        switch line.command {
        case "run-operation": settled["macro"] = line.arguments.first.map(FlagValue.text) ?? FlagValue.none
        case "init": settled["project_name"] = line.arguments.first.map(FlagValue.text) ?? FlagValue.none
        default: break
        }
    }

    private func behaviour() -> ConfigMap {
        ConfigMap(behaviourFlags.map { ($0.name, .bool(sources.project[$0.name]?.bool ?? $0.standard)) })
    }

    // MARK: Checks

    private func checkExclusions() throws {
        for group in [["warn_error", "warn_error_options"], ["select", "inline"], ["selector", "inline"]] {
            let used = group.filter { given.contains($0) && settled[$0] != nil }
            if used.count > 1 { throw UsageError(message: "\(used[1]): not allowed with argument \(used[0])", hint: "give one of the two") }
        }
    }

    /// Brings `warn_error_options` into its present form. Throws `UsageError` for what cannot be followed.
    private mutating func settlePolicy() throws -> WarningPolicy {
        let written = settled["warn_error_options"]?.map ?? ConfigMap()
        if written["include"] != nil || written["exclude"] != nil {
            warnings.append(FlagWarnings.oldOptions(hasInclude: written["include"] != nil, hasExclude: written["exclude"] != nil))
        }
        do {
            let options = try WarningPolicy.normalized(written)
            let foreign = WarningPolicy.foreignNames(options)
            warnings += foreign.map { .note("\($0) is not being used because it's specific to the dbt v2 engine.") }
            let own = WarningPolicy.without(foreign, options)
            settled["warn_error_options"] = .map(own)
            return try WarningPolicy(options: own, isStrict: settled["warn_error"]?.isTrue ?? false)
        } catch let error as UsageError {
            let isTyped = line.values["warn_error_options"] != nil
            throw UsageError(
                message: (isTyped ? "Invalid value for '--warn-error-options': " : "") + error.message,
                hint: error.hint ?? (isTyped ? nil : "the value comes from `warn_error_options` under `flags:` of dbt_project.yml"))
        }
    }

    private mutating func warnOfIgnoredSelection() {
        guard settled["selector"]?.text != nil else { return }
        let words = (settled["select"]?.words ?? []) + (settled["exclude"]?.words ?? [])
        if !words.isEmpty { warnings.append(RunMessages.selectIgnored) }
    }
}

/// What there is to say about how flags were given.
enum FlagWarnings {
    /// A variable with an old name.
    static func renamed(_ old: String, _ new: String) -> LogEvent {
        let text =
            "The environment variable `\(old)` has been renamed as `\(new)`. Its value is used instead of that of `\(new)`; "
            + "set `\(new)` and unset `\(old)`."
        return .deprecation("EnvironmentVariableRenamed", "D009", text, data: ["new_name": .string(new), "old_name": .string(old)])
    }

    /// Variables that begin like those of dbt's own and are none.
    static func reservedVariables(_ environment: EnvVars) -> [LogEvent] {
        let prefix = "DBT_ENGINE"
        let known = Set(allFlags.flatMap(\.environment)).union(otherVariables.map { prefix + "_" + $0 })
        return environment.names(withPrefix: prefix).filter { !known.contains($0) }.map { name in
            let text =
                "Found custom environment variable `\(name)` in the environment. The prefix `\(prefix)` is reserved for dbt engine environment "
                + "variables: give it another name."
            return .deprecation(
                "EnvironmentVariableNamespaceDeprecation", "D036", text,
                data: ["env_var": .string(name), "reserved_prefix": .string(prefix)])
        }
    }

    /// dbt's variables that set no flag.
    private static let otherVariables = [
        "INVOCATION_ENV", "RECORDED_FILE_PATH", "TEST_STATE_MODIFIED", "PACKAGE_HUB_URL", "DOWNLOAD_DIR", "PP_FILE_DIFF_TEST", "PP_TEST",
        "UPLOAD_TO_ARTIFACTS_INGEST_API", "HOST",
    ]

    /// `include` and `exclude` in `warn_error_options`.
    static func oldOptions(hasInclude: Bool, hasExclude: Bool) -> LogEvent {
        let keys = (hasInclude ? ["`include`"] : []) + (hasExclude ? ["`exclude`"] : [])
        var text = "Found \(keys.joined(separator: " and ")) in `warn_error_options` specification."
        if hasInclude { text += " Please use `error` instead of `include`." }
        if hasExclude { text += " Please use `warn` instead of `exclude`." }
        return .deprecation(
            "WEOIncludeExcludeDeprecation", "D031", text,
            data: ["found_exclude": .bool(hasExclude), "found_include": .bool(hasInclude)])
    }

    /// Flags under `config:` of `profiles.yml`.
    static let flagsOfProfile = LogEvent.deprecation(
        "ProjectFlagsMovedDeprecation", "D013",
        "User config should be moved from the 'config' key in profiles.yml to the 'flags' key in dbt_project.yml.")

    /// `--models`, `--model`, `-m`.
    static let oldModelFlag = LogEvent.deprecation(
        "ModelParamUsageDeprecation", "D032", "Usage of `--models`, `--model`, and `-m` is deprecated in favor of `--select` or `-s`.")
}
