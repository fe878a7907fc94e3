import Compiler
import Context
import Diagnostics
public import Formats
public import Graph
import Jinja
import Project
import Warehouse

/// Calls one macro, or runs one text of SQL, outside of any node: `run-operation`.
public struct Operation {
    private let settings: RunSettings

    /// Operations over a project.
    public init(settings: RunSettings) { self.settings = settings }

    /// Calls a macro (`name` or `package.name`) with arguments by name. What goes wrong in it becomes the result.
    public func call(_ name: String, arguments: ConfigMap) -> RunResult {
        let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
        let macro = parts.last ?? name
        let package = parts.count == 2 ? parts[0] : nil
        return perform(macro, package: package ?? settings.world.rootProject) { worker, timing in
            guard let definition = find(macro, in: package) else {
                throw RaisedError("Runtime Error", "dbt could not find a macro with the name '\(macro)' in \(package ?? "any package")")
            }
            timing("compile")
            let session = try worker.session(named: "macro_\(macro)")
            try session.connection.clearTransaction()
            let context = RenderContext(
                world: settings.world, stage: .operation, package: package ?? settings.world.rootProject, subject: .macro,
                library: settings.macroLibrary, project: settings.project, session: session)
            let values = arguments.map { (name: $0.name, value: $0.value.jinjaValue()) }
            _ = try context.renderer.call(context.macros.value(definition), Arguments([], named: values))
            return nil
        }
    }

    /// Whether there is a macro of that name (`name` or `package.name`).
    public func knows(_ name: String) -> Bool {
        let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
        return find(parts.last ?? name, in: parts.count == 2 ? parts[0] : nil) != nil
    }

    /// Renders and runs SQL, in a transaction of its own.
    public func run(sql: String) -> RunResult {
        perform("inline_query", package: settings.world.rootProject) { worker, timing in
            let session = try worker.session(named: "inline_query")
            try session.connection.clearTransaction()
            let context = RenderContext(
                world: settings.world, stage: .operation, package: settings.world.rootProject, subject: .macro,
                library: settings.macroLibrary, project: settings.project, session: session)
            let text = try context.render(sql)
            timing("compile")
            let response = try session.execute(text, autoBegin: true, fetch: .none).response
            try session.commitIfOpen()
            return response
        }
    }

    /// The macro of a package, or of the root project, the built-in ones, or any package.
    private func find(_ name: String, in package: String?) -> ProjectMacro.Definition? {
        if let package {
            let packages = package == "dbt" ? settings.world.internalPackages : [package]
            return packages.lazy.compactMap { settings.macroLibrary.definition(name, in: $0) }.first
        }
        let order = [settings.world.rootProject] + settings.world.internalPackages + settings.macroLibrary.packageNames
        return order.lazy.compactMap { settings.macroLibrary.definition(name, in: $0) }.first
    }

    private func perform(
        _ name: String, package: String, _ work: (Worker, _ compiled: (String) -> Void) throws -> StatementResponse?
    ) -> RunResult {
        let worker = Worker(settings: settings, threadID: "MainThread", cache: RelationCache(), ephemerals: EphemeralCTEs())
        defer { worker.close() }
        let begin = settings.now()
        var middle = begin
        var result: RunResult
        do {
            let response = try work(worker) { _ in middle = settings.now() }
            result = RunResult(uniqueID: "", node: nil, status: .success)
            result.adapterResponse = response?.artifactValue ?? ConfigMap()
            result.failures = 0
        } catch {
            let message = FailureMessage.operationText(error, name: name)
            result = RunResult(uniqueID: "", node: nil, status: .error, message: message)
            result.place = Diagnostic(FailurePlace.id(of: error), .error, message, at: (error as? JinjaError)?.span)
            result.failures = 1
        }
        let end = settings.now()
        let isSQL = name == "inline_query"
        let owner = find(name, in: nil)?.package ?? package
        result.uniqueID = isSQL ? "sql_operation.\(package).\(name)" : "macro.\(owner).\(name)"
        result.threadID = "MainThread"
        result.executionTime = end.timeInterval(since: begin)
        result.timing = [
            Timing(name: "compile", startedAt: begin.artifactText, completedAt: middle.artifactText),
            Timing(name: "execute", startedAt: middle.artifactText, completedAt: end.artifactText),
        ]
        return result
    }
}
