public import Diagnostics
public import Files
public import Formats

/// Reads a project from its folder, step by step: profile, `dbt_project.yml`, packages, files. Each step tells what is wrong and gives what
/// it could read.
public struct ProjectReader: Sendable {
    let fileSystem: any FileSystem
    /// The project's folder.
    public let folder: String
    /// The environment.
    public let env: EnvVars
    /// `--vars`.
    public let commandLineVars: ConfigMap
    /// How many files are read and parsed at once.
    public var threads = ConcurrentMap.processorCount
    /// Seeds above this size (MiB) are compared by path, not content; 0 for no limit. dbt's `MAXIMUM_SEED_SIZE_MIB`.
    public var maximumSeedSize = 1
    /// Whether `require-dbt-version` is checked (`--no-version-check` switches it off).
    public var checksVersion = true
    /// Whether `target` is left empty because the command needs no profile.
    public var needsNoProfile = false
    /// Whether variables without a value are none in `dbt_project.yml` instead of an error.
    public var missingVarsAreNone = false

    /// A reader of the project in a folder.
    public init(fileSystem: any FileSystem, folder: String, env: EnvVars, commandLineVars: ConfigMap) {
        self.fileSystem = fileSystem
        self.folder = folder
        self.env = env
        self.commandLineVars = commandLineVars
    }

    /// The path of something in the project's folder.
    func path(_ name: String) -> String { FilePath.join(folder, name) }

    /// A file that may be absent; nil also after a reported failure. `shown` is what messages call it.
    func file(_ name: String, shown: String? = nil, _ diagnostics: inout [Diagnostic]) -> SourceFile? {
        let path = path(name)
        guard fileSystem.isFile(path) else { return nil }
        do throws(FileError) {
            return SourceFile(path: shown ?? name, bytes: try fileSystem.read(path))
        } catch {
            diagnostics.append(.error("unreadable-file", error.description, hint: error.hint))
            return nil
        }
    }

    /// `dbt_project.yml`. A missing file is an error in dbt's words.
    public func projectFile() -> (file: SourceFile?, diagnostics: [Diagnostic]) {
        var diagnostics: [Diagnostic] = []
        let file = file("dbt_project.yml", &diagnostics)
        if file == nil, diagnostics.isEmpty {
            let message =
                "No dbt_project.yml found at expected path \(path("dbt_project.yml"))"
            diagnostics.append(.error("missing-project", message, hint: "run smelt in a project's folder, or name it with --project-dir"))
        }
        return (file, diagnostics)
    }

    /// The profile that a run uses. `profilesFolder` is `--profiles-dir`.
    public func profile(
        _ request: ProfileRequest, profilesFolder: String?, currentFolder: String
    ) -> (profile: Profile?, diagnostics: [Diagnostic]) {
        let folders = Profiles.folders(flag: profilesFolder, env: env, currentFolder: currentFolder, projectFolder: folder)
        var diagnostics: [Diagnostic] = []
        var found: SourceFile?
        for folder in folders where found == nil {
            let path = FilePath.join(folder, "profiles.yml")
            guard fileSystem.isFile(path) else { continue }
            do throws(FileError) {
                found = SourceFile(path: FilePath.relative(path, to: currentFolder), bytes: try fileSystem.read(path))
            } catch {
                diagnostics.append(.error("unreadable-file", error.description, hint: error.hint))
                return (nil, diagnostics)
            }
        }
        let scope = VarScope(values: commandLineVars, shown: commandLineVars)
        let renderer = ConfigRenderer(env: env, vars: scope, allowsSecrets: true)
        let (profile, more) = Profiles.read(found, folders: folders, request: request, renderer: renderer)
        return (profile, diagnostics + more)
    }

    /// The root project, its strings rendered with the target.
    public func project(target: ConfigMap?) -> (project: ProjectConfig?, diagnostics: [Diagnostic]) {
        var (file, diagnostics) = projectFile()
        guard let file else { return (nil, diagnostics) }
        let fileVars = varsFile(&diagnostics)
        var merged = fileVars ?? ConfigMap()
        for entry in commandLineVars { merged.set(entry.name, key: entry.key, entry.value) }
        var renderer = ConfigRenderer(env: env, vars: VarScope(values: merged, shown: merged), target: target)
        renderer.needsNoProfile = needsNoProfile
        renderer.missingVarsAreNone = missingVarsAreNone
        var (project, more) = ProjectConfig.read(file, root: folder, renderer: renderer, checksVersion: checksVersion)
        diagnostics += more
        if let fileVars, !fileVars.isEmpty {
            if project?.vars.isEmpty == false {
                let message = "Variables cannot be defined in both vars.yml and dbt_project.yml. "
                diagnostics.append(.error("vars-twice", message, at: project?.vars.entries.first?.key.span))
            }
            project?.vars = fileVars
        }
        return (project, diagnostics)
    }

    /// The variables of `vars.yml`; nil where there is no such file.
    private func varsFile(_ diagnostics: inout [Diagnostic]) -> ConfigMap? {
        guard let file = file("vars.yml", &diagnostics) else { return nil }
        let (value, found) = YAMLReader.read(file)
        diagnostics += found
        return value?["vars"]?.map
    }

    /// The installed packages, sorted by folder. Packages that are asked for but not installed are an error.
    public func packages(of root: ProjectConfig, target: ConfigMap?) -> (packages: [ProjectConfig], diagnostics: [Diagnostic]) {
        var diagnostics: [Diagnostic] = []
        let (required, found) = RequiredPackages.read(
            packages: file("packages.yml", &diagnostics), dependencies: file("dependencies.yml", &diagnostics),
            lock: file("package-lock.yml", &diagnostics))
        diagnostics += found
        let names = packageFolders(root.packagesInstallPath)
        if let missing = required.missing(installed: names, in: root.packagesInstallPath) {
            diagnostics.append(missing)
            return ([], diagnostics)
        }
        var packages: [ProjectConfig] = []
        for name in names {
            if let package = package(FilePath.join(root.packagesInstallPath, name), target, &diagnostics) { packages.append(package) }
        }
        return (packages, diagnostics)
    }

    private func packageFolders(_ installPath: String) -> [String] {
        let entries = (try? fileSystem.list(path(installPath))) ?? []
        return entries.filter { $0.kind == .folder && !$0.name.hasPrefix("__") }.map(\.name).sorted()
    }

    private func package(_ relative: String, _ target: ConfigMap?, _ diagnostics: inout [Diagnostic]) -> ProjectConfig? {
        let path = FilePath.join(relative, "dbt_project.yml")
        guard let file = file(path, &diagnostics) else {
            let message =
                "Failed to read package: No dbt_project.yml found at expected path \(self.path(path))\nVerify that each entry within "
                + "packages.yml (and their transitive dependencies) contains a file named dbt_project.yml"
            diagnostics.append(.error("missing-project", message))
            return nil
        }
        let none = VarScope(values: ConfigMap(), shown: ConfigMap())
        let renderer = ConfigRenderer(env: env, vars: none, target: target)
        let (project, found) = ProjectConfig.read(
            file, root: self.path(relative), renderer: renderer, checksVersion: checksVersion)
        diagnostics += found
        return project
    }

    /// Every `vars:` of the run.
    public func vars(root: ProjectConfig, packages: [ProjectConfig]) -> Vars {
        let projects = Dictionary(([root] + packages).map { ($0.name, $0.vars) }, uniquingKeysWith: { first, _ in first })
        return Vars(commandLine: commandLineVars, rootProject: root.name, projects: projects)
    }
}
