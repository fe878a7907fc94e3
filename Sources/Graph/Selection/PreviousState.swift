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
