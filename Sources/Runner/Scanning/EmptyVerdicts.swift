import Context
import Graph
import SQL
import Synchronization
import Warehouse

/// What the statements that judge tests answer where there are no failing rows: the same for all tests with the same thresholds, so each such
/// statement is sent once in a run, around a query without rows. Shared by all workers.
final class EmptyVerdicts: Sendable {
    private let known = Mutex<[(RowCount, StatementResult)]>([])

    /// The answer to a statement around a query that has no rows; nil where more than that decides.
    func answer(
        to statement: String, around query: String, _ dialect: SQLDialect, over session: WarehouseSession
    ) -> StatementResult? {
        if let found = known.withLock({ $0.first { $0.0.matches(statement, around: query) } }) { return found.1 }
        guard let count = RowCount(statement, around: query, dialect),
            let answer = try? session.run(session.commented(count.ofNothing), autoBegin: true, fetch: .all)
        else { return nil }
        known.withLock { $0.append((count, answer)) }
        return answer
    }
}

extension NodeExecution {
    /// Does work in which the statement that counts a test's failing rows is not sent where it is known that there are none.
    func withKnownVerdict<T>(_ session: WarehouseSession, _ work: () throws -> T) rethrows -> T {
        guard prepared?.findsNothing == true, let code = node.compilation?.code else { return try work() }
        let dialect = SQLDialect(adapterType: settings.world.adapter.dialect.name)
        session.knownAnswer = { [settings, unowned session] statement in
            settings.emptyVerdicts.answer(to: statement, around: code, dialect, over: session)
        }
        defer { session.knownAnswer = { _ in nil } }
        return try work()
    }
}
