import Context
import Formats
import Graph
import Runner

/// Messages about an invocation as a whole.
enum RunMessages {
    /// The version of dbt-core whose behaviour smelt keeps.
    static let dbtVersion = supportedVersion

    /// The first line of every command. Its event is dbt's; `data.version` is smelt's own.
    static func version(_ version: String) -> LogEvent {
        LogEvent(
            "MainReportVersion", "A001", .info, "Running with smelt=\(version) (dbt \(dbtVersion))",
            data: ["log_version": 3, "version": .string("=\(version)")])
    }

    /// The settled flags, for the log file.
    static func arguments(_ flags: ConfigMap) -> LogEvent {
        let texts = ConfigMap(flags.map { ($0.name, .string(PythonStyle.text($0.value))) })
        let shown = texts.map { "'\($0.name)': '\($0.value.string ?? "")'" }.joined(separator: ", ")
        return LogEvent("MainReportArgs", "A002", .debug, "running smelt with arguments {\(shown)}", data: ["args": .map(texts)])
    }

    /// Which adapter the profile asks for.
    static func adapter(_ type: String, version: String) -> LogEvent {
        LogEvent(
            "AdapterRegistered", "E034", .info, "Registered adapter: \(type)=\(version)",
            data: ["adapter_name": .string(type), "adapter_version": .string("=\(version)")])
    }

    /// `Found 5 models, 3 seeds, 20 data tests, 477 macros`, in the order the manifest holds the kinds.
    static func found(_ manifest: Manifest) -> LogEvent {
        let line = statistics(manifest)
        return LogEvent("FoundStats", "W006", .info, "Found \(line)", data: ["stat_line": .string(line)])
    }

    /// How many resources of each kind there are; kinds without any are left out.
    static func statistics(_ manifest: Manifest) -> String {
        var kinds: [ResourceType] = []
        var counts: [ResourceType: Int] = [:]
        func add(_ kind: ResourceType, _ number: Int) {
            guard number > 0 else { return }
            if counts[kind] == nil { kinds.append(kind) }
            counts[kind, default: 0] += number
        }
        for node in manifest.nodes.values where node.resourceType != .test || node.config["enabled"]?.bool != false {
            if node.resourceType != .function { add(node.resourceType, 1) }
        }
        add(.source, manifest.sources.count)
        add(.exposure, manifest.exposures.count)
        add(.metric, manifest.metrics.count)
        add(.macro, manifest.macros.count)
        add(.group, manifest.groups.count)
        add(.semanticModel, manifest.semanticModels.count)
        add(.savedQuery, manifest.savedQueries.count)
        add(.unitTest, manifest.unitTests.count)
        return kinds.map { kind in
            let plural = kind == .test ? "data tests" : kind.plural
            return ResultLine.count(counts[kind] ?? 0, kind.rawValue.replacing("_", with: " "), plural: plural)
        }.joined(separator: ", ")
    }

    /// The selection left nothing to do.
    static let nothingToDo = LogEvent(
        "NothingToDo", "Q035", .warn, Ink.warningTag("Nothing to do. Try checking your model configs and model specification args"))

    /// A criterion matched nothing.
    static func noMatch(_ criterion: String) -> LogEvent {
        let message = "The selection criterion '\(criterion)' does not match any enabled nodes"
        return LogEvent("NoNodesForSelectionCriteria", "M030", .warn, message, data: ["spec_raw": .string(criterion)])
    }

    /// The default selector of `selectors.yml` is used.
    static func defaultSelector(_ name: String) -> LogEvent {
        LogEvent("DefaultSelector", "Q023", .info, "Using default selector \(name)", data: ["name": .string(name)])
    }

    /// `--select` and `--exclude` mean nothing beside `--selector`.
    static let selectIgnored = LogEvent(
        "SelectExcludeIgnoredWithSelectorWarning", "Z064", .warn,
        "The --select and --exclude arguments are being ignored for node selection because --selector is provided")

    /// An artifact was written.
    static func artifact(_ type: String, path: String) -> LogEvent {
        LogEvent(
            "ArtifactWritten", "P001", .debug, "Wrote artifact \(type) to \(path)",
            data: ["artifact_path": .string(path), "artifact_type": .string(type)])
    }

    /// The command cannot go on.
    static func error(_ message: String) -> LogEvent {
        LogEvent(
            "MainEncounteredError", "Z002", .error, Ink.errorTag("Encountered an error:\n\(message)"), data: ["exc": .string(message)])
    }

    /// A macro that was called by name failed.
    static func operationError(_ message: String) -> LogEvent {
        LogEvent(
            "RunningOperationCaughtError", "Q001", .error, Ink.errorTag("Encountered an error while running operation: \(message)"),
            data: ["exc": .string(message)])
    }

