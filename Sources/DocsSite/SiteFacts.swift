public import Graph
public import Ledger
public import Quality
public import SQL
public import Warehouse

/// Everything the documentation shows, in any of its forms. Values in, files out: nothing here reads a disk or a database.
public struct SiteFacts: Sendable {
    /// The project, with compiled code where it was compiled.
    public var manifest: Manifest
    /// What is in the database.
    public var catalog: Catalog
    /// The root project's `version`; nil where it has none.
    public var projectVersion: String?
    /// The name of the target.
    public var target: String
    /// When this is written, ISO form in UTC.
    public var generatedAt: String
    /// The version of smelt.
    public var version: String
    /// How well the project is tested and documented.
    public var quality: QualityReport
    /// The same of earlier runs, newest first.
    public var qualityHistory: [PastQuality] = []
    /// Earlier runs, newest first.
    public var runs: [PastRun] = []
    /// What came of each resource in earlier runs, newest first, by unique id.
    public var history: [String: [PastNode]] = [:]
    /// What came last of each resource, by unique id.
    public var lastResults: [String: LastResult] = [:]
    /// Rows that failed a test, as JSON texts, by the unique id of the test.
    public var failingRows: [String: [String]] = [:]
    /// How old the tables of sources are, by unique id.
    public var freshness: [String: FreshnessResult] = [:]
    /// Which moment the data of seeds, models and snapshots is of, by unique id.
    public var moments: [String: DataMoment] = [:]
    /// How large tables are, by unique id.
    public var sizes: [String: RelationSize] = [:]
    /// Where the columns of models come from.
    public var columns: ColumnLineage
    /// Packages whose macros are part of smelt: not shown.
    public var builtInPackages: Set<String> = []
    /// The bytes of a file below the project's `asset-paths`, by its path as a description names it; nil for what is none.
    public var asset: @Sendable (String) -> [UInt8]? = { _ in nil }

    /// What came of a resource when it last ran.
    public struct LastResult: Sendable, Equatable {
        /// dbt's word: `success`, `pass`, `fail`, …
        public var status: String
        /// When that was, ISO form.
        public var at: String
        /// How many seconds it took; nil where that is not known.
        public var seconds: Double?
        /// The failing rows of a test.
        public var failures: Int?
        /// What was said.
        public var message: String?

        /// A result.
        public init(status: String, at: String, seconds: Double? = nil, failures: Int? = nil, message: String? = nil) {
            self.status = status
            self.at = at
            self.seconds = seconds
            self.failures = failures
            self.message = message
        }
    }

    /// The moment that the data of a table is of: its oldest input, or its own last build.
    public struct DataMoment: Sendable, Equatable {
        /// ISO form.
        public var at: String
        /// The unique id of what makes it that old.
        public var oldest: String
        /// How old it may be, as people write it; nil for any age.
        public var limit: String?
        /// Whether it was older than that when the documentation was written.
        public var isStale: Bool

        /// A moment.
        public init(at: String, oldest: String, limit: String?, isStale: Bool) {
            self.at = at
            self.oldest = oldest
            self.limit = limit
            self.isStale = isStale
        }
    }

    /// Facts without a past. Where columns come from is read from the compiled SQL here.
    public init(
        manifest: Manifest, catalog: Catalog, quality: QualityReport, projectVersion: String?, target: String, generatedAt: String,
        version: String
    ) {
        self.manifest = manifest
        self.catalog = catalog
        columns = ColumnLineage(manifest) { [catalog] id in (catalog.nodes[id] ?? catalog.sources[id])?.columns.map(\.name) }
        self.quality = quality
        self.projectVersion = projectVersion
        self.target = target
        self.generatedAt = generatedAt
        self.version = version
    }
}

extension SiteFacts {
    /// The table in the database that stands for a resource; nil where there is none.
    func table(of id: String) -> Catalog.Table? { catalog.nodes[id] ?? catalog.sources[id] }
}
