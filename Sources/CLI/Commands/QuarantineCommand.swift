import Diagnostics
import Formats
import Graph
import Project
import Runner
import Warehouse

extension Session {
    /// `quarantine ls`: what waits and what was released, by model and rule.
    func listQuarantines() throws -> Int32 {
        let project = try resolve(readSetup())
        let nodes = project.manifest.nodes.values.filter { $0.resourceType.isRefable && !$0.isEphemeral }
        let found = try quarantine(in: project).summaries(of: nodes)
        if isJSON {
            let list = found.flatMap { node, rules in rules.map { ConfigValue.map($0.json(of: node)) } }
            console.emit(.output(JSONWriter.text(of: .list(list))))
            return 0
        }
        guard !found.isEmpty else {
            console.emit(.output("Nothing is quarantined."))
            return 0
        }
        var table = TextTable(["model", "rule", "waiting", "released", "first seen", "last seen"], alignedLeft: [0, 1, 4, 5])
        for (node, rules) in found {
            for rule in rules {
                let name = project.manifest.nodes[rule.rule]?.name ?? rule.rule
                table.add([node.searchName, name, String(rule.waiting), String(rule.released), rule.firstSeen, rule.lastSeen])
            }
        }
        console.emit(.output(table.text))
        return 0
    }

    /// `quarantine show MODEL`: rows that wait.
    func showQuarantine() throws -> Int32 {
        let project = try resolve(readSetup())
        let node = try quarantinedNode(in: project)
        let limit = invocation.flags.int("limit") ?? 20
        let found = try quarantine(in: project).rows(of: node, choice(of: node, in: project), limit: limit)
        if isJSON {
            let rows = found.rows.map { row in
                ConfigValue.map(ConfigMap(zip(found.columns, row).map { ($0, $1.map(ConfigValue.string) ?? .null) }))
            }
            console.emit(.output(JSONWriter.text(of: .list(rows))))
            return 0
        }
        guard !found.rows.isEmpty else {
            console.emit(.output("No row of \(node.searchName) is quarantined."))
            return 0
        }
        let columns = Array(found.columns.dropFirst())
        var table = TextTable(["reason", "first seen"] + columns.dropFirst(2), alignedLeft: Set(columns.indices))
        for row in found.rows { table.add(row.dropFirst().map { $0 ?? "null" }) }
        console.emit(.output(table.text))
        return 0
    }

    /// `quarantine release MODEL`: puts waiting rows back.
    func releaseQuarantine() throws -> Int32 {
        try needChoice(["rule", "where", "all"], else: "say which rows: --rule NAME, --where SQL or --all")
        let project = try resolve(readSetup())
        let node = try quarantinedNode(in: project)
        let lock = try lockOutRuns(project)
        defer { lock?.release() }
        let (released, added) = try quarantine(in: project).release(node, choice(of: node, in: project))
        var text = "\(ResultLine.count(released, "row")) of \(node.searchName) released"
        if added < released { text += ", \(released - added) of which it had already" }
        console.emit(.output(text + "."))
        return 0
    }

    /// `quarantine purge MODEL`: throws rows away.
    func purgeQuarantine() throws -> Int32 {
        try needChoice(["rule", "where", "all", "older_than"], else: "say which rows: --rule NAME, --where SQL, --older-than 30d or --all")
        let flags = invocation.flags
        let age = flags.text("older_than")
        let seconds = age.flatMap(WrittenDuration.seconds)
        if let age, seconds == nil { throw UsageError(message: "'\(age)' is no span of time", hint: "write it as 12h or 30d") }
        let project = try resolve(readSetup())
        let node = try quarantinedNode(in: project)
        let isReleased = flags.isOn("released")
        let lock = try lockOutRuns(project)
        defer { lock?.release() }
        let count = try quarantine(in: project).purge(
            node, choice(of: node, in: project), olderThan: seconds, released: isReleased)
        let rows = ResultLine.count(count, isReleased ? "released row" : "row")
        console.emit(.output("\(rows) of \(node.searchName) \(isReleased ? "forgotten" : "thrown away")."))
        return 0
    }

    /// A run publishes model and quarantine as they were when it read them, changed by it: what happened to them meanwhile would be undone.
    private func lockOutRuns(_ project: LoadedProject) throws -> (any RunLock)? {
        guard let smelt = project.smelt, smelt.locksRuns else { return nil }
        return try takeLock(project, smelt)
    }

    private var isJSON: Bool { invocation.flags.text("output") == "json" }

    private func quarantine(in project: LoadedProject) -> QuarantineOperation {
        QuarantineOperation(settings: project.runSettings(self, selected: [], detail: .beginning))
    }

    private func needChoice(_ names: [String], else hint: String) throws {
        guard names.contains(where: { invocation.flags.isGiven($0) }) else {
            throw UsageError(message: "'\(invocation.command)' would take every row.", hint: hint)
        }
    }

    /// The rows that `--rule` and `--where` name. A rule is named by its unique id, its name or the test's: `not_null`.
    private func choice(of node: Node, in project: LoadedProject) throws -> QuarantineOperation.Choice {
        let flags = invocation.flags
        guard let rule = flags.text("rule") else { return .init(condition: flags.text("where")) }
        let tests = project.manifest.nodes.values.filter { $0.genericTest?.attachedNode == node.uniqueID && $0.quarantineRule != nil }
        let named = tests.filter { [$0.uniqueID, $0.name, $0.genericTest?.testName].contains(rule) }.map(\.uniqueID)
        // A rule that is in the project no more is named by its unique id.
        if named.isEmpty, !rule.hasPrefix("test.") {
            throw Diagnostic(
                "quarantine-unknown-rule", .error, "'\(node.searchName)' has no rule '\(rule)' that quarantines rows",
                hint: DidYouMean.hint(rule, among: tests.map(\.name)) ?? "smelt quarantine ls shows the rules")
        }
        return .init(rules: named.isEmpty ? [rule] : named, condition: flags.text("where"))
    }

    private func quarantinedNode(in project: LoadedProject) throws -> Node {
        let nodes = project.manifest.nodes.values.filter { $0.resourceType.isRefable && !$0.isEphemeral }
        let name = invocation.arguments.first ?? ""
        let found = nodes.filter { $0.uniqueID == name || $0.searchName == name }
        if found.count == 1 { return found[0] }
        guard found.isEmpty else {
            throw Diagnostic(
                "quarantine-ambiguous-model", .error, "'\(name)' stands for several: \(found.map(\.uniqueID).joined(separator: ", "))",
                hint: "give one of these")
        }
        throw Diagnostic(
            "quarantine-unknown-model", .error, "there is no model, seed or snapshot '\(name)'",
            hint: DidYouMean.hint(name, among: nodes.map(\.searchName)))
    }
}

extension QuarantineOperation.Summary {
    fileprivate func json(of node: Node) -> ConfigMap {
        [
            "node": .string(node.uniqueID), "rule": .string(rule), "waiting": .int(waiting), "released": .int(released),
            "first_seen": .string(firstSeen), "last_seen": .string(lastSeen),
        ]
    }
}
