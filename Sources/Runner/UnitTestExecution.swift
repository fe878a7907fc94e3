import Compiler
import Context
import Diagnostics
import Formats
import Graph
import Jinja
import Warehouse

extension NodeExecution {
    /// Compiles a unit test, runs it and compares what came out with what was expected.
    mutating func execute(_ test: UnitTest, _ session: WarehouseSession) throws -> RunResult {
        let compiler = UnitTestCompiler(
            world: settings.world, library: settings.macroLibrary, project: settings.project, session: session,
            seedTable: settings.seedTable)
        let compiled = try compiler.compile(test) { [settings] fixture in
            try settings.writeFile(settings.targetPath + "/compiled/" + fixture.pathBelowTarget, fixture.compilation?.code ?? "")
        }
        var ready = compiled.node
        let path = settings.targetPath + "/compiled/" + ready.pathBelowTarget
        ready.compilation?.path = path
        try settings.writeFile(path, ready.compilation?.code ?? "")
        node = ready
        let context = RenderContext(
            world: settings.world, stage: .run, package: ready.packageName, subject: .node(ready), library: settings.macroLibrary,
            project: compiled.project, session: session)
        defer { context.end() }
        context.onWrite = { [settings] sql in
            try settings.writeFile(settings.targetPath + "/run/" + ready.pathBelowTarget, sql)
        }
        do {
            let macro = try context.macros.materialization("unit", package: settings.world.rootProject)
            _ = try context.renderer.call(macro, Arguments())
        } catch {
            throw explained(error, test)
        }
        noteWrittenSQL(context)
        return try verdict(context)
    }

    /// An error of the statement, with the advice dbt gives. What can be tried again, or was stopped, stays what it is.
    private func explained(_ error: any Error, _ test: UnitTest) -> any Error {
        if settings.stop.isRequested { return error }
        if let error = error as? WarehouseError, error.isTransient || error.kind == .cancelled { return error }
        let text =
            error is JinjaError ? FailureMessage.text(error, node: node, compiledCode: nil) : FailureMessage.hookText(error)
        return RaisedError(
            "Runtime Error",
            "An error occurred during execution of unit test '\(test.name)'. There may be an error in the unit test definition: "
                + "check the data types.\n \(text)")
    }

    private func verdict(_ context: RenderContext) throws -> RunResult {
        guard let table = context.table(of: "main") else {
            throw RaisedError("Runtime Error", "main is not being called during running unit test")
        }
        var result = RunResult(uniqueID: node.uniqueID, node: node, status: .pass)
        result.adapterResponse = context.response(of: "main")?.artifactValue ?? ConfigMap()
        result.failures = 0
        let comparison = try UnitTestComparison(columns: table.columns, rows: table.rows)
        guard let difference = RowDiff(expected: comparison.expected, actual: comparison.actual) else { return result }
        result.status = .fail
        result.failures = 1
        result.message = difference.message(coloured: settings.world.invocation.flags["use_colors"]?.bool ?? true)
        result.place = Diagnostic("unit-test-failed", .error, "actual differs from expected", at: unitTest?.span)
        return result
    }

    /// The result of a unit test that could not be run; the message names the fixture where one is to blame.
    func failure(_ error: any Error, of test: UnitTest) -> RunResult {
        let inner = error as? UnitTestCompiler.FixtureFailure
        var named = inner?.fixture ?? node
        if inner == nil { named.name = test.name }
        let message = withRemains(FailureMessage.text(inner?.error ?? error, node: named, compiledCode: nil))
        var result = RunResult(uniqueID: node.uniqueID, node: nil, status: .error, message: message)
        result.place = Diagnostic("unit-test-error", .error, message, at: test.span)
        return result
    }
}
