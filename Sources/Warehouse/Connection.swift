/// One session with a database, used by one thread. Only its `cancelHandle` may be touched by others.
///
/// Transactions follow dbt: `begin` and `commit` keep the flag `transactionOpen`; what the database sees of them is the adapter's, as it
/// is with psycopg2 and Python's sqlite3 (see the adapters). A statement that fails rolls the open transaction back before it throws.
public protocol Connection: AnyObject {
    /// What messages call the session; changed when a worker takes it for another node.
    var name: String { get set }
    /// Whether the session was opened and not closed or lost.
    var isOpen: Bool { get }
    /// Whether dbt's transaction is open: between `begin` and `commit` or rollback.
    var transactionOpen: Bool { get }
    /// What stops the running statement from any thread.
    var cancelHandle: CancelHandle { get }

    /// Runs a text of one or several statements separated by `;`; the result is the last one's.
    ///
    /// Throws what the engine answered, with dbt's text; the transaction is rolled back then.
    /// - Parameters:
    ///   - autoBegin: begins dbt's transaction first where none is open.
    ///   - fetch: which rows to keep.
    func execute(_ sql: String, autoBegin: Bool, fetch: Fetch) throws(WarehouseError) -> StatementResult

    /// Runs one query and hands its rows over in batches as they come; ends early where `body` returns false.
    ///
    /// Throws what the engine answered, or what `body` throws.
    /// - Parameters:
    ///   - batchSize: the most rows in a batch, at least 1.
    ///   - body: gets the columns and a batch; called once with no rows where the query has none.
    func stream(
        _ sql: String, autoBegin: Bool, batchSize: Int, body: ([ResultColumn], [[SQLValue]]) throws -> Bool
    ) throws

    /// Begins dbt's transaction. Throws a usage error where one is open.
    func begin() throws(WarehouseError)
    /// Begins dbt's transaction where none is open. Where the engine has one writer it waits for it here: nobody else writes until the
    /// transaction ends. Throws what the engine answered.
    func beginWriting() throws(WarehouseError)
    /// What stands at a relation's name now, whoever put it there: the relation with its kind, nil for nothing. Throws what the engine answered,
    /// and a usage error where the engine's materializations rely on the cache.
    func present(_ relation: Relation) throws(WarehouseError) -> Relation?
    /// Commits dbt's transaction. Throws a usage error where none is open.
    func commit() throws(WarehouseError)
    /// Rolls back whatever is open; never fails loudly, as a broken session has nothing left to roll back.
    func rollback()

    /// Ends the work on a node: what is open is rolled back. What else has to be done before the next one may begin without anybody waiting
    /// for it; never fails loudly.
    func rest()

    /// Puts rows into a table inside dbt's transaction, which is begun where none is open: `COPY` on Postgres, prepared inserts of many
    /// rows on SQLite. Gives the number of rows.
    ///
    /// Throws what the engine answered, or what `nextRows` throws.
    /// - Parameters:
    ///   - relation: the table.
    ///   - columns: its columns that the rows fill, in the rows' order, as SQL writes them (quoted where they must be).
    ///   - nextRows: gives some rows at a time, nil at the end.
    func load(into relation: Relation, columns: [String], nextRows: () throws -> RowBatch?) throws -> Int

    /// The columns of a relation where the adapter reads them itself; nil where its macro `get_columns_in_relation` does.
    func columns(of relation: Relation) throws(WarehouseError) -> [Column]?

    /// Renames a relation where the adapter does it itself; false where its macro `rename_relation` does.
    func rename(_ relation: Relation, to target: Relation) throws(WarehouseError) -> Bool

    /// The rows of the catalog for some schemas where the adapter reads them itself, with the columns of dbt's `get_catalog`; nil where
    /// its macro does.
    func catalog(database: String, schemas: [String]) throws(WarehouseError) -> ResultTable?

    /// How large some tables are, in the order of the relations; nil for what is none or is not there. What is open may be
    /// rolled back. Throws where the engine cannot be asked.
    func sizes(of relations: [Relation]) throws(WarehouseError) -> [RelationSize?]

    /// What the server remarked since the last call (`NOTICE: …`), oldest first.
    func takeNotices() -> [String]

    /// Makes the session like a fresh one for the next node: open work rolled back, temporary objects and settings gone. Opens it
    /// again where it was lost. Throws where that is not possible.
    func reset() throws(WarehouseError)

    /// Ends the session; open work is rolled back. Calling it again does nothing.
    func close()
}

extension Connection {
    /// Runs a statement outside of dbt's transaction handling and keeps all rows.
    public func query(_ sql: String) throws(WarehouseError) -> ResultTable {
        try execute(sql, autoBegin: false, fetch: .all).table
    }

    /// dbt's `clear_transaction`: what is open is rolled back, and statements outside of `begin` and `commit` then commit by themselves
    /// until the next rollback. dbt calls it before `on-run-start` and `on-run-end` hooks, operations and freshness queries.
    public func clearTransaction() throws(WarehouseError) {
        if transactionOpen { rollback() }
        try begin()
        try commit()
    }

    /// By default there is no more to it than to roll back.
    public func rest() { rollback() }

    /// By default many may write.
    public func beginWriting() throws(WarehouseError) {
        if !transactionOpen { try begin() }
    }

    /// By default the cache is relied on.
    public func present(_ relation: Relation) throws(WarehouseError) -> Relation? {
        throw WarehouseError(.usage, "adapter.begin_writing() looks for relations on SQLite only")
    }

    /// By default a macro reads the columns.
    public func columns(of relation: Relation) throws(WarehouseError) -> [Column]? { nil }

    /// By default a macro renames.
    public func rename(_ relation: Relation, to target: Relation) throws(WarehouseError) -> Bool { false }

    /// By default a macro reads the catalog.
    public func catalog(database: String, schemas: [String]) throws(WarehouseError) -> ResultTable? { nil }

    /// By default no sizes are known.
    public func sizes(of relations: [Relation]) throws(WarehouseError) -> [RelationSize?] { relations.map { _ in nil } }
}
