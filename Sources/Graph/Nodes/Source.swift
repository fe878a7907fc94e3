public import Diagnostics
public import Formats

/// One table of a source.
public struct Source: Sendable {
    /// `source.shop.raw.orders`.
    public var uniqueID: String
    /// The table's name as `source()` uses it.
    public var name: String
    /// The source's name.
    public var sourceName: String
    /// The project or package.
    public var packageName: String
    /// The properties file, below the project's folder.
    public var path: String
    /// The same as `path`.
    public var originalFilePath: String
    /// Package, folders, source and table.
    public var fqn: [String]
    /// The database.
    public var database: String?
    /// The schema.
    public var schema: String
    /// The database as written; nil where the default applies.
    public var unrenderedDatabase: String?
    /// The schema as written; nil where the default applies.
    public var unrenderedSchema: String?
    /// The table's name in the database.
    public var identifier: String
    /// The quoted full name.
    public var relationName: String?
    /// Description of the source.
    public var sourceDescription = ""
    /// Description of the table.
    public var description = ""
    /// What loads it.
    public var loader = ""
    /// `{database, schema, identifier, column}` as written, null where not.
    public var quoting = ConfigMap()
    /// Column or expression that tells when a row was loaded.
    public var loadedAtField: String?
    /// Query that tells when the table was loaded.
    public var loadedAtQuery: String?
    /// Freshness thresholds as the manifest shows them; null for none.
    public var freshness: ConfigValue = .null
    /// `external:` as written; null for none.
    public var external: ConfigValue = .null
    /// Columns.
    public var columns: [Column] = []
    /// `meta` of the table, the source's merged in.
    public var meta = ConfigMap()
    /// `meta` of the source.
    public var sourceMeta = ConfigMap()
    /// Tags of source and table.
    public var tags: [String] = []
    /// The finished configuration in dbt's order.
    public var config = ConfigMap()
    /// The configuration as written.
    public var unrenderedConfig = ConfigMap()
    /// `package://path` of a patch.
    public var patchPath: String?
    /// Ids of docs blocks the description uses.
    public var docBlocks: [String] = []
    /// Seconds since 1970.
    public var createdAt = 0.0
    /// Where the table is declared. Not part of any artifact.
    public var span: SourceSpan?

    /// A source table with its identity.
    public init(
        uniqueID: String, name: String, sourceName: String, packageName: String, path: String, fqn: [String], schema: String,
        identifier: String
    ) {
        self.uniqueID = uniqueID
        self.name = name
        self.sourceName = sourceName
        self.packageName = packageName
        self.path = path
        originalFilePath = path
        self.fqn = fqn
        self.schema = schema
        self.identifier = identifier
    }
}

extension Source {
    /// Whether it has a threshold that its age can be measured against.
    public var hasFreshness: Bool {
        ["warn_after", "error_after"].contains { key in
            guard let limit = freshness[key] else { return false }
            return limit["count"]?.isNull == false && limit["period"]?.isNull == false
        }
    }
}
