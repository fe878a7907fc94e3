import Diagnostics
import Graph
import Reports
import Synchronization

/// What happens in a command, gathered for its reports.
final class ReportGathering: Sendable {
    /// What is gathered.
    struct Content: Sendable {
        /// What there was to say about the project, errors that stopped the command too.
        var diagnostics: [Diagnostic] = []
        /// What the check found; nil where nothing was checked.
        var checked: [Diagnostic]?
        /// In what the quality falls short; nil where it was not measured.
        var shortcomings: [Diagnostic]?
        /// What became of nodes.
        var results: [RunResult] = []
        /// The project; nil where it could not be read.
        var manifest: Manifest?
        /// The target folder below the project's.
        var targetPath = "target"
        /// The steps of `smelt ci`.
        var steps: [Report.Step] = []
        /// What is not what it was in the base.
        var changes: [Change] = []
        /// The measures of quality.
        var measures: [Report.Measure] = []
    }

    /// A resource that is not what it was in the base.
    struct Change: Sendable {
        /// Its unique id.
        var id: String
        /// How it differs.
        var kind: Report.Change.Kind
    }

    private let gathered = Mutex(Content())

    /// Everything so far.
    var content: Content { gathered.withLock { $0 } }

    /// Notes something.
    func note(_ change: @Sendable (inout Content) -> Void) { gathered.withLock { change(&$0) } }
}
