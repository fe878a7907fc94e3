import Glibc
import Graph
import Runner

/// Turns Ctrl-C and a polite kill into the wish to stop. A second Ctrl-C ends the process at once.
enum Interrupt {
    /// The exit code of an interrupted run, as dbt's.
    static let exitCode: Int32 = 2

    /// Keeps the signals from ending the process. Called on the main thread before any other begins: threads inherit what they block, and a
    /// signal goes to any thread that does not.
    static func block() {
        var signals = signals
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        signal(SIGPIPE, SIG_IGN)
    }

    private static var signals: sigset_t {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGINT)
        sigaddset(&signals, SIGTERM)
        return signals
    }

    /// Starts listening, after `block`.
    ///
    /// - Parameters:
    ///   - stop: what to ask to stop.
    ///   - tell: told the names of the connections whose statements are being cancelled.
    static func listen(_ stop: StopSignal, tell: @escaping @Sendable ([String]) -> Void) {
        var thread = pthread_t()
        let context = Unmanaged.passRetained(Listener(stop: stop, tell: tell)).toOpaque()
        let status = pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                Unmanaged<Listener>.fromOpaque(context).takeRetainedValue().listen()
                return nil
            }, context)
        if status == 0 { pthread_detach(thread) } else { Unmanaged<Listener>.fromOpaque(context).release() }
    }

    private final class Listener: Sendable {
        private let stop: StopSignal
        private let tell: @Sendable ([String]) -> Void

        init(stop: StopSignal, tell: @escaping @Sendable ([String]) -> Void) {
            self.stop = stop
            self.tell = tell
        }

        func listen() {
            var signals = Interrupt.signals
            var received: Int32 = 0
            sigwait(&signals, &received)
            let first = Process.now()
            tell(stop.request())
            // What sends a signal to the process and then to its group means one wish, not two.
            repeat { sigwait(&signals, &received) } while Process.now().timeInterval(since: first) < 0.5
            _exit(Interrupt.exitCode)
        }
    }
}
