/// Artifacts of an earlier run, which `state:`, `result:` and `source_status:` compare with.
public struct PreviousState: Sendable {
    /// The manifest of the state folder.
    public var manifest: Manifest?
    /// The run results of the state folder.
    public var results: RunResults?
    /// The freshness results of the state folder.
    public var sources: FreshnessResults?
    /// The freshness results of the target folder.
    public var currentSources: FreshnessResults?
    /// The constraint types that the database enforces; removing one of them from a contract breaks it.
    public var enforcedConstraints: Set<String> = ["check", "not_null", "unique", "primary_key", "foreign_key"]
    /// Whether sources are compared by database and schema as they were written; else as they are.
    public var comparesUnrenderedValues = true
    /// Up to how many MiB a seed is compared by its content: for messages.
    public var maximumSeedSize = 1

    /// The artifacts that were there.
    public init(
        manifest: Manifest? = nil, results: RunResults? = nil, sources: FreshnessResults? = nil, currentSources: FreshnessResults? = nil
    ) {
        self.manifest = manifest
        self.results = results
        self.sources = sources
        self.currentSources = currentSources
    }
}
