public import Diagnostics
public import Files
public import Graph

/// A folder with the artifacts of an earlier run: `--state`, `--defer-state`, or the target folder for retries.
public struct StateFolder: Sendable {
    private let folder: String
    private let files: any FileSystem

    /// A folder, which need not exist.
    public init(_ folder: String, on files: any FileSystem) {
        self.folder = folder
        self.files = files
    }

    /// The manifest; nil where there is none. Throws when it cannot be read.
    public func manifest() throws(Diagnostic) -> Manifest? {
        guard let file = try file(.manifest) else { return nil }
        return try ManifestReader.read(file)
    }

    /// The run results; nil where there are none. Throws when they cannot be read.
    public func runResults() throws(Diagnostic) -> RunResults? {
        guard let file = try file(.runResults) else { return nil }
        return try RunResultsReader.read(file)
    }

    /// The freshness results; nil where there are none. Throws when they cannot be read.
    public func sources() throws(Diagnostic) -> FreshnessResults? {
        guard let file = try file(.sources) else { return nil }
        return try SourcesReader.read(file)
    }

    /// All that `state:`, `result:` and `source_status:` compare with; `target` is where the current `sources.json` lies.
    public func previousState(target: StateFolder) throws(Diagnostic) -> PreviousState {
        PreviousState(manifest: try manifest(), results: try runResults(), sources: try sources(), currentSources: try target.sources())
    }

    private func file(_ kind: ArtifactKind) throws(Diagnostic) -> SourceFile? {
        let path = FilePath.join(folder, kind.fileName)
        guard files.isFile(path) else { return nil }
        do { return SourceFile(path: path, bytes: try files.read(path)) } catch { throw error.diagnostic }
    }
}
