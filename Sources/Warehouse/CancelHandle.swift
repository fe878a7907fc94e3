import Synchronization

/// Stops the running statement of one connection from any thread; outlives the connection harmlessly.
///
/// A statement that is stopped ends with a `cancelled` error. Statements begun after `cancel` fail at once until the connection is
/// reset, so that a cancelled worker does not go on with its node.
public final class CancelHandle: Sendable {
    private let requested = Atomic(false)
    private let stop = Mutex<(@Sendable () -> Void)?>(nil)

    /// A handle that is not yet armed.
    public init() {}

    /// Stops the running statement and all that follow until the connection is reset.
    public func cancel() {
        requested.store(true, ordering: .sequentiallyConsistent)
        stop.withLock { $0?() }
    }

    /// Whether somebody called `cancel` since the last reset.
    public var isCancelled: Bool { requested.load(ordering: .sequentiallyConsistent) }

    /// Gives the handle what stops the running statement; called by adapters when a session opens. The closure runs on the cancelling
    /// thread, never after `disarm` returned.
    public func arm(_ stop: @escaping @Sendable () -> Void) {
        self.stop.withLock { $0 = stop }
    }

    /// Takes that away before the session closes.
    public func disarm() {
        stop.withLock { $0 = nil }
    }

    /// Forgets an earlier cancel; called by adapters on reset.
    public func clear() {
        requested.store(false, ordering: .sequentiallyConsistent)
    }
}
