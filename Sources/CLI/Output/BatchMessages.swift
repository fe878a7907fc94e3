import Formats
import Graph
import Runner

extension NodeMessages {
    /// `batch 2020-01-01 of main.orders`.
    func describe(_ batch: Batch, of node: Node) -> String { "batch \(batch.label) of \(relation(node))" }

    /// A batch of a microbatch model begins.
    func batchStarted(_ node: Node, _ batch: Batch, _ progress: Progress, info: NodeInfo) -> [LogEvent] {
        let description = describe(batch, of: node)
        let how = "\(description) is being run sequentially"
        let line = layout.text("START \(description)", status: "RUN", progress: progress)
        return [
            LogEvent("MicrobatchExecutionDebug", "Q044", .debug, how, data: ["msg": .string(how)]),
            LogEvent(
                "LogStartBatch", "Q045", .info, "Batch \(line)",
                data: fields(description, progress, info.fields(of: node))),
        ]
    }

    /// A batch of a microbatch model ended or was left out.
    func batchFinished(_ node: Node, _ batch: Batch, _ result: RunResult, _ progress: Progress, info: NodeInfo) -> [LogEvent] {
        let description = describe(batch, of: node)
        let (word, status): (String, String) =
            switch result.status {
            case .error: ("ERROR creating", Ink.red("ERROR"))
            case .skipped: ("SKIP", Ink.yellow("SKIPPED"))
            default: ("OK created", Ink.green(result.message ?? ""))
            }
        let own = fields(description, progress, info.fields(of: node)).merging([
            "execution_time": .seconds(result.executionTime),
            "status": .string(result.status == .success ? result.message ?? "" : result.status.rawValue),
        ])
        let line = layout.text("\(word) \(description)", status: status, progress: progress, seconds: result.executionTime)
        let event = LogEvent(
            "LogBatchResult", "Q046", result.status == .error ? .error : .info, "Batch \(line)", data: own, thread: result.threadID)
        guard result.status == .error, let message = result.message else { return [event] }
        let exception = "Exception on worker thread. \(message)"
        let failure = LogEvent(
            "GenericExceptionOnRun", "W004", .error, Ink.errorTag("Unhandled error while executing \(node.uniqueID)\n\(exception)"),
            data: [
                "build_path": .string(node.buildPath ?? ""), "exc": .string(exception), "node_info": .map(info.fields(of: node)),
                "unique_id": .string(node.uniqueID),
            ], thread: result.threadID)
        return [failure, event]
    }

    private func fields(_ description: String, _ progress: Progress, _ info: ConfigMap) -> ConfigMap {
        [
            "batch_index": .int(progress.index), "description": .string(description), "node_info": .map(info),
            "total_batches": .int(progress.total),
        ]
    }
}
