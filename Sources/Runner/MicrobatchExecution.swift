import Compiler
import Context
import Formats
import Graph
import Jinja
import Warehouse

/// Builds a microbatch model: one batch after the other, on one worker. Never throws: whatever happens becomes a result.
///
/// No adapter of ours runs batches side by side (dbt's `MicrobatchConcurrency`), so `concurrent_batches` is answered by a warning.
struct MicrobatchExecution {
    private let node: Node
    private let worker: Worker
    /// What an earlier run left, when it is run again; nil otherwise.
    private let earlier: BatchResults?
    /// Whether the work ended because somebody stopped it.
    private(set) var wasStopped = false

    /// The work on a microbatch model.
    init(_ node: Node, worker: Worker) {
        self.node = node
        self.worker = worker
        earlier = worker.settings.microbatch.earlier[node.uniqueID]
    }

    private var settings: RunSettings { worker.settings }

    /// Does the work.
    mutating func run() -> RunResult {
        let started = settings.now()
        var result: RunResult
        do {
            let isIncremental = try isIncremental()
            result = merged(build(try batches(isIncremental), isIncremental: isIncremental))
            if result.status == .success, result.batches?.successful.isEmpty == false { try pointAtLatestVersion() }
        } catch {
            result = NodeExecution(node, worker: worker, mode: .execute).failure(error)
        }
        worker.release()
        let ended = settings.now()
        result.timing = [
            Timing(name: "compile", startedAt: started.artifactText, completedAt: started.artifactText),
            Timing(name: "execute", startedAt: started.artifactText, completedAt: ended.artifactText),
        ]
        result.threadID = worker.threadID
        result.executionTime = ended.timeInterval(since: started)
        return result
    }

    /// Whether the model's table is there and new rows are added to it.
    private func isIncremental() throws -> Bool {
        let session = try worker.session(named: node.uniqueID, for: .node(node))
        defer { worker.release() }
        return try worker.compiler(session).context(for: node).callMacro("is_incremental", []).isTrue()
    }

    /// Makes the view under the bare name of a versioned model, where one is wanted.
    private func pointAtLatestVersion() throws {
        let session = try worker.session(named: node.uniqueID, for: .node(node))
        let context = worker.compiler(session).context(for: node)
        let execution = NodeExecution(node, worker: worker, mode: .execute)
        let pointers = try execution.latestVersionPointer(to: context.relation(of: node), context)
        worker.unit?.note(pointers)
        for relation in pointers {
            var made = relation
            made.dbtCreated = true
            session.cache.add(made)
        }
    }

    private func batches(_ isIncremental: Bool) throws -> [Batch] {
        guard let size = node.config["batch_size"]?.string.flatMap(BatchSize.init(rawValue:)) else {
            let sizes = BatchSize.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
            throw RaisedError(
                "Runtime Error", "Microbatch model '\(node.name)' does not have a 'batch_size' config (one of [\(sizes)]) specificed.")
        }
        if let earlier { return earlier.failed.map { Batch($0, size: size) } }
        let plan = BatchPlan(
            size: size, begin: node.config["begin"]?.string.flatMap { Timestamp(iso: $0, heedsZone: false) },
            lookback: node.config["lookback"]?.int ?? 1, asked: settings.microbatch.asked, isIncremental: isIncremental,
            now: settings.microbatch.end)
        guard let batches = plan.batches else {
            throw RaisedError("Runtime Error", "Microbatch model '\(node.name)' requires a 'begin' configuration.")
        }
        return batches
    }

    /// The results of all batches that were begun. Where the first one fails there is no table to add the others to: they are left out.
    private mutating func build(_ batches: [Batch], isIncremental: Bool) -> [(batch: Batch, result: RunResult)] {
        var results: [(batch: Batch, result: RunResult)] = []
        for (index, batch) in batches.enumerated() {
            if settings.stop.isRequested {
                wasStopped = true
                break
            }
            var part = node
            if index > 0 { part.config["pre-hook"] = .list([]) }
            if index < batches.count - 1 { part.config["post-hook"] = .list([]) }
            part.model?.batch = batch
            let progress = (index: index + 1, total: batches.count)
            if let first = results.first, first.result.status == .error {
                var skipped = RunResult(uniqueID: node.uniqueID, node: part, status: .skipped, message: "SKIPPED")
                skipped.threadID = worker.threadID
                results.append((batch, skipped))
                settings.sink.receive(.batchFinished(shown(part), batch, skipped, index: progress.index, total: progress.total))
                continue
            }
            settings.sink.receive(.batchStarted(shown(part), batch, index: progress.index, total: progress.total))
            var execution = NodeExecution(part, worker: worker, mode: .execute, addsRows: index > 0 || isIncremental)
            let result = execution.run()
            wasStopped = wasStopped || execution.wasStopped
            results.append((batch, result))
            settings.sink.receive(.batchFinished(shown(part), batch, result, index: progress.index, total: progress.total))
        }
        // What was not begun any more counts as failed.
        for batch in batches.dropFirst(results.count) {
            results.append((batch, RunResult(uniqueID: node.uniqueID, node: node, status: .skipped)))
        }
        return results
    }

    /// A batch's node as messages name it: by its published relation.
    private func shown(_ part: Node) -> Node { worker.unit?.published(part) ?? part }

    /// One result for the model.
    private func merged(_ parts: [(batch: Batch, result: RunResult)]) -> RunResult {
        let successful = parts.filter { $0.result.status == .success }.map(\.batch.window)
        let failed = parts.filter { $0.result.status != .success }.map(\.batch.window)
        var result = RunResult(uniqueID: node.uniqueID, node: node, status: .success, message: parts.isEmpty ? "" : "SUCCESS")
        if successful.isEmpty, !failed.isEmpty {
            result.status = .error
            result.message = "ERROR"
        } else if !failed.isEmpty {
            result.status = .partialSuccess
            result.message = "PARTIAL SUCCESS (\(successful.count)/\(parts.count))"
        }
        result.failures = 0
        result.batches = BatchResults(successful: successful + (earlier?.successful ?? []), failed: failed)
        result.place = parts.lazy.compactMap(\.result.place).first
        return result
    }
}
