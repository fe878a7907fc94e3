import Artifacts
import Compiler
import Context
import Diagnostics
import Files
import Formats
import Graph
import Jinja
import Project
import Runner
import Warehouse

/// Walks the road for one command: read, parse, resolve, select, plan, run, write. The whole program on one screen; commands step off early.
struct Session {
    /// What was asked.
    let invocation: Invocation
    /// What the person sees.
    let console: Console
    /// The disk.
    let files: any FileSystem
    /// The wish to stop.
    let stop: StopSignal
    /// How long each stage takes, and how much there is to do.
    let timings: StageTimings
    /// What becomes of warnings.
    let gate: WarningGate
    /// What happens, for reports.
    let gathering = ReportGathering()
    /// What the project is compared with in `ci`; nil without `--base`.
    var base: ComparisonBase?
    /// Begins another command with the same line, everything read anew. Throws `UsageError`.
    let anew: @Sendable (_ command: String) throws -> Session

    /// Everything wrong with the project that stops the command.
    struct ProjectFailure: Error {
        let diagnostics: [Diagnostic]
    }

    /// Reads settings and connection facts: profile, adapter, `dbt_project.yml`, packages. Throws `ProjectFailure`.
    func readSetup() throws -> ProjectSetup {
        let setup = try ProjectSetup.read(invocation, files: files, console: console)
        timings.follow(setup.adapter)
        console.emit(RunMessages.adapter(setup.profile.adapterType, version: VersionText.version))
        return setup
    }

    /// Reads and parses every file, binds all names. Throws `ProjectFailure` where anything is an error; warnings are shown.
    ///
    /// - Parameter setsAside: Kinds of diagnostics that are no matter here: they are kept with the project.
    func resolve(_ setup: ProjectSetup, setsAside: Set<DiagnosticID> = []) throws -> LoadedProject {
        try checkCatalogs(setup)
        let smelt = try smeltConfig(setup)
        let (found, reading) = timings.measure("read") {
            setup.reader.files(root: setup.root, packages: setup.packages, adapterType: setup.profile.adapterType)
        }
        let (parsed, parsing) = timings.measure("parse") { ParsedProject.parse(found) }
        let macros = MacroLibrary(parsed.macroDefinitions, root: setup.root.name, internalPackages: parsed.internalPackageNames)
        var world = setup.world(invocation, console: console, gate: gate, stop: stop)
        world.internalPackages = parsed.internalPackageNames
        world.packages = Set(parsed.packages.map(\.name))
        let capture = NodeCapture(world: world, library: macros)
        var input = ResolveInput(
            project: parsed, adapter: setup.adapter, env: invocation.environment, vars: setup.vars, target: setup.target,
            metadata: setup.metadata(invocation), createdAt: invocation.now().interval, rendering: { _ in capture })
        input.storesFailures = invocation.flags.isOn("store_failures")
        input.smelt = smelt
        input.isDebugging = invocation.flags.isOn("debug")
        var resolver = Resolver(input)
        let resolution = timings.measure("resolve") { resolver.resolve() }
        timings.count(nodes: resolution.manifest.nodes.count)
        try report(setup.diagnostics + reading + parsing + resolution.diagnostics.filter { !setsAside.contains($0.id) })
        var manifest = resolution.manifest
        if let selectors = try LoadedProject.renderedFile("selectors.yml", setup, files) {
            manifest.selectors = SavedSelectors.manifestValue(selectors)
        }
        gathering.note { [manifest] content in
            content.manifest = manifest
            content.targetPath = setup.targetPath
        }
        let project = LoadedProject(setup: setup, smelt: smelt, manifest: manifest, library: macros, world: world)
        project.setAside = resolution.diagnostics.filter { setsAside.contains($0.id) }
        return project
    }

    /// What `smelt.yml` asks for; nil where there is no such file. Throws `ProjectFailure` with everything wrong with it.
    func smeltConfig(_ setup: ProjectSetup) throws -> SmeltConfig? {
        guard let content = try LoadedProject.renderedFile(SmeltConfig.fileName, setup, files) else { return nil }
        let (config, found) = SmeltConfig.read(content)
        try report(found)
        return config
    }

    /// Refuses `catalogs.yml`, where there is one: no adapter can follow it. Throws `ProjectFailure`.
    private func checkCatalogs(_ setup: ProjectSetup) throws {
        guard let catalogs = try LoadedProject.renderedFile("catalogs.yml", setup, files) else { return }
        let check = CatalogsFile(adapter: setup.profile.adapterType, isSecondForm: invocation.flags.isOn("use_catalogs_v2"))
        if let problem = check.problem(catalogs) { throw ProjectFailure(diagnostics: [problem]) }
    }

    /// Shows warnings; throws `ProjectFailure` with all diagnostics where one of them is an error.
    func report(_ diagnostics: [Diagnostic]) throws {
        let events = diagnosticEvents
        let isGrouped = invocation.flags.isOn("enable_grouped_warn_error_parser_logs")
        let settled = events.settled(diagnostics.withoutRepeats, isGrouped: isGrouped).explainingConsequences
        if settled.contains(where: { $0.severity == .error }) { throw ProjectFailure(diagnostics: settled) }
        console.emit(events.events(settled))
        gathering.note { $0.diagnostics += settled }
    }

