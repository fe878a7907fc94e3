import Diagnostics
import Formats
import Glibc
import Graph
import Project

extension Console {
    /// The console of an invocation, as its flags and the terminal want it.
    static func make(for invocation: Invocation, terminal: Terminal) -> Console {
        let line = LogLine(
            invocationID: invocation.id, scrubber: SecretScrubber(invocation.environment.secretValues),
            extra: ConfigMap(invocation.environment.metadata.map { ($0.0, .string($0.1)) }), processID: Int(getpid()))
        return Console(ConsoleSettings(invocation.flags, terminal: terminal), line: line, terminal: terminal, now: invocation.now)
    }

    /// A console that shows and keeps nothing.
    static func silent(now: @escaping @Sendable () -> Timestamp) -> Console {
        var settings = ConsoleSettings()
        settings.level = nil
        settings.fileLevel = nil
        let line = LogLine(invocationID: "", scrubber: .none, extra: ConfigMap(), processID: 0)
        return Console(settings, line: line, streams: Streams(out: { _ in }, error: { _ in }), now: now)
    }

    /// The live view of a run; nil where plain lines suit better.
    func liveView(_ messages: NodeMessages) -> LiveView? {
        guard settings.suitsLiveView(terminal) else { return nil }
        return LiveView(lines: LiveLines(signs: terminal.showsUnicode ? .unicode : .ascii, messages: messages), now: now)
    }
}
