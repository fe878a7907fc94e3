import Diagnostics

/// One of dbt's artifacts, with the schema version we write and those we can read.
public struct ArtifactKind: Sendable {
    /// The file's name below the target folder.
    public let fileName: String
    /// The name in the schema's address.
    public let schemaName: String
    /// The version we write.
    public let version: Int
    /// The oldest version we read.
    public let oldestReadable: Int

    /// `manifest.json`, schema v12.
    public static let manifest = ArtifactKind(fileName: "manifest.json", schemaName: "manifest", version: 12, oldestReadable: 4)
    /// `run_results.json`, schema v6.
    public static let runResults = ArtifactKind(fileName: "run_results.json", schemaName: "run-results", version: 6, oldestReadable: 4)
    /// `sources.json`, schema v3.
    public static let sources = ArtifactKind(fileName: "sources.json", schemaName: "sources", version: 3, oldestReadable: 3)
    /// `catalog.json`, schema v1.
    public static let catalog = ArtifactKind(fileName: "catalog.json", schemaName: "catalog", version: 1, oldestReadable: 1)

    /// The schema's address, as `metadata.dbt_schema_version` names it.
    public var schemaVersion: String { address(version) }

    private func address(_ version: Int) -> String { "https://schemas.getdbt.com/dbt/\(schemaName)/v\(version).json" }

    /// Refuses an artifact whose schema version cannot be read. dbt too takes a file without a version.
    func check(_ found: String?, path: String) throws(Diagnostic) {
        guard let found, !(oldestReadable...version).contains(where: { address($0) == found }) else { return }
        throw Diagnostic(
            "artifact-version", .error,
            "Expected a schema version of \"\(schemaVersion)\" in \(path), but found \"\(found)\". Are you running with a different version of dbt?"
        )
    }
}
