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

    /// The last line of `ci`: how it ended.
    func tellVerdict(_ code: Int32) {
        guard invocation.command == "ci", let code = ExitCode(rawValue: code) else { return }
        console.emit(.formatting())
        tell("smelt ci: \(code.verdict)" + (code == .ok ? "" : " (exit code \(code.rawValue))"))
    }

    private func ci(_ project: LoadedProject) throws -> ExitCode {
        try write(project.manifest, in: project)
        console.emit(RunMessages.found(project.manifest))
        let selection = try select(project, types: try chosenTypes(ResourceType.forBuild))
        let plan = try plan(selection, in: project, as: .build)
        guard plan.order.graph.count > 0 else {
            try write(project.manifest, Run.Outcome(results: [], elapsed: 0, isInterrupted: false), in: project)
            let reason = base.map { "nothing that is selected changed since \($0.name)" } ?? "nothing is selected"
            finish(Report.Step("build", .skipped, reason))
            return .nothingSelected
        }
        let outcome = try carryOut(plan, in: project)
        return settle(outcome)
    }

    /// Tells how the build and its gates went, and what that means for the command.
    private func settle(_ outcome: Run.Outcome) -> ExitCode {
        console.emit(.formatting())
        let results = outcome.results.filter { !$0.uniqueID.hasPrefix("exposure.") && !$0.uniqueID.hasPrefix("saved_query.") }
        finish(step("build", results.filter { !$0.isOfTest }, seconds: outcome.elapsed))
        finish(step("gates", results.filter(\.isOfTest), seconds: nil))
        if outcome.isInterrupted { return .interrupted }
        if outcome.results.contains(where: \.isOfSurroundings) { return .infrastructure }
        return outcome.isFailure ? .gate : .ok
    }

    // MARK: Steps

    private func step(_ name: String, _ results: [RunResult], seconds: Double?) -> Report.Step {
        func number(_ statuses: NodeStatus...) -> Int { results.count { statuses.contains($0.status) } }
        let failed = number(.fail)
        let errors = number(.error, .runtimeError, .partialSuccess)
        let counts = [
            (number(.success, .pass, .noOp, .reused), name == "gates" ? "passed" : "built"), (number(.warn), "warned"), (failed, "failed"),
            (errors, errors == 1 ? "error" : "errors"), (number(.skipped), "skipped"),
        ]
        let text = counts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
        let outcome: Report.Outcome =
            errors > 0 ? .errored : failed > 0 ? .failed : results.isEmpty ? .skipped : number(.warn) > 0 ? .warned : .passed
        return Report.Step(name, outcome, text.isEmpty ? "none" : text, seconds: seconds)
    }

    /// Shows how a step ended and keeps it for the reports.
    private func finish(_ step: Report.Step) {
        gathering.note { $0.steps.append(step) }
        let name = step.name + String(repeating: " ", count: max(0, 8 - step.name.count))
        tell("\(name) \(coloured(step.outcome)): \(step.text)")
    }

    private func coloured(_ outcome: Report.Outcome) -> String {
        switch outcome {
        case .passed: Ink.green(outcome.rawValue)
        case .warned, .skipped: Ink.yellow(outcome.rawValue)
        case .failed, .errored: Ink.red(outcome.rawValue)
        }
    }

    private func tell(_ text: String) { console.emit(.note(text)) }

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

extension RunResult {
    /// Whether it is the result of a test.
    fileprivate var isOfTest: Bool { uniqueID.hasPrefix("test.") || uniqueID.hasPrefix("unit_test.") }
}
