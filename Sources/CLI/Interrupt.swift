import Glibc
import Runner

/// Turns Ctrl-C and a polite kill into the wish to stop. A second Ctrl-C ends the process at once.
enum Interrupt {
    /// The exit code of an interrupted run, as dbt's.
    static let exitCode: Int32 = 2

    /// Starts listening; call it before any other thread begins, since threads inherit what signals they block.
    ///
    /// - Parameters:
    ///   - stop: what to ask to stop.
    ///   - tell: told the names of the connections whose statements are being cancelled.
    static func listen(_ stop: StopSignal, tell: @escaping @Sendable ([String]) -> Void) {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGINT)
        sigaddset(&signals, SIGTERM)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        signal(SIGPIPE, SIG_IGN)
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
            var signals = sigset_t()
            sigemptyset(&signals)
            sigaddset(&signals, SIGINT)
            sigaddset(&signals, SIGTERM)
            var received: Int32 = 0
            sigwait(&signals, &received)
            tell(stop.request())
            sigwait(&signals, &received)
            _exit(Interrupt.exitCode)
        }
    }
}
