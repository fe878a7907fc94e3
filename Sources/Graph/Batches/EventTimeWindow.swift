/// A span of event time, in UTC: a batch, a sample, or what `--event-time-start` and `--event-time-end` name.
public struct EventTimeWindow: Sendable, Hashable {
    /// The first moment inside.
    public let start: Timestamp
    /// The first moment behind it.
    public let end: Timestamp

    /// A span.
    public init(start: Timestamp, end: Timestamp) {
        self.start = start
        self.end = end
    }

    /// What two spans have in common; its end lies before its start where that is nothing.
    public func clamped(to other: EventTimeWindow) -> EventTimeWindow {
        EventTimeWindow(start: max(start, other.start), end: min(end, other.end))
    }
}

/// What became of the batches of a microbatch model: `batch_results` in `run_results.json`.
public struct BatchResults: Sendable, Equatable {
    /// Batches that were built, earliest first; with `retry` those of earlier runs stand behind.
    public var successful: [EventTimeWindow]
    /// Batches that failed or were left out, earliest first.
    public var failed: [EventTimeWindow]

    /// What became of batches.
    public init(successful: [EventTimeWindow] = [], failed: [EventTimeWindow] = []) {
        self.successful = successful
        self.failed = failed
    }
}

/// The batch a microbatch model is being built for: `model.batch` in Jinja.
public struct Batch: Sendable, Equatable {
    /// The span of event time; the last batch of a run may end early.
    public let window: EventTimeWindow
    /// The model's `batch_size`.
    public let size: BatchSize

    /// A batch.
    public init(_ window: EventTimeWindow, size: BatchSize) {
        self.window = window
        self.size = size
    }

    /// `2020-01-01`, shorter or longer by the size of batches: what log lines and file names show.
    public var label: String { size.label(window.start) }

    /// The label without dashes: `20200101`.
    public var id: String { label.filter { $0 != "-" } }
}
