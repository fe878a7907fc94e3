import Glibc
import Jinja

/// The one `graph` of a run. In dbt it is a plain dict that every thread sees, and packages keep their state in it (`graph.setdefault`), so
/// what one node writes the next ones read.
///
/// A dict belongs to one thread at a time: the session that has looked at the graph keeps it to itself until its node is done, and lends it
/// to others while it waits for the database.
public final class SharedGraph: @unchecked Sendable {
    // Everything below is touched by the holder of the lock alone.
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private var made: DictObject?

    /// A graph that nobody has looked at yet.
    public init() {
        mutex = .allocate(capacity: 1)
        mutex.initialize(to: pthread_mutex_t())
        pthread_mutex_init(mutex, nil)
    }

    deinit {
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
    }

    func hold() { pthread_mutex_lock(mutex) }
    func letGo() { pthread_mutex_unlock(mutex) }

    /// The graph, made by its first reader. Only for its holder.
    func dict(_ make: () -> DictObject) -> DictObject {
        if let made { return made }
        let dict = make()
        made = dict
        return dict
    }
}
