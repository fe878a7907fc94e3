import Diagnostics
import Formats
import Graph
import Runner
import Synchronization
import Warehouse

/// Tells what happens in a run, in dbt's events and words.
final class RunEventPrinter: EventSink {
    /// How much a command tells of its nodes.
    enum Detail: Sendable {
        /// Every node, and the summary: `run`, `build`, `test`, `seed`.
        case nodes
        /// Every source table, and what went wrong: `source freshness`.
        case freshness
        /// That it began, and nothing of the nodes: `compile`.
        case beginning
        /// That it began, then the rows of each node: `show`.
        case rows(ShowStyle)
    }

    /// How `show` prints rows.
    struct ShowStyle: Sendable {
        /// `--output json`.
        var isJSON = false
        /// `--inline`: there is no node to name.
        var isInline = false
        /// The first argument of `--select`: as in dbt, only nodes whose name stands in it are shown, not the tests that come along.
        var selected: String?

        /// Whether the rows of a node are shown.
        func shows(_ name: String) -> Bool { isInline || (selected?.contains(name) ?? false) }
    }

    private struct State {
        /// When nodes that are running began, by unique id.
        var starts: [String: String] = [:]
        /// Everything met so far, for the summary.
        var items: [String: RunItem] = [:]
        /// Rows of seeds, which are shown when all have ended.
        var samples: [(seed: Node, text: String)] = []
    }

    private let console: Console
    private let messages: NodeMessages
    private let detail: Detail
    private let tellsNodes: Bool
    private let adapterType: String
    private let live: LiveView?
    private let state = Mutex(State())

    /// A printer.
    ///
    /// - Parameters:
    ///   - console: What writes.
    ///   - messages: How nodes are named.
    ///   - adapterType: `sqlite` or `postgres`, for debug messages.
    ///   - detail: How much the command tells.
    ///   - live: The live view; nil for plain lines.
    init(_ console: Console, messages: NodeMessages, adapterType: String, detail: Detail = .nodes, live: LiveView? = nil) {
        self.console = console
        self.messages = messages
        self.adapterType = adapterType
        self.detail = detail
        tellsNodes =
            switch detail {
            case .nodes, .freshness: true
            case .beginning, .rows: false
            }
        self.live = tellsNodes ? live : nil
    }

    func receive(_ event: RunEvent) {
        switch event {
        case .began(let threads, let target, let nodes):
            console.emit(began(threads, target, nodes))
            live?.begin(total: nodes)
        case .nodeStarted(let item, let index, let total): start(item, (index, total))
        case .nodeFinished(let item, let result, let index, let total): finish(item, result, (index, total))
        case .nodeSkipped(let item, let result, let index, let total, let cause): skip(item, result, (index, total), cause)
        case .batchStarted(let node, let batch, let index, let total):
            let info = NodeInfo(startedAt: startedAt(node.uniqueID), status: "started")
            tell(messages.batchStarted(node, batch, (index, total), info: info))
        case .batchFinished(let node, let batch, let result, let index, let total):
            let info = NodeInfo(
                startedAt: startedAt(node.uniqueID), finishedAt: console.now().isoText, status: result.status.rawValue)
            tell(messages.batchFinished(node, batch, result, (index, total), info: info)) { view in
                result.status == .error
                    ? view.lines.failed(messages.describe(batch, of: node), result, columns: view.columns) : nil
            }
        case .hookStarted(let hook, let name, let index, let total): tell(hookStarted(hook, name, (index, total)))
        case .hookFinished(let hook, let name, let status, let index, let total, let seconds):
            tell(hookFinished(hook, name, status, (index, total), seconds)) { view in
                view.lines.hook(name, status, seconds: seconds, columns: view.columns)
            }
        case .planNoted(let note): console.emit(PublishingMessages.note(note))
        case .unitPublished(let name, let relations, let seconds):
            tell([PublishingMessages.published(name, relations, seconds: seconds)]) {
                $0.lines.published(name, relations.count, seconds: seconds)
            }
        case .unitRefused(let name, let reasons, let kept):
            tell([PublishingMessages.refused(name, reasons, kept)]) { $0.lines.refused(name, reasons, kept.count) }
        case .retrying(let item, let reason):
            console.emit(.warning("tried-again", "Running \(item.uniqueID) once more after: \(reason)"))
        case .overloadStarted(let item, let overload):
            tell([messages.overloadStarted(item, overload, info: NodeInfo(status: "started"))])
        case .overloadFinished(let item, let overload, let failure, let seconds):
            let info = NodeInfo(status: "started")
            tell([messages.overloadFinished(item, overload, failure: failure, seconds: seconds, info: info)])
        case .shown(let item, let preview): show(item, preview)
        case .seedLoaded(let seed, let sample): state.withLock { $0.samples.append((seed, sample)) }
        case .nodeReached(let step, let id): console.emit(DebugMessages.reached(step, id, info: console.runningInfo(id)))
        case .sessionChanged(let change, let name):
            console.emit(DebugMessages.session(change, name, adapterType: adapterType, info: console.runningInfo(name)))
        case .cacheChanged(let change): console.emit(DebugMessages.cache(change))
        case .statementStarted(let connection, let sql): console.emit(statementStarted(connection, sql))
        case .statementFinished(let connection, let response, let seconds):
            console.emit(statementFinished(connection, response.message, seconds))
        case .statementCancelled(let connection): console.emit(RunMessages.cancelling([connection], width: messages.layout.width))
        case .nodesFinished(let results, let seconds):
            guard tellsNodes else { return }
            let line = RunSummary.finished(results, seconds: seconds)
            let end = DebugMessages.ended(results, seconds: seconds, at: console.now())
            live?.finish(on: console)
            tell([.formatting(), line, end]) { _ in "\n" + line.message }
        case .stopped(let nodes): console.emit(RunMessages.stopped(nodes))
        case .ended(let results, let isInterrupted): end(results, isInterrupted)
        }
    }