    /// `run-operation --sql` begins.
    static func queryStarted(_ layout: ResultLine) -> LogEvent {
        .note(layout.text("START executing inline_query", status: "RUN", progress: (1, 1)))
    }

    /// `run-operation --sql` has ended.
    static func queryEnded(_ result: RunResult, _ layout: ResultLine) -> LogEvent {
        let isGood = result.status == .success
        let status = isGood ? Ink.green(result.adapterResponse["_message"]?.string ?? "OK") : Ink.red("ERROR")
        let text = layout.text(
            isGood ? "OK executed inline_query" : "ERROR executing inline_query", status: status,
            progress: (1, 1), seconds: result.executionTime)
        return .note(text, level: isGood ? .info : .error)
    }

    /// Ctrl-C was pressed.
    static let interrupted = LogEvent("MainKeyboardInterrupt", "Z001", .info, "ctrl-c")

    /// The compiled SQL of one node: what `compile --select` shows.
    static func compiled(_ sql: String, node: String, isInline: Bool, isJSON: Bool, isQuiet: Bool) -> LogEvent {
        let title = isInline ? "Compiled inline node is:\n" : "Compiled node '\(node)' is:\n"
        var object: ConfigMap = isInline ? [:] : ["node": .string(node)]
        object["compiled"] = .string(sql)
        let text = isJSON ? JSONWriter.text(of: .map(object), style: .indented) : isQuiet ? sql : title + sql
        return LogEvent(
            "CompiledNode", "Q042", .info, text,
            data: [
                "compiled": .string(sql), "is_inline": .bool(isInline), "node_name": .string(node),
                "output_format": .string(isJSON ? "json" : "text"), "quiet": .bool(isQuiet), "unique_id": "",
            ])
    }

    /// Some rows of a seed, under its name.
    static func seedRows(_ text: String, of seed: Node) -> [LogEvent] {
        let header = "Random sample of table: \(seed.schema).\(seed.alias)"
        return [
            .formatting(), LogEvent("SeedHeader", "Q004", .info, header, data: ["header": .string(header)]),
            .formatting(String(repeating: "-", count: header.count)), .output(text), .formatting(),
        ]
    }

    /// Rows of one node: what `show` shows, as a table or as JSON.
    static func shown(_ table: String, rows: ConfigValue, node: String, isInline: Bool, isJSON: Bool, isQuiet: Bool) -> LogEvent {
        let title = isInline ? "Previewing inline node:\n" : "Previewing node '\(node)':\n"
        var object: ConfigMap = isInline ? [:] : ["node": .string(node)]
        object["show"] = rows
        let text = isJSON ? JSONWriter.text(of: .map(object), style: .indented) : isQuiet ? table : title + table
        return LogEvent(
            "ShowNode", "Q041", .info, text,
            data: [
                "is_inline": .bool(isInline), "node_name": .string(node), "output_format": .string(isJSON ? "json" : "text"),
                "preview": .string(isJSON ? JSONWriter.text(of: rows) : table), "quiet": .bool(isQuiet), "unique_id": "",
            ])
    }

    /// The command is over.
    static func completed(_ command: String, isSuccess: Bool, at time: Timestamp, seconds: Double) -> LogEvent {
        let clock = String(time.isoText.drop { $0 != "T" }.dropFirst())
        let word = isSuccess ? "succeeded" : "failed"
        return LogEvent(
            "CommandCompleted", "Q039", .debug, "Command `\(command)` \(word) at \(clock) after \(ResultLine.decimal(seconds)) seconds",
            data: [
                "command": .string(command), "completed_at": .string(time.artifactText), "elapsed": .seconds(seconds),
                "success": .bool(isSuccess),
            ])
    }
}

extension JSONWriter.Style {
    /// Two spaces a level, as `json.dumps(…, indent=2)` writes.
    static let indented = JSONWriter.Style(isASCII: true, spaced: true, indent: 2)
}

/// Values as Python's `str()` writes them, for messages about flags.
enum PythonStyle {
    /// `True`, `None`, `['a', 'b']`, text as it is.
    static func text(_ value: ConfigValue) -> String {
        switch value.kind {
        case .string(let text), .date(let text), .timestamp(let text), .bigInteger(let text): text
        default: quoted(value)
        }
    }

    private static func quoted(_ value: ConfigValue) -> String {
        switch value.kind {
        case .null: "None"
        case .bool(let isTrue): isTrue ? "True" : "False"
        case .int(let number): String(number)
        case .float(let number): FloatText.repr(number)
        case .string(let text), .date(let text), .timestamp(let text): "'\(text)'"
        case .bigInteger(let digits): digits
        case .list(let elements): "[" + elements.map(quoted).joined(separator: ", ") + "]"
        case .map(let map): "{" + map.map { "'\($0.name)': \(quoted($0.value))" }.joined(separator: ", ") + "}"
        }
    }
}
