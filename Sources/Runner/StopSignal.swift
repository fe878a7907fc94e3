import Glibc
public import Jinja
import Synchronization
public import Warehouse

/// The wish to stop: set once, by Ctrl-C or `--fail-fast`, seen by all workers.
public final class StopSignal: Sendable {
    private struct State {
        var isRequested = false
        var isTelling = false
        var handles: [String: CancelHandle] = [:]
        var parts: [StopSignal] = []
    }

    private let state = Mutex(State())
    /// Stops templates that are being rendered.
    public let rendering = Cancellation()

    /// No wish yet.
    public init() {}

    /// A wish that this one brings about, but that can also be made alone: `--fail-fast` stops the nodes, not the hooks behind them.
    func part() -> StopSignal {
        let part = StopSignal()
        let isLate = state.withLock { state in
            state.parts.append(part)
            return state.isRequested
        }
        if isLate { part.request() }
        return part
    }

    /// Whether the run is to stop.
    public var isRequested: Bool { state.withLock { $0.isRequested } }

    /// Stops the statements and templates that are running and all that would follow; gives the names of the connections that were busy.
    @discardableResult
    public func request() -> [String] {
        rendering.cancel()
        let (handles, parts) = state.withLock { state in
            state.isRequested = true
            return (state.handles, state.parts)
        }
        for handle in handles.values { handle.cancel() }
        return (handles.keys + parts.flatMap { $0.request() }).sorted()
    }

    /// The same, and tells which connections were busy.
    public func request(telling tell: ([String]) -> Void) {
        state.withLock { state in
            state.isRequested = true
            state.isTelling = true
        }
        tell(request())
        state.withLock { $0.isTelling = false }
    }

    /// Waits until that is told, so that it stands before what is said at the end: a second at most, as a server may not answer.
    func awaitTelling() {
        let end = ContinuousClock.now + .seconds(1)
        while state.withLock({ $0.isTelling }), ContinuousClock.now < end { usleep(5000) }
    }

    /// Lets a connection's statements be stopped until `unregister`.
    public func register(_ name: String, _ handle: CancelHandle) {
        let isLate = state.withLock { state in
            state.handles[name] = handle
            return state.isRequested
        }
        if isLate { handle.cancel() }
    }

    /// Takes a connection out again.
    public func unregister(_ name: String) { state.withLock { $0.handles[name] = nil } }
}
