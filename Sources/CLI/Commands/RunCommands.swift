import Diagnostics
import Graph
import Runner

extension Session {
    /// `build`, `run`, `test`, `seed`: selects, runs, writes artifacts. The exit code: 0 all well, 1 something failed, 2 interrupted.
    func runNodes(_ kind: PlanKind, types: Set<ResourceType>, all: Set<ResourceType>? = nil) throws -> Int32 {
        let project = try resolve(readSetup())
        try write(project.manifest, in: project)
        console.emit(RunMessages.found(project.manifest))
        // Nothing is published without its gates.
        let isGated = if case .run = kind { project.publishes } else { false }
        let types = isGated ? types.union([.test]) : types
        var selection = try select(project, types: try chosenTypes(types, all: all))
        if isGated { selection = selection.withGatesAlone(in: project.manifest) }
        let stale = try staleInputs(of: selection, in: project)
        let plan = try self.plan(stale, in: project, as: kind)
        guard plan.order.graph.count > 0 else { return try nothingToDo(in: project) }
        let outcome = try carryOut(plan, in: project)
        if let note = stale.summary { console.emit(note) }
        if outcome.isInterrupted { return Interrupt.exitCode }
        return outcome.isFailure ? 1 : tell(outcome.shortcomings)
    }

    /// What `--resource-types` and `--exclude-resource-types` leave of the kinds a command works on. Throws a diagnostic for an unknown one.
    func chosenTypes(_ types: Set<ResourceType>, all: Set<ResourceType>? = nil) throws -> Set<ResourceType> {
        let flags = invocation.flags
        let chosen = try ResourceType.chosen(
            flags.words("resource_types"), excluding: flags.words("exclude_resource_types"), default: types, all: all ?? types)
        return chosen.intersection(types.union(all ?? types))
    }

    /// Runs a plan and writes its artifacts. Throws what ended the run before its first node or behind its last one.
    func carryOut(_ plan: Plan, in project: LoadedProject) throws -> Run.Outcome {
        let outcome = try run(plan, in: project)
        gathering.note { $0.results += outcome.results }
        try write(project.manifest.adding(outcome), outcome, in: project)
        if !outcome.isInterrupted, let obstacle = outcome.obstacle { throw obstacle }
        return outcome
    }

    /// Says that the selection is empty, and writes that there are no results.
    func nothingToDo(in project: LoadedProject) throws -> Int32 {
        try warn(RunMessages.nothingToDo)
        try write(project.manifest, Run.Outcome(results: [], elapsed: 0, isInterrupted: false), in: project)
        return 0
    }

    /// `compile`: compiles what is selected and writes it below the target folder.
    func compile() throws -> Int32 {
        let project = try resolve(readSetup())
        try write(project.manifest, in: project)
        console.emit(RunMessages.found(project.manifest))
        let flags = invocation.flags
        if let text = flags.text("inline") { return try compileInline(text, in: project) }
        let selection = try select(project, types: ResourceType.forCompile)
        let outcome = try run(plan(selection, in: project, as: .compile), in: project, detail: .beginning)
        try write(project.manifest.adding(outcome), outcome, in: project)
        let selected = flags.words("select").first ?? ""
        let ephemerals = selected.isEmpty ? [] : outcome.ephemerals
        for node in outcome.results.compactMap(\.node) + ephemerals where selected.contains(node.name) {
            console.emit(
                RunMessages.compiled(
                    node.compilation?.code ?? "", node: node.name, isInline: false, isJSON: flags.text("output") == "json",
                    isQuiet: flags.isOn("quiet")))
        }
        return finish(outcome)
    }

