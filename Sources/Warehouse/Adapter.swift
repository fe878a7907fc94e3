public import Formats

/// One database that a profile's target names: the facts of its dialect, and the maker of sessions.
///
/// Adapters are shared by all workers. Each worker opens a session of its own.
public protocol Adapter: Sendable {
    /// The facts about the engine's SQL.
    var dialect: Dialect { get }
    /// The target's settings without its secrets.
    var credentials: Credentials { get }
    /// What the adapter's connections that have ended did.
    var traffic: Traffic { get }

    /// The schema that a name from the project really lies in: the name itself, or `main` for a schema that SQLite folds into the main
    /// file. Applied wherever a node's or source's schema is named, so that relations and macros see the real one.
    func physicalSchema(_ schema: String) -> String

    /// Refuses a database that this target cannot reach; macros ask before they name one. Throws a usage error in dbt's words.
    func verifyDatabase(_ database: String) throws(WarehouseError)

    /// How new versions of relations become visible in one step.
    var publishingStrategy: PublishingStrategy { get }

    /// What publishes over a session. Throws a usage error for a session of another adapter.
    func publishing(over connection: any Connection) throws(WarehouseError) -> any Publishing

    /// Opens a session. Throws `connectionFailed` with the text dbt prints, `cancelled` where somebody did not want to wait for it.
    ///
    /// - Parameters:
    ///   - name: what messages call the session (`master`, `model.shop.orders`).
    ///   - cancel: the session's handle, which also ends the wait for the session.
    func open(name: String, cancel: CancelHandle) throws(WarehouseError) -> any Connection

    /// Opens the session that the ledger of this target is kept through; nil where there is no ledger and `creates` is false, as far as
    /// that shows without a look inside. Throws what `open` throws, `usage` where the target has no place for a ledger.
    ///
    /// - Parameters:
    ///   - schema: the schema it is to lie in, on engines with schemas.
    ///   - creates: whether a place that is missing is made.
    ///   - cancel: the session's handle.
    func openLedger(in schema: String, creates: Bool, cancel: CancelHandle) throws(WarehouseError) -> LedgerSession?

    /// The lock that lets one command at a time build in this target, not taken yet. Throws what stands in the way of having one.
    func runLock(cancel: CancelHandle) throws(WarehouseError) -> any RunLock

    /// Opens a shadow of the target: a world of empty tables. Throws `connectionFailed` as `open` does, a usage error where the engine has none.
    ///
    /// - Parameter isOffline: whether the target itself is not to be asked anything.
    func openShadow(cancel: CancelHandle, isOffline: Bool) throws(WarehouseError) -> any Shadow
}

extension Adapter {
    /// Opens a session that nobody waits for in vain.
    public func open(name: String) throws(WarehouseError) -> any Connection { try open(name: name, cancel: CancelHandle()) }

    /// By default there is no shadow.
    public func openShadow(cancel: CancelHandle, isOffline: Bool) throws(WarehouseError) -> any Shadow {
        throw WarehouseError(.usage, "SQL cannot be checked before it runs on \(dialect.name)")
    }

    /// By default any name will do.
    public func verifyDatabase(_ database: String) throws(WarehouseError) {}
}

/// A kind of adapter: what reads a profile's output of one `type`.
public protocol AdapterKind: Sendable {
    /// The `type` in profiles.
    static var typeName: String { get }

    /// An adapter from a profile's output, its Jinja already rendered, `type` and `threads` still in it.
    ///
    /// Throws a `credentials` error in dbt's words: a missing key, a key given twice under two names, a value of the wrong type.
    /// - Parameters:
    ///   - output: the mapping under `outputs.<target>`.
    ///   - folder: the project's folder, absolute; relative file paths start there.
    ///   - functions: what the program lends to the engine.
    static func adapter(
        from output: ConfigMap, in folder: String, lending functions: EngineFunctions
    ) throws(WarehouseError) -> any Adapter
}

extension AdapterKind {
    /// An adapter to which the program lends nothing.
    public static func adapter(from output: ConfigMap, in folder: String) throws(WarehouseError) -> any Adapter {
        try adapter(from: output, in: folder, lending: EngineFunctions())
    }
}
