import Artifacts
import Context
import Diagnostics
import Graph
import Runner

extension Session {
    /// `run-operation`: calls a macro, or runs SQL given by `--sql`. The exit code: 0 all well, 1 it failed.
    /// Throws a diagnostic where there is no such macro.
    func runOperation() throws -> Int32 {
        let flags = invocation.flags
        let macro = invocation.arguments.first
        let sql = flags.text("sql")
        if macro == nil, sql == nil { throw UsageError(message: "Either a macro name or --sql must be passed to run-operation") }
        if macro != nil, sql != nil { throw UsageError(message: "Cannot specify both a macro name and --sql for run-operation") }
        if sql != nil, flags.isGiven("args") {
            throw UsageError(message: "--args cannot be used with --sql; pass arguments directly in the SQL")
        }
        let project = try resolve(readSetup())
        try write(project.manifest, in: project)
        // As dbt does: a retry of an operation that went well is the end of it.
        if let retried = invocation.retried, retried.ids.isEmpty { return 0 }
        let operation = Operation(settings: project.runSettings(self, selected: [], detail: .beginning))
        if let macro, !operation.knows(macro) {
            throw Diagnostic(
                "macro-unknown", .error, "dbt could not find a macro with the name '\(macro)' in any package.",
                hint: DidYouMean.hint(macro, among: project.macroLibrary.callableNames)
                    ?? "check the spelling; the macros of packages are there once they are installed")
        }
        let layout = ResultLine(width: flags.int("printer_width") ?? 80)
        if sql != nil { console.emit(RunMessages.queryStarted(layout)) }
        let result = sql.map(operation.run) ?? operation.call(macro ?? "", arguments: flags.map("args"))
        if let message = result.message { console.emit(RunMessages.operationError(message)) }
        if let place = result.place { console.emit(DiagnosticEvents.place(place, scrubber: console.scrubber)) }
        if sql != nil { console.emit(RunMessages.queryEnded(result, layout)) }
        if flags.isOn("write_json") {
            let now = invocation.now().artifactText
            let results = RunResults(
                results: [result], elapsedTime: result.executionTime, generatedAt: now, arguments: flags.operationValues)
            _ = try ArtifactFile.write(
                RunResultsJSON(results, metadata: ArtifactMetadata(project.manifest.metadata, generatedAt: now)),
                to: project.setup.targetFolder, on: files)
        }
        if stop.isRequested { return Interrupt.exitCode }
        return result.status == .success ? 0 : 1
    }
}
