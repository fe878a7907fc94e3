import Formats
import Graph
import Runner

/// The messages about one node: it starts, it ends, it is left out.
struct NodeMessages: Sendable {
    /// The layout of lines.
    var layout: ResultLine
    /// The target's database: relations in it are named without it.
    var defaultDatabase: String?
    /// Groups by name, in the form of JSON events: name and owner.
    var groups: [String: ConfigMap] = [:]
    /// Whether microbatch models are built batch by batch.
    var showsBatches = true

    /// A position in the run.
    typealias Progress = (index: Int, total: Int)

    // MARK: Names

    /// `schema.identifier`, with the database in front where it is not the target's.
    func relation(_ node: Node) -> String {
        let name = node.schema.isEmpty ? node.alias : node.schema + "." + node.alias
        guard let database = node.database, let defaultDatabase, database != defaultDatabase else { return name }
        return database + "." + name
    }

    /// What is being done: `sql view model main.orders`, `seed file main.raw`, `test unique_orders`.
    func describe(_ item: RunItem) -> String {
        if case .source(let source) = item { return "freshness of \(source.sourceName).\(source.name)" }
        guard case .node(let node) = item else { return "\(item.resourceType.rawValue) \(name(item))" }
        return switch node.resourceType {
        case .model: "sql \(node.isMicrobatch && showsBatches ? "microbatch" : node.materialized) model \(relation(node))"
        case .seed: "seed file \(relation(node))"
        case .snapshot: "snapshot \(relation(node))"
        case .function: "function \(relation(node))"
        default: "\(node.resourceType.rawValue) \(node.name)"
        }
    }

    private func name(_ item: RunItem) -> String {
        guard case .unitTest(let test) = item else { return item.name }
        return "\(test.model)::\(test.versionedName)"
    }

    private func group(of item: RunItem) -> ConfigMap {
        guard let name = item.node?.group, let group = groups[name] else { return ConfigMap() }
        return ["group": .map(group)]
    }

    // MARK: Events

    /// The event that a node begins with, whatever becomes of it.
    func began(_ item: RunItem, info: NodeInfo) -> LogEvent {
        LogEvent("NodeStart", "Q024", .debug, "Began running node \(item.uniqueID)", data: ["node_info": .map(info.fields(of: item))])
    }

    /// The event that a node ends with, whatever became of it.
    func ended(_ item: RunItem, _ result: RunResult, info: NodeInfo) -> LogEvent {
        LogEvent(
            "NodeFinished", "Q025", .debug, "Finished running node \(item.uniqueID)",
            data: ["node_info": .map(info.fields(of: item)), "run_result": .map(Self.fields(of: result))], thread: thread(result))
    }

    /// The node begins. Unit tests begin like others; exposures and saved queries silently.
    func started(_ item: RunItem, _ progress: Progress, info: NodeInfo) -> [LogEvent] {
        let start = began(item, info: info)
        if item.resourceType == .exposure || item.resourceType == .savedQuery { return [start] }
        let description = describe(item)
        let line = LogEvent(
            "LogStartLine", "Q011", .info, layout.text("START \(description)", status: "RUN", progress: progress),
            data: [
                "description": .string(description), "index": .int(progress.index), "node_info": .map(info.fields(of: item)),
                "total": .int(progress.total),
            ])
        return [start, line]
    }

    /// The node ended.
    func finished(_ item: RunItem, _ result: RunResult, _ progress: Progress, info: NodeInfo) -> [LogEvent] {
        let line =
            switch item.resourceType {
            case .test, .unitTest: test(item, result, progress, info)
            case .seed: seed(item, result, progress, info)
            case .snapshot: snapshot(item, result, progress, info)
            case .source: freshness(item, result, progress, info)
            case .function: function(item, result, progress, info)
            case .model: result.status == .noOp ? noOp(item, result, progress, info) : model(item, result, progress, info)
            default: noOp(item, result, progress, info)
            }
        let end = ended(item, result, info: info)
        return [line, end]
    }

    private func model(_ item: RunItem, _ result: RunResult, _ progress: Progress, _ info: NodeInfo) -> LogEvent {
        let description = describe(item)
        let status: String
        let message: String
        switch result.status {
        case .error:
            status = Ink.red("ERROR")
            message = "ERROR creating \(description)"
        case .partialSuccess:
            status = Ink.yellow((result.message ?? "PARTIAL SUCCESS").uppercased())
            message = "PARTIALLY created \(description)"
        default:
            status = Ink.green(result.message ?? "")
            message = "OK created \(description)"
        }
        let shown = result.status == .error ? "error" : result.message ?? ""
        let own: ConfigMap = ["description": .string(description), "status": .string(shown)]
        return event("LogModelResult", "Q012", item, result, message, status, progress, info, own)
    }

