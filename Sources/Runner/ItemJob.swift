import Diagnostics
import Graph

/// What became of one item.
struct ItemOutcome: Sendable {
    /// The result.
    var result: RunResult
    /// Whether somebody stopped the work.
    var wasStopped = false
    /// Whether a model was left out because one of its unit tests failed: then what lies downstream is left out too.
    var isBlocked = false
}

/// The work on one item of the plan, on a worker's thread.
struct ItemJob {
    let worker: Worker
    let plan: Plan
    let settings: RunSettings
    /// The number of the first message about this item.
    let index: Int
    /// How many messages there will be.
    let total: Int
    /// What was found out about the item, a test, before its turn.
    var prepared: PreparedTest?

    /// Runs a model's unit tests, then the item itself, or passes them over where `skip` is set. After a test that failed the rest is left out.
    /// Nil where the run was stopped between them.
    ///
    /// - Parameter report: Takes what became of each unit test.
    func run(_ item: RunItem, after tests: [UnitTest], skip: RunResult??, report: (ItemOutcome) -> Void) -> ItemOutcome? {
        var isBlocked = false
        var index = index
        for test in tests {
            if index > self.index, settings.stop.isRequested { return nil }
            let item = RunItem.unitTest(test)
            let outcome =
                skip != nil || isBlocked ? skipped(item, cause: nil, index: index) : execute(item, index: index)
            report(outcome)
            if outcome.wasStopped { return nil }
            if outcome.result.status.isFailure {
                if settings.failsFast { return nil }
                isBlocked = true
            }
            index += 1
        }
        if !tests.isEmpty, settings.stop.isRequested { return nil }
        if let skip { return skipped(item, cause: skip, index: index) }
        guard isBlocked else { return execute(item, index: index) }
        var outcome = skipped(item, cause: nil, index: index)
        outcome.isBlocked = true
        return outcome
    }

    private func execute(_ item: RunItem, index: Int) -> ItemOutcome {
        let isShown = item.node?.isEphemeral != true
        if isShown { settings.sink.receive(.nodeStarted(item, index: index, total: total)) }
        let outcome: ItemOutcome
        switch item {
        case .node(let node):
            outcome = plan.refusals[node.uniqueID].map { ItemOutcome(result: refused(node, $0)) } ?? execute(node)
        case .source(let source):
            var execution = FreshnessExecution(source, worker: worker)
            outcome = ItemOutcome(result: execution.run(), wasStopped: execution.wasStopped)
        case .exposure, .savedQuery:
            var noOp = RunResult(uniqueID: item.uniqueID, node: nil, status: .noOp, message: "NO-OP")
            noOp.threadID = worker.threadID
            noOp.failures = 0
            outcome = ItemOutcome(result: noOp)
        case .unitTest(let test):
            var execution = NodeExecution(test, worker: worker, mode: plan.mode)
            outcome = ItemOutcome(result: execution.run(), wasStopped: execution.wasStopped)
        }
        if isShown { settings.sink.receive(.nodeFinished(item, outcome.result, index: index, total: total)) }
        return outcome
    }

    private func execute(_ node: Node) -> ItemOutcome {
        let placed = worker.unit?.placed(node) ?? node
        var outcome: ItemOutcome
        if node.isMicrobatch, settings.microbatch.isBatched, plan.mode.builds {
            var execution = MicrobatchExecution(placed, worker: worker)
            outcome = ItemOutcome(result: execution.run(), wasStopped: execution.wasStopped)
        } else {
            var execution = NodeExecution(placed, worker: worker, mode: plan.mode, prepared: prepared)
            outcome = ItemOutcome(result: execution.run(), wasStopped: execution.wasStopped)
        }
        if let unit = worker.unit { outcome.result.node = unit.restored(outcome.result.node, as: node) }
        return outcome
    }

    /// The failure of a model that must not be built.
    private func refused(_ node: Node, _ reason: Diagnostic) -> RunResult {
        var result = RunResult(uniqueID: node.uniqueID, node: node, status: .error, message: reason.message)
        result.place = reason
        result.threadID = worker.threadID
        return result
    }

    private func skipped(_ item: RunItem, cause: RunResult?, index: Int) -> ItemOutcome {
        var result = RunResult(uniqueID: item.uniqueID, node: item.node, status: .skipped)
        result.threadID = worker.threadID
        guard item.node?.isEphemeral != true else { return ItemOutcome(result: result) }
        if let cause {
            result.message =
                "Compilation Error in \(item.uniqueID), caused by compilation error in referenced ephemeral model \(cause.uniqueID)"
        }
        settings.sink.receive(.nodeSkipped(item, result, index: index, total: total, cause: cause))
        return ItemOutcome(result: result)
    }
}
