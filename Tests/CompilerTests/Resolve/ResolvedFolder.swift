import Artifacts
import Compiler
import Context
import Diagnostics
import Files
import Formats
import Graph
import PostgresAdapter
import Project
import SQLiteAdapter
import Warehouse

/// A project in a folder (of the disk or of memory), read and resolved.
struct ResolvedFolder {
    private(set) var diagnostics: [Diagnostic] = []
    private(set) var manifest: Manifest?
    private(set) var world: RenderWorld?
    private(set) var macroLibrary: MacroLibrary?
    private var smelt: SmeltConfig?

    /// Swallows what templates say.
    struct SilentOutput: TemplateOutput {
        func log(_ message: String, info: Bool, node: String?) {}
        func print(_ message: String, node: String?) {}
        func warn(_ warning: TemplateWarning, node: String?) throws {}
        func tellBehaviour(_ flag: String) {}
    }

    /// Reads and resolves; stops where a step gives nothing to go on with.
    init(_ fileSystem: any FileSystem, folder: String, env: [String: String] = [:], vars: ConfigMap = [:]) {
        let env = EnvVars(env)
        let reader = ProjectReader(fileSystem: fileSystem, folder: folder, env: env, commandLineVars: vars)
        guard let file = take(reader.projectFile()) else { return }
        let request = ProfileRequest(projectProfile: ProjectConfig.rawProfileName(in: file))
        guard let profile = take(reader.profile(request, profilesFolder: folder, currentFolder: folder)) else { return }
        guard let adapter = adapter(profile, folder) else { return }
        let target = adapter.credentials.targetValues(profile: profile.name, target: profile.targetName, threads: profile.threads)
        guard let root = take(reader.project(target: target)) else { return }
        let (packages, packageProblems) = reader.packages(of: root, target: target)
        diagnostics += packageProblems
        let (files, fileProblems) = reader.files(root: root, packages: packages, adapterType: profile.adapterType)
        diagnostics += fileProblems
        let (parsed, parseProblems) = ParsedProject.parse(files, threads: 2, known: BuiltInPackages.parsed)
        diagnostics += parseProblems
        readSmeltFile(fileSystem, folder)
        resolve(parsed, root, reader.vars(root: root, packages: packages), adapter, target, env)
    }

    private mutating func readSmeltFile(_ fileSystem: any FileSystem, _ folder: String) {
        let path = folder + "/" + SmeltConfig.fileName
        guard fileSystem.isFile(path), let bytes = try? fileSystem.read(path) else { return }
        let (value, problems) = YAMLReader.read(SourceFile(path: SmeltConfig.fileName, bytes: bytes))
        let (config, mistakes) = SmeltConfig.read(value ?? .null)
        diagnostics += problems + mistakes
        smelt = config
    }

    private mutating func take<Value>(_ outcome: (Value?, [Diagnostic])) -> Value? {
        diagnostics += outcome.1
        return outcome.0
    }

    private mutating func adapter(_ profile: Profile, _ folder: String) -> (any Adapter)? {
        do throws(WarehouseError) {
            if profile.adapterType == "postgres" { return try PostgresAdapterKind.adapter(from: profile.output, in: folder) }
            return try SQLiteAdapterKind.adapter(from: profile.output, in: folder)
        } catch {
            diagnostics.append(Diagnostic("credentials", .error, error.message))
            return nil
        }
    }

    private mutating func resolve(
        _ parsed: ParsedProject, _ root: ProjectConfig, _ vars: Vars, _ adapter: any Adapter, _ target: ConfigMap, _ env: EnvVars
    ) {
        let world = RenderWorld(
            rootProject: root.name, internalPackages: parsed.internalPackageNames, packages: Set(parsed.packages.map(\.name)),
            dispatch: Dictionary(root.dispatch.map { ($0.namespace, $0.searchOrder) }, uniquingKeysWith: { first, _ in first }),
            adapter: adapter, quoting: adapter.dialect.relationStyle.quotePolicy, target: target, vars: vars, environment: env,
            invocation: InvocationFacts(
                id: "00000000-0000-0000-0000-000000000000", startedAt: Timestamp(seconds: 1_704_067_200, microseconds: 0),
                command: "parse", flags: [:]),
            output: SilentOutput())
        let library = MacroLibrary(parsed.macroDefinitions, root: root.name, internalPackages: parsed.internalPackageNames)
        self.world = world
        macroLibrary = library
        let metadata = Manifest.Metadata(
            projectName: root.name, projectID: MD5.hex(of: root.name), adapterType: adapter.dialect.name,
            generatedAt: "2024-01-01T00:00:00.000000Z", invocationID: "00000000-0000-0000-0000-000000000000",
            invocationStartedAt: "2024-01-01T00:00:00.000000Z", env: [], quoting: [:], runStartedAt: "2024-01-01T00:00:00.000000Z")
        var input = ResolveInput(
            project: parsed, adapter: adapter, env: env, vars: vars, target: target, metadata: metadata, createdAt: 1_704_067_200,
            rendering: { _ in NodeCapture(world: world, library: library) })
        input.smelt = smelt
        var resolver = Resolver(input)
        let resolution = resolver.resolve()
        diagnostics += resolution.diagnostics
        manifest = resolution.manifest
    }

    /// Every diagnostic as `severity[id] path:line:column: message`, hint and notes behind it.
    var report: String {
        diagnostics.map { diagnostic in
            let place = diagnostic.span.map { "\($0.file.path):\($0.position.line):\($0.position.column): " } ?? ""
            var text = "\(diagnostic.severity.rawValue)[\(diagnostic.id)] \(place)\(diagnostic.message)"
            for note in diagnostic.notes {
                text += "\n  note: " + (note.span.map { "\($0.file.path):\($0.position.line): " } ?? "") + note.message
            }
            if let hint = diagnostic.hint { text += "\n  hint: \(hint)" }
            return text
        }.joined(separator: "\n")
    }
}

/// The built-in packages of both adapters, parsed once for all tests.
enum BuiltInPackages {
    static let parsed: [ParsedPackage] = ["postgres", "sqlite"].flatMap { type in
        let reader = ProjectReader(fileSystem: MemoryFileSystem(), folder: "/none", env: EnvVars([:]), commandLineVars: [:])
        let files = reader.files(root: ProjectConfig(name: "none", root: "/none"), packages: [], adapterType: type).files
        return ParsedProject.parse(files, threads: 2).project.packages.filter(\.isInternal)
    }
}
