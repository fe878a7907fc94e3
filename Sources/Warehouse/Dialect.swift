/// The facts about an engine's SQL that do not depend on a connection.
public struct Dialect: Sendable {
    /// The adapter's type as profiles name it (`postgres`, `sqlite`); also the prefix of its macros.
    public let name: String
    /// What all its relations share.
    public let relationStyle: RelationStyle
    /// Which of dbt's column classes its columns stand for.
    public let columnFlavor: Column.Flavor
    /// What unquoted names become.
    public let caseFolding: CaseFolding
    /// What the engine can do.
    public let capabilities: Set<Capability>
    /// How far it goes with each kind of constraint; kinds not listed are not supported.
    public let constraints: [ConstraintKind: ConstraintSupport]
    /// How many sessions may do what at once.
    public let concurrency: Concurrency
    /// The incremental strategies that it has built in, in dbt's order.
    public let incrementalStrategies: [String]
    /// dbt's behaviour flags of this adapter alone, with their defaults.
    public let behaviourFlags: [String: Bool]
    /// The SQL of the present moment (`now()`), dbt's `date_function`.
    public let dateFunction: String
    private let seedTypes: @Sendable (SeedColumnType) -> String
    private let timeShift: @Sendable (String, Int, String) -> String

    /// A dialect with its parts.
    public init(
        name: String, relationStyle: RelationStyle, columnFlavor: Column.Flavor, caseFolding: CaseFolding,
        capabilities: Set<Capability>, constraints: [ConstraintKind: ConstraintSupport], concurrency: Concurrency,
        incrementalStrategies: [String], behaviourFlags: [String: Bool] = [:], dateFunction: String,
        seedTypes: @escaping @Sendable (SeedColumnType) -> String,
        timeShift: @escaping @Sendable (_ moment: String, _ count: Int, _ interval: String) -> String
    ) {
        self.name = name
        self.relationStyle = relationStyle
        self.columnFlavor = columnFlavor
        self.caseFolding = caseFolding
        self.capabilities = capabilities
        self.constraints = constraints
        self.concurrency = concurrency
        self.incrementalStrategies = incrementalStrategies
        self.behaviourFlags = behaviourFlags
        self.dateFunction = dateFunction
        self.seedTypes = seedTypes
        self.timeShift = timeShift
    }

    /// The column type that a seed's column gets; dbt's `convert_type`.
    public func typeName(for type: SeedColumnType) -> String { seedTypes(type) }

    /// The SQL of a moment moved by a number of intervals; dbt's `timestamp_add_sql`.
    public func timestampAdd(_ moment: String, _ count: Int = 1, _ interval: String = "hour") -> String {
        timeShift(moment, count, interval)
    }

    /// A name in the engine's quotes; inner quotes are left as they are, as dbt's `adapter.quote` does.
    public func quote(_ name: String) -> String { relationStyle.quoteCharacter + name + relationStyle.quoteCharacter }

    /// A relation of this engine. Throws a usage error for a table or view name that is too long.
    public func relation(
        database: String?, schema: String?, identifier: String?, kind: RelationKind? = nil, quotePolicy: NamePolicy? = nil
    ) throws(WarehouseError) -> Relation {
        try Relation(
            database: database, schema: schema, identifier: identifier, kind: kind, quotePolicy: quotePolicy, style: relationStyle
        ).checked()
    }
}
