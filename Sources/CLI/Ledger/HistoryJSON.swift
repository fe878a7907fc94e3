import Formats
import Graph
import Ledger

/// How `smelt history --output json` shows things to programs.
enum HistoryJSON {
    /// The runs of a target.
    static func runs(_ runs: [PastRun]) -> ConfigValue {
        let figures = RunFigures(runs)
        return .map(
            summary(figures).merging(["runs": .list(runs.map(run))]))
    }

    private static func run(_ past: PastRun) -> ConfigValue {
        let run = past.run
        return .map([
            "run": .string(run.id), "command": .string(run.command), "arguments": .string(run.arguments), "version": .string(run.version),
            "git_commit": .optional(run.gitCommit), "host": .string(run.host), "started_at": .string(run.startedAt),
            "ended_at": .optional(run.endedAt), "status": .string(run.status.rawValue), "message": .optional(run.message),
            "seconds": number(past.run.seconds), "nodes": .int(past.nodes), "failed": .int(past.failed),
            "warned": .int(past.warned), "rows": number(past.rows),
        ])
    }

    /// The runs of nodes.
    static func nodes(_ past: [PastNode]) -> ConfigValue {
        .map([
            "nodes": .list(
                HistoryText.byNode(past).map { id, entries in
                    .map(
                        (["unique_id": .string(id)] as ConfigMap).merging(summary(RunFigures(entries)))
                            .merging(["runs": .list(entries.map(node))]))
                })
        ])
    }

    private static func node(_ past: PastNode) -> ConfigValue {
        let node = past.node
        return .map([
            "run": .string(past.run), "command": .string(past.command), "layer": .optional(node.layer), "status": .string(node.status),
            "attempt": .int(node.attempt), "started_at": .optional(node.startedAt), "ended_at": .optional(node.endedAt),
            "seconds": number(node.seconds), "rows": number(node.rows), "failures": number(node.failures),
            "rows_tested": number(node.rowsTested), "quarantined": number(node.quarantined), "held": .bool(node.isHeld),
            "message": .optional(node.message),
        ])
    }

    /// What fails at present.
    static func failures(_ failures: [OpenFailure], now: Timestamp) -> ConfigValue {
        .map([
            "failures": .list(
                failures.map { failure in
                    let start = Timestamp(iso: failure.firstSeen)
                    return .map([
                        "unique_id": .string(failure.uniqueID), "layer": .optional(failure.layer), "status": .string(failure.status),
                        "message": .optional(failure.message), "failures": number(failure.failures),
                        "first_seen": .string(failure.firstSeen), "last_seen": .string(failure.lastSeen),
                        "age_seconds": number(start.map { max(0, now.seconds - $0.seconds) }), "runs": .int(failure.runs),
                        "failing_rows": .list(failure.failingRows.map { (try? JSONReader.read(text: $0)) ?? .string($0) }),
                    ])
                })
        ])
    }

    private static func summary(_ figures: RunFigures) -> ConfigMap {
        [
            "ended": .int(figures.ended), "good": .int(figures.good), "success_rate": number(figures.successRate),
            "median_seconds": number(figures.median), "p95_seconds": number(figures.ninetyFifth),
        ]
    }

    private static func number(_ value: Int?) -> ConfigValue { value.map(ConfigValue.int) ?? .null }
    private static func number(_ value: Double?) -> ConfigValue { value.map(ConfigValue.float) ?? .null }
}
