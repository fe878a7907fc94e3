public import Diagnostics
public import Formats

extension ProjectConfig {
    /// Reads `dbt_project.yml`.
    ///
    /// - Parameters:
    ///   - file: The file.
    ///   - root: The project's folder.
    ///   - renderer: Renders its strings; sees the target and the command line's variables.
    ///   - checksVersion: Whether `require-dbt-version` must admit the dbt version smelt stands in for.
    /// - Returns: The project, nil where it has no usable name, and everything wrong with the file.
    public static func read(
        _ file: SourceFile, root: String, renderer: ConfigRenderer, checksVersion: Bool = true
    ) -> (project: ProjectConfig?, diagnostics: [Diagnostic]) {
        var (value, found) = YAMLReader.read(file)
        guard let value else { return (nil, found) }
        guard var unrendered = value.map else {
            let message = "dbt_project.yml does not parse to a dictionary"
            return (nil, found + [Diagnostic.error("project-not-a-mapping", message, at: value.span ?? SourceSpan(file, 0, 0))])
        }
        if let tests = unrendered["tests"], unrendered["data_tests"] == nil {
            unrendered["tests"] = nil
            unrendered["data_tests"] = tests
        }
        if unrendered["tests"] != nil, unrendered["data_tests"] != nil {
            let message = "Invalid project config: cannot have both 'tests' and 'data_tests' defined"
            found.append(.error("tests-twice", message, at: unrendered.entry("tests")?.key.span))
        }
        var reading = ProjectConfigReading(file: file, root: root, unrendered: unrendered, diagnostics: found)
        return (reading.read(renderer, checksVersion: checksVersion), reading.diagnostics)
    }

    /// The profile's name as `dbt_project.yml` has it, not rendered; nil where the file cannot be read or names none.
    public static func rawProfileName(in file: SourceFile) -> ConfigValue? { YAMLReader.read(file).value?["profile"] }
}

/// The reading of one `dbt_project.yml`.
struct ProjectConfigReading {
    let file: SourceFile
    let root: String
    let unrendered: ConfigMap
    var diagnostics: [Diagnostic]

    mutating func read(_ renderer: ConfigRenderer, checksVersion: Bool) -> ProjectConfig? {
        let rendered = renderer.render(.map(unrendered), where: Self.renders, &diagnostics)
        let map = postprocessed(rendered.map ?? ConfigMap())
        guard map["name"] != nil else {
            diagnostics.append(.error("missing-project-name", "Required \"name\" field not present in project", at: topSpan))
            return nil
        }
        checkVersion(map, fails: checksVersion)
        checkRenamed(map)
        for violation in ProjectShape.project.violations(of: map, at: topSpan) { diagnostics.append(violation.diagnostic()) }
        guard let name = map["name"]?.string, ProjectShape.isName(name) else { return nil }
        if ProjectShape.reservedNames.contains(name) {
            let message = "at path []: Invalid project name: \(name) is a reserved word"
            diagnostics.append(.error("reserved-project-name", message, at: map["name"]?.span))
        }
        return project(named: name, map)
    }

    private var topSpan: SourceSpan { SourceSpan(file, 0, 0) }

    /// Hooks, the query comment and variables are rendered when they are used.
    static func renders(_ path: [KeyStep]) -> Bool {
        guard let first = path.first?.name else { return true }
        if ["on-run-start", "on-run-end", "query-comment", "vars"].contains(first) { return false }
        guard ["seeds", "models", "snapshots", "tests", "data_tests"].contains(first) else { return true }
        let hooks = ["pre-hook", "post-hook", "pre_hook", "post_hook"]
        return !path.contains { step in step.name.map { hooks.contains(String($0.drop { $0 == "+" || $0 == " " })) } ?? false }
    }

    private func postprocessed(_ map: ConfigMap) -> ConfigMap {
        var map = map
        for key in ["on-run-start", "on-run-end"] {
            guard let value = map[key] else { continue }
            if value.isNull { map[key] = .list([]) }
            if value.string != nil { map[key] = ConfigValue(.list([value]), at: value.span) }
        }
        for key in ["models", "seeds", "snapshots"] where map[key]?.isNull == true { map[key] = .map(ConfigMap()) }
        return map
    }

    private mutating func checkVersion(_ map: ConfigMap, fails: Bool) {
        guard let required = map["require-dbt-version"], !required.isNull else { return }
        do throws(VersionSpecifier.BadVersion) {
            let requirement = try VersionRequirement(required)
            guard fails, let name = map["name"].map(PythonText.str) else { return }
            let rest = """
                  Required version\(requirement.isImpossible ? "s" : "") of dbt for '\(name)': \(requirement.listing)
                Check for a different version of the '\(name)' package, or run dbt again with --no-version-check
                """
            if requirement.isImpossible {
                let message = "The package version requirement can never be satisfied for the '\(name)\npackage.\n" + rest
                diagnostics.append(.error("impossible-dbt-version", message, at: required.span))
            } else if !requirement.isSatisfied {
                let message =
                    "This version of dbt is not supported with the '\(name)' package.\n"
                    + "  Installed version of dbt: =\(VersionRequirement.provided)\n" + rest
                diagnostics.append(.error("unsupported-dbt-version", message, at: required.span))
            }
        } catch {
            diagnostics.append(.error("bad-version", error.message, at: required.span))
        }
    }