    private func seed(_ item: RunItem, _ result: RunResult, _ progress: Progress, _ info: NodeInfo) -> LogEvent {
        let isError = result.status == .error
        let schema = item.node?.schema ?? ""
        let alias = item.node?.alias ?? item.name
        let status = isError ? Ink.red("ERROR") : Ink.green(result.message ?? "")
        let own: ConfigMap = [
            "relation": .string(alias), "result_message": .string(result.message ?? ""), "schema": .string(schema),
            "status": .string(result.status.rawValue),
        ]
        let message = "\(isError ? "ERROR loading" : "OK loaded") seed file \(schema).\(alias)"
        return event("LogSeedResult", "Q016", item, result, message, status, progress, info, own)
    }

    private func function(_ item: RunItem, _ result: RunResult, _ progress: Progress, _ info: NodeInfo) -> LogEvent {
        let description = describe(item)
        let (word, status) = Self.functionVerdict(result.status, text: result.status.rawValue)
        let own: ConfigMap = ["description": .string(description), "status": .string(result.status.rawValue)]
        return event("LogFunctionResult", "Q047", item, result, "\(word) \(description)", status, progress, info, own)
    }

    private static func functionVerdict(_ status: NodeStatus, text: String) -> (word: String, status: String) {
        switch status {
        case .error: ("ERROR creating", Ink.red(text.uppercased()))
        case .skipped: ("SKIP", Ink.yellow(text.uppercased()))
        default: ("OK created", Ink.green(text.uppercased()))
        }
    }

    /// One more signature of a function is being created.
    func overloadStarted(_ item: RunItem, _ overload: RunEvent.OverloadProgress, info: NodeInfo) -> LogEvent {
        let description = "function \(item.name) overload \(overload.name)"
        let line = layout.text("START \(description)", status: "RUN", progress: (overload.index, overload.total))
        return LogEvent(
            "LogStartOverload", "Q048", .info, "Overload \(line)",
            data: [
                "description": .string(description), "node_info": .map(info.fields(of: item)), "overload_index": .int(overload.index),
                "total_overloads": .int(overload.total),
            ])
    }

    /// It was created, or not.
    func overloadFinished(
        _ item: RunItem, _ overload: RunEvent.OverloadProgress, failure: String?, seconds: Double, info: NodeInfo
    ) -> LogEvent {
        let description = "function \(item.name) overload \(overload.name)" + (failure.map { ": \($0)" } ?? "")
        let verdict: NodeStatus = failure == nil ? .success : .error
        let (word, status) = Self.functionVerdict(verdict, text: verdict.rawValue)
        let line = layout.text(
            "\(word) \(description)", status: status, progress: (overload.index, overload.total), seconds: seconds)
        return LogEvent(
            "LogOverloadResult", "Q049", failure == nil ? .info : .error, "Overload \(line)",
            data: [
                "description": .string(description), "execution_time": .seconds(seconds), "node_info": .map(info.fields(of: item)),
                "overload_index": .int(overload.index), "status": .string(verdict.rawValue), "total_overloads": .int(overload.total),
            ])
    }

    private func snapshot(_ item: RunItem, _ result: RunResult, _ progress: Progress, _ info: NodeInfo) -> LogEvent {
        let isError = result.status == .error
        let relation = item.node.map(relation) ?? item.name
        let own: ConfigMap = [
            "cfg": .map(Self.texts(item.node?.config ?? ConfigMap())), "description": .string(relation),
            "result_message": .string(result.message ?? ""), "status": .string(result.status.rawValue),
        ]
        let status = isError ? Ink.red("ERROR") : Ink.green(result.message ?? "")
        let message = "\(isError ? "ERROR snapshotting" : "OK snapshotted") \(relation)"
        return event("LogSnapshotResult", "Q015", item, result, message, status, progress, info, own)
    }

    private func test(_ item: RunItem, _ result: RunResult, _ progress: Progress, _ info: NodeInfo) -> LogEvent {
        let word: String
        let status: String
        let level: LogLevel
        switch result.status {
        case .error: (word, status, level) = ("ERROR", Ink.red("ERROR"), .error)
        case .pass: (word, status, level) = ("PASS", Ink.green("PASS"), .info)
        case .warn:
            word = "WARN \(result.failures ?? 0)"
            (status, level) = (Ink.yellow(word), .warn)
        default:
            word = "FAIL \(result.failures ?? 0)"
            (status, level) = (Ink.red(word), .error)
        }
        let moved = result.quarantine.map { $0.quarantined > 0 ? " \(ResultLine.count($0.quarantined, "row")) quarantined" : "" } ?? ""
        let own: ConfigMap = [
            "attached_node": .string(item.node?.genericTest?.attachedNode ?? ""), "execution_time": .seconds(result.executionTime),
            "index": .int(progress.index), "name": .string(name(item)), "node_info": .map(info.fields(of: item)),
            "num_failures": .int(result.failures ?? 0), "num_models": .int(progress.total), "status": .string(result.status.rawValue),
        ]
        return LogEvent(
            "LogTestResult", "Q007", level,
            layout.text("\(word) \(name(item))", status: status + moved, progress: progress, seconds: result.executionTime),
            data: own.merging(group(of: item)), thread: thread(result))
    }

