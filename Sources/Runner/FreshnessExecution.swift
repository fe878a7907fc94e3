import Context
import Diagnostics
import Formats
import Graph
import Jinja
import Warehouse

/// Asks how old the newest row of a source table is. Never throws: whatever happens becomes a result.
struct FreshnessExecution {
    private let source: Source
    private let worker: Worker
    private var settings: RunSettings { worker.settings }
    /// Whether the work ended because somebody stopped it.
    private(set) var wasStopped = false

    /// The work on one source table.
    init(_ source: Source, worker: Worker) {
        self.source = source
        self.worker = worker
    }

    /// What the database was asked, and its answer.
    private struct Answer {
        var loaded: Timestamp
        var asked: Timestamp
        var response: ConfigMap
    }

    /// Does the work.
    mutating func run() -> RunResult {
        let begin = settings.now()
        // A source has nothing to compile; dbt notes the step all the same.
        var timing = [Timing(name: "compile", startedAt: begin.artifactText, completedAt: settings.now().artifactText)]
        let middle = settings.now()
        var result: RunResult
        do {
            result = measured(try ask())
        } catch {
            wasStopped = settings.stop.isRequested && (error as? WarehouseError)?.kind == .cancelled
            let message = FailureMessage.text(error, source: source)
            result = RunResult(uniqueID: source.uniqueID, node: nil, status: .runtimeError, message: message)
            result.place = Diagnostic(FailurePlace.id(of: error), .error, message)
        }
        worker.release()
        let end = settings.now()
        timing.append(Timing(name: "execute", startedAt: middle.artifactText, completedAt: end.artifactText))
        result.timing = timing
        result.threadID = worker.threadID
        result.executionTime = end.timeInterval(since: begin)
        return result
    }

    private func measured(_ answer: Answer) -> RunResult {
        let age = answer.asked.timeInterval(since: answer.loaded)
        var result = RunResult(uniqueID: source.uniqueID, node: nil, status: Self.status(source.freshness, age: age))
        if result.status != .pass {
            let severity: Severity = result.status == .error ? .error : .warning
            result.place = Diagnostic("source-stale", severity, "the newest row of \(source.name) is too old")
        }
        result.adapterResponse = answer.response
        result.freshness = RunResult.Freshness(
            maxLoadedAt: answer.loaded.zonedText, snapshottedAt: answer.asked.zonedText, age: age, criteria: source.freshness)
        return result
    }

    /// The verdict on an age in seconds: a threshold without count or period is none.
    private static func status(_ thresholds: ConfigValue, age: Double) -> NodeStatus {
        func isExceeded(_ key: String) -> Bool {
            let seconds = ["minute": 60, "hour": 3600, "day": 86_400]
            guard let limit = thresholds[key], let count = limit["count"]?.int, let unit = limit["period"]?.string.flatMap({ seconds[$0] })
            else { return false }
            return age > Double(count) * Double(unit)
        }
        return isExceeded("error_after") ? .error : isExceeded("warn_after") ? .warn : .pass
    }

    // MARK: Asking

    private func ask() throws -> Answer {
        let session = try worker.session(named: source.uniqueID, for: .source(source))
        let context = worker.context(for: source, over: session)
        defer { context.end() }
        try session.connection.clearTransaction()
        let relation = Value.relation(context.relation(of: source))
        if let query = source.loadedAtQuery {
            let sql = try context.render(query)
            return try answer(
                context, "collect_freshness_custom_sql", [("source", relation), ("loaded_at_query", .string(sql))])
        }
        guard let field = source.loadedAtField else {
            let adapter = settings.world.adapter.dialect.name
            throw RaisedError(
                "Runtime Error",
                "Could not compute freshness for source \(source.name): no 'loaded_at_field' provided and \(adapter) adapter does not support "
                    + "metadata-based freshness checks.")
        }
        let filter = source.freshness["filter"]?.string
        return try answer(
            context, "collect_freshness",
            [("source", relation), ("loaded_at_field", .string(field)), ("filter", filter.map(Value.string) ?? .none)])
    }

    /// Calls a macro that gives one row: when the newest row was loaded, and the time now.
    private func answer(_ context: RenderContext, _ macro: String, _ arguments: [(String, Value)]) throws -> Answer {
        let returned = try context.callMacro(macro, arguments)
        guard let result = MacroResult(returned) else {
            throw RaisedError("Compilation Error", "The macro '\(macro)' returned no result of a query")
        }
        if result.isBareTable {
            try settings.world.output.warn(.freshnessSignature, node: source.uniqueID)
        }
        guard result.rows.count == 1, result.rows[0].count == 2 else {
            throw RaisedError(
                "Compilation Error",
                "Got an invalid result from \"\(macro)\" macro: \(result.rows.count) rows of \(result.columns.count) columns, expected one row of two"
            )
        }
        let row = result.rows[0]
        let loaded = row[0].isNone ? Timestamp.firstDay : try moment(row[0], "last_modified")
        return Answer(
            loaded: loaded, asked: try moment(row[1], "snapshotted_at"), response: result.response?.artifactValue ?? ConfigMap())
    }

    /// A cell as a moment. Where the database has no timestamps, their text is one.
    private func moment(_ value: Value, _ field: String) throws -> Timestamp {
        let instant: DatetimeObject? = value.object()
        let isTime = instant != nil || (value.text != nil && settings.world.adapter.dialect.capabilities.contains(.textTimestamps))
        guard isTime, let moment = Timestamp(iso: try value.str()) else {
            throw RaisedError(
                "Database Error",
                "Expected a timestamp value when querying field '\(field)' of table \(source.relationName ?? source.name) but received value of "
                    + "type '\(value.typeName.split(separator: ".").last ?? "")' instead")
        }
        return moment
    }
}

extension Timestamp {
    /// The start of year 1: how old dbt takes an empty table to be.
    fileprivate static let firstDay = Timestamp(seconds: -62_135_596_800, microseconds: 0)
}
