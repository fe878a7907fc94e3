import Synchronization

/// Stops the running statement of one connection from any thread; outlives the connection harmlessly.
///
/// A statement that is stopped ends with a `cancelled` error. Statements begun after `cancel` fail at once until the connection is
/// reset, so that a cancelled worker does not go on with its node.
public final class CancelHandle: Sendable {
    private struct State {
        var requested = false
        var stop: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())

    /// A handle that is not yet armed.
    public init() {}

    /// Stops the running statement and all that follow until the connection is reset.
    public func cancel() {
        state.withLock { state in
            state.requested = true
            state.stop?()
        }
    }

    /// Whether somebody called `cancel` since the last reset.
    public var isCancelled: Bool { state.withLock { $0.requested } }

    /// Gives the handle what stops the running statement; called by adapters when a session opens. The closure runs on the cancelling
    /// thread, never after `disarm` returned.
    public func arm(_ stop: @escaping @Sendable () -> Void) {
        state.withLock { $0.stop = stop }
    }

    /// Takes that away before the session closes.
    public func disarm() {
        state.withLock { $0.stop = nil }
    }

    /// Forgets an earlier cancel; called by adapters on reset.
    public func clear() {
        state.withLock { $0.requested = false }
    }
}
