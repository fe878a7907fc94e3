import Synchronization

/// What one rendering may use up before it fails. The defaults are far beyond what projects need.
public struct Limits: Sendable {
    /// Steps: turns of loops, calls, filters.
    public var steps: Int
    /// How deep macro calls may nest; Python gives up at about 1000 frames.
    public var callDepth: Int

    /// Limits with defaults.
    public init(steps: Int = 500_000_000, callDepth: Int = 400) {
        self.steps = steps
        self.callDepth = callDepth
    }
}

/// A switch that stops renderings from another thread (Ctrl-C): they end with an error at their next step.
public final class Cancellation: Sendable {
    private let flag = Atomic<Bool>(false)

    /// A switch that is off.
    public init() {}

    /// Stops what uses this switch.
    public func cancel() { flag.store(true, ordering: .relaxed) }

    /// Whether it was pressed.
    public var isCancelled: Bool { flag.load(ordering: .relaxed) }
}
