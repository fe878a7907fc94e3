import Formats
import Graph

extension Node {
    /// A node from its object in `manifest.json`; nil for a kind that `nodes` does not hold.
    init?(stored: StoredFields) {
        guard let type = stored.text("resource_type").flatMap(ResourceType.init(rawValue:)), let details = Details(stored, type) else {
            return nil
        }
        let identity = stored.identity
        self.init(
            uniqueID: identity.uniqueID, name: identity.name, resourceType: type, packageName: identity.package, path: identity.path,
            originalFilePath: identity.originalPath, fqn: stored.texts("fqn"), details: details)
        readRelation(stored)
        readDescription(stored)
        readCode(stored)
    }

    private mutating func readRelation(_ stored: StoredFields) {
        self.alias = stored.text("alias", or: self.name)
        self.database = stored.text("database")
        self.schema = stored.text("schema", or: "")
        self.relationName = stored.text("relation_name")
        let hash = stored.fields("checksum")
        self.checksum = Checksum(name: hash.text("name", or: "none"), checksum: hash.text("checksum", or: ""))
        self.config = stored.mapping("config")
        self.unrenderedConfig = stored.mapping("unrendered_config")
    }

    private mutating func readDescription(_ stored: StoredFields) {
        self.tags = stored.texts("tags")
        self.description = stored.text("description", or: "")
        self.columns = stored.columns
        self.meta = stored.mapping("meta")
        self.group = stored.text("group")
        self.docs = stored.docs
        self.patchPath = stored.text("patch_path")
        self.buildPath = stored.text("build_path")
        self.createdAt = stored.number("created_at") ?? 0
        self.docBlocks = stored.texts("doc_blocks")
    }

    private mutating func readCode(_ stored: StoredFields) {
        self.rawCode = stored.text("raw_code") ?? stored.text("raw_sql", or: "")
        self.refs = stored.refs
        self.sources = stored.textLists("sources")
        self.metrics = stored.textLists("metrics")
        self.functions = stored.textLists("functions")
        self.dependsOn = stored.dependsOn
        let agreed = stored.fields("contract")
        self.contract.enforced = agreed.flag("enforced") ?? false
        self.contract.aliasTypes = agreed.flag("alias_types") ?? true
        self.contract.checksum = agreed.text("checksum")
        let path = stored.text("compiled_path")
        let code = stored.text("compiled_code")
        guard path != nil || code != nil else { return }
        self.compilation = Compilation(
            code: code, path: path,
            extraCTEs: stored.values("extra_ctes").map { value in
                let cte = StoredFields(value)
                return ExtraCTE(id: cte.text("id", or: ""), sql: cte.text("sql", or: ""))
            },
            extraCTEsInjected: stored.flag("extra_ctes_injected") ?? false)
    }
}

extension Node.Details {
    fileprivate init?(_ stored: StoredFields, _ type: ResourceType) {
        switch type {
        case .model: self = .model(ModelDetails(stored: stored))
        case .seed: self = .seed(rootPath: stored.text("root_path", or: ""))
        case .snapshot: self = .snapshot
        case .analysis: self = .analysis
        case .operation, .sqlOperation: self = .operation(index: stored.integer("index"))
        case .function: self = .function(FunctionDetails(stored: stored))
        case .test: self = GenericTestDetails(stored: stored).map(Self.genericTest) ?? .singularTest
        default: return nil
        }
    }
}

extension ModelDetails {
    fileprivate init(stored: StoredFields) {
        self.init()
        access = stored.text("access", or: "protected")
        constraints = stored.values("constraints")
        version = stored.version("version")
        latestVersion = stored.version("latest_version")
        deprecationDate = stored.text("deprecation_date")
        primaryKey = stored.texts("primary_key")
        let spine = stored.value("time_spine")
        timeSpine = spine.isNull ? nil : spine
    }
}

extension GenericTestDetails {
    fileprivate init?(stored: StoredFields) {
        guard stored.map["test_metadata"]?.map != nil else { return nil }
        let metadata = stored.fields("test_metadata")
        self.init(
            testName: metadata.text("name", or: ""), namespace: metadata.text("namespace"), arguments: metadata.mapping("kwargs"),
            columnName: stored.text("column_name"), fileKeyName: stored.text("file_key_name"), attachedNode: stored.text("attached_node"))
    }
}

extension FunctionDetails {
    fileprivate init(stored: StoredFields) {
        self.init(language: stored.text("language", or: "sql"))
        returns = stored.mapping("returns")
        arguments = stored.values("arguments").compactMap(\.map)
        overloads = stored.values("overloads").map { value in
            let written = StoredFields(value)
            var overload = FunctionOverload(
                definedIn: written.text("defined_in", or: ""), arguments: written.values("arguments").compactMap(\.map),
                returns: written.value("returns").map, description: written.text("description"))
            overload.rawBody = written.text("raw_body")
            overload.compiledBody = written.text("compiled_body")
            return overload
        }
    }
}