    /// `show`: compiles what is selected and queries some rows of it.
    func show() throws -> Int32 {
        let project = try resolve(readSetup())
        try write(project.manifest, in: project)
        console.emit(RunMessages.found(project.manifest))
        let flags = invocation.flags
        let limit = flags.int("limit") ?? 5
        if let text = flags.text("inline") ?? flags.text("inline_direct") {
            return try runInline(text, in: project, mode: .show(limit: limit))
        }
        guard let selected = flags.words("select").first else {
            throw Diagnostic(
                "usage", .error, "Either --select or --inline must be passed to show", hint: "smelt show --select MODEL")
        }
        let selection = try select(project, types: ResourceType.forCompile.union([.seed]).subtracting([.operation, .documentation]))
            .limited(toNamed: invocation.flags.words("select"), in: project.manifest)
        let outcome = try run(
            plan(selection, in: project, as: .show(limit: limit)), in: project,
            detail: .rows(RunEventPrinter.ShowStyle(isJSON: flags.text("output") == "json", selected: selected)))
        try write(project.manifest.adding(outcome), outcome, in: project)
        return finish(outcome)
    }

    private func compileInline(_ text: String, in project: LoadedProject) throws -> Int32 {
        try runInline(text, in: project, mode: .compile)
    }

    /// Runs a text as if it were a node: `--inline`.
    private func runInline(_ text: String, in project: LoadedProject, mode: RunMode) throws -> Int32 {
        let node = try InlineNode.make(text, in: project)
        let graph = DependencyGraph(ids: [node.uniqueID], edges: [])
        let plan = Plan(
            mode: mode, order: RunOrder(graph), graph: graph, items: [node.uniqueID: .node(node)], testsStopNodes: false, runsHooks: false,
            createsSchemas: false)
        let isJSON = invocation.flags.text("output") == "json"
        let outcome = try run(plan, in: project, detail: .rows(RunEventPrinter.ShowStyle(isJSON: isJSON, isInline: true)))
        if case .compile = mode, let code = outcome.results.first?.node?.compilation?.code {
            let flags = invocation.flags
            console.emit(
                RunMessages.compiled(
                    code, node: node.name, isInline: true, isJSON: flags.text("output") == "json", isQuiet: flags.isOn("quiet")))
        }
        try write(project.manifest, outcome, in: project)
        return finish(outcome)
    }

    /// Tells what failed where a command shows no nodes; the exit code. dbt stops at the first failure here as at a mistake: 2.
    func finish(_ outcome: Run.Outcome) -> Int32 {
        if outcome.isInterrupted { return Interrupt.exitCode }
        let failures = outcome.results.filter(\.status.isFailure)
        for failure in failures {
            console.emit(RunMessages.error(failure.message ?? failure.uniqueID))
            if let place = failure.place { console.emit(DiagnosticEvents.place(place, scrubber: console.scrubber)) }
        }
        return failures.isEmpty ? 0 : 2
    }
}

extension Run.Outcome {
    /// Whether something failed, or was left out for a reason of its own.
    var isFailure: Bool { results.contains { $0.status.isFailure || ($0.status == .skipped && $0.message != nil) } }
}

extension Manifest {
    /// The manifest with the compiled form of the nodes that ran.
    func adding(_ outcome: Run.Outcome) -> Manifest {
        var copy = self
        for node in outcome.results.compactMap(\.node) + outcome.ephemerals where copy.nodes[node.uniqueID] != nil {
            copy.nodes[node.uniqueID] = node
        }
        return copy
    }
}

extension Selection {
    /// The selection without tests that look at nothing in it: they are no gates of what is made.
    fileprivate func withGatesAlone(in manifest: Manifest) -> Selection {
        let made = Set(ids.filter { manifest.nodes[$0]?.resourceType != .test })
        return filtered { id in made.contains(id) || manifest.nodes[id]?.dependsOnNodes.contains(where: made.contains) == true }
    }

    /// What `show` shows: the nodes whose name occurs in the selection's words, as dbt does; all where no word names one.
    fileprivate func limited(toNamed words: [String], in manifest: Manifest) -> Selection {
        let named = ids.filter { id in
            guard let node = manifest.nodes[id] else { return false }
            return words.contains { $0.contains(node.name) }
        }
        guard !named.isEmpty else { return self }
        var copy = self
        copy.ids = named
        return copy
    }
}
