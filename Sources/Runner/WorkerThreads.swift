import Glibc
import Synchronization

/// A fixed number of real threads that take jobs from one queue: database calls block, and templates want deep stacks.
final class WorkerThreads: @unchecked Sendable {
    /// The stack of a worker, in bytes.
    static let stackSize = 64 << 20

    private struct Queue {
        var jobs: [@Sendable (Int) -> Void] = []
        var isClosed = false
    }

    // One lock and one condition guard `queue`; nothing else is shared.
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var queue = Queue()
    private var threads: [pthread_t] = []

    /// Starts threads numbered from 1. `atEnd` is called on each thread before it ends.
    init(count: Int, atEnd: @escaping @Sendable (Int) -> Void = { _ in }) {
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(condition, nil)
        for number in 1...max(1, count) {
            let start = ThreadStart { [unowned self] in
                while let job = take() { job(number) }
                atEnd(number)
            }
            if let thread = start.launch(stackSize: Self.stackSize) { threads.append(thread) }
        }
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    /// Adds a job; any thread may take it.
    func submit(_ job: @escaping @Sendable (Int) -> Void) {
        pthread_mutex_lock(mutex)
        queue.jobs.append(job)
        pthread_cond_signal(condition)
        pthread_mutex_unlock(mutex)
    }

    private func take() -> (@Sendable (Int) -> Void)? {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while queue.jobs.isEmpty, !queue.isClosed { pthread_cond_wait(condition, mutex) }
        return queue.jobs.isEmpty ? nil : queue.jobs.removeFirst()
    }

    /// Takes no more jobs and waits until all threads have ended.
    func finish() {
        pthread_mutex_lock(mutex)
        queue.isClosed = true
        pthread_cond_broadcast(condition)
        pthread_mutex_unlock(mutex)
        for thread in threads { pthread_join(thread, nil) }
        threads = []
    }

    /// Runs a piece of work on one thread with a worker's stack and waits for its result.
    static func runOnDeepStack<T: Sendable>(_ work: @escaping @Sendable () -> T) -> T? {
        let result = Mutex<T?>(nil)
        return withoutActuallyEscaping({ result.withLock { $0 = work() } }) { body in
            guard let thread = ThreadStart(body).launch(stackSize: stackSize) else { return nil }
            pthread_join(thread, nil)
            return result.withLock { $0 }
        }
    }
}

/// The body of a thread that is about to start.
private final class ThreadStart {
    private let body: () -> Void

    init(_ body: @escaping () -> Void) { self.body = body }

    /// Starts the thread; nil where the system has none left.
    func launch(stackSize: Int) -> pthread_t? {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setstacksize(&attributes, stackSize)
        var thread = pthread_t()
        let context = Unmanaged.passRetained(self).toOpaque()
        let status = pthread_create(
            &thread, &attributes,
            { context in
                guard let context else { return nil }
                Unmanaged<ThreadStart>.fromOpaque(context).takeRetainedValue().body()
                return nil
            }, context)
        guard status == 0 else {
            Unmanaged<ThreadStart>.fromOpaque(context).release()
            return nil
        }
        return thread
    }
}
