import Jinja
public import Warehouse

/// One worker's way to the database: its connection, the cache shared by all, and the comment its statements carry.
///
/// Belongs to one thread, as its connection does.
public final class WarehouseSession {
    /// The connection.
    public let connection: any Connection
    /// What is known to exist.
    public let cache: RelationCache
    /// The comment of the current node's statements, delimiters left out; empty for none.
    public var comment = ""
    /// Whether the comment stands behind the statement.
    public var appendsComment = false
    /// Told of every statement before it runs and after it ended.
    public var onStatement: (StatementEvent) -> Void = { _ in }

    /// Gives the answer to a statement of a template that is known without asking, and so is not sent; nil for all others. It gets the
    /// statement without the comment.
    public var knownAnswer: (String) -> StatementResult? = { _ in nil }

    private let sharedGraph: SharedGraph
    private var holdsGraph = false

    /// The statement that failed last, as it was sent; nil since `forgetTraces`.
    public private(set) var failedStatement: String?

    /// Whether something was committed since `forgetTraces`: then the work on a node cannot be repeated as if nothing had happened.
    public private(set) var hasLeftTraces = false

    /// Whether a commit was begun since `forgetTraces` whose answer has not come.
    public private(set) var isCommitting = false

    /// What happens to a statement.
    public enum StatementEvent {
        case started(connection: String, sql: String)
        case committing(connection: String)
        case finished(connection: String, response: StatementResponse, seconds: Double)
    }

    /// A session over a connection.
    public init(connection: any Connection, cache: RelationCache, graph: SharedGraph) {
        self.connection = connection
        self.cache = cache
        sharedGraph = graph
    }

    /// The run's `graph`, for this session alone until `letGoOfGraph`.
    func graph(_ make: () -> DictObject) -> DictObject {
        if !holdsGraph { sharedGraph.hold() }
        holdsGraph = true
        return sharedGraph.dict(make)
    }

    /// Ends the work on a node: others may have the graph.
    public func letGoOfGraph() {
        guard holdsGraph else { return }
        holdsGraph = false
        sharedGraph.letGo()
    }

    /// Waits for the database; others may have the graph meanwhile.
    private func waiting<T>(_ work: () throws(WarehouseError) -> T) throws(WarehouseError) -> T {
        guard holdsGraph else { return try work() }
        sharedGraph.letGo()
        defer { sharedGraph.hold() }
        return try work()
    }

    /// Runs a statement with the node's comment. Throws what the engine answered.
    public func execute(_ sql: String, autoBegin: Bool, fetch: Fetch) throws -> StatementResult {
        if let known = knownAnswer(sql) { return known }
        return try run(commented(sql), autoBegin: autoBegin, fetch: fetch)
    }

    /// Runs a statement as it is. Throws what the engine answered.
    public func run(_ sql: String, autoBegin: Bool, fetch: Fetch) throws -> StatementResult {
        onStatement(.started(connection: connection.name, sql: sql))
        let clock = ContinuousClock()
        let start = clock.now
        let result: StatementResult
        do {
            result = try waiting { () throws(WarehouseError) in try connection.execute(sql, autoBegin: autoBegin, fetch: fetch) }
        } catch {
            failedStatement = sql
            throw error
        }
        if !connection.transactionOpen, !Self.onlyReads(sql) { hasLeftTraces = true }
        tellEnd(result.response, since: start)
        return result
    }

    private func tellEnd(_ response: StatementResponse, since start: ContinuousClock.Instant) {
        let elapsed = (ContinuousClock().now - start).components
        let seconds = Double(elapsed.seconds) + Double(elapsed.attoseconds) / 1e18
        onStatement(.finished(connection: connection.name, response: response, seconds: seconds))
    }

    /// Commits the open transaction; does nothing where none is open. Throws what the engine answered.
    public func commitIfOpen() throws {
        guard connection.transactionOpen else { return }
        let hadLeftTraces = hasLeftTraces
        hasLeftTraces = true
        isCommitting = true
        onStatement(.committing(connection: connection.name))
        let start = ContinuousClock().now
        do {
            try waiting { () throws(WarehouseError) in try connection.commit() }
        } catch {
            // The engine said no: nothing of this was kept. Where the connection was lost, nobody knows.
            if error.kind != .connectionLost {
                hasLeftTraces = hadLeftTraces
                isCommitting = false
            }
            throw error
        }
        isCommitting = false
        tellEnd(StatementResponse(message: "COMMIT", code: "COMMIT"), since: start)
    }

    /// Begins the work on another node.
    public func forgetTraces() {
        hasLeftTraces = false
        isCommitting = false
        failedStatement = nil
    }

    /// Whether a statement surely changes nothing.
    private static func onlyReads(_ sql: String) -> Bool {
        var rest = Substring(sql)
        while true {
            rest = rest.drop { $0.isWhitespace || $0 == "(" }
            if rest.hasPrefix("/*") {
                rest = rest.firstRange(of: "*/").map { rest[$0.upperBound...] } ?? ""
            } else if rest.hasPrefix("--") {
                rest = rest.drop { !$0.isNewline }
            } else {
                break
            }
        }
        let word = rest.prefix { $0.isLetter }.lowercased()
        return ["select", "show", "explain", "values"].contains(word)
    }

    /// The statement with the comment before or behind it, as dbt writes it; a final `;` stays the last character.
    public func commented(_ sql: String) -> String {
        guard !comment.isEmpty else { return sql }
        guard appendsComment else { return "/* \(comment) */\n\(sql)" }
        var body = Substring(sql)
        while let last = body.last, last.isWhitespace { body.removeLast() }
        if body.last == ";" { return "\(body.dropLast())\n/* \(comment) */;" }
        return "\(body)\n/* \(comment) */"
    }
}
