import Glibc

/// A fixed number of real threads that take jobs from one queue: database calls block, and templates want deep stacks.
final class WorkerThreads: @unchecked Sendable {
    /// The stack of a worker, in bytes.
    static let stackSize = 64 << 20

    // Guards `jobs` and `isClosed`; `threads` is touched by the owner alone.
    private let condition = ThreadCondition()
    private var jobs: [@Sendable (Int) -> Void] = []
    private var isClosed = false
    private var threads: [pthread_t] = []

    /// Starts threads numbered from 1. `atEnd` is called on each thread before it ends.
    init(count: Int, atEnd: @escaping @Sendable (Int) -> Void = { _ in }) {
        for number in 1...max(1, count) {
            let start = ThreadStart { [self] in
                WorkerNumber.set(number)
                while let job = take() { job(number) }
                atEnd(number)
            }
            if let thread = start.launch(stackSize: Self.stackSize) { threads.append(thread) }
        }
    }

    /// Adds a job; any thread may take it.
    func submit(_ job: @escaping @Sendable (Int) -> Void) {
        condition.signal { jobs.append(job) }
    }

    private func take() -> (@Sendable (Int) -> Void)? {
        condition.locked {
            while jobs.isEmpty, !isClosed { condition.wait() }
            return jobs.isEmpty ? nil : jobs.removeFirst()
        }
    }

    /// Takes no more jobs and waits until all threads have ended.
    func finish() {
        condition.broadcast { isClosed = true }
        for thread in threads { pthread_join(thread, nil) }
        threads = []
    }
}

/// The number of the worker thread that asks, for messages.
public enum WorkerNumber {
    private static let key: pthread_key_t? = {
        var key = pthread_key_t()
        return pthread_key_create(&key, nil) == 0 ? key : nil
    }()

    /// The number from 1 of the worker thread this is called on; nil on every other thread.
    public static var current: Int? {
        guard let key, let value = pthread_getspecific(key) else { return nil }
        return Int(bitPattern: value)
    }

    static func set(_ number: Int) {
        if let key { pthread_setspecific(key, UnsafeRawPointer(bitPattern: number)) }
    }
}

/// A lock with a condition to wait for.
final class ThreadCondition: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    init() {
        pthread_mutex_init(mutex, nil)
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(condition, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    /// Runs a body while holding the lock.
    func locked<T>(_ body: () -> T) -> T {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return body()
    }

    /// Waits for a signal; only inside `locked`.
    func wait() { pthread_cond_wait(condition, mutex) }
    /// Waits for a signal, a tenth of a second at the longest; only inside `locked`.
    func waitBriefly() {
        var end = timespec()
        clock_gettime(CLOCK_MONOTONIC, &end)
        end.tv_nsec += 100_000_000
        if end.tv_nsec >= 1_000_000_000 {
            end.tv_nsec -= 1_000_000_000
            end.tv_sec += 1
        }
        pthread_cond_timedwait(condition, mutex, &end)
    }
    /// Changes something while holding the lock, then wakes one that waits: once the lock is free, or it would wait a second time, for the lock.
    func signal(after change: () -> Void) {
        locked(change)
        pthread_cond_signal(condition)
    }
    /// The same, for all that wait.
    func broadcast(after change: () -> Void) {
        locked(change)
        pthread_cond_broadcast(condition)
    }
}

/// Runs work on a thread with a worker's stack: templates nest deeply, and the main thread's stack is small.
public enum DeepStack {
    /// The result of the work, done on a thread of its own while the caller waits.
    public static func run<T>(_ work: () -> T) -> T {
        var result: T?
        withoutActuallyEscaping(work) { work in
            let start = ThreadStart { result = work() }
            if let thread = start.launch(stackSize: WorkerThreads.stackSize) { pthread_join(thread, nil) }
        }
        return result ?? work()
    }
}

/// The body of a thread that is about to start.
private final class ThreadStart {
    private let body: () -> Void

    init(_ body: @escaping () -> Void) { self.body = body }

    /// Starts the thread; nil where the system has none left.
    func launch(stackSize: Int) -> pthread_t? {
        let attributes = UnsafeMutablePointer<pthread_attr_t>.allocate(capacity: 1)
        pthread_attr_init(attributes)
        defer {
            pthread_attr_destroy(attributes)
            attributes.deallocate()
        }
        pthread_attr_setstacksize(attributes, stackSize)
        var thread = pthread_t()
        let context = Unmanaged.passRetained(self).toOpaque()
        let status = pthread_create(
            &thread, attributes,
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
