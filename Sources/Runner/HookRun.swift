import Compiler
import Context
import Diagnostics
import Graph
import Jinja
import Warehouse

/// Runs the hooks around a run: `on-run-start` or `on-run-end`, the root project's first, then those of packages by name.
struct HookRun {
    /// Before or behind the nodes.
    enum Moment: String {
        case start = "on-run-start"
        case end = "on-run-end"
    }

    private let moment: Moment
    private let worker: Worker
    private let settings: RunSettings

    /// The hooks of a moment.
    init(_ moment: Moment, worker: Worker, settings: RunSettings) {
        self.moment = moment
        self.worker = worker
        self.settings = settings
    }

    private var hooks: [Node] {
        settings.project.manifest.nodes.values
            .filter { $0.resourceType == .operation && $0.tags.contains(moment.rawValue) }
            .sorted { left, right in
                let root = settings.world.rootProject
                let (leftIsRoot, rightIsRoot) = (left.packageName == root, right.packageName == root)
                if leftIsRoot != rightIsRoot { return leftIsRoot }
                if left.packageName != right.packageName { return left.packageName < right.packageName }
                return left.hookIndex < right.hookIndex
            }
    }

    /// Runs them one after another; after a failure the rest is skipped. `extra` are more names for their Jinja. A template that cannot be
    /// rendered is no result: as in dbt it is the obstacle that ends the command.
    func run(extra: [String: Value]) -> (results: [RunResult], obstacle: Diagnostic?) {
        let hooks = hooks
        var results: [RunResult] = []
        var hasFailed = false
        for (offset, hook) in hooks.enumerated() {
            let name = "\(hook.packageName).\(moment.rawValue).\(offset)"
            let result: RunResult
            if hasFailed {
                result = skippedResult(hook, name)
            } else {
                settings.sink.receive(.hookStarted(hook, name: name, index: offset + 1, total: hooks.count))
                do throws(Diagnostic) {
                    result = try execute(hook, name, extra)
                } catch {
                    return (results, error)
                }
                hasFailed = result.status == .error
            }
            // A hook that Ctrl-C stopped is no result, as a node is none.
            if settings.stop.isRequested, result.status == .error { break }
            settings.sink.receive(
                .hookFinished(
                    hook, name: name, status: result.status, index: offset + 1, total: hooks.count, seconds: result.executionTime))
            results.append(result)
        }
        return (results, nil)
    }

    private func skippedResult(_ hook: Node, _ name: String) -> RunResult {
        var result = RunResult(uniqueID: hook.uniqueID, node: hook, status: .skipped, message: "\(name) skipped")
        result.threadID = "main"
        result.failures = 1
        return result
    }

    private func execute(_ hook: Node, _ name: String, _ extra: [String: Value]) throws(Diagnostic) -> RunResult {
        let begin = settings.now()
        var middle = begin
        var compiled = hook
        var failure: String?
        var place: Diagnostic?
        do {
            let session = try worker.session(named: "master")
            try session.connection.clearTransaction()
            let context = worker.compiler(session).context(for: hook, stage: .operation)
            defer { context.end() }
            for (key, value) in extra { context.extra[key] = value }
            let sql = try context.render(hook)
            compiled.compilation = Compilation(code: sql)
            middle = settings.now()
            if !sql.allSatisfy(\.isWhitespace) {
                _ = try session.execute(HookText.sql(in: sql), autoBegin: false, fetch: .none)
                try session.commitIfOpen()
            }
        } catch {
            if compiled.compilation == nil, !settings.stop.isRequested {
                worker.release()
                throw Diagnostic(
                    moment == .start ? "start-hook" : "end-hook", .error, FailureMessage.hookText(error), at: (error as? JinjaError)?.span)
            }
            let text = FailureMessage.hookText(error)
            failure = text
            place = FailurePlace(node: compiled, statement: worker.failedStatement, settings: settings).diagnostic(error, message: text)
        }
        worker.release()
        let end = settings.now()
        var result = RunResult(
            uniqueID: hook.uniqueID, node: compiled, status: failure == nil ? .success : .error,
            message: failure.map { "\(name) failed, error:\n \($0)" } ?? "\(name) passed")
        result.threadID = "main"
        result.failures = failure == nil ? 0 : 1
        result.place = place
        result.executionTime = end.timeInterval(since: begin)
        result.timing = [
            Timing(name: "compile", startedAt: begin.artifactText, completedAt: middle.artifactText),
            Timing(name: "execute", startedAt: middle.artifactText, completedAt: end.artifactText),
        ]
        return result
    }
}

extension NodeContent {
    fileprivate var hookIndex: Int {
        if case .operation(let index) = details { return index ?? 0 }
        return 0
    }
}
