import Diagnostics
import DocsServer
import DocsSite
import Files
import Graph
import Runner

/// Writes the documentation anew when the project changes, and tells open pages.
final class DocsWatch {
    /// The pages that are open.
    let pages = OpenPages { LivePage.bytes($0, version: $1) }
    private let session: Session
    private var project: ProjectWatch
    private var known: ProjectWatch.State

    /// A watch over the project of a session.
    init(_ session: Session, _ setup: ProjectSetup) {
        self.session = session
        project = ProjectWatch(session, setup)
        known = project.state
    }

    /// How often the files are looked at, and how long they have to rest before the documentation is written, in seconds.
    private static let (interval, rest) = (0.4, 0.2)
    /// How often it is waited for rest: what never rests is no reason to wait for ever.
    private static let mostRests = 25

    /// Follows the project until it is asked to stop.
    func follow() {
        var look = 0.0
        while !session.stop.isRequested {
            // Looking at a large project takes a while: not more than a tenth of the time.
            Process.pause(seconds: max(Self.interval, 9 * look), unless: session.stop)
            guard !session.stop.isRequested else { return }
            let start = session.invocation.now()
            let isChanged = project.state != known
            look = session.invocation.now().timeInterval(since: start)
            guard isChanged else { continue }
            waitForRest()
            if !session.stop.isRequested { write() }
        }
    }

    /// Many files saved at once are one change.
    private func waitForRest() {
        var last = project.state
        for _ in 0..<Self.mostRests {
            Process.pause(seconds: Self.rest, unless: session.stop)
            let now = project.state
            if now == last { return }
            last = now
        }
    }

    /// Writes the documentation. Where that fails, what was there before stays, and pages show why.
    func write() {
        // Looked at before: what changes meanwhile is a change.
        known = project.state
        let before = project.page
        let problem = generate()
        if session.stop.isRequested { return }
        if project.page != before { pages.reload() }
        if let problem { pages.show(problem: problem) }
        known.results = project.state.results
    }

    /// `docs generate`, everything read anew. Gives what was wrong; nil for nothing.
    private func generate() -> String? {
        do {
            let session = try self.session.anew("docs generate")
            if let setup = try? ProjectSetup.read(session.invocation, files: session.files, console: session.console) {
                project = ProjectWatch(session, setup)
                known = project.state
            }
            guard session.outcome() != 0 else { return nil }
            return session.console.scrubber.scrub(Self.text(session.gathering.content))
        } catch {
            let text = (error as? UsageError)?.message ?? "\(error)"
            session.console.emit(session.diagnosticEvents.events([Diagnostic("usage", .error, text)]))
            return session.console.scrubber.scrub(text)
        }
    }

    /// What was wrong, as the page shows it.
    private static func text(_ content: ReportGathering.Content) -> String {
        let mistakes = content.diagnostics.filter { $0.severity == .error }.map { mistake in
            (mistake.span.map { "\($0.file.path):\($0.position.line): " } ?? "") + mistake.message
        }
        let failures = content.results.filter(\.status.isFailure).map { "\($0.uniqueID): \($0.message ?? $0.status.rawValue)" }
        let all = mistakes + failures
        guard !all.isEmpty else { return "The terminal says what is wrong." }
        return all.prefix(5).joined(separator: "\n") + (all.count > 5 ? "\n… and \(all.count - 5) more" : "")
    }
}
