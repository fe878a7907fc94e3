import Diagnostics
import Formats
import Graph
import Runner

/// What stands at the end of a run: a headline, every error and warning with its place, and the count of all results.
struct RunSummary: Sendable {
    /// The results, hooks included.
    var results: [RunResult]
    /// The items by unique id, for what results without a node are about.
    var items: [String: RunItem]
    /// Whether Ctrl-C ended it.
    var isInterrupted = false
    /// Groups by name, as `NodeMessages` has them.
    var groups: [String: ConfigMap] = [:]
    /// Hides secrets in source lines.
    var scrubber = SecretScrubber.none

    /// What the count puts a status under.
    enum Tally: String, CaseIterable {
        case pass, warn, error, skip, noop, reused

        init(_ status: NodeStatus) {
            switch status {
            case .error, .fail, .partialSuccess, .runtimeError: self = .error
            case .skipped: self = .skip
            case .warn: self = .warn
            case .pass, .success: self = .pass
            case .noOp: self = .noop
            case .reused: self = .reused
            }
        }
    }

    // MARK: The line of what ran

    /// `Finished running 3 seeds, 2 table models in 0 hours 0 minutes and 1.04 seconds (1.04s).`
    static func finished(_ results: [RunResult], seconds: Double) -> LogEvent {
        var counts: [String: (number: Int, plural: String)] = [:]
        for result in results {
            let (noun, plural) = noun(result)
            counts[noun, default: (0, plural)].number += 1
        }
        let parts = counts.sorted { $0.key < $1.key }
        let line = parts.map { ResultLine.count($0.value.number, $0.key, plural: $0.value.plural).replacing("_", with: " ") }
        let stats = line.joined(separator: ", ")
        let duration = ResultLine.duration(seconds)
        return LogEvent(
            "FinishedRunningStats", "E047", .info, "Finished running \(stats)\(duration) (\(ResultLine.decimal(seconds))s).",
            data: ["execution": .string(duration), "execution_time": .seconds(seconds), "stat_line": .string(stats)])
    }

    private static func noun(_ result: RunResult) -> (String, plural: String) {
        let type = result.node?.resourceType ?? resourceType(of: result.uniqueID)
        switch type {
        case .model:
            let noun = "\(result.node?.materialized ?? "view") model"
            return (noun, noun + "s")
        case .operation: return ("project hook", "project hooks")
        case .test: return ("test", "data_tests")
        case .analysis: return ("analysis", "analyses")
        default: return (type.rawValue, type.rawValue + "s")
        }
    }

    private static func resourceType(of id: String) -> ResourceType {
        ResourceType(rawValue: String(id.prefix { $0 != "." })) ?? .operation
    }

    // MARK: The end

    /// The results that the end names, by what they are.
    struct Problems: Sendable {
        /// What failed, and what was left out for the sake of an ephemeral model that failed.
        var errors: [RunResult] = []
        /// Warnings.
        var warnings: [RunResult] = []
        /// What was done in part.
        var partial: [RunResult] = []
    }

    /// The results that the end names.
    var problems: Problems {
        var problems = Problems()
        for result in results {
            switch result.status {
            case .error, .fail, .runtimeError: problems.errors.append(result)
            case .skipped where result.isHeld: continue
            case .skipped where result.message != nil && !Self.isNoOp(result.uniqueID): problems.errors.append(result)
            case .warn: problems.warnings.append(result)
            case .partialSuccess: problems.partial.append(result)
            default: break
            }
        }
        return problems
    }

    /// Whether an id names something that a run only passes by.
    private static func isNoOp(_ id: String) -> Bool { id.hasPrefix("exposure.") || id.hasPrefix("saved_query.") }

    /// All events of the end, the empty lines between them included.
    var events: [LogEvent] {
        let problems = problems
        var events = [LogEvent.formatting(), headline]
        for result in problems.errors { events += problem(result, isWarning: false) }
        for result in problems.warnings { events += problem(result, isWarning: true) }
        return events + [.formatting(), stats]
    }

    /// The end of `source freshness`: what could not be asked or is too old, then `Done.`
    var freshnessEvents: [LogEvent] {
        problems.errors.flatMap { problem($0, isWarning: false) } + [LogEvent("FreshnessCheckComplete", "Q003", .info, "Done.")]
    }

    /// `Completed successfully`, or how many errors and warnings there were.
    var headline: LogEvent {
        let problems = problems
        return headline(problems.errors.count, problems.warnings.count, problems.partial.count)
    }

    private func headline(_ errors: Int, _ warnings: Int, _ partial: Int) -> LogEvent {
        let warned = ResultLine.count(warnings, "warning")
        // Nothing failed but the switch itself: what was built, seeds and snapshots too, nobody sees.
        let held = results.count { $0.isHeld }
        let partly = ResultLine.count(partial, "partial success", plural: "partial successes")
        let text: String
        if isInterrupted {
            text = Ink.yellow("Exited because of keyboard interrupt")
        } else if errors > 0 {
            text = Ink.red("Completed with \(ResultLine.count(errors, "error")), \(partly), and \(warned):")
        } else if held > 0 {
            text = Ink.red("Completed, but \(ResultLine.count(held, "relation was", plural: "relations were")) not published")
        } else if partial > 0 {
            text = Ink.yellow("Completed with \(partly) and \(warned)")
        } else if warnings > 0 {
            text = Ink.yellow("Completed with \(warned):")
        } else {
            text = Ink.green("Completed successfully")
        }
        return LogEvent(
            "EndOfRunSummary", "Z030", .info, text,
            data: [
                "keyboard_interrupt": .bool(isInterrupted), "num_errors": .int(errors), "num_partial_success": .int(partial),
                "num_warnings": .int(warnings),
            ])
    }

