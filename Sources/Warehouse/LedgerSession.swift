/// The session that a ledger is kept through, and where it is kept.
public struct LedgerSession {
    /// The session. It is the ledger's own: nobody else's work is in its transactions.
    public let connection: any Connection
    /// The schema the ledger's tables lie in.
    public let schema: String
    /// Where that is, for messages: the file's path, or the schema.
    public let place: String

    /// A session with its place.
    public init(connection: any Connection, schema: String, place: String) {
        self.connection = connection
        self.schema = schema
        self.place = place
    }
}
