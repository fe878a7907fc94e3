import Diagnostics
import Graph
import Reports
import Runner

extension Session {
    /// `ci`: checks and builds what changed against a base, runs its gates, measures quality, reports. The exit code says which of them failed.
    func ci() throws -> Int32 {
        let project = try resolve(readSetup())
        var session = self
        session.base = try comparisonBase(of: project)
        if let base = session.base { try session.tell(base, project) }
        return try session.ci(project).rawValue
    }

    private func ci(_ project: LoadedProject) throws -> ExitCode {
        try write(project.manifest, in: project)
        console.emit(RunMessages.found(project.manifest))
        let before = try qualityBefore(project)
        let selection = try select(project, types: try chosenTypes(ResourceType.forBuild))
        let built = try buildChecked(selection, in: project)
        guard [.ok, .gate, .nothingSelected].contains(built) else { return built }
        let isGood = passesQuality(project, since: before)
        return isGood || built == .gate ? built : .quality
    }

    private func buildChecked(_ selection: Selection, in project: LoadedProject) throws -> ExitCode {
        let stale = try staleInputs(of: selection, in: project)
        let plan = try plan(stale, in: project, as: .build)
        guard plan.order.graph.count > 0 else {
            try write(project.manifest, Run.Outcome(results: [], elapsed: 0, isInterrupted: false), in: project)
            let reason = base.map { "nothing that is selected changed since \($0.name)" } ?? "nothing is selected"
            finish(Report.Step("build", .skipped, reason))
            return .nothingSelected
        }
        guard try passesCheck(selection, in: project) else { return .compile }
        let outcome = try carryOut(plan, in: project)
        if let note = stale.summary { console.emit(note) }
        return settle(outcome)
    }

    /// The last line of `ci`: how it ended.
    func tellVerdict(_ code: Int32) {
        guard invocation.command == "ci", let code = ExitCode(rawValue: code) else { return }
        let end = code == .ok ? "" : " (exit code \(code.rawValue))"
        console.emit([.formatting(), .note("smelt ci: \(code.verdict)\(end)")])
    }

    // MARK: The base

    /// Tells what the project is compared with, and what is not as it was there.
    private func tell(_ base: ComparisonBase, _ project: LoadedProject) throws {
        guard base.isKnown else { return finish(Report.Step("base", .warned, "\(base.name) cannot be compared with")) }
        let changes = try changes(in: project, since: base)
        gathering.note { $0.changes = changes }
        let counts = [Report.Change.Kind.added, .changed, .removed].map { kind in
            "\(changes.count { $0.kind == kind }) \(kind.rawValue)"
        }
        finish(Report.Step("base", .passed, "\(base.name): \(counts.joined(separator: ", "))"))
    }

    private func changes(in project: LoadedProject, since base: ComparisonBase) throws -> [ReportGathering.Change] {
        guard let before = base.state.manifest else { return [] }
        let selector = NodeSelector(project.manifest, graph: project.graph, previous: base.state)
        func ids(_ criterion: String) throws -> [String] {
            let spec = SelectionSpec.criterion(try .parse(criterion, indirect: .empty))
            return try selector.select(spec, NodeSelector.Filter(types: ResourceType.forListAll, includesEmpty: true), warns: false).ids
        }
        let new = Set(try ids("state:new"))
        let changed = try ids("state:modified").map { ReportGathering.Change(id: $0, kind: new.contains($0) ? .added : .changed) }
        let manifest = project.manifest
        let gone =
            before.nodes.values.map(\.uniqueID).filter { manifest.nodes[$0] == nil }
            + before.unitTests.values.map(\.uniqueID).filter { manifest.unitTests[$0] == nil }
            + before.sources.values.map(\.uniqueID).filter { manifest.sources[$0] == nil }
        return changed + gone.sorted().map { ReportGathering.Change(id: $0, kind: .removed) }
    }
}
