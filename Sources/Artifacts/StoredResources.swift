import Formats
import Graph

extension Source {
    /// A source table from its object in `manifest.json`.
    init(stored: StoredFields) {
        let identity = stored.identity
        self.init(
            uniqueID: identity.uniqueID, name: identity.name, sourceName: stored.text("source_name", or: ""), packageName: identity.package,
            path: identity.path, fqn: stored.texts("fqn"), schema: stored.text("schema", or: ""),
            identifier: stored.text("identifier", or: identity.name))
        originalFilePath = identity.originalPath
        database = stored.text("database")
        unrenderedDatabase = stored.text("unrendered_database")
        unrenderedSchema = stored.text("unrendered_schema")
        relationName = stored.text("relation_name")
        sourceDescription = stored.text("source_description", or: "")
        description = stored.text("description", or: "")
        loader = stored.text("loader", or: "")
        quoting = stored.mapping("quoting")
        loadedAtField = stored.text("loaded_at_field")
        loadedAtQuery = stored.text("loaded_at_query")
        freshness = stored.value("freshness")
        external = stored.value("external")
        columns = stored.columns
        meta = stored.mapping("meta")
        sourceMeta = stored.mapping("source_meta")
        tags = stored.texts("tags")
        config = stored.mapping("config")
        unrenderedConfig = stored.mapping("unrendered_config")
        patchPath = stored.text("patch_path")
        docBlocks = stored.texts("doc_blocks")
        createdAt = stored.number("created_at") ?? 0
    }
}

extension Macro {
    /// A macro from its object in `manifest.json`.
    init(stored: StoredFields) {
        let identity = stored.identity
        self.init(
            uniqueID: identity.uniqueID, name: identity.name, packageName: identity.package, path: identity.path,
            sql: stored.text("macro_sql", or: ""))
        dependsOn = stored.fields("depends_on").texts("macros")
        description = stored.text("description", or: "")
        meta = stored.mapping("meta")
        docs = stored.docs
        config = stored.mapping("config")
        patchPath = stored.text("patch_path")
        arguments = stored.values("arguments")
        supportedLanguages = stored.map["supported_languages"]?.list?.compactMap(\.string)
        createdAt = stored.number("created_at") ?? 0
    }
}

extension Documentation {
    /// A docs block from its object in `manifest.json`.
    init(stored: StoredFields) {
        let identity = stored.identity
        self.init(
            uniqueID: identity.uniqueID, name: identity.name, packageName: identity.package, path: identity.path,
            originalFilePath: identity.originalPath, contents: stored.text("block_contents", or: ""))
    }
}

extension Group {
    /// A group from its object in `manifest.json`.
    init(stored: StoredFields) {
        let identity = stored.identity
        self.init(
            uniqueID: identity.uniqueID, name: identity.name, packageName: identity.package, path: identity.path,
            originalFilePath: identity.originalPath, owner: stored.mapping("owner"))
        description = stored.text("description")
        config = stored.mapping("config")
    }
}

extension Exposure {
    /// An exposure from its object in `manifest.json`.
    init(stored: StoredFields) {
        let identity = stored.identity
        self.init(
            uniqueID: identity.uniqueID, name: identity.name, packageName: identity.package, path: identity.path,
            originalFilePath: identity.originalPath, fqn: stored.texts("fqn"), type: stored.text("type", or: ""),
            owner: stored.mapping("owner"))
        description = stored.text("description", or: "")
        label = stored.text("label")
        maturity = stored.text("maturity")
        meta = stored.mapping("meta")
        tags = stored.texts("tags")
        config = stored.mapping("config")
        unrenderedConfig = stored.mapping("unrendered_config")
        url = stored.text("url")
        dependsOn = stored.dependsOn
        refs = stored.refs
        sources = stored.textLists("sources")
        metrics = stored.textLists("metrics")
        createdAt = stored.number("created_at") ?? 0
    }
}

extension UnitTest {
    /// A unit test from its object in `manifest.json`.
    init(stored: StoredFields) {
        let identity = stored.identity
        self.init(
            uniqueID: identity.uniqueID, name: identity.name, packageName: identity.package, path: identity.path,
            originalFilePath: identity.originalPath, fqn: stored.texts("fqn"), model: stored.text("model", or: ""))
        given = stored.values("given")
        expect = stored.value("expect")
        description = stored.text("description", or: "")
        overrides = stored.value("overrides")
        dependsOn = stored.dependsOn
        config = stored.mapping("config")
        checksum = stored.text("checksum")
        schema = stored.text("schema")
        versions = stored.value("versions")
        version = stored.version("version")
        createdAt = stored.number("created_at") ?? 0
    }
}

extension SemanticResource {
    /// The keys that have fields of their own; the rest is the definition.
    private static let shared: Set = [
        "name", "resource_type", "package_name", "path", "original_file_path", "unique_id", "fqn", "description", "label", "metadata",
        "config", "unrendered_config", "group", "depends_on", "refs", "meta", "tags", "created_at", "sources", "metrics",
    ]

    /// A metric, semantic model or saved query from its object in `manifest.json`; nil for anything else.
    init?(stored: StoredFields) {
        guard let type = stored.text("resource_type").flatMap(ResourceType.init(rawValue:)), Self.types.contains(type) else { return nil }
        let identity = stored.identity
        self.init(
            type, name: identity.name, packageName: identity.package, path: identity.path, originalFilePath: identity.originalPath,
            fqn: stored.texts("fqn"), definition: ConfigMap())
        uniqueID = identity.uniqueID
        for entry in stored.map where !Self.shared.contains(entry.name) { definition[entry.name] = entry.value }
        description = stored.text("description")
        label = stored.text("label")
        config = stored.mapping("config")
        unrenderedConfig = stored.mapping("unrendered_config")
        group = stored.text("group")
        dependsOn = stored.dependsOn
        refs = stored.refs
        meta = stored.mapping("meta")
        tags = stored.texts("tags")
        createdAt = stored.number("created_at") ?? 0
    }
}
