internal import Glibc
internal import Synchronization

/// Runs work on threads of its own with stacks large enough for deep recursion, and waits for it; for code that is not `async`.
public enum ConcurrentMap {
    /// The stack of each thread, in bytes.
    public static let stackSize = 16 << 20

    /// Applies a function to every element on up to `threads` threads; the results are in the order of the elements.
    ///
    /// Elements are handed out one by one, so uneven ones balance. The call blocks the thread it is made on.
    public static func map<Element: Sendable, Result: Sendable>(
        _ elements: [Element], threads: Int, _ body: @escaping @Sendable (Element) -> Result
    ) -> [Result] {
        if elements.isEmpty { return [] }
        let work = Work(elements: elements, body: body)
        let workers = (0..<max(1, min(threads, elements.count))).map { _ in WorkerThread { work.run() } }
        for worker in workers { worker.join() }
        // Whatever a thread that could not be started would have done is done here.
        work.run()
        return work.results.withLock { $0.compactMap { $0 } }
    }

    /// Applies a function that throws; the error of the first element that failed, in their order, is thrown once all are done.
    public static func map<Element: Sendable, Result: Sendable, Failure: Error>(
        _ elements: [Element], threads: Int, throwing body: @escaping @Sendable (Element) throws(Failure) -> Result
    ) throws(Failure) -> [Result] {
        let outcomes = map(elements, threads: threads) { element -> Swift.Result<Result, Failure> in
            do throws(Failure) { return .success(try body(element)) } catch { return .failure(error) }
        }
        var results: [Result] = []
        results.reserveCapacity(outcomes.count)
        for outcome in outcomes { results.append(try outcome.get()) }
        return results
    }

    /// Runs one piece of work on a thread with a large stack and returns what it gives.
    public static func onLargeStack<Result: Sendable>(_ body: @escaping @Sendable () -> Result) -> Result {
        let outcome = Outcome<Result>()
        WorkerThread { outcome.value.withLock { $0 = body() } }.join()
        return outcome.value.withLock { $0 } ?? body()
    }

    /// How many processors this process may use.
    public static var processorCount: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

    private final class Outcome<Result: Sendable>: Sendable {
        let value = Mutex<Result?>(nil)
    }

    /// The elements that are left, and the results so far.
    private final class Work<Element: Sendable, Result: Sendable>: Sendable {
        let results: Mutex<[Result?]>
        private let elements: [Element]
        private let body: @Sendable (Element) -> Result
        private let next = Atomic<Int>(0)

        init(elements: [Element], body: @escaping @Sendable (Element) -> Result) {
            self.elements = elements
            self.body = body
            self.results = Mutex(Array(repeating: nil, count: elements.count))
        }

        func run() {
            while true {
                let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
                guard index < elements.count else { return }
                let result = body(elements[index])
                results.withLock { $0[index] = result }
            }
        }
    }
}

/// One thread of the system with a large stack.
private struct WorkerThread {
    private let thread: pthread_t?

    private final class Body {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// Starts a thread; where the system refuses, nothing runs and `join` returns at once.
    init(_ run: @escaping @Sendable () -> Void) {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setstacksize(&attributes, ConcurrentMap.stackSize)
        let body = Unmanaged.passRetained(Body(run))
        var started = pthread_t()
        let code = pthread_create(
            &started, &attributes,
            { pointer in
                guard let pointer else { return nil }
                Unmanaged<Body>.fromOpaque(pointer).takeRetainedValue().run()
                return nil
            }, body.toOpaque())
        if code != 0 { body.release() }
        thread = code == 0 ? started : nil
    }

    /// Waits for the end of the thread.
    func join() {
        if let thread { pthread_join(thread, nil) }
    }
}
