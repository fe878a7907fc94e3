public import Diagnostics
public import Formats
public import Graph

/// Reads `manifest.json`, dbt's or our own, back into a manifest: for `state:` selection, deferral and retries.
public enum ManifestReader {
    /// Reads the text of a manifest. Throws `json-syntax`, or `artifact-version` for a schema version that cannot be read.
    public static func read(_ file: SourceFile) throws(Diagnostic) -> Manifest {
        try manifest(from: JSONReader.read(file, options: .artifact), path: file.path)
    }

    /// A manifest from its parsed JSON. `path` is named in messages.
    public static func manifest(from value: ConfigValue, path: String) throws(Diagnostic) -> Manifest {
        let stored = StoredFields(value)
        try ArtifactKind.manifest.check(stored.fields("metadata").text("dbt_schema_version"), path: path)
        var manifest = Manifest(metadata: metadata(stored.fields("metadata")))
        for entry in stored.mapping("nodes") { manifest.nodes[entry.name] = Node(stored: StoredFields(entry.value)) }
        for entry in stored.mapping("functions") { manifest.nodes[entry.name] = Node(stored: StoredFields(entry.value)) }
        for section in ["metrics", "semantic_models", "saved_queries"] {
            for entry in stored.mapping(section) {
                if let resource = SemanticResource(stored: StoredFields(entry.value)) { manifest.add(resource) }
            }
        }
        for entry in stored.mapping("sources") { manifest.sources[entry.name] = Source(stored: StoredFields(entry.value)) }
        for entry in stored.mapping("macros") { manifest.macros[entry.name] = Macro(stored: StoredFields(entry.value)) }
        for entry in stored.mapping("docs") { manifest.docs[entry.name] = Documentation(stored: StoredFields(entry.value)) }
        for entry in stored.mapping("exposures") { manifest.exposures[entry.name] = Exposure(stored: StoredFields(entry.value)) }
        for entry in stored.mapping("groups") { manifest.groups[entry.name] = Group(stored: StoredFields(entry.value)) }
        for entry in stored.mapping("unit_tests") { manifest.unitTests[entry.name] = UnitTest(stored: StoredFields(entry.value)) }
        manifest.selectors = stored.mapping("selectors")
        for entry in stored.mapping("disabled") {
            for element in entry.value.list ?? [] {
                if let resource = disabled(StoredFields(element)) { manifest.disabled.append((entry.name, resource)) }
            }
        }
        return manifest
    }

    private static func disabled(_ stored: StoredFields) -> Manifest.DisabledResource? {
        switch stored.text("resource_type").flatMap(ResourceType.init(rawValue:)) {
        case .source: .source(Source(stored: stored))
        case .exposure: .exposure(Exposure(stored: stored))
        case .unitTest: .unitTest(UnitTest(stored: stored))
        case .metric, .semanticModel, .savedQuery: SemanticResource(stored: stored).map(Manifest.DisabledResource.semantic)
        default: Node(stored: stored).map(Manifest.DisabledResource.node)
        }
    }

    private static func metadata(_ stored: StoredFields) -> Manifest.Metadata {
        Manifest.Metadata(
            projectName: stored.text("project_name", or: ""), projectID: stored.text("project_id", or: ""),
            adapterType: stored.text("adapter_type", or: ""), generatedAt: stored.text("generated_at", or: ""),
            invocationID: stored.text("invocation_id", or: ""), invocationStartedAt: stored.text("invocation_started_at", or: ""),
            env: stored.mapping("env").map { ($0.name, $0.value.string ?? "") }, quoting: stored.mapping("quoting"),
            runStartedAt: stored.text("run_started_at", or: ""))
    }
}