    /// Shows a warning. Throws a diagnostic where it is an error.
    func warn(_ event: LogEvent) throws {
        switch gate.verdict(WarningName(event.name, code: event.code)) {
        case .show: console.emit(event)
        case .silence: break
        case .fail: throw event.asError
        }
    }

    /// How diagnostics are shown.
    var diagnosticEvents: DiagnosticEvents {
        DiagnosticEvents(
            gate: gate, isBrief: invocation.command == "ls" && !console.terminal.isTerminal,
            scrubber: SecretScrubber(invocation.environment.secretValues))
    }

    /// The nodes a command works on. Throws a diagnostic for a criterion that cannot be understood.
    func select(_ project: LoadedProject, types: Set<ResourceType>, includesEmpty: Bool = false, warns: Bool = true) throws -> Selection {
        if let retried = invocation.retried { return try Selection(of: retried.ids, in: project.graph) }
        let selector = NodeSelector(
            project.manifest, graph: project.graph, previous: try previousState(project),
            selectors: try project.savedSelectors(files, indirect: indirect))
        let selection = try selector.select(
            try narrowed(selectionSpec(project)), NodeSelector.Filter(types: types, includesEmpty: includesEmpty), warns: warns)
        try report(selection.diagnostics)
        return try reachingUntil(selection, in: project)
    }

    private func selectionSpec(_ project: LoadedProject) throws -> SelectionSpec {
        let flags = invocation.flags
        let saved = try project.savedSelectors(files, indirect: indirect)
        if let name = flags.text("selector") {
            guard let saved else {
                throw Diagnostic(
                    "selector-unknown", .error, "Could not find selector named \(name), expected one of []",
                    hint: "the project has no selectors.yml")
            }
            return try saved.definition(named: name).spec
        }
        let (select, exclude) = (flags.words("select") + flags.words("models"), flags.words("exclude"))
        if select.isEmpty, exclude.isEmpty, let standard = saved?.standard {
            console.emit(RunMessages.defaultSelector(standard.name))
            return standard.spec
        }
        return try SelectionSpec.commandLine(
            select: select.isEmpty ? nil : select, exclude: exclude.isEmpty ? nil : exclude,
            indirect: indirect)
    }

    /// With a base, only what changed against it and what depends on that.
    private func narrowed(_ spec: SelectionSpec) throws -> SelectionSpec {
        guard base != nil else { return spec }
        let changed = SelectionSpec.criterion(try .parse("state:modified+", indirect: indirect))
        return .group(SelectionGroup(.intersection, [spec, changed], indirect: indirect))
    }

    private var indirect: IndirectSelection {
        invocation.flags.text("indirect_selection").flatMap(IndirectSelection.init(rawValue:)) ?? .eager
    }

    /// What the run is to do with a selection.
    func plan(_ selection: Selection, in project: LoadedProject, as kind: PlanKind) throws(Diagnostic) -> Plan {
        try PlanBuilder(project: project, command: invocation.command).plan(selection, as: kind)
    }

    /// Runs a plan. Throws what stops a run before its first node.
    func run(_ plan: Plan, in project: LoadedProject, detail: RunEventPrinter.Detail = .nodes) throws -> Run.Outcome {
        // As in dbt, only once there is something to do.
        if let deferred = try deferredManifest() { project.look(in: deferred) }
        let selected = plan.order.graph.ids
        timings.count(nodesRun: selected.count)
        let settings = project.runSettings(self, selected: selected, detail: detail)
        guard let recording = try RunRecording.begin(plan, in: project, self) else {
            return try timings.measure("run") { try Run(plan, settings: settings).run() }
        }
        do {
            var outcome = try timings.measure("run") { try Run(plan, settings: recording.recording(settings, in: project)).run() }
            outcome.shortcomings = recording.shortcomings(of: project)
            recording.end(outcome)
            return outcome
        } catch {
            recording.end(error)
            throw error
        }
    }

    /// Writes `manifest.json`, and `run_results.json` where there are results. Throws what the disk answers.
    func write(_ manifest: Manifest, _ outcome: Run.Outcome? = nil, in project: LoadedProject) throws {
        guard invocation.flags.isOn("write_json") else { return }
        try timings.measure("write") { try writeArtifacts(manifest, outcome, in: project) }
    }

    private func writeArtifacts(_ manifest: Manifest, _ outcome: Run.Outcome?, in project: LoadedProject) throws {
        let folder = project.setup.targetFolder
        let manifestPath = try ArtifactFile.write(ManifestJSON(manifest), to: folder, on: files)
        console.emit(RunMessages.artifact("WritableManifest", path: manifestPath))
        if outcome == nil, invocation.command != "parse" {
            try GraphSummary.write(project, withTests: invocation.command == "build", invocationID: invocation.id, on: files)
        }
        if outcome == nil { try SemanticManifest(manifest).write(to: folder, on: files) }
        guard let outcome else { return }
        let now = invocation.now().artifactText
        let results = RunResults(
            results: outcome.results, elapsedTime: outcome.elapsed, generatedAt: now, arguments: invocation.flags.values)
        let path = try ArtifactFile.write(
            RunResultsJSON(results, metadata: ArtifactMetadata(manifest.metadata, generatedAt: now)), to: folder, on: files)
        console.emit(RunMessages.artifact("RunExecutionResult", path: path))
    }
}