    /// Writes events; with a live view they go to the log file, and the view's own line, if any, to the terminal.
    private func tell(_ events: [LogEvent], line: (LiveView) -> String? = { _ in nil }) {
        guard let live else { return console.emit(events) }
        console.keep(events)
        if let text = line(live) { console.writeLine(text) }
    }

    // MARK: The run

    private func began(_ threads: Int, _ target: String, _ nodes: Int) -> [LogEvent] {
        let line = LogEvent(
            "ConcurrencyLine", "Q027", .info, "Concurrency: \(threads) threads (target='\(target)')",
            data: ["node_count": .int(nodes), "num_threads": .int(threads), "target_name": .string(target)])
        return [.formatting(), line, .formatting()]
    }

    private func end(_ results: [RunResult], _ isInterrupted: Bool) {
        guard tellsNodes || isInterrupted else { return }
        let (items, samples) = state.withLock { ($0.items, $0.samples) }
        for sample in samples { console.emit(RunMessages.seedRows(sample.text, of: sample.seed)) }
        let summary = RunSummary(
            results: results, items: items, isInterrupted: isInterrupted, groups: messages.groups,
            scrubber: console.scrubber)
        live?.finish(on: console)
        if case .freshness = detail { return tell(summary.freshnessEvents) }
        tell(summary.events) { LiveSummary(summary: summary, lines: $0.lines).text }
    }

    // MARK: Nodes

    private func start(_ item: RunItem, _ progress: NodeMessages.Progress) {
        let startedAt = console.now().isoText
        state.withLock {
            $0.starts[item.uniqueID] = startedAt
            $0.items[item.uniqueID] = item
        }
        let info = NodeInfo(startedAt: startedAt, status: "started")
        console.know(item.uniqueID) { info.fields(of: item) }
        live?.start(item, total: progress.total)
        live?.attach(to: console)
        let events = messages.started(item, progress, info: info)
        tell(tellsNodes ? events : events.filter { $0.level == .debug })
    }

    private func finish(_ item: RunItem, _ result: RunResult, _ progress: NodeMessages.Progress) {
        let startedAt = state.withLock { $0.starts.removeValue(forKey: item.uniqueID) } ?? ""
        let info = NodeInfo(startedAt: startedAt, finishedAt: console.now().isoText, status: result.status.rawValue)
        let events = messages.finished(item, result, progress, info: info)
        console.know(item.uniqueID, nil)
        live?.end(item.uniqueID, result.status, total: progress.total)
        if result.status == .error { console.emit(DebugMessages.failed(item, result, info: { info.fields(of: item) })) }
        tell(tellsNodes ? events : events.filter { $0.level == .debug }) { $0.lines.finished(item, result, columns: $0.columns) }
    }

