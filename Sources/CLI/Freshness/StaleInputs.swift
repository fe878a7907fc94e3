import Diagnostics
import Graph
import Project
import Runner

/// What stale inputs do to a run.
struct StaleInputs {
    /// What is run all the same.
    var selection: Selection
    /// Why models must not be built, by unique id.
    var refusals: [String: Diagnostic] = [:]
    /// The names of the models that keep the version they have.
    var kept: [String] = []

    /// What is said of the models that were kept; nil where there are none.
    var summary: LogEvent? {
        guard !kept.isEmpty else { return nil }
        let count = kept.count == 1 ? "1 model keeps its version" : "\(kept.count) models keep their version"
        return .note("\(count), for stale inputs: \(kept.joined(separator: ", "))", level: .warn)
    }
}

extension Session {
    /// What the run is to do with what stale inputs leave of a selection.
    func plan(_ stale: StaleInputs, in project: LoadedProject, as kind: PlanKind) throws -> Plan {
        var plan = try plan(stale.selection, in: project, as: kind)
        plan.refusals = stale.refusals
        return plan
    }

    /// Looks at the age of the data that the models of a `build`, `run` or `ci` are about to be made of, where `smelt.yml` limits it: tells of what is
    /// too old, and does what `stale:` says. Throws what keeps the age from being asked.
    func staleInputs(of selection: Selection, in project: LoadedProject) throws -> StaleInputs {
        var outcome = StaleInputs(selection: selection)
        guard let smelt = project.smelt, ["build", "run", "ci"].contains(invocation.command), !invocation.flags.isOn("empty") else {
            return outcome
        }
        let limited = selection.ids.filter { id in
            project.manifest.nodes[id].flatMap { smelt.freshnessLimit(of: $0, in: project.manifest.layers) } != nil
        }
        guard !limited.isEmpty else { return outcome }
        let stale = try modelFreshness(of: limited, rebuilt: Set(selection.ids), in: project).filter { $0.verdict == .stale }
        guard !stale.isEmpty else { return outcome }
        switch smelt.stale {
        case .warn: try report(Self.warnings(stale, in: project.manifest, consequence: nil))
        case .gate:
            for model in stale { outcome.refusals[model.node.uniqueID] = Self.refusal(of: model, in: project.manifest) }
        case .keep:
            try report(Self.warnings(stale, in: project.manifest, consequence: "what stands on it keeps the version it has"))
            let starts = project.graph.set(of: stale.map(\.node.uniqueID))
            let left = project.graph.descendants(of: starts).union(starts)
            let leftIDs = Set(project.graph.ids(in: left))
            outcome.selection = selection.filtered { !leftIDs.contains($0) }
            outcome.kept = selection.ids.compactMap { id in
                project.manifest.nodes[id].flatMap { leftIDs.contains(id) && $0.isRelational && $0.isLayered ? $0.searchName : nil }
            }
        }
        return outcome
    }

    private static func refusal(of model: ModelFreshness, in manifest: Manifest) -> Diagnostic {
        let message = "Stale input: \(model.reason(in: manifest)), \(allowed(model.limit)) is allowed"
        return Diagnostic("stale-input", .error, message, at: place(of: model, in: manifest))
    }

    /// Where the input that makes a model stale is declared.
    private static func place(of model: ModelFreshness, in manifest: Manifest) -> SourceSpan? {
        let input = model.age.flatMap { $0.seconds > Double(model.limit ?? 0) ? $0.oldest : nil } ?? model.failure?.source
        return input.flatMap { manifest.sources[$0]?.span ?? manifest.nodes[$0]?.source }
    }

    private static func allowed(_ limit: Int?) -> String { WrittenDuration.text(seconds: limit ?? 0) }

    /// One warning for each input and limit.
    private static func warnings(_ stale: [ModelFreshness], in manifest: Manifest, consequence: String?) -> [Diagnostic] {
        var groups: [(reason: String, limit: Int?, models: [ModelFreshness])] = []
        for model in stale {
            let reason = model.reason(in: manifest)
            if let index = groups.firstIndex(where: { $0.reason == reason && $0.limit == model.limit }) {
                groups[index].models.append(model)
            } else {
                groups.append((reason, model.limit, [model]))
            }
        }
        return groups.map { group in
            let names = group.models.map(\.node.searchName)
            let message = "\(group.reason), which is too old for \(names.joined(separator: ", ")): \(allowed(group.limit)) is allowed"
            let first = group.models[0]
            let notes = first.failure.map { [Diagnostic.Note($0.reason)] } ?? []
            return Diagnostic("stale-input", .warning, message, at: place(of: first, in: manifest), notes: notes, hint: consequence)
        }
    }
}