    private mutating func checkRenamed(_ map: ConfigMap) {
        for (old, new) in [("source-paths", "model-paths"), ("data-paths", "seed-paths")] {
            guard let entry = map.entry(old) else { continue }
            if map[new] != nil {
                let message =
                    "\(old) and \(new) cannot both be defined. The `\(old)` config has been deprecated in favor of `\(new)`. "
                    + "Please update your `dbt_project.yml` configuration to reflect this change."
                diagnostics.append(.error("renamed-config", message, at: entry.key.span))
            } else {
                let message =
                    "The `\(old)` config has been renamed to `\(new)`. Please update your `dbt_project.yml` configuration to reflect this change."
                let id: DiagnosticID = old == "source-paths" ? "renamed-source-paths" : "renamed-config"
                diagnostics.append(
                    .warning(id, message, at: entry.key.span).with(["deprecated_path": .text(old), "exp_path": .text(new)]))
            }
        }
        warnOfPath("log-path", standard: "logs", what: "dbt logs", instead: "--log-path CLI flag or DBT_LOG_PATH", map)
        warnOfPath("target-path", standard: "target", what: "dbt artifacts", instead: "--target-path CLI flag or DBT_TARGET_PATH", map)
    }

    private mutating func warnOfPath(_ key: String, standard: String, what: String, instead: String, _ map: ConfigMap) {
        guard let entry = map.entry(key), entry.value.string != standard else { return }
        let message =
            "The `\(key)` config in `dbt_project.yml` has been deprecated, and will no longer be supported in a future version of dbt-core. "
            + "If you wish to write \(what) to a custom directory, please use the \(instead) env var instead."
        let id: DiagnosticID = key == "log-path" ? "deprecated-log-path" : "deprecated-path"
        diagnostics.append(.warning(id, message, at: entry.key.span).with(["deprecated_path": .text(key)]))
    }

    private mutating func project(named name: String, _ map: ConfigMap) -> ProjectConfig {
        var project = ProjectConfig(name: name, root: root)
        project.file = file
        project.version = map["version"] ?? .null
        project.profile = map["profile"]?.string
        project.paths = paths(map)
        project.targetPath = map["target-path"]?.string ?? "target"
        project.logPath = map["log-path"]?.string
        project.cleanTargets = Self.strings(map["clean-targets"]) ?? [project.targetPath]
        project.packagesInstallPath = map["packages-install-path"]?.string ?? "dbt_packages"
        project.quoting = map["quoting"]?.map ?? ConfigMap()
        project.vars = map["vars"]?.map ?? ConfigMap()
        for kind in ConfigTreeKind.allCases {
            project.configs[kind] = map[kind.rawValue]?.map ?? ConfigMap()
            // dbt does not find trees with a hyphen again when it wants them as written.
            if !kind.rawValue.contains("-") { project.unrenderedConfigs[kind] = unrendered[kind.rawValue]?.map ?? ConfigMap() }
        }
        project.onRunStart = map["on-run-start"]?.list ?? []
        project.onRunEnd = map["on-run-end"]?.list ?? []
        project.dispatch = dispatch(map["dispatch"])
        project.queryComment = Self.queryComment(map["query-comment"])
        project.flags = map["flags"]?.map ?? ConfigMap()
        project.restrictsAccess = map["restrict-access"]?.bool ?? false
        project.dbtCloud = map["dbt-cloud"] ?? .null
        return project
    }

    private func paths(_ map: ConfigMap) -> ProjectPaths {
        var paths = ProjectPaths()
        paths.models = Self.strings(map["model-paths"] ?? map["source-paths"]) ?? paths.models
        paths.macros = Self.strings(map["macro-paths"]) ?? paths.macros
        paths.seeds = Self.strings(map["seed-paths"] ?? map["data-paths"]) ?? paths.seeds
        paths.tests = Self.strings(map["test-paths"]) ?? paths.tests
        paths.analyses = Self.strings(map["analysis-paths"]) ?? paths.analyses
        paths.snapshots = Self.strings(map["snapshot-paths"]) ?? paths.snapshots
        paths.functions = Self.strings(map["function-paths"]) ?? paths.functions
        paths.interchange = Self.strings(map["osi-paths"]) ?? paths.interchange
        paths.docs = Self.strings(map["docs-paths"])
        paths.assets = Self.strings(map["asset-paths"]) ?? []
        return paths
    }

    private mutating func dispatch(_ value: ConfigValue?) -> [DispatchRule] {
        (value?.list ?? []).compactMap { entry in
            guard let namespace = entry["macro_namespace"]?.string, let order = entry["search_order"]?.list else {
                let message = "at path []: Invalid project dispatch config: \(PythonText.repr(entry))"
                diagnostics.append(.error("bad-dispatch", message, at: entry.span))
                return nil
            }
            return DispatchRule(namespace: namespace, searchOrder: order.map(PythonText.str))
        }
    }

    private static func queryComment(_ value: ConfigValue?) -> QueryComment {
        var comment = QueryComment()
        guard let value else { return comment }
        if let map = value.map {
            comment.comment = map["comment"]?.string
            comment.appends = map["append"]?.bool ?? false
            comment.isJobLabel = map["job-label"]?.bool ?? false
        } else {
            comment.comment = value.string ?? ""
        }
        return comment
    }

    static func strings(_ value: ConfigValue?) -> [String]? { value?.list.map { $0.map(PythonText.str) } }
}
