import Diagnostics
import Graph
import Ledger
import Project

extension Session {
    /// How many seconds ago seeds, models and snapshots were built last, by unique id, as far as the ledger knows. What was built but held back
    /// does not count. A ledger that cannot be read is told of in a warning.
    func lastBuilds(of ids: [String], in project: LoadedProject) -> [String: Double] {
        guard let settings = project.smelt?.ledger, !ids.isEmpty else { return [:] }
        do throws(LedgerFailure) {
            let target = project.setup.ledgerTarget
            guard let ledger = try Ledger.open(project.setup.adapter, schema: settings.schema, target: target, creates: false) else {
                return [:]
            }
            defer { ledger.close() }
            return ages(of: try ledger.past(of: ids, limit: Self.pastBuilds))
        } catch {
            console.emit(diagnosticEvents.events([error.diagnostic(.warning)]))
            return [:]
        }
    }

    private func ages(of past: [PastNode]) -> [String: Double] {
        let now = invocation.now()
        var builds: [String: Double] = [:]
        for build in past where build.node.status == NodeStatus.success.rawValue && !build.node.isHeld && builds[build.node.uniqueID] == nil
        {
            guard let moment = Timestamp(iso: build.node.startedAt ?? build.runStartedAt) else { continue }
            builds[build.node.uniqueID] = now.timeInterval(since: moment)
        }
        return builds
    }

    /// How many runs back a build is looked for.
    private static let pastBuilds = 50
}
