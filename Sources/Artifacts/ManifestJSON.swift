public import Formats
public import Graph

/// `manifest.json`.
public struct ManifestJSON: ArtifactContent {
    /// Schema v12.
    public static var kind: ArtifactKind { .manifest }
    private let manifest: Manifest
    private let dbtVersion: String

    /// The artifact of a manifest.
    public init(_ manifest: Manifest, dbtVersion: String = ArtifactMetadata.dbtVersion) {
        self.manifest = manifest
        self.dbtVersion = dbtVersion
    }

    /// Writes the manifest, one resource at a time.
    public func write(to json: inout JSONWriter) {
        json.beginObject()
        json.object("metadata", metadata)
        for section: ManifestSection in [.nodes, .sources, .macros, .docs, .exposures, .metrics, .groups] { write(section, to: &json) }
        json.member("selectors", .map(manifest.selectors))
        json.object("disabled", disabled)
        write("parent_map", manifest.parentMap().map { ($0.id, $0.others) }, to: &json)
        write("child_map", manifest.childMap().map { ($0.id, $0.others) }, to: &json)
        write("group_map", manifest.groupMap().map { ($0.name, $0.ids) }, to: &json)
        for section: ManifestSection in [.savedQueries, .semanticModels, .unitTests, .functions] { write(section, to: &json) }
        json.endObject()
    }

    private func metadata(_ json: inout JSONWriter) {
        let metadata = manifest.metadata
        var shared = ArtifactMetadata(metadata)
        shared.dbtVersion = dbtVersion
        json.metadataMembers(shared, Self.kind)
        json.member("project_name", metadata.projectName)
        json.member("project_id", metadata.projectID)
        json.member("user_id", .null)
        json.member("send_anonymous_usage_stats", .bool(false))
        json.member("adapter_type", metadata.adapterType)
        json.object("quoting") { json in
            for key in ["database", "schema", "identifier", "column"] { json.member(key, metadata.quoting[key] ?? .null) }
        }
        json.member("run_started_at", metadata.runStartedAt)
    }

    private func write(_ section: ManifestSection, to json: inout JSONWriter) {
        json.object(section.rawValue) { json in
            manifest.write(section, to: &json)
        }
    }

    private func disabled(_ json: inout JSONWriter) {
        for entry in manifest.disabledFields(.artifact) {
            json.key(entry.id)
            json.beginArray()
            for resource in entry.resources { resource.write(to: &json) }
            json.endArray()
        }
    }

    private func write(_ name: String, _ map: [(String, [String])], to json: inout JSONWriter) {
        json.object(name) { json in
            for (id, others) in map { json.texts(id, others) }
        }
    }
}
