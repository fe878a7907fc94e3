/// What kind of thing a relation is; raw values are dbt's `RelationType`.
public enum RelationKind: String, Sendable, Hashable, CaseIterable {
    /// A table.
    case table
    /// A view.
    case view
    /// A common table expression: an ephemeral model inside another statement.
    case cte
    /// A materialized view.
    case materializedView = "materialized_view"
    /// An ephemeral model.
    case ephemeral
    /// Anything that is there but not of dbt's making.
    case external
    /// A table that points at another.
    case pointerTable = "pointer_table"
    /// A function.
    case function
}

/// The facts about relations that all relations of an adapter share.
public struct RelationStyle: Sendable, Hashable {
    /// dbt's class name, shown by `repr` (`PostgresRelation`).
    public let className: String
    /// The quote character, on both sides of a name.
    public let quoteCharacter: String
    /// The parts that are quoted unless the project says otherwise.
    public let quotePolicy: NamePolicy
    /// The parts that are written unless the caller says otherwise.
    public let includePolicy: NamePolicy
    /// The longest legal identifier in characters; nil where nothing is checked.
    public let maximumNameLength: Int?
    /// Whether `--empty` and `--sample` sub-selects get an alias.
    public let requiresAlias: Bool
    /// The function that event times go through before they are compared, where the engine keeps them as text; nil for none.
    public let eventTimeFunction: String?
    /// Kinds that a rename statement exists for (`can_be_renamed`).
    public let renameable: Set<RelationKind>
    /// Kinds that a replace statement exists for (`can_be_replaced`).
    public let replaceable: Set<RelationKind>

    /// A style with its parts.
    public init(
        className: String, quoteCharacter: String = "\"", quotePolicy: NamePolicy = NamePolicy(),
        includePolicy: NamePolicy = NamePolicy(), maximumNameLength: Int? = nil, requiresAlias: Bool = true,
        eventTimeFunction: String? = nil, renameable: Set<RelationKind> = [], replaceable: Set<RelationKind> = []
    ) {
        self.className = className
        self.quoteCharacter = quoteCharacter
        self.quotePolicy = quotePolicy
        self.includePolicy = includePolicy
        self.maximumNameLength = maximumNameLength
        self.requiresAlias = requiresAlias
        self.eventTimeFunction = eventTimeFunction
        self.renameable = renameable
        self.replaceable = replaceable
    }
}

/// The time window that `--sample` and microbatch put around a reference.
public struct EventTimeFilter: Sendable, Hashable {
    /// The column, as it is written in SQL.
    public let field: String
    /// The first moment inside, as Python's `str(datetime)`; nil for no lower end.
    public let start: String?
    /// The first moment outside, as Python's `str(datetime)`; nil for no upper end.
    public let end: String?

    /// A window over a column.
    public init(field: String, start: String?, end: String?) {
        self.field = field
        self.start = start
        self.end = end
    }

    /// The condition in SQL; empty where both ends are open.
    ///
    /// - Parameter function: the function that column and moments go through; nil to compare them as they are.
    public func condition(through function: String? = nil) -> String {
        func moment(_ sql: String) -> String { function.map { "\($0)(\(sql))" } ?? sql }
        return [start.map { "\(moment(field)) >= \(moment("'\($0)'"))" }, end.map { "\(moment(field)) < \(moment("'\($0)'"))" }]
            .compactMap { $0 }.joined(separator: " and ")
    }
}

/// A name in the warehouse with what is known about the thing behind it; a value with the behaviour of dbt's `BaseRelation`.
public struct Relation: Sendable {
    /// The database; nil where the relation has none (a CTE).
    public var database: String?
    /// The schema; nil where the relation has none.
    public var schema: String?
    /// The name; nil for a relation that stands for a whole schema.
    public var identifier: String?
    /// The kind; nil while unknown.
    public var kind: RelationKind?
    /// The parts written in quotes.
    public var quotePolicy: NamePolicy
    /// The parts written at all.
    public var includePolicy: NamePolicy
    /// Whether dbt made it: unquoted parts then match without regard to case.
    public var dbtCreated = false
    /// The row limit of `--empty` (0) and of limited references; nil for none.
    public var limit: Int?
    /// The window of `--sample` and microbatch; nil for none.
    public var eventTimeFilter: EventTimeFilter?
    /// Whether sub-selects get an alias; false where the user's SQL gives its own.
    public var requiresAlias: Bool
    /// The catalog integration's name; nil for none.
    public var catalog: String?
    /// The view behind `information_schema(…)`; nil for every other relation.
    public var informationSchemaView: String?
    /// What all relations of the adapter share.
    public let style: RelationStyle

