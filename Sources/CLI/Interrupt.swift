import Glibc
import Graph
import Runner

/// Turns Ctrl-C, a polite kill and a closed terminal into the wish to stop. A second one ends the process at once.
enum Interrupt {
    /// The exit code of an interrupted run in a command that dbt has, and of what was ended by a second signal.
    static let exitCode = ExitCode.interrupted.inDbt

    /// The signals that ask to stop; those that the process was started to ignore (`nohup`, a shell's background job) stay ignored.
    private static let signals: sigset_t = {
        var signals = sigset_t()
        sigemptyset(&signals)
        for number in [SIGINT, SIGTERM, SIGHUP] {
            var action = sigaction()
            sigaction(number, nil, &action)
            let isIgnored = unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
            if !isIgnored { sigaddset(&signals, number) }
        }
        return signals
    }()

    /// Keeps the signals until `listen`; call it before any other thread begins: threads inherit what signals they block, and one that
    /// does not block them would let them end the process.
    static func prepare() {
        var signals = signals
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        signal(SIGPIPE, SIG_IGN)
    }

    /// Starts listening.
    ///
    /// - Parameters:
    ///   - stop: what to ask to stop.
    ///   - tell: told the names of the connections whose statements are being cancelled.
    static func listen(_ stop: StopSignal, tell: @escaping @Sendable ([String]) -> Void) {
        start {
            var signals = signals
            var received: Int32 = 0
            guard sigwait(&signals, &received) == 0 else { return }
            // On a thread of its own: the second signal must be heard even while a server does not answer.
            start { stop.request(telling: tell) }
            let first = Process.now()
            // What sends a signal to the process and then to its group means one wish, not two.
            repeat { sigwait(&signals, &received) } while Process.now().timeInterval(since: first) < 0.5
            _exit(exitCode)
        }
    }

    private static func start(_ work: @escaping @Sendable () -> Void) {
        var thread = pthread_t()
        let context = Unmanaged.passRetained(Work(work)).toOpaque()
        let status = pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                Unmanaged<Work>.fromOpaque(context).takeRetainedValue().body()
                return nil
            }, context)
        if status == 0 { pthread_detach(thread) } else { Unmanaged<Work>.fromOpaque(context).release() }
    }

    private final class Work: Sendable {
        let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
}
