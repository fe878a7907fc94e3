import Diagnostics
import Glibc
import Graph
import Project
import Runner
import Warehouse

/// Waits for the run lock of a target.
struct RunLockWait {
    let lock: any RunLock
    /// One line about who asks.
    let holder: String
    /// The target's name, for messages.
    let target: String
    /// Seconds to wait; 0 for none, nil for as long as it takes.
    let seconds: Int?
    let console: Console
    let stop: StopSignal

    /// How long between two looks, in microseconds.
    private static let pause: UInt32 = 100_000

    /// Takes the lock. Throws a diagnostic where another run has it for too long, `cancelled` where somebody asked to stop.
    func take() throws {
        let began = console.now()
        var isTold = false
        while try !lock.take(for: holder) {
            let waited = console.now().timeInterval(since: began)
            let other = lock.holder
            if let seconds, waited >= Double(seconds) { throw taken(by: other, after: seconds) }
            if !isTold {
                console.emit(.note("Waiting for target '\(target)', which is being built by \(other ?? "another run")"))
                isTold = true
            }
            if stop.isRequested { throw WarehouseError(.cancelled, "interrupted") }
            usleep(Self.pause)
        }
    }

    private func taken(by other: String?, after seconds: Int) -> Diagnostic {
        let who = other ?? "another run"
        let wait = seconds > 0 ? "; waited \(WrittenDuration.text(seconds: seconds))" : ""
        return Diagnostic(
            "lock-held", .error, "Target '\(target)' is being built by \(who)\(wait)",
            hint: "let it end, or wait for it with --lock-wait 10m or 'lock: wait' in smelt.yml")
    }
}
