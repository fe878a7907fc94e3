import Graph
import Runner

/// The lines of the live view: one for each node that ended, one for each that runs, and the bar.
struct LiveLines: Sendable {
    /// The signs.
    let signs: LiveSigns
    /// How nodes are named.
    let messages: NodeMessages

    /// The column that times end in on wide terminals.
    private static let widest = 100
    private static let kindWidth = 11

    // MARK: Nodes that ended

    /// The line of a node that ended, what went wrong below it.
    func finished(_ item: RunItem, _ result: RunResult, columns: Int) -> String {
        let (sign, note) = verdict(result)
        let time = LiveLines.elapsed(result.executionTime)
        let line = row(sign: sign, kind: kind(item), name: name(item), note: note.isEmpty ? time : note + "  " + time, columns: columns)
        guard [.error, .fail, .runtimeError, .partialSuccess].contains(result.status) else { return line }
        return ([line] + explanation(result, indent: 6)).joined(separator: "\n")
    }

    /// The lines of a batch that failed.
    func failed(_ batch: String, _ result: RunResult, columns: Int) -> String {
        let line = row(
            sign: Ink.red(signs.failure), kind: "batch", name: batch, note: "ERROR  " + LiveLines.elapsed(result.executionTime),
            columns: columns)
        return ([line] + explanation(result, indent: 6)).joined(separator: "\n")
    }

    /// The line of a node that was left out.
    func skipped(_ item: RunItem, cause: RunResult?, columns: Int) -> String {
        let note = cause.map { "skipped: \($0.node?.name ?? $0.uniqueID) failed" } ?? "skipped"
        let line = row(sign: Ink.yellow(signs.skip), kind: kind(item), name: name(item), note: note, columns: columns)
        return ([line] + (cause.map { explanation($0, indent: 6) } ?? [])).joined(separator: "\n")
    }

    /// The line of a hook that ended.
    func hook(_ name: String, _ status: NodeStatus, seconds: Double, columns: Int) -> String {
        let (sign, note): (String, String) =
            switch status {
            case .success: (Ink.green(signs.success), "")
            case .skipped: (Ink.yellow(signs.skip), "skipped  ")
            default: (Ink.red(signs.failure), "ERROR  ")
            }
        return row(sign: sign, kind: "hook", name: name, note: note + LiveLines.elapsed(seconds), columns: columns)
    }

    /// The line of a unit that became visible.
    func published(_ unit: String, _ count: Int, seconds: Double) -> String {
        "  " + Ink.green(signs.success) + " " + PublishingMessages.publishedText(unit, count, seconds: seconds)
    }

    /// The line of a unit that was given up.
    func refused(_ unit: String, _ reasons: [String], _ count: Int) -> String {
        "  " + Ink.red(signs.failure) + " " + PublishingMessages.refusedText(unit, reasons, count)
    }

    private func verdict(_ result: RunResult) -> (sign: String, note: String) {
        switch result.status {
        case .success: (Ink.green(signs.success), result.message ?? "")
        case .pass: (Ink.green(signs.success), "")
        case .reused: (Ink.green(signs.success), "reused")
        case .noOp: (Ink.yellow(signs.noOp), "nothing to do")
        case .skipped: (Ink.yellow(signs.skip), "skipped")
        case .warn: (Ink.yellow(signs.warning), "WARN \(result.failures ?? 0)")
        case .fail: (Ink.red(signs.failure), "FAIL \(result.failures ?? 0)")
        case .error, .runtimeError: (Ink.red(signs.failure), "ERROR")
        case .partialSuccess: (Ink.red(signs.failure), "PARTIAL SUCCESS")
        }
    }

    /// The message and the place of the compiled SQL, indented.
    func explanation(_ result: RunResult, indent: Int) -> [String] {
        let margin = String(repeating: " ", count: indent)
        let message = (result.message ?? "Status: \(result.status.rawValue)").split(separator: "\n", omittingEmptySubsequences: false)
        var lines = message.map { $0.isEmpty ? "" : margin + $0 }
        // Database errors name the file that ran, which is the better one to look at.
        if result.message?.contains("compiled code at ") != true, let path = result.node?.compilation?.path {
            lines.append(margin + Ink.dim("compiled code at \(path)"))
        }
        return lines
    }

