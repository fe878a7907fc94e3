/// A world of empty tables that SQL is put to before anything runs: what is made in it is seen by its one session and goes with it.
///
/// Nothing in it is ever run over rows: queries are taken as far as the engine resolves names and types, no further.
public protocol Shadow: AnyObject {
    /// The session that templates ask. While `reading`, statements that would write outside of the shadow fail.
    var connection: any Connection { get }
    /// What stands before the names of schemas here, so that they differ from the target's own; empty where they need not differ.
    var schemaPrefix: String { get }
    /// Relations of the target (`schema.name` in lower case) that are never copied because a query names them. All others are: what a query
    /// names and the shadow has not is looked for in the target.
    var withheld: Set<String> { get set }

    /// Makes the schema that a relation lies in. Throws what the engine answered.
    func makeSchema(of relation: Relation) throws(WarehouseError)

    /// The columns of a relation of the target's own; nil where there is none. Throws what the engine answered.
    func columns(ofOriginal relation: Relation) throws(WarehouseError) -> [Column]?

    /// Makes an empty table like a relation of the target's own and gives its columns; nil where there is none. Throws what the engine
    /// answered.
    func copy(_ original: Relation, as relation: Relation) throws(WarehouseError) -> [Column]?

    /// Makes an empty relation of given columns. Throws what the engine answered.
    func define(_ relation: Relation, columns: [Column]) throws(WarehouseError)

    /// Makes an empty relation that has the columns of a query. Throws what the engine finds wrong with the query.
    func define(_ relation: Relation, as sql: String, kind: RelationKind) throws(WarehouseError) -> ShadowFinding

    /// Looks at a query and leaves nothing behind. Throws what the engine finds wrong with it.
    func examine(_ sql: String) throws(WarehouseError) -> ShadowFinding

    /// Keeps what statements of the session made, when something fails later. Throws what the engine answered.
    func keep() throws(WarehouseError)

    /// Does some work in which statements may only read, as far as the engine can hold them to it.
    func reading<T>(_ work: () throws -> T) rethrows -> T

    /// Ends the shadow and everything in it.
    func close()
}

/// What an engine said about a query that it accepts.
public struct ShadowFinding: Sendable {
    /// The query's columns; empty where they were not asked for.
    public let columns: [Column]
    /// What the engine would say if it did not take a name in double quotes that it does not know for a text; nil where all names are known.
    public let doubt: WarehouseError?

    /// A finding of its parts.
    public init(columns: [Column], doubt: WarehouseError? = nil) {
        self.columns = columns
        self.doubt = doubt
    }
}
