import Diagnostics
import Formats
import Graph
import Ledger
import Project
import Quality
import Reports
import Runner

extension Session {
    // MARK: Check

    /// Puts the SQL of a selection to the engine over empty tables. Gives false where something is wrong with it.
    func passesCheck(_ selection: Selection, in project: LoadedProject) throws -> Bool {
        let began = invocation.now()
        let report = try check(
            project, selection.filtered { project.manifest.exposures[$0] == nil && project.manifest.savedQueries[$0] == nil })
        let found = diagnosticEvents.settled(report.diagnostics)
        gathering.note { $0.checked = found }
        console.emit(diagnosticEvents.events(found))
        let errors = found.count { $0.severity == .error }
        let lines = CheckMessages.lines(report, errors: errors)
        console.emit(Array(lines.dropLast()))
        let text = Ink.removed(from: lines.last?.message ?? "")
        finish(
            Report.Step(
                "check", errors > 0 ? .errored : .passed, text.first.map { $0.lowercased() + text.dropFirst() } ?? text,
                seconds: invocation.now().timeInterval(since: began)))
        return errors == 0
    }

    // MARK: Build and gates

    /// Tells how the build and its gates went, and what that means for the command.
    func settle(_ outcome: Run.Outcome) -> ExitCode {
        console.emit(.formatting())
        let results = outcome.results.filter { !$0.uniqueID.hasPrefix("exposure.") && !$0.uniqueID.hasPrefix("saved_query.") }
        finish(step("build", results.filter { !$0.isOfTest }, seconds: outcome.elapsed))
        finish(step("gates", results.filter(\.isOfTest), seconds: nil))
        if outcome.isInterrupted { return .interrupted }
        if outcome.results.contains(where: \.isOfSurroundings) { return .infrastructure }
        return outcome.isFailure ? .gate : .ok
    }

    private func step(_ name: String, _ results: [RunResult], seconds: Double?) -> Report.Step {
        func number(_ statuses: NodeStatus...) -> Int { results.count { statuses.contains($0.status) } }
        let failed = number(.fail)
        let built = number(.success, .pass, .noOp, .reused)
        let held = results.count { $0.status == .skipped && $0.message?.hasPrefix("Not published") == true }
        let errors = number(.error, .runtimeError, .partialSuccess)
        let counts = [
            (built, name == "gates" ? "passed" : "built"), (number(.warn), "warned"), (failed, "failed"),
            (errors, errors == 1 ? "error" : "errors"), (held, "not published"), (number(.skipped) - held, "skipped"),
        ]
        let text = counts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
        let outcome: Report.Outcome =
            errors > 0 ? .errored : failed > 0 ? .failed : number(.warn) > 0 ? .warned : built > 0 ? .passed : .skipped
        return Report.Step(name, outcome, text.isEmpty ? "none" : text, seconds: seconds)
    }

    // MARK: Quality

    /// What the quality of the project is held to: that of the base, else what the ledger has of the last run. Throws a diagnostic where the
    /// ledger cannot be read.
    func qualityBefore(_ project: LoadedProject) throws -> QualityBaseline? {
        base == nil ? baseline(try pastQuality(project)) : comparedBase
    }

    /// Measures the quality of the project. Gives false where it does not reach what `smelt.yml` asks for.
    func passesQuality(_ project: LoadedProject, since before: QualityBaseline?) -> Bool {
        let report = quality(project)
        let goals = project.smelt?.quality ?? QualityGoals()
        let found = goals.shortcomings(of: report, since: before)
        let measures = measures(report, goals, before)
        gathering.note { content in
            content.measures = measures
            content.shortcomings = found
        }
        console.emit(diagnosticEvents.events(found))
        let total = report.total
        let numbers = [("coverage", total.coverage), ("docs", total.docs), ("score", total.score)]
        let text = numbers.map { "\($0.0) \(HistoryText.percent($0.1))" }.joined(separator: ", ")
        finish(Report.Step("quality", found.isEmpty ? .passed : .failed, text))
        return found.isEmpty
    }

    private func measures(_ report: QualityReport, _ goals: QualityGoals, _ before: QualityBaseline?) -> [Report.Measure] {
        func measure(
            _ name: String, _ record: QualityRecord, _ value: KeyPath<QualityRecord, Double>, _ goal: Double?
        ) -> Report.Measure {
            let now = record[keyPath: value]
            let then = before?.records.first { $0.scope == record.scope && $0.name == record.name }?[keyPath: value]
            let fell = goals.ratchet && then.map { HistoryText.percent(now) != HistoryText.percent($0) && now < $0 } ?? false
            return Report.Measure(
                name: name, value: HistoryText.percent(now), before: then.map(HistoryText.percent), goal: goal.map(HistoryText.percent),
                isGood: goal.map { now >= $0 } ?? true && !fell)
        }
        return report.records.flatMap { record in
            switch record.scope {
            case .project:
                [
                    measure("test coverage", record, \.coverage, goals.coverage), measure("documentation", record, \.docs, goals.docs),
                    measure("score", record, \.score, goals.score),
                ]
            case .layer: [measure("score of \(record.name)", record, \.score, nil)]
            case .model: [Report.Measure]()
            }
        }
    }

    // MARK: Telling

    /// Shows how a step ended and keeps it for the reports.
    func finish(_ step: Report.Step) {
        gathering.note { $0.steps.append(step) }
        let name = step.name + String(repeating: " ", count: max(0, 8 - step.name.count))
        let fields: ConfigMap = [
            "msg": .string("\(name) \(step.outcome.rawValue): \(step.text)"), "step": .string(step.name),
            "outcome": .string(step.outcome.rawValue),
        ]
        console.emit(LogEvent("Note", "Z050", .info, "\(name) \(coloured(step.outcome)): \(step.text)", data: fields))
    }

    private func coloured(_ outcome: Report.Outcome) -> String {
        switch outcome {
        case .passed: Ink.green(outcome.rawValue)
        case .warned, .skipped: Ink.yellow(outcome.rawValue)
        case .failed, .errored: Ink.red(outcome.rawValue)
        }
    }
}

extension RunResult {
    /// Whether it is the result of a test.
    fileprivate var isOfTest: Bool { uniqueID.hasPrefix("test.") || uniqueID.hasPrefix("unit_test.") }
}
