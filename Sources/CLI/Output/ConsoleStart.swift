import Diagnostics
import Formats
import Glibc
import Project

extension Console {
    /// The console of an invocation, as its flags and the terminal want it.
    static func make(for invocation: Invocation, terminal: Terminal) -> Console {
        let line = LogLine(
            invocationID: invocation.id, scrubber: SecretScrubber(invocation.environment.secretValues), extra: ConfigMap(),
            processID: Int(getpid()))
        return Console(ConsoleSettings(invocation.flags, terminal: terminal), line: line, now: invocation.now)
    }
}
