import Glibc
import Synchronization
import Warehouse

/// Lets one connection of this process write a database file at a time, in the order they asked.
///
/// SQLite has one writer. Waiting here instead of inside SQLite means that a worker never sees `database is locked` because of another
/// worker, however long that one's statement takes.
final class WriteGate: @unchecked Sendable {
    private var mutex = pthread_mutex_t()
    private var changed = pthread_cond_t()
    private var queue: [ObjectIdentifier] = []

    private static let gates = Mutex<[String: WriteGate]>([:])

    /// The gate of a file, the same one for all adapters of the process.
    static func of(_ path: String) -> WriteGate {
        gates.withLock { gates in
            if let gate = gates[path] { return gate }
            let gate = WriteGate()
            gates[path] = gate
            return gate
        }
    }

    init() {
        pthread_mutex_init(&mutex, nil)
        pthread_cond_init(&changed, nil)
    }

    deinit {
        pthread_cond_destroy(&changed)
        pthread_mutex_destroy(&mutex)
    }

    /// Waits until no other connection writes. Gives false where the wait was cancelled.
    func enter(_ owner: AnyObject, unless cancel: CancelHandle) -> Bool {
        let id = ObjectIdentifier(owner)
        pthread_mutex_lock(&mutex)
        defer { pthread_mutex_unlock(&mutex) }
        if queue.first == id { return true }
        queue.append(id)
        while queue.first != id {
            if cancel.isCancelled {
                queue.removeAll { $0 == id }
                return false
            }
            pthread_cond_wait(&changed, &mutex)
        }
        return true
    }

    /// Lets the next one in; does nothing for who is not inside.
    func leave(_ owner: AnyObject) {
        pthread_mutex_lock(&mutex)
        let wasInside = queue.first == ObjectIdentifier(owner)
        if wasInside { queue.removeFirst() }
        pthread_mutex_unlock(&mutex)
        // Behind the lock: whoever wakes needs it.
        if wasInside { pthread_cond_broadcast(&changed) }
    }

    /// Makes waiting connections look again whether they were cancelled. Never blocks for long: waiting releases the mutex.
    func wake() {
        // A connection that has looked and does not wait yet has the lock.
        pthread_mutex_lock(&mutex)
        pthread_mutex_unlock(&mutex)
        pthread_cond_broadcast(&changed)
    }
}
