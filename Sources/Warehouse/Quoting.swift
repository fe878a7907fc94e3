/// The three parts of a relation's name, in the order they are written.
public enum RelationPart: String, Sendable, CaseIterable {
    /// The database (catalog).
    case database
    /// The schema.
    case schema
    /// The name within the schema.
    case identifier
}

/// A yes or no for each part of a name: which parts are quoted, or which are written at all.
public struct NamePolicy: Sendable, Hashable {
    /// The answer for the database.
    public var database: Bool
    /// The answer for the schema.
    public var schema: Bool
    /// The answer for the identifier.
    public var identifier: Bool

    /// A policy; yes for each part unless said otherwise, as dbt's `Policy`.
    public init(database: Bool = true, schema: Bool = true, identifier: Bool = true) {
        self.database = database
        self.schema = schema
        self.identifier = identifier
    }

    /// The answer for one part.
    public subscript(part: RelationPart) -> Bool {
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

    /// The policy with some answers replaced; nil keeps the answer.
    public func replacing(database: Bool? = nil, schema: Bool? = nil, identifier: Bool? = nil) -> NamePolicy {
        NamePolicy(
            database: database ?? self.database, schema: schema ?? self.schema, identifier: identifier ?? self.identifier)
    }
}

/// What an engine does with the letters of an unquoted name.
public enum CaseFolding: Sendable, Equatable {
    /// Stored in lower case (Postgres).
    case lower
    /// Stored in upper case.
    case upper
    /// Stored as written, compared without regard to case (SQLite).
    case insensitive
}
