import Artifacts
import Diagnostics
import Files
import Graph
import Runner

extension Session {
    /// `source freshness`: asks how old the newest rows of sources are and writes `sources.json`. The exit code: 1 where a table is too old or
    /// could not be asked.
    func checkFreshness() throws -> Int32 {
        let project = try resolve(readSetup())
        try write(project.manifest, in: project)
        let flags = invocation.flags
        let output = flags.text("output")
        if let output { try warn(DeprecationNotes.freshnessOutput(output)) }
        console.emit(RunMessages.found(project.manifest))
        let runsHooks = flags.isOn("source_freshness_run_project_hooks")
        if !runsHooks, project.manifest.nodes.values.contains(where: \.isRunHook) { try warn(DeprecationNotes.freshnessHooks) }
        let selection = try select(project, types: ResourceType.forFreshness)
            .filtered { project.manifest.sources[$0]?.hasFreshness == true }
        var outcome = Run.Outcome(results: [], elapsed: 0, isInterrupted: false)
        if selection.ids.isEmpty {
            try warn(RunMessages.nothingToDo)
            console.emit(LogEvent("FreshnessCheckComplete", "Q003", .info, "Done."))
        } else {
            outcome = try run(plan(selection, in: project, as: .freshness(runsHooks: runsHooks)), in: project, detail: .freshness)
        }
        if flags.isOn("write_json") { try write(outcome, of: project, to: output) }
        if outcome.isInterrupted { return Interrupt.exitCode }
        if let obstacle = outcome.obstacle { throw obstacle }
        return outcome.results.contains { $0.status.isFailure || $0.status == .skipped } ? 1 : 0
    }

    private func write(_ outcome: Run.Outcome, of project: LoadedProject, to output: String?) throws {
        let metadata = ArtifactMetadata(project.manifest.metadata, generatedAt: invocation.now().artifactText)
        let results = FreshnessResults(
            metadata: metadata, results: outcome.results.compactMap(FreshnessResult.init), elapsedTime: outcome.elapsed)
        let path = output.map { FilePath.join(invocation.projectFolder, $0) } ?? FilePath.join(project.setup.targetFolder, "sources.json")
        _ = try ArtifactFile.write(SourcesJSON(results), as: path, on: files)
        console.emit(RunMessages.artifact("FreshnessResult", path: path))
    }

    /// Shows a warning, or throws it where it is an error.
    private func warn(_ diagnostic: Diagnostic) throws { try report([diagnostic]) }
}

/// What `source freshness` says about old ways of calling it.
private enum DeprecationNotes {
    static func freshnessOutput(_ path: String) -> Diagnostic {
        let message = "Custom output path usage `--output \(path)` usage detected in `dbt source freshness` command."
        return Diagnostic("freshness-output", .warning, message).with(["path": .text(path)])
    }

    static let freshnessHooks = Diagnostic(
        "freshness-hooks", .warning,
        "`source freshness` does not run `on-run-start` and `on-run-end` hooks here: the flag source_freshness_run_project_hooks is off. In a "
            + "future version of dbt they will run (source-freshness-project-hooks).")
}

extension NodeContent {
    /// Whether it is a hook around a run.
    fileprivate var isRunHook: Bool { resourceType == .operation && (tags.contains("on-run-start") || tags.contains("on-run-end")) }
}
