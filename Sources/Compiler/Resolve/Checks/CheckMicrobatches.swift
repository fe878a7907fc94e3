import Diagnostics
import Formats
import Graph
import Project
import Warehouse

extension Resolver {
    /// What an incremental model built batch by batch must say; `begin` becomes a moment.
    mutating func checkMicrobatches() {
        let models = nodes.enabled.filter { $0.node.isMicrobatch }
        let isBuiltIn = !macros.values.contains {
            $0.name == "get_incremental_microbatch_sql" && !input.project.internalPackageNames.contains($0.packageName)
        }
        guard isBuiltIn || root.flag(.batchesOfCustomStrategies) else {
            if let first = models.first { report(.warning("microbatch-outside-batches", Self.outsideBatches, at: first.text?.firstLine)) }
            return
        }
        checkConcurrentBatches()
        for draft in models {
            let span = draft.text?.firstLine
            for problem in MicrobatchRules.problems(draft.node.name, draft.node.config) {
                report(.error("bad-microbatch", problem.message, at: problem.span ?? span))
            }
            if let begin = draft.node.config["begin"].flatMap(MicrobatchRules.moment) {
                nodes.update(draft.node.uniqueID) { $0.config["begin"] = .string(begin) }
            }
            checkInputs(of: draft, span)
        }
    }

    private static let outsideBatches =
        "The use of a custom microbatch macro outside of batched execution is deprecated. To use it with batched execution, set "
        + "`flags.require_batched_execution_for_custom_microbatch_strategy` to `True` in `dbt_project.yml`. In the future this will be the "
        + "default behavior."

    /// No adapter of ours runs batches side by side.
    private mutating func checkConcurrentBatches() {
        let wishes = nodes.enabled.filter { $0.node.config["concurrent_batches"]?.bool == true }
        guard let first = wishes.first else { return }
        let message =
            "Found \(wishes.count) microbatch model\(wishes.count == 1 ? "" : "s") with the `concurrent_batches` config set to true, but the "
            + "\(input.adapter.dialect.name) adapter does not support running batches concurrently. Batches will be run sequentially."
        let span = first.node.config["concurrent_batches"]?.span ?? first.text?.firstLine
        report(
            .warning("concurrent-batches", message, at: span).with([
                "num_models": .number(wishes.count), "adapter_type": .text(input.adapter.dialect.name),
            ]))
    }

    private mutating func checkInputs(of draft: NodeDraft, _ span: SourceSpan?) {
        var hasEventTime = false
        for id in draft.node.dependsOn.nodes {
            let name = nodes[id]?.node.name ?? sources[id]?.name ?? id
            guard let eventTime = nodes[id]?.node.config["event_time"] ?? sources[id]?.config["event_time"], PythonText.isTrue(eventTime)
            else {
                continue
            }
            hasEventTime = true
            guard eventTime.string == nil else { continue }
            let message =
                "Microbatch model '\(draft.node.name)' depends on an input node '\(name)' with an 'event_time' config of invalid (non-string) "
                + "type: <class '\(PythonText.typeName(eventTime))'>."
            report(.error("bad-microbatch", message, at: eventTime.span ?? span))
        }
        guard !hasEventTime else { return }
        let message =
            "The microbatch model '\(draft.node.name)' has no 'ref' or 'source' input with an 'event_time' configuration. \nThis means no "
            + "filtering can be applied and can result in unexpected duplicate records in the resulting microbatch model."
        report(.warning("microbatch-without-event-time", message, at: span).with(["model_name": .text(draft.node.name)]))
    }
}

/// dbt's rules about the configuration of microbatch models.
enum MicrobatchRules {
    private static let batchSizes = ["hour", "day", "month", "year"]

    /// What is missing or of a wrong type.
    static func problems(_ name: String, _ config: ConfigMap) -> [(message: String, span: SourceSpan?)] {
        var problems: [(message: String, span: SourceSpan?)] = []
        func add(_ rest: String, _ key: String) { problems.append(("Microbatch model '\(name)' \(rest)", config[key]?.span)) }
        func type(_ key: String) -> String { "<class '\(PythonText.typeName(config[key] ?? .null))'>" }
        if isNull(config["event_time"]) {
            add("must provide an 'event_time' (string) config that indicates the name of the event time column.", "event_time")
        } else if config["event_time"]?.string == nil {
            add("must provide an 'event_time' config of type string, but got: \(type("event_time")).", "event_time")
        }
        if isNull(config["begin"]) {
            let use = "indicates the earliest timestamp the microbatch model should be built from."
            add("must provide a 'begin' (datetime) config that \(use)", "begin")
        } else if config["begin"].flatMap(moment) == nil {
            if let text = config["begin"]?.string {
                add("must provide a 'begin' config of valid datetime (ISO format), but got: \(text).", "begin")
            } else {
                add("must provide a 'begin' config of type datetime, but got: \(type("begin")).", "begin")
            }
        }
        if !batchSizes.contains(config["batch_size"]?.string ?? "") {
            let list = "[" + batchSizes.map(PythonText.quoted).joined(separator: ", ") + "]"
            let got = PythonText.str(config["batch_size"] ?? .null)
            add("must provide a 'batch_size' config that is one of \(list), but got: \(got).", "batch_size")
        }
        if !isNull(config["lookback"]), config["lookback"]?.int == nil {
            add("must provide the optional 'lookback' config as type int, but got: \(type("lookback"))).", "lookback")
        }
        if !isNull(config["concurrent_batches"]), config["concurrent_batches"]?.bool == nil {
            let got = type("concurrent_batches")
            add("optional 'concurrent_batches' config must be of type `bool` if specified, but got: \(got)).", "concurrent_batches")
        }
        return problems
    }

    private static func isNull(_ value: ConfigValue?) -> Bool { value?.isNull ?? true }

    /// A date or moment as Python's `isoformat` writes it; nil for anything else.
    static func moment(_ value: ConfigValue) -> String? {
        let text: String
        switch value.kind {
        case .string(let written), .date(let written), .timestamp(let written): text = written
        default: return nil
        }
        guard Timestamp(iso: text) != nil else { return nil }
        let parts = text.split(maxSplits: 1, whereSeparator: { $0 == "T" || $0 == " " })
        guard parts.count == 2 else { return "\(text)T00:00:00" }
        let time = parts[1].prefix { $0.isNumber || $0 == ":" || $0 == "." }
        let zone = parts[1].dropFirst(time.count)
        let fields = time.split(separator: ":").map(String.init) + ["00", "00"]
        return "\(parts[0])T\(fields.prefix(3).joined(separator: ":"))\(zone == "Z" ? "+00:00" : String(zone))"
    }
}
