/// Facts about the run that every artifact repeats.
public struct ArtifactMetadata: Sendable {
    /// The dbt version whose behaviour and formats are matched.
    public static let dbtVersion = "1.12.6"

    /// The version of the program that wrote it.
    public var dbtVersion: String
    /// ISO timestamp with microseconds and `Z`.
    public var generatedAt: String
    /// The run's UUID.
    public var invocationID: String
    /// When the invocation started, as `generatedAt`.
    public var invocationStartedAt: String
    /// `DBT_ENV_CUSTOM_ENV_…` variables, prefix cut off.
    public var env: [(String, String)]

    /// Metadata of an artifact.
    public init(
        generatedAt: String, invocationID: String, invocationStartedAt: String, env: [(String, String)] = [],
        dbtVersion: String = ArtifactMetadata.dbtVersion
    ) {
        self.dbtVersion = dbtVersion
        self.generatedAt = generatedAt
        self.invocationID = invocationID
        self.invocationStartedAt = invocationStartedAt
        self.env = env
    }
}

extension ArtifactMetadata {
    /// The facts of the run that made a manifest. `generatedAt` is the artifact's own time; nil takes the manifest's.
    public init(_ manifest: Manifest.Metadata, generatedAt: String? = nil) {
        self.init(
            generatedAt: generatedAt ?? manifest.generatedAt, invocationID: manifest.invocationID,
            invocationStartedAt: manifest.invocationStartedAt, env: manifest.env)
    }
}
