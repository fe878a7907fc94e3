import Diagnostics
import Formats
import Graph
import Ledger
import Project

extension Session {
    /// `history`: what the ledger knows of runs, of nodes (`history NODE`, `--select`), or of what fails at present (`--failures`).
    func history() throws -> Int32 {
        let setup = try readSetup()
        let settings = try ledgerSettings(setup)
        let flags = invocation.flags
        let isJSON = flags.text("output") == "json"
        let limit = max(1, flags.int("limit") ?? 20)
        let text = HistoryText(now: invocation.now())
        let target = setup.profile.targetName
        let show = { (json: () -> ConfigValue, lines: () -> [String]) in
            if isJSON { console.emit(.output(JSONWriter.text(of: json(), style: .indented))) } else { print(lines()) }
        }
        if invocation.arguments.isEmpty, !flags.isOn("failures"), !isSelecting {
            let ledger = try ledgerToRead(setup, settings)
            let runs = try reading { () throws(LedgerFailure) in try ledger?.runs(limit: limit) ?? [] }
            show({ HistoryJSON.runs(runs) }, { text.runs(runs, target: target) })
            return 0
        }
        let project = try resolve(setup)
        let ledger = try ledgerToRead(setup, settings)
        let ids = try historyIDs(project)
        if flags.isOn("failures") {
            let known = try reading { () throws(LedgerFailure) in try ledger?.openFailures() ?? [] }.filter { ids.contains($0.uniqueID) }
            show({ HistoryJSON.failures(known, now: invocation.now()) }, { text.failures(known, target: target) })
            return 0
        }
        let past = try reading { () throws(LedgerFailure) in try ledger?.past(of: ids.sorted(), limit: limit) ?? [] }
        let single = invocation.arguments.isEmpty ? nil : ids.first
        show({ HistoryJSON.nodes(past) }, { single.map { text.node($0, past) } ?? text.nodes(past) })
        return 0
    }

    private func print(_ lines: [String]) { for line in lines { console.emit(.output(line)) } }

    private var isSelecting: Bool {
        ["select", "exclude"].contains { !invocation.flags.words($0).isEmpty } || invocation.flags.text("selector") != nil
    }

    /// The nodes that are meant: the one named, those selected, or all. Throws a diagnostic for a name that nothing has.
    private func historyIDs(_ project: LoadedProject) throws -> Set<String> {
        guard let name = invocation.arguments.first else {
            if isSelecting { return Set(try select(project, types: ResourceType.forBuild.union([.source])).ids) }
            return Set(project.manifest.nodes.keys + project.manifest.unitTests.keys + project.manifest.sources.keys)
        }
        let nodes =
            project.manifest.nodes.values.map { (id: $0.uniqueID, name: $0.name) }
            + project.manifest.unitTests.values.map { (id: $0.uniqueID, name: $0.name) }
        let found = nodes.filter { $0.id == name || $0.name == name }
        guard let first = found.first else {
            throw Diagnostic(
                "history-unknown-node", .error, "Nothing of the project is called '\(name)'",
                hint: DidYouMean.hint(name, among: nodes.map(\.name)) ?? "give a name or a unique id, as 'smelt ls' shows them")
        }
        guard found.count == 1 else {
            throw Diagnostic(
                "history-ambiguous-node", .error, "\(found.count) things of the project are called '\(name)'",
                hint: "give a unique id: \(found.map(\.id).joined(separator: ", "))")
        }
        return [first.id]
    }

    /// What `smelt.yml` says about the ledger. Throws a diagnostic where there is to be none.
    func ledgerSettings(_ setup: ProjectSetup) throws -> LedgerConfig {
        guard let smelt = try smeltConfig(setup) else {
            throw Diagnostic(
                "no-ledger", .error, "There is no ledger: the project has no \(SmeltConfig.fileName)",
                hint: "make the file beside dbt_project.yml; it may be empty")
        }
        guard let settings = smelt.ledger else {
            throw Diagnostic("no-ledger", .error, "There is no ledger: \(SmeltConfig.fileName) has 'ledger: false'", hint: "take that out")
        }
        return settings
    }

    /// The ledger of the target, opened to look into it; nil where nothing was written yet. Throws a diagnostic where it cannot be read.
    func ledgerToRead(_ setup: ProjectSetup, _ settings: LedgerConfig) throws -> Ledger? {
        try reading { () throws(LedgerFailure) in
            try Ledger.open(setup.adapter, schema: settings.schema, target: setup.ledgerTarget, creates: false)
        }
    }

    /// What a ledger answers. Throws its failure as a diagnostic.
    func reading<Answer>(_ ask: () throws(LedgerFailure) -> Answer) throws -> Answer {
        do throws(LedgerFailure) {
            return try ask()
        } catch {
            throw error.diagnostic(.error)
        }
    }
}
