import DocsSite
import Graph
import Project

extension Session {
    /// How old the data of models and seeds is, worked out as `freshness` does from what is known already: no table is asked.
    func siteAges(_ project: LoadedProject, _ past: PastResults) -> [String: SiteFacts.DataMoment] {
        let (manifest, now) = (project.manifest, invocation.now())
        func seconds(since moment: String) -> Double? { Timestamp(iso: moment).map { now.timeInterval(since: $0) } }
        let sources = past.freshness.compactMapValues { result -> Double? in
            guard case .measured(let measurement) = result.outcome else { return nil }
            return seconds(since: measurement.snapshottedAt).map { $0 + measurement.age }
        }
        let builds = past.last.compactMapValues { $0.status == NodeStatus.success.rawValue ? seconds(since: $0.at) : nil }
        var ages = DataAges(manifest, sources: sources, builds: builds)
        var moments: [String: SiteFacts.DataMoment] = [:]
        for node in manifest.nodes.values where node.isLayered && !node.isEphemeral {
            guard let age = ages.age(of: node.uniqueID) else { continue }
            let limit = project.smelt?.freshnessLimit(of: node, in: manifest.layers)
            moments[node.uniqueID] = SiteFacts.DataMoment(
                at: Timestamp(seconds: now.seconds - Int(min(age.seconds, 1e11)), microseconds: 0).artifactText, oldest: age.oldest,
                limit: limit.map { WrittenDuration.text(seconds: $0) }, isStale: limit.map { age.seconds > Double($0) } ?? false)
        }
        return moments
    }
}
