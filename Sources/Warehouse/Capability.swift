/// What an engine can do that others cannot; asked by those who would else have to know its name.
public enum Capability: String, Sendable, CaseIterable {
    /// `CREATE`, `DROP` and `ALTER` take part in transactions and roll back.
    case transactionalDDL
    /// Schemas can be created and dropped by statements.
    case schemas
    /// Several schemas of one database are seen by one query and one view.
    case crossSchemaViews
    /// Materialized views.
    case materializedViews
    /// `MERGE`.
    case merge
    /// Grants on relations.
    case grants
    /// Comments on relations and columns.
    case comments
    /// A running statement can be stopped from another thread.
    case cancel
    /// A bulk path for seeds (`COPY`).
    case bulkLoad
    /// dbt's `SchemaMetadataByRelations`: the catalog can be asked for chosen relations.
    case schemaMetadataByRelations
    /// dbt's `TableLastModifiedMetadata`: the catalog knows when a table last changed.
    case tableLastModifiedMetadata
    /// There is no type for timestamps: they are kept as text.
    case textTimestamps
}

/// The kinds of constraint a model can declare.
public enum ConstraintKind: String, Sendable, CaseIterable {
    /// An expression that each row fulfils.
    case check
    /// No NULL.
    case notNull = "not_null"
    /// No value twice.
    case unique
    /// Primary key.
    case primaryKey = "primary_key"
    /// Foreign key.
    case foreignKey = "foreign_key"
}

/// How far an engine goes with a kind of constraint; dbt's `ConstraintSupport`.
public enum ConstraintSupport: String, Sendable {
    /// Written and enforced.
    case enforced
    /// Written, not enforced.
    case notEnforced = "not_enforced"
    /// Not written.
    case notSupported = "not_supported"
}

/// How many sessions may do what at once.
public struct Concurrency: Sendable, Equatable {
    /// The number of sessions that may write at the same time; nil for no limit. SQLite has one.
    public let writers: Int?
    /// The number of open sessions; nil for no limit of the adapter's own.
    public let connections: Int?

    /// Limits, each nil for none.
    public init(writers: Int?, connections: Int?) {
        self.writers = writers
        self.connections = connections
    }
}

/// The type a seed's column was found to have; agate's types as dbt configures them.
public enum SeedColumnType: Sendable, Equatable {
    /// Text.
    case text
    /// Whole numbers.
    case integer
    /// Numbers; whether any has digits behind the point.
    case number(hasDecimals: Bool)
    /// true and false.
    case boolean
    /// Dates.
    case date
    /// Timestamps.
    case timestamp
    /// Durations.
    case interval
}
