/// What became of nodes that a wish to stop met.
public struct StoppedNodes: Sendable {
    /// Nodes whose work was cancelled and rolled back.
    public var cancelled: [String] = []
    /// Nodes whose work had not stopped when patience was over: whether it was committed is not known.
    public var unconfirmed: [String] = []
    /// Nodes that never began.
    public var unstarted: [String] = []

    /// How long running work may take to stop, in seconds.
    static let patience = 5

    /// Counts the time since a wish to stop was seen.
    final class Patience {
        private let stop: StopSignal
        private let clock = ContinuousClock()
        private var end: ContinuousClock.Instant?

        /// Counts from the moment `stop` is requested.
        init(_ stop: StopSignal) { self.stop = stop }

        /// Whether the time is over.
        var isOver: Bool {
            guard stop.isRequested else { return false }
            guard let end else {
                end = clock.now + .seconds(StoppedNodes.patience)
                return false
            }
            return clock.now >= end
        }
    }
}
