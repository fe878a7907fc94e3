import Context
import Diagnostics
import Files
import Formats
import Graph
import Jinja
import Project
import Runner
import Warehouse

/// A project that was read and resolved: what commands work on.
final class LoadedProject {
    /// The settings.
    let setup: ProjectSetup
    /// What `smelt.yml` asks for; nil where there is no such file.
    let smelt: SmeltConfig?
    /// The manifest.
    let manifest: Manifest
    /// The macros.
    let macroLibrary: MacroLibrary
    /// What all renderings share.
    let world: RenderWorld
    /// What was found in the project and is no matter for the command.
    var setAside: [Diagnostic] = []
    /// The graph, without test edges.
    let graph: DependencyGraph
    /// The manifest as renderings need it.
    private(set) var resolved: ResolvedProject

    /// A loaded project.
    init(setup: ProjectSetup, smelt: SmeltConfig?, manifest: Manifest, library: MacroLibrary, world: RenderWorld) {
        self.setup = setup
        self.smelt = smelt
        self.manifest = manifest
        macroLibrary = library
        self.world = world
        graph = DependencyGraph.linking(manifest).graph
        resolved = ResolvedProject(manifest)
    }

    /// Whether anything is held back until its tests passed.
    var publishes: Bool { (smelt?.publish.unit ?? .none) != .none }

    /// Looks nodes that are not built here up in the manifest of another run from now on.
    func look(in deferred: Manifest) { resolved = ResolvedProject(manifest, deferred: deferred) }

    /// The selectors of `selectors.yml`; nil where there is no such file. Throws a diagnostic for a mistake in it.
    func savedSelectors(_ files: any FileSystem, indirect: IndirectSelection = .eager) throws -> SavedSelectors? {
        guard let value = try Self.renderedFile("selectors.yml", setup, files) else { return nil }
        return try SavedSelectors(value, indirect: indirect)
    }

    /// A YAML file beside `dbt_project.yml`, rendered; nil where there is none.
    static func renderedFile(_ name: String, _ setup: ProjectSetup, _ files: any FileSystem) throws -> ConfigValue? {
        let path = FilePath.join(setup.reader.folder, name)
        guard files.isFile(path) else { return nil }
        let file = SourceFile(path: name, bytes: try files.read(path))
        let (value, found) = YAMLReader.read(file)
        guard let value else { throw Session.ProjectFailure(diagnostics: found) }
        var diagnostics = found
        let renderer = ConfigRenderer(env: setup.reader.env, vars: setup.vars.commandLineScope, target: setup.target)
        let rendered = renderer.render(value, &diagnostics)
        if diagnostics.contains(where: { $0.severity == .error }) { throw Session.ProjectFailure(diagnostics: diagnostics) }
        return rendered
    }

    /// The settings of a run over this project.
    func runSettings(_ session: Session, selected: [String], detail: RunEventPrinter.Detail) -> RunSettings {
        let invocation = session.invocation
        let flags = invocation.flags
        var world = world
        world.invocation.selected = selected
        let projectFolder = invocation.projectFolder
        let files = session.files
        let seeds = SeedFiles(
            files: files,
            roots: Dictionary(
                ([setup.root] + setup.packages).map { ($0.name, $0.root) }, uniquingKeysWith: { first, _ in first }))
        let groups = Dictionary(
            manifest.groups.values.map { group in
                let owner = ConfigMap(group.owner.map { ($0.name, .string(PythonStyle.text($0.value))) })
                return (
                    group.name,
                    ConfigMap([
                        ("name", .string(group.name)), ("owner", .map(owner)), ("package_name", .string(group.packageName)),
                    ])
                )
            },
            uniquingKeysWith: { first, _ in first })
        let messages = NodeMessages(
            layout: ResultLine(width: flags.int("printer_width") ?? 80), defaultDatabase: setup.adapter.credentials.database,
            groups: groups,
            showsBatches: buildsBatches(flags))
        return RunSettings(
            world: world, library: macroLibrary, project: resolved, targetPath: setup.targetPath, targetName: setup.profile.targetName,
            threads: flags.isOn("single_threaded") ? 1 : setup.profile.threads, failsFast: flags.isOn("fail_fast"),
            failsWarnings: flags.warningPolicy.verdict("LogTestResult", code: "Q007") == .fail,
            skipsNodesAfterFailedStart: flags.isOn("skip_nodes_if_on_run_start_fails"), queryComment: setup.root.queryComment,
            microbatch: MicrobatchSettings(
                isBatched: buildsBatches(flags), asked: flags.eventTimes, end: invocation.retried?.startedAt ?? invocation.startedAt,
                earlier: invocation.retried?.partlyBuilt ?? [:]),
            writeFile: { path, text in try files.update(FilePath.join(projectFolder, path), to: Array(text.utf8)) },
            seedTable: { try seeds.table(of: $0) }, now: invocation.now,
            sink: RunEventPrinter(
                session.console, messages: messages, adapterType: setup.profile.adapterType, detail: detail,
                live: session.console.liveView(messages)), stop: session.stop)
    }

    /// Whether microbatch models are built batch by batch: with the built-in strategy always, with the project's own where it wants that.
    private func buildsBatches(_ flags: Flags) -> Bool {
        flags.isOn("require_batched_execution_for_custom_microbatch_strategy")
            || macroLibrary.isBuiltIn("get_incremental_microbatch_sql")
    }
}