    private func row(sign: String, kind: String, name: String, note: String, columns: Int) -> String {
        let width = min(columns - 1, Self.widest)
        let start = "  \(sign) \(TextWidth.padded(kind, to: Self.kindWidth)) "
        let space = width - TextWidth.columns(start) - TextWidth.columns(note) - 2
        let shown = TextWidth.fitted(name, to: max(10, space), mark: signs.ellipsis)
        return start + TextWidth.padded(shown, to: space) + "  " + Ink.dim(note)
    }

    // MARK: What goes on

    /// The line of a node that runs.
    func running(_ kind: String, _ name: String, seconds: Double, frame: Int, columns: Int) -> String {
        let sign = signs.spinner[frame % signs.spinner.count]
        let time = LiveLines.elapsed(seconds)
        let start = "  \(sign) \(TextWidth.padded(kind, to: Self.kindWidth)) "
        let space = min(columns - 3, Self.widest) - TextWidth.columns(start) - TextWidth.columns(time) - 2
        return start + TextWidth.fitted(name, to: max(4, space), mark: signs.ellipsis) + "  " + Ink.dim(time)
    }

    /// The bar: how much is done, how long it took so far, and how it went.
    func progress(done: Int, total: Int, seconds: Double, counts: [RunSummary.Tally: Int], columns: Int) -> String {
        let facts: [(String, Int, (String) -> String)] = [
            ("PASS", counts[.pass] ?? 0, Ink.green), ("WARN", counts[.warn] ?? 0, Ink.yellow), ("ERROR", counts[.error] ?? 0, Ink.red),
            ("SKIP", counts[.skip] ?? 0, Ink.yellow),
        ]
        let tally = facts.map { word, number, paint in number > 0 ? paint("\(word) \(number)") : Ink.dim("\(word) \(number)") }
        let text = "\(done)/\(total)  \(LiveLines.elapsed(seconds))  \(tally.joined(separator: "  "))"
        let cells = min(24, columns - TextWidth.columns(text) - 6)
        guard cells >= 4 else { return "  " + TextWidth.fitted(Ink.removed(from: text), to: max(4, columns - 5), mark: signs.ellipsis) }
        let filled = total > 0 ? min(cells, cells * done / total) : cells
        let bar = String(repeating: signs.bar.done, count: filled) + String(repeating: signs.bar.open, count: cells - filled)
        return "  \(bar) \(text)"
    }

    // MARK: Words

    /// What kind of thing a node is: `view`, `table`, `seed`, `test`.
    func kind(_ item: RunItem) -> String {
        switch item.resourceType {
        case .model: item.node?.materialized ?? "model"
        case .unitTest: "unit test"
        default: item.resourceType.rawValue
        }
    }

    /// How a node is called: relations by schema and name, tests by name.
    func name(_ item: RunItem) -> String {
        switch item {
        case .node(let node): node.resourceType.isRefable || node.resourceType == .function ? messages.relation(node) : node.name
        case .unitTest(let test): "\(test.model)::\(test.versionedName)"
        case .exposure(let exposure): exposure.name
        case .source(let source): "\(source.sourceName).\(source.name)"
        case .savedQuery(let query): query.name
        }
    }

    /// A length of time: `0.04s`, `12.3s`, `2m 05s`, `1h 02m`.
    static func elapsed(_ seconds: Double) -> String {
        guard seconds.isFinite, seconds >= 0 else { return "0.00s" }
        if seconds < 10 { return ResultLine.decimal(seconds) + "s" }
        if seconds < 60 { return ResultLine.decimal(seconds, places: 1) + "s" }
        let whole = seconds < 1e9 ? Int(seconds) : 0
        func two(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }
        if whole < 3600 { return "\(whole / 60)m \(two(whole % 60))s" }
        return "\(whole / 3600)h \(two(whole / 60 % 60))m"
    }
}
