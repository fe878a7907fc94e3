/// How a node ended, in the words of dbt's artifacts.
public enum NodeStatus: String, Sendable, CaseIterable {
    /// A model, seed, snapshot or hook was run.
    case success
    /// It could not be run.
    case error
    /// A test found failures.
    case fail
    /// A test or a source's age found something to warn of.
    case warn
    /// It was not run because something before it went wrong.
    case skipped
    /// Some batches of a microbatch model went wrong.
    case partialSuccess = "partial success"
    /// A test found nothing, a source is fresh.
    case pass
    /// A source's age could not be found out.
    case runtimeError = "runtime error"
    /// There was nothing to do (exposures, saved queries).
    case noOp = "no-op"
    /// An earlier result was taken.
    case reused

    /// Whether the command's exit code becomes 1.
    public var isFailure: Bool {
        switch self {
        case .error, .fail, .runtimeError, .partialSuccess: true
        case .success, .warn, .skipped, .pass, .noOp, .reused: false
        }
    }

    /// Whether everything downstream is skipped in `build`: dbt's rule, which counts what was skipped itself too.
    public var blocksDownstream: Bool {
        switch self {
        case .error, .fail, .skipped, .partialSuccess: true
        case .success, .warn, .pass, .runtimeError, .noOp, .reused: false
        }
    }
}