    /// A relation without any check of its name; see `checked()`.
    public init(
        database: String?, schema: String?, identifier: String?, kind: RelationKind? = nil, quotePolicy: NamePolicy? = nil,
        includePolicy: NamePolicy? = nil, style: RelationStyle
    ) {
        self.database = database
        self.schema = schema
        self.identifier = identifier
        self.kind = kind
        self.quotePolicy = quotePolicy ?? style.quotePolicy
        self.includePolicy = includePolicy ?? style.includePolicy
        self.requiresAlias = style.requiresAlias
        self.style = style
    }

    /// The relation of an ephemeral model: `__dbt__cte__name`, neither quoted nor qualified.
    public static func ephemeral(_ identifier: String, style: RelationStyle) -> Relation {
        var relation = Relation(
            database: nil, schema: nil, identifier: ephemeralPrefix + identifier, kind: .cte, style: style)
        relation.quotePolicy.identifier = false
        return relation
    }

    /// What stands before the identifier of an ephemeral model's common table expression.
    public static let ephemeralPrefix = "__dbt__cte__"

    /// The relation itself where its name is legal. Throws a usage error for a table or view name that is too long; names of unknown
    /// kind (tests) are not checked, as in dbt-postgres.
    public func checked() throws(WarehouseError) -> Relation {
        guard kind != nil, let identifier, let maximum = style.maximumNameLength, identifier.unicodeScalars.count > maximum else {
            return self
        }
        throw WarehouseError(.usage, "Relation name '\(identifier)' is longer than \(maximum) characters")
    }

    /// One part of the name.
    public subscript(part: RelationPart) -> String? {
        get {
            switch part {
            case .database: database
            case .schema: schema
            case .identifier: identifier
            }
        }
        set {
            switch part {
            case .database: database = newValue
            case .schema: schema = newValue
            case .identifier: identifier = newValue
            }
        }
    }

    /// Whether the kind is a table.
    public var isTable: Bool { kind == .table }
    /// Whether the kind is a view.
    public var isView: Bool { kind == .view }
    /// Whether the kind is a common table expression.
    public var isCTE: Bool { kind == .cte }
    /// Whether the kind is a materialized view.
    public var isMaterializedView: Bool { kind == .materializedView }
    /// Whether the kind is a pointer table.
    public var isPointer: Bool { kind == .pointerTable }
    /// Whether the kind is a function.
    public var isFunction: Bool { kind == .function }
    /// Whether a rename statement exists for the kind.
    public var canBeRenamed: Bool { kind.map(style.renameable.contains) ?? false }
    /// Whether a replace statement exists for the kind.
    public var canBeReplaced: Bool { kind.map(style.replaceable.contains) ?? false }
}

extension Relation: Hashable {
    /// Equal name, kind, policies and limits.
    public static func == (left: Relation, right: Relation) -> Bool {
        left.database == right.database && left.schema == right.schema && left.identifier == right.identifier
            && left.kind == right.kind && left.quotePolicy == right.quotePolicy && left.includePolicy == right.includePolicy
            && left.dbtCreated == right.dbtCreated && left.limit == right.limit && left.eventTimeFilter == right.eventTimeFilter
            && left.requiresAlias == right.requiresAlias && left.catalog == right.catalog
            && left.informationSchemaView == right.informationSchemaView && left.style.className == right.style.className
    }

    /// Hashes the written form, as dbt does.
    public func hash(into hasher: inout Hasher) { hasher.combine(render()) }
}

extension Relation: CustomStringConvertible {
    /// What a template writes for the relation (see `text`).
    public var description: String { text }
}