    private func freshness(_ item: RunItem, _ result: RunResult, _ progress: Progress, _ info: NodeInfo) -> LogEvent {
        let (word, paint, level): (String, (String) -> String, LogLevel) =
            switch result.status {
            case .runtimeError: ("ERROR", Ink.red, .error)
            case .error: ("ERROR STALE", Ink.red, .error)
            case .warn: ("WARN", Ink.yellow, .warn)
            default: ("PASS", Ink.green, .info)
            }
        var own: ConfigMap = ["status": .string(result.status.rawValue)]
        if case .source(let source) = item {
            own["source_name"] = .string(source.sourceName)
            own["table_name"] = .string(source.name)
        }
        let event = event("LogFreshnessResult", "Q018", item, result, "\(word) \(describe(item))", paint(word), progress, info, own)
        return LogEvent(event.name, event.code, level, event.message, data: event.data(), thread: event.thread)
    }

    private func noOp(_ item: RunItem, _ result: RunResult, _ progress: Progress, _ info: NodeInfo) -> LogEvent {
        let description = describe(item)
        let own: ConfigMap = ["description": .string(description), "status": ""]
        return event("LogNodeNoOpResult", "Q019", item, result, "NO-OP \(description)", Ink.yellow("NO-OP"), progress, info, own)
    }

    private func event(
        _ name: String, _ code: String, _ item: RunItem, _ result: RunResult, _ message: String, _ status: String, _ progress: Progress,
        _ info: NodeInfo, _ own: ConfigMap
    ) -> LogEvent {
        let shared: ConfigMap = [
            "execution_time": .seconds(result.executionTime), "index": .int(progress.index), "node_info": .map(info.fields(of: item)),
            "total": .int(progress.total),
        ]
        return LogEvent(
            name, code, result.status == .error ? .error : .info,
            layout.text(message, status: status, progress: progress, seconds: result.executionTime),
            data: own.merging(shared).merging(group(of: item)), thread: thread(result))
    }

    /// The node was left out; `cause` is the ephemeral model to blame, where there is one.
    func skipped(_ item: RunItem, _ result: RunResult, _ progress: Progress, cause: RunResult?, info: NodeInfo) -> LogEvent {
        let schema = item.node?.schema ?? ""
        let position: ConfigMap = ["index": .int(progress.index), "total": .int(progress.total)]
        if let cause {
            let message = "SKIP relation \(schema).\(item.name) due to ephemeral model status '\(cause.status.rawValue)'"
            let own: ConfigMap = ["relation": .string(item.name), "schema": .string(schema), "status": .string(cause.status.rawValue)]
            return LogEvent(
                "LogSkipBecauseError", "Z034", .error, layout.text(message, status: Ink.red("ERROR SKIP"), progress: progress),
                data: own.merging(position).merging(group(of: item)), thread: thread(result))
        }
        let isRelation = [.model, .seed, .snapshot].contains(item.resourceType)
        let subject = isRelation ? "relation \(schema).\(item.name)" : "\(item.resourceType.rawValue) \(item.name)"
        let own: ConfigMap = [
            "node_info": .map(info.fields(of: item)), "node_name": .string(item.name),
            "resource_type": .string(item.resourceType.rawValue), "schema": .string(schema),
        ]
        return LogEvent(
            "SkippingDetails", "Q034", .info, layout.text("SKIP \(subject)", status: Ink.yellow("SKIP"), progress: progress),
            data: own.merging(position).merging(group(of: item)), thread: thread(result))
    }

    private func thread(_ result: RunResult) -> String? {
        result.threadID.isEmpty ? nil : result.threadID == "main" ? "MainThread" : result.threadID
    }

    // MARK: Fields

    /// A result as JSON events carry it.
    static func fields(of result: RunResult) -> ConfigMap {
        var fields: ConfigMap = [
            "adapter_response": .map(result.adapterResponse), "execution_time": .seconds(result.executionTime),
            "message": .string(result.message ?? ""), "num_failures": .int(result.failures ?? 0), "status": .string(result.status.rawValue),
            "thread": .string(result.threadID),
        ]
        fields["timing_info"] = .list(
            result.timing.map {
                .map(["completed_at": .string($0.completedAt), "name": .string($0.name), "started_at": .string($0.startedAt)])
            })
        return fields
    }

    private static func texts(_ map: ConfigMap) -> ConfigMap {
        ConfigMap(
            map.filter { !$0.value.isNull }.map { ($0.name, $0.value.string == nil ? .string(JSONWriter.text(of: $0.value)) : $0.value) })
    }
}

extension ConfigMap {
    /// The mapping with the entries of another added or put in place of its own.
    func merging(_ other: ConfigMap) -> ConfigMap {
        other.reduce(into: self) { $0[$1.name] = $1.value }
    }
}
