import Formats
import Graph
import Synchronization

/// How long each stage of the road took: shown with `SMELT_TIMINGS=1`, written to a file with `--record-timing-info`.
final class StageTimings: Sendable {
    private let now: @Sendable () -> Timestamp
    private let stages = Mutex<[(name: String, seconds: Double)]>([])

    /// Nothing measured yet.
    init(now: @escaping @Sendable () -> Timestamp) { self.now = now }

    /// Runs a stage and notes how long it took.
    func measure<T>(_ name: String, _ work: () throws -> T) rethrows -> T {
        let begin = now()
        defer {
            let seconds = now().timeInterval(since: begin)
            stages.withLock { $0.append((name, seconds)) }
        }
        return try work()
    }

    /// One line a stage: milliseconds and name.
    var text: String {
        stages.withLock { stages in
            stages.map { stage in
                let tenths = Int((stage.seconds * 10_000).rounded())
                let number = "\(tenths / 10).\(tenths % 10)"
                return String(repeating: " ", count: max(0, 10 - number.count)) + number + " ms  " + stage.name
            }.joined(separator: "\n")
        }
    }

    /// The stages as JSON: a list of names and seconds.
    var json: String {
        let list = stages.withLock { stages in
            stages.map { ConfigValue.map(["stage": .string($0.name), "seconds": .float($0.seconds)]) }
        }
        return JSONWriter.text(of: .list(list)) + "\n"
    }
}