    /// `Done. PASS=28 WARN=0 ERROR=0 SKIP=0 NO-OP=0 REUSED=0 TOTAL=28`
    var stats: LogEvent {
        let counts = results.reduce(into: [Tally: Int]()) { $0[Tally($1.status), default: 0] += 1 }
        func number(_ tally: Tally) -> Int { counts[tally] ?? 0 }
        let text =
            "Done. PASS=\(number(.pass)) WARN=\(number(.warn)) ERROR=\(number(.error)) SKIP=\(number(.skip)) NO-OP=\(number(.noop)) "
            + "REUSED=\(number(.reused)) TOTAL=\(results.count)"
        let fields = ConfigMap(Tally.allCases.map { ($0.rawValue, .int(number($0))) } + [("total", .int(results.count))])
        return LogEvent("StatsLine", "Z023", .info, text, data: ["stats": .map(fields)])
    }

    // MARK: One error or warning

    /// What went wrong with one node; `spaced` puts an empty line before it.
    func problem(_ result: RunResult, isWarning: Bool, spaced: Bool = true) -> [LogEvent] {
        guard isWarning ? result.status == .warn : result.status == .fail || result.status == .error else {
            return bareMessage(result, spaced: spaced)
        }
        let info = info(result)
        let (type, name, path) = place(result)
        let place = "in \(type.rawValue) \(name) (\(path))"
        let fields: ConfigMap = [
            "node_info": .map(info), "node_name": .string(name), "path": .string(path), "resource_type": .string(type.rawValue),
        ]
        var events: [LogEvent] = spaced ? [.formatting()] : []
        let group = group(result)
        if isWarning {
            events.append(LogEvent("RunResultWarning", "Z021", .warn, Ink.warningTag(place), data: fields.merging(group)))
        } else {
            events.append(LogEvent("RunResultFailure", "Z022", .error, Ink.errorTag(place), data: fields.merging(group)))
        }
        events.append(message(result, isWarning, info.isEmpty ? ConfigMap() : ["node_info": .map(info)], group))
        if let place = result.place { events.append(DiagnosticEvents.place(place, scrubber: scrubber)) }
        return events + places(result, info)
    }

    /// What a result is about: kind, name and file.
    func place(_ result: RunResult) -> (type: ResourceType, name: String, path: String) {
        let item = items[result.uniqueID]
        return (
            result.node?.resourceType ?? item?.resourceType ?? Self.resourceType(of: result.uniqueID),
            result.node?.name ?? item?.name ?? result.uniqueID, result.node?.originalFilePath ?? item?.originalFilePath ?? ""
        )
    }

    /// The query that shows the rows a test kept; nil where it kept none.
    func failureQuery(_ result: RunResult) -> String? {
        guard let node = result.node, node.resourceType == .test, node.storesFailures else { return nil }
        return node.relationName.map { "select * from \($0)" }
    }

    private func message(_ result: RunResult, _ isWarning: Bool, _ info: ConfigMap, _ group: ConfigMap) -> LogEvent {
        guard let text = result.message, !text.isEmpty else {
            let status = result.status.rawValue
            return LogEvent(
                "RunResultErrorNoMessage", "Z025", .error, "  Status: \(status)", data: info.merging(["status": .string(status)]))
        }
        let fields = info.merging(["msg": .string(Ink.removed(from: text))])
        if isWarning { return LogEvent("RunResultWarningMessage", "Z046", .warn, Ink.warningTag(text), data: fields) }
        return LogEvent("RunResultError", "Z024", .error, "  \(text)", data: fields.merging(group))
    }

    /// Where the compiled SQL is, and how to see the failing rows.
    private func places(_ result: RunResult, _ info: ConfigMap) -> [LogEvent] {
        var events: [LogEvent] = []
        if let path = result.node?.compilation?.path {
            events += [
                .formatting(),
                LogEvent(
                    "SQLCompiledPath", "Z026", .info, "  compiled code at \(path)",
                    data: ["node_info": .map(info), "path": .string(path)]),
            ]
        }
        if let query = failureQuery(result), let relation = result.node?.relationName {
            let border = String(repeating: "-", count: query.count)
            events += [
                .formatting(),
                LogEvent(
                    "CheckNodeTestFailure", "Z027", .info, "  See test failures:\n  \(border)\n  \(query)\n  \(border)",
                    data: ["node_info": .map(info), "relation_name": .string(relation)]),
            ]
        }
        return events
    }

    /// What was left out because of another's failure, and what has any other verdict with a message.
    private func bareMessage(_ result: RunResult, spaced: Bool) -> [LogEvent] {
        guard let text = result.message else { return [] }
        let level: LogLevel = result.status == .skipped ? .debug : .error
        let event = LogEvent("RunResultError", "Z024", level, "  \(text)", data: ["msg": .string(text)])
        return (spaced ? [.formatting(level: result.status == .skipped ? .debug : .info)] : []) + [event]
    }

    private func info(_ result: RunResult) -> ConfigMap {
        if let node = result.node { return NodeInfo().fields(of: node) }
        return items[result.uniqueID].map(NodeInfo().fields) ?? ConfigMap()
    }

    private func group(_ result: RunResult) -> ConfigMap {
        guard let name = result.node?.group, let group = groups[name] else { return ConfigMap() }
        return ["group": .map(group)]
    }
}
