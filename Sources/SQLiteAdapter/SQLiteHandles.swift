import Glibc
import Warehouse

/// The open handles of one target, which its sessions take in turns.
///
/// When a handle changes tables, every other one has to read the schema of the whole file again, each view and table of it. So a session
/// has a handle only while a statement or transaction of its own runs, and takes the one that knows the schema: it waits for that one about
/// as long as reading the schema takes, and only then uses another. Short statements go through one handle, long ones side by side.
final class SQLiteHandles: @unchecked Sendable {
    private let settings: SQLiteSettings
    private var mutex = pthread_mutex_t()
    private var returned = pthread_cond_t()

    // Guarded by `mutex`.
    private var idle: [SQLiteHandle] = []
    /// How many handles are out and will come back.
    private var lent = 0
    private var sessions = 0
    /// The number of the last change of the schema.
    private var schema = 0
    /// How long reading the schema took the last time, in nanoseconds.
    private var patience = 5_000_000

    /// No handles yet of a target.
    init(_ settings: SQLiteSettings) {
        self.settings = settings
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(&returned, &attributes)
        pthread_condattr_destroy(&attributes)
        pthread_mutex_init(&mutex, nil)
    }

    deinit {
        pthread_cond_destroy(&returned)
        pthread_mutex_destroy(&mutex)
    }

    private func locked<T>(_ body: () -> T) -> T {
        pthread_mutex_lock(&mutex)
        defer { pthread_mutex_unlock(&mutex) }
        return body()
    }

    // MARK: Sessions

    /// A session begins. Opens the target where nobody has it open yet; throws what stands in the way of that.
    func join(_ cancel: CancelHandle) throws(WarehouseError) {
        let isOpen = locked { sessions > 0 && (lent > 0 || !idle.isEmpty) }
        if !isOpen {
            let handle = try SQLiteSession.open(settings, cancel: cancel)
            locked {
                handle.knownSchema = schema
                idle.append(handle)
            }
        }
        locked { sessions += 1 }
    }

    /// A session ends; with the last one the files are closed.
    func leave() {
        let closed = locked {
            sessions -= 1
            guard sessions == 0 else { return [SQLiteHandle]() }
            defer { idle = [] }
            return idle
        }
        // Closing writes what is in the log into the file, for which nobody has to wait.
        _ = consume closed
    }

    // MARK: Handles

    /// A handle for the session alone. Throws `cancelled` where the wait for one was, and what opening one throws.
    func take(for cancel: CancelHandle) throws(WarehouseError) -> SQLiteHandle {
        let (found, known, isCancelled) = locked {
            let found = wait(unless: cancel)
            // Asked once: the wish may come at any moment, and a handle that counts as lent has to come back.
            let isCancelled = cancel.isCancelled
            if !isCancelled { lent += 1 } else if let found { idle.append(found) }
            return (found, schema, isCancelled)
        }
        if isCancelled { throw SQLiteSession.interrupted }
        found?.serve(cancel)
        if let found, found.knownSchema == known { return found }
        let clock = ContinuousClock()
        let start = clock.now
        do throws(WarehouseError) {
            let handle: SQLiteHandle
            if let found { handle = found } else { handle = try SQLiteSession.open(settings, cancel: cancel) }
            handle.readSchema()
            handle.knownSchema = known
            let spent = (clock.now - start).components
            locked { patience = Int(spent.seconds) * 1_000_000_000 + Int(spent.attoseconds / 1_000_000_000) }
            return handle
        } catch {
            keep()
            throw error
        }
    }

    /// A handle that is free: the one that knows the schema, another one after some waiting, nil where there is none. Only inside `locked`.
    private func wait(unless cancel: CancelHandle) -> SQLiteHandle? {
        var end = timespec()
        clock_gettime(CLOCK_MONOTONIC, &end)
        let nanoseconds = Int(end.tv_nsec) + patience
        end.tv_sec += nanoseconds / 1_000_000_000
        end.tv_nsec = nanoseconds % 1_000_000_000
        while !cancel.isCancelled {
            if let index = idle.lastIndex(where: { $0.knownSchema == schema }) { return idle.remove(at: index) }
            if lent == 0 || pthread_cond_timedwait(&returned, &mutex, &end) == ETIMEDOUT { break }
        }
        return idle.popLast()
    }

    /// Gives a handle back that has nothing of its session in it.
    ///
    /// - Parameter changedSchema: whether statements ran that may have changed tables or views.
    func giveBack(_ handle: SQLiteHandle, changedSchema: Bool) {
        let superfluous = locked { () -> SQLiteHandle? in
            lent -= 1
            if changedSchema {
                schema += 1
                handle.knownSchema = schema
            }
            guard sessions > 0 else { return handle }
            idle.append(handle)
            return nil
        }
        // Behind the lock: whoever wakes needs it.
        pthread_cond_signal(&returned)
        _ = consume superfluous
    }

    /// A handle that was taken does not come back.
    func keep() {
        locked { lent -= 1 }
        pthread_cond_broadcast(&returned)
    }

    /// A handle that does not come back changed tables or views.
    func noteChange() { locked { schema += 1 } }

    /// Makes waiting sessions look again whether they were cancelled.
    func wake() {
        // A session that has looked and does not wait yet has the lock.
        locked {}
        pthread_cond_broadcast(&returned)
    }
}
