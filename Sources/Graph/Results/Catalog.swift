public import Formats

/// What is in the database: `catalog.json`.
public struct Catalog: Sendable {
    /// One table or view with its columns.
    public struct Table: Sendable {
        /// `BASE TABLE`, `VIEW`, …: the database's word.
        public var type: String
        /// The schema.
        public var schema: String
        /// The name.
        public var name: String
        /// The database; nil where the adapter has none.
        public var database: String?
        /// The comment stored with it.
        public var comment: String?
        /// Who owns it.
        public var owner: String?
        /// The columns by index.
        public var columns: [Column]
        /// Statistics.
        public var stats: [Statistic]

        /// A table.
        public init(
            type: String, schema: String, name: String, database: String?, comment: String? = nil, owner: String? = nil, columns: [Column],
            stats: [Statistic] = []
        ) {
            self.type = type
            self.schema = schema
            self.name = name
            self.database = database
            self.comment = comment
            self.owner = owner
            self.columns = columns
            self.stats = stats
        }
    }

    /// One column.
    public struct Column: Sendable, Equatable {
        /// The database's type.
        public var type: String
        /// The position as the database counts.
        public var index: Int
        /// The name.
        public var name: String
        /// The comment stored with it.
        public var comment: String?

        /// A column.
        public init(type: String, index: Int, name: String, comment: String? = nil) {
            self.type = type
            self.index = index
            self.name = name
            self.comment = comment
        }
    }

    /// One statistic of a table.
    public struct Statistic: Sendable, Equatable {
        /// Its key.
        public var id: String
        /// Its name for people.
        public var label: String
        /// A boolean, text or number.
        public var value: ConfigValue
        /// Whether the docs site shows it.
        public var include: Bool
        /// What it means.
        public var description: String?

        /// A statistic.
        public init(id: String, label: String, value: ConfigValue, include: Bool, description: String?) {
            self.id = id
            self.label = label
            self.value = value
            self.include = include
            self.description = description
        }

        /// dbt's note that there are no others; it puts it on every table.
        public static func hasStatistics(_ value: Bool) -> Statistic {
            Statistic(
                id: "has_stats", label: "Has Stats?", value: .bool(value), include: false,
                description: "Indicates whether there are statistics for this table")
        }
    }

    /// Facts about the run.
    public var metadata: ArtifactMetadata
    /// Tables of nodes by unique id.
    public var nodes: OrderedTable<Table>
    /// Tables of sources by unique id.
    public var sources: OrderedTable<Table>
    /// Messages of what could not be read; nil for none.
    public var errors: [String]?

    /// An empty catalog.
    public init(metadata: ArtifactMetadata) {
        self.metadata = metadata
        nodes = OrderedTable()
        sources = OrderedTable()
    }
}
