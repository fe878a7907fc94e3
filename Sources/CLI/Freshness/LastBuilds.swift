import Graph
import Ledger
import Project

extension Session {
    /// How many seconds ago seeds, models and snapshots were built last, by unique id, as far as the ledger knows. What was built but held back
    /// does not count. Throws a diagnostic where the ledger cannot be read.
    func lastBuilds(of ids: [String], in project: LoadedProject) throws -> [String: Double] {
        guard let settings = project.smelt?.ledger, let ledger = try ledgerToRead(project.setup, settings) else { return [:] }
        defer { ledger.close() }
        let now = invocation.now()
        let past = try reading { () throws(LedgerFailure) in try ledger.past(of: ids, limit: Self.pastBuilds) }
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
