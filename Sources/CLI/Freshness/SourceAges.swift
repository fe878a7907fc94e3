import Diagnostics
import Formats
import Graph
import Runner

/// The ages of source tables, as the database tells them.
struct SourceAges {
    /// Seconds by unique id.
    var seconds: [String: Double] = [:]
    /// Why the age of a table could not be found out, by unique id.
    var failures: [String: String] = [:]
}

extension Session {
    /// Asks how old the sources are that some resources stand on, as far as they have a `loaded_at_field` or a `loaded_at_query`. Throws what
    /// keeps the questions from being asked at all.
    func sourceAges(below ids: some Sequence<String>, in project: LoadedProject) throws -> SourceAges {
        let starts = project.graph.set(of: ids)
        let reached = project.graph.ids(in: project.graph.ancestors(of: starts).union(starts))
        let asked = reached.filter { project.manifest.sources[$0]?.tellsWhenLoaded == true }
        guard !asked.isEmpty else { return SourceAges() }
        let plan = try self.plan(Selection(of: asked, in: project.graph), in: project, as: .freshness(runsHooks: false))
        var settings = project.runSettings(self, selected: asked, detail: .freshness)
        settings.sink = StatementSink(settings.sink)
        let outcome = try timings.measure("freshness") { try Run(plan, settings: settings).run() }
        var ages = SourceAges()
        for result in outcome.results {
            if let freshness = result.freshness {
                ages.seconds[result.uniqueID] = freshness.age
            } else {
                ages.failures[result.uniqueID] = result.message ?? "it could not be asked"
            }
        }
        return ages
    }
}

extension Source {
    /// Whether it says how to find out when it was loaded, and freshness is not switched off (`freshness: null`).
    fileprivate var tellsWhenLoaded: Bool { (loadedAtField != nil || loadedAtQuery != nil) && !freshness.isNull }
}

/// Passes on what is said about statements and sessions alone: questions before a run are no part of what it reports.
private struct StatementSink: EventSink {
    private let inner: any EventSink

    init(_ inner: any EventSink) { self.inner = inner }

    func receive(_ event: RunEvent) {
        switch event {
        case .statementStarted, .statementFinished, .statementCancelled, .sessionChanged: inner.receive(event)
        default: break
        }
    }
}
