import Diagnostics
import Formats
import Graph
import Synchronization

/// Where messages go and in which form: settled once from the flags.
struct ConsoleSettings: Sendable {
    /// The form on the terminal.
    var format = LogFormat.text
    /// The least grave level shown; nil for nothing at all.
    var level: LogLevel? = .info
    /// Whether the terminal gets colours.
    var isColored = false
    /// The width of result lines (`--printer-width`).
    var printerWidth = 80
    /// The form in the log file.
    var fileFormat = LogFormat.debug
    /// The least grave level in the log file; nil for no file.
    var fileLevel: LogLevel? = .debug
    /// Whether the log file gets colours.
    var fileIsColored = false
    /// The folder of the log file; nil for no file.
    var logFolder: String?
    /// The size at which a new log file is begun.
    var logFileMaxBytes = 10 << 20
    /// Whether `print()` is shown.
    var showsPrint = true
}

/// The one place that writes to the terminal and to the log file. Any thread may use it.
final class Console: Sendable {
    /// Where the bytes go: the process's own outputs, or a test.
    struct Streams: Sendable {
        /// Standard output.
        var out: @Sendable ([UInt8]) -> Void
        /// Standard error: mistakes on the command line.
        var error: @Sendable ([UInt8]) -> Void

        /// The process's own.
        static let standard = Streams(out: { Descriptor.write($0, to: 1) }, error: { Descriptor.write($0, to: 2) })
    }

    private struct State: ~Copyable {
        var file: LogFile?
        var live: (any LiveRegion)?
        var line: LogLine
        /// `node_info` of what runs now, by unique id.
        var known: [String: NodeFields] = [:]
    }

    /// What was settled.
    let settings: ConsoleSettings
    /// The present moment.
    let now: @Sendable () -> Timestamp
    /// The terminal it writes to.
    let terminal: Terminal
    private let streams: Streams
    private let state: Mutex<State>

    /// A console. A log file that cannot be opened is reported once, and there is none then.
    init(
        _ settings: ConsoleSettings, line: LogLine, streams: Streams = .standard, terminal: Terminal = Terminal(),
        now: @escaping @Sendable () -> Timestamp
    ) {
        self.settings = settings
        self.streams = streams
        self.terminal = terminal
        self.now = now
        var failure: LogFileError?
        var file: LogFile?
        if let folder = settings.logFolder, settings.fileLevel != nil {
            do throws(LogFileError) {
                file = try LogFile(path: folder + "/dbt.log", maxBytes: settings.logFileMaxBytes)
            } catch {
                failure = error
            }
        }
        state = Mutex(State(file: file, live: nil, line: line))
        if let failure {
            emit(.warning("no-log-file", "no log is kept: cannot write '\(failure.path)': \(failure.reason)"))
        }
    }

    /// Hides more texts from now on: the secrets of the profile, once it is read.
    func hide(_ scrubber: SecretScrubber) { state.withLock { $0.line.scrubber = scrubber } }

    /// Hides what the present scrubber hides.
    var scrubber: SecretScrubber { state.withLock { $0.line.scrubber } }

    /// The `node_info` of an event: put together only where JSON is written.
    typealias NodeFields = @Sendable () -> ConfigMap

    /// Remembers the `node_info` of a node while it runs; nil forgets it.
    func know(_ id: String, _ info: NodeFields?) { state.withLock { $0.known[id] = info } }

    /// The `node_info` of a node that runs; nil for any other.
    func runningInfo(_ id: String) -> NodeFields? { state.withLock { $0.known[id] } }

    /// Whether messages of a level reach the terminal.
    func shows(_ level: LogLevel) -> Bool { settings.level.map { level >= $0 } ?? false }

    /// Writes an event to the terminal and to the log file, each where its level asks for it.
    func emit(_ event: LogEvent) { emit([event]) }

    /// Writes several events without anything between them.
    func emit(_ events: [LogEvent]) {
        let time = now()
        // Written down before the lock is taken: the workers need not wait for each other's texts.
        let line = state.withLock { $0.line }
        let shown = events.filter(isShown).map { line.text($0, format: settings.format, isColored: settings.isColored, at: time) }
        let kept = kept(events, line, time)
        state.withLock { state in
            if !shown.isEmpty { writeLine(shown.joined(separator: "\n"), &state) }
            state.file?.append(kept)
        }
    }

    private func isShown(_ event: LogEvent) -> Bool {
        guard let level = settings.level else { return false }
        if event.name == "PrintEvent", !settings.showsPrint { return false }
        return event.level >= level || event.isOutput
    }

    private func isKept(_ event: LogEvent) -> Bool {
        guard let level = settings.fileLevel, !event.isForTerminalOnly else { return false }
        return event.level >= level || event.isOutput
    }

    /// What the log file gets of some events: whole lines, written in one go.
    private func kept(_ events: [LogEvent], _ line: LogLine, _ time: Timestamp) -> [UInt8] {
        var bytes: [UInt8] = []
        for event in events where isKept(event) {
            bytes += line.text(event, format: settings.fileFormat, isColored: settings.fileIsColored, at: time).utf8
            bytes.append(UInt8(ascii: "\n"))
        }
        return bytes
    }

    /// Writes a line, or several, above the live region where there is one.
    private func writeLine(_ text: String, _ state: inout State) {
        guard let live = state.live else { return write(text + "\n", &state) }
        write(live.erasure + text + "\n" + colored(live.drawing), &state)
    }

    private func colored(_ text: String) -> String { settings.isColored ? text : Ink.removed(from: text) }

    private func write(_ text: String, _ state: inout State) { streams.out(Array(text.utf8)) }

    /// Writes events to the log file alone: the live view shows them its own way.
    func keep(_ events: [LogEvent]) {
        let time = now()
        let line = state.withLock { $0.line }
        let kept = kept(events, line, time)
        state.withLock { $0.file?.append(kept) }
    }

    /// Writes a line of the live view, above what changes.
    func writeLine(_ text: String) {
        state.withLock { state in writeLine(state.line.scrubber.scrub(colored(text)), &state) }
    }

    /// Writes text to standard output as it is: `--help`, `--version`, files of `show --output json`.
    func writeRaw(_ text: String) {
        state.withLock { state in write(state.line.scrubber.scrub(colored(text)), &state) }
    }

    /// Writes text to standard error as it is.
    func writeError(_ text: String) {
        state.withLock { state in
            streams.error(Array(state.line.scrubber.scrub(colored(text)).utf8))
        }
    }

    // MARK: The live region

    /// Lets a region follow everything that is written from now on; nil ends it. What was drawn is erased.
    func setLiveRegion(_ region: (any LiveRegion)?) {
        state.withLock { state in
            if let live = state.live { write(live.erasure, &state) }
            state.live = region
        }
    }

    /// Draws the live region anew.
    func redraw() {
        state.withLock { state in
            guard let live = state.live else { return }
            write(live.erasure + colored(live.drawing), &state)
        }
    }
}

/// Lines below all others that change in place. Called under the console's lock: it must not call back.
protocol LiveRegion: AnyObject, Sendable {
    /// The codes that remove what was drawn last and leave the cursor where it began.
    var erasure: String { get }
    /// The present content, drawn from the start of a line; remembered for `erasure`.
    var drawing: String { get }
}
