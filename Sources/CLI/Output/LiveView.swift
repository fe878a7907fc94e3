import Glibc
import Graph
import Runner
import Synchronization

/// What goes on at this moment, below all lines that stay: a line for each node that runs, and a bar.
///
/// A thread of its own draws it ten times a second; every other line is written above it by the console.
final class LiveView: LiveRegion {
    private struct State {
        var running: [(id: String, kind: String, name: String, began: Timestamp)] = []
        var counts: [RunSummary.Tally: Int] = [:]
        var done = 0
        var total = 0
        var began: Timestamp?
        var frame = 0
        /// The columns of each line that stands on the terminal now.
        var drawn: [Int] = []
        var isAttached = false
        var isOver = false
    }

    /// The lines.
    let lines: LiveLines
    private let now: @Sendable () -> Timestamp
    private let size: @Sendable () -> (columns: Int, rows: Int)
    private let state = Mutex(State())

    /// A view.
    ///
    /// - Parameters:
    ///   - lines: What lines look like.
    ///   - now: The present moment.
    ///   - size: Columns and rows of the terminal, asked anew at each drawing, so that a resized window is drawn right.
    init(
        lines: LiveLines, now: @escaping @Sendable () -> Timestamp,
        size: @escaping @Sendable () -> (columns: Int, rows: Int) = { Terminal.size }
    ) {
        self.lines = lines
        self.now = now
        self.size = size
    }

    /// Columns of the terminal now.
    var columns: Int { size().columns }

    // MARK: What happens

    /// The run begins; the number of nodes is known.
    func begin(total: Int) {
        let moment = now()
        state.withLock {
            $0.began = moment
            $0.total = total
        }
    }

    /// A node begins.
    func start(_ item: RunItem, total: Int) {
        let entry = (id: item.uniqueID, kind: lines.kind(item), name: lines.name(item), began: now())
        state.withLock {
            $0.running.append(entry)
            $0.total = total
        }
    }

    /// A node ended or was left out.
    func end(_ id: String, _ status: NodeStatus, total: Int) {
        state.withLock {
            $0.running.removeAll { $0.id == id }
            $0.counts[RunSummary.Tally(status), default: 0] += 1
            $0.done += 1
            $0.total = total
        }
    }

    // MARK: Drawing

    /// Draws on a console from now on, ten times a second, until `finish`. Called with the first thing that happens, since a run may fail
    /// before; further calls do nothing.
    func attach(to console: Console) {
        let isFirst = state.withLock { state in
            defer { state.isAttached = true }
            return !state.isAttached && !state.isOver
        }
        guard isFirst else { return }
        console.setLiveRegion(self)
        var thread = pthread_t()
        let context = Unmanaged.passRetained(Ticker(view: self, console: console)).toOpaque()
        let status = pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                Unmanaged<Ticker>.fromOpaque(context).takeRetainedValue().run()
                return nil
            }, context)
        if status == 0 { pthread_detach(thread) } else { Unmanaged<Ticker>.fromOpaque(context).release() }
    }

    /// Takes the view off a console: what was drawn is erased.
    func finish(on console: Console) {
        state.withLock { $0.isOver = true }
        console.setLiveRegion(nil)
    }

    private var isOver: Bool { state.withLock { $0.isOver } }

    /// Draws at intervals.
    private final class Ticker: Sendable {
        private let view: LiveView
        private let console: Console

        init(view: LiveView, console: Console) {
            self.view = view
            self.console = console
        }

        func run() {
            while !view.isOver {
                view.state.withLock { $0.frame += 1 }
                console.redraw()
                usleep(100_000)
            }
        }
    }

    /// Moves up over what stands there, counting the rows that a narrower window has made of a line, and clears down from there.
    var erasure: String {
        let columns = max(1, columns)
        return state.withLock { state in
            guard !state.drawn.isEmpty else { return "" }
            let rows = state.drawn.reduce(0) { $0 + max(1, ($1 + columns - 1) / columns) }
            state.drawn = []
            return (rows > 1 ? "\u{1B}[\(rows - 1)A" : "") + "\r\u{1B}[J"
        }
    }

    var drawing: String {
        let (columns, rows) = size()
        let moment = now()
        return state.withLock { state in
            let content = content(state, columns: columns, rows: rows, at: moment)
            state.drawn = content.map(TextWidth.columns)
            return content.joined(separator: "\n")
        }
    }

    private func content(_ state: State, columns: Int, rows: Int, at moment: Timestamp) -> [String] {
        guard let began = state.began, !state.isOver else { return [] }
        let room = max(1, rows - 3)
        let shown = state.running.prefix(state.running.count > room ? room - 1 : room)
        var content = shown.map {
            lines.running(
                $0.kind, $0.name, seconds: moment.timeInterval(since: $0.began), frame: state.frame, columns: columns)
        }
        if shown.count < state.running.count { content.append("    and \(state.running.count - shown.count) more") }
        content.append(
            lines.progress(
                done: state.done, total: state.total, seconds: moment.timeInterval(since: began), counts: state.counts, columns: columns))
        return content
    }
}