    private func skip(_ item: RunItem, _ result: RunResult, _ progress: NodeMessages.Progress, _ cause: RunResult?) {
        state.withLock { $0.items[item.uniqueID] = item }
        let info = NodeInfo(startedAt: console.now().isoText, status: "skipped")
        var events = [messages.began(item, info: info), messages.skipped(item, result, progress, cause: cause, info: info)]
        if let cause {
            events += RunSummary(results: [], items: [:], groups: messages.groups, scrubber: console.scrubber).problem(
                cause, isWarning: false, spaced: false)
        }
        events.append(messages.ended(item, result, info: info))
        live?.end(item.uniqueID, .skipped, total: progress.total)
        tell(events) { $0.lines.skipped(item, cause: cause, columns: $0.columns) }
    }

    private func show(_ item: RunItem, _ preview: Preview) {
        guard case .rows(let style) = detail else { return }
        guard style.shows(item.name) else {
            return console.emit(.note("Excluded node '\(item.name)' from results", level: .debug))
        }
        let rows = ConfigValue.list(preview.rows.map(ConfigValue.map))
        console.emit(
            RunMessages.shown(
                preview.text, rows: rows, node: item.node?.searchName ?? item.name, isInline: style.isInline, isJSON: style.isJSON,
                isQuiet: !console.shows(.info)))
    }

    private func startedAt(_ id: String) -> String { state.withLock { $0.starts[id] } ?? "" }

    // MARK: Hooks

    /// An empty line parts hooks from nodes: behind the first group, before the second.
    private func hookStarted(_ hook: Node, _ name: String, _ progress: NodeMessages.Progress) -> [LogEvent] {
        let startedAt = console.now().isoText
        state.withLock { $0.starts[hook.uniqueID] = startedAt }
        let info = NodeInfo(startedAt: startedAt, status: "started").fields(of: hook)
        console.know("master") { info }
        let line = LogEvent(
            "LogHookStartLine", "Q032", .info,
            messages.layout.text("START hook: \(name)", status: "RUN", progress: progress, truncates: true),
            data: ["index": .int(progress.index), "node_info": .map(info), "statement": .string(name), "total": .int(progress.total)],
            thread: "MainThread")
        return progress.index == 1 && isEndHook(name) ? [.formatting(), line] : [line]
    }

    private func hookFinished(_ hook: Node, _ name: String, _ status: NodeStatus, _ progress: NodeMessages.Progress, _ seconds: Double)
        -> [LogEvent]
    {
        let startedAt = state.withLock { $0.starts.removeValue(forKey: hook.uniqueID) } ?? ""
        console.know("master", nil)
        let info = NodeInfo(startedAt: startedAt, finishedAt: console.now().isoText, status: status.rawValue).fields(of: hook)
        let (word, shown): (String, String) =
            switch status {
            case .success: ("OK", Ink.green("OK"))
            case .skipped: ("SKIP", Ink.yellow("SKIP"))
            default: ("ERROR", Ink.red("ERROR"))
            }
        let line = LogEvent(
            "LogHookEndLine", "Q033", .info,
            messages.layout.text("\(word) hook: \(name)", status: shown, progress: progress, seconds: seconds, truncates: true),
            data: [
                "execution_time": .seconds(seconds), "index": .int(progress.index), "node_info": .map(info), "statement": .string(name),
                "status": .string(status.rawValue), "total": .int(progress.total),
            ], thread: "MainThread")
        return progress.index == progress.total && !isEndHook(name) ? [line, .formatting()] : [line]
    }

    private func isEndHook(_ name: String) -> Bool { name.contains(".on-run-end.") }

    // MARK: Statements

    private func statementStarted(_ connection: String, _ sql: String) -> [LogEvent] {
        DebugMessages.statement(sql, on: connection, adapterType: adapterType, info: console.runningInfo(connection))
    }

    private func statementFinished(_ connection: String, _ status: String, _ seconds: Double) -> LogEvent {
        DebugMessages.answered(status, seconds: seconds, info: console.runningInfo(connection))
    }
}
