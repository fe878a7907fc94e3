/// How old the data of a resource is.
public struct DataAge: Sendable, Equatable {
    /// Seconds.
    public var seconds: Double
    /// The unique id of what makes it that old: a source, a seed, or a table that was not built since.
    public var oldest: String

    /// The age that something gives.
    public init(seconds: Double, oldest: String) {
        self.seconds = seconds
        self.oldest = oldest
    }
}

/// Works out how old the data of models is: as old as the oldest of what they read.
///
/// A source is as old as its newest row, a seed as its last load. A table that is not built now shows what its inputs were when it was, so it is
/// at least as old as its last build; a view shows what they are. What has no known age counts for nothing.
public struct DataAges {
    private let manifest: Manifest
    private let sources: [String: Double]
    private let builds: [String: Double]
    private let rebuilt: Set<String>
    private var known: [String: DataAge?] = [:]

    /// Ages of the resources of a manifest.
    ///
    /// - Parameters:
    ///   - sources: the ages of source tables in seconds, by unique id.
    ///   - builds: how many seconds ago seeds, models and snapshots were built last, as far as that is known.
    ///   - rebuilt: what is about to be built anew.
    public init(_ manifest: Manifest, sources: [String: Double], builds: [String: Double] = [:], rebuilt: Set<String> = []) {
        self.manifest = manifest
        self.sources = sources
        self.builds = builds
        self.rebuilt = rebuilt
    }

    /// The age of a source, seed, model or snapshot; nil where it has none.
    public mutating func age(of id: String) -> DataAge? {
        if let found = known[id] { return found }
        // Whatever leads back here is found as if it had no age.
        known[id] = .some(nil)
        let age = worked(out: id)
        known[id] = .some(age)
        return age
    }

    private mutating func worked(out id: String) -> DataAge? {
        if manifest.sources[id] != nil { return sources[id].map { DataAge(seconds: $0, oldest: id) } }
        guard let node = manifest.nodes[id], node.isLayered else { return nil }
        if node.resourceType == .seed {
            return rebuilt.contains(id) ? DataAge(seconds: 0, oldest: id) : builds[id].map { DataAge(seconds: $0, oldest: id) }
        }
        var oldest: DataAge?
        for parent in node.dependsOn.nodes {
            guard let age = age(of: parent), age.seconds > oldest?.seconds ?? -1 else { continue }
            oldest = age
        }
        guard !rebuilt.contains(id), node.materialized != "view", let built = builds[id], built > oldest?.seconds ?? .infinity else {
            return oldest
        }
        return DataAge(seconds: built, oldest: id)
    }
}
