import Foundation
import Synchronization
import Warehouse

/// Reads groups of relations again and again on a thread of its own, each in one statement, and counts what must not be.
final class ConsistencyReader: @unchecked Sendable {
    /// What it saw.
    struct Sights {
        var reads = 0
        /// Reads of one group that showed two generations.
        var mixed: [String] = []
        /// Reads that showed a bad row.
        var bad: [String] = []
        /// Reads that failed, or showed too few rows.
        var broken: [String] = []
        /// Generations that were seen.
        var generations: Set<Int> = []
    }

    private let done = DispatchSemaphore(value: 0)
    private let isOver = Atomic(false)
    private var sights = Sights()

    /// A reader of some queries, each with the rows `name, low, high, bad, n`.
    init(_ shop: Shop, _ queries: [String]) throws {
        let connection = try shop.open()
        nonisolated(unsafe) let own = connection
        Thread.detachNewThread { [self] in
            while !isOver.load(ordering: .relaxed) {
                for query in queries { read(query, own) }
                usleep(1000)
            }
            own.close()
            done.signal()
        }
    }

    private func read(_ query: String, _ connection: any Connection) {
        defer { connection.rollback() }
        do throws(WarehouseError) {
            let rows = try connection.query(query).rows
            sights.reads += 1
            let generations = Set(rows.flatMap { [$0[1].int ?? -1, $0[2].int ?? -1] })
            let text = rows.map { $0.map { $0.text ?? "NULL" }.joined(separator: "|") }.joined(separator: ", ")
            if generations.count > 1 { sights.mixed.append(text) }
            if rows.contains(where: { $0[3].int != 0 }) { sights.bad.append(text) }
            if rows.contains(where: { $0[4].int != 40 }) { sights.broken.append(text) }
            sights.generations.formUnion(generations)
        } catch {
            sights.broken.append(error.message)
        }
    }

    /// Ends it; gives what it saw.
    func end() -> Sights {
        isOver.store(true, ordering: .relaxed)
        done.wait()
        return sights
    }
}
