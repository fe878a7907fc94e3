import Files
import Formats
import Graph
import Synchronization
import Warehouse

/// How long each stage of the road took, and how much there was to do: shown with `SMELT_TIMINGS=1`, written to a file with
/// `--record-timing-info`.
final class StageTimings: Sendable {
    private struct State {
        var stages: [(name: String, seconds: Double)] = []
        var nodes = 0
        var nodesRun = 0
        var adapters: [any Adapter] = []
    }

    /// What goes through the disk.
    let files = FileTraffic()
    private let now: @Sendable () -> Timestamp
    private let begin: Timestamp
    private let state = Mutex(State())

    /// Nothing measured yet of a command that began at a moment.
    init(since begin: Timestamp, now: @escaping @Sendable () -> Timestamp) {
        self.begin = begin
        self.now = now
    }

    /// Runs a stage and notes how long it took.
    func measure<T>(_ name: String, _ work: () throws -> T) rethrows -> T {
        let begin = now()
        defer {
            let seconds = now().timeInterval(since: begin)
            state.withLock { $0.stages.append((name, seconds)) }
        }
        return try work()
    }

    /// Counts the traffic of an adapter from now on.
    func follow(_ adapter: any Adapter) { state.withLock { $0.adapters.append(adapter) } }

    /// Notes the size of a project that was resolved.
    func count(nodes: Int) { state.withLock { $0.nodes += nodes } }

    /// Notes the size of a run.
    func count(nodesRun: Int) { state.withLock { $0.nodesRun += nodesRun } }

    /// What was counted until now, in the order of the road; without what was not needed and what nobody knows.
    var counts: [(name: String, count: Int)] {
        let (nodes, nodesRun, traffic) = state.withLock { state in
            (state.nodes, state.nodesRun, state.adapters.reduce(Traffic()) { $0 + $1.traffic })
        }
        let all: [(String, Int?)] = [
            ("files read", files.filesRead), ("bytes read", files.bytesRead), ("nodes", nodes), ("nodes run", nodesRun),
            ("connections", traffic.connections), ("statements", traffic.statements), ("round trips", traffic.roundTrips),
            ("bytes to the server", traffic.bytesSent), ("bytes from the server", traffic.bytesReceived),
            ("rows loaded", traffic.rowsLoaded),
            ("files written", files.filesWritten), ("bytes written", files.bytesWritten),
        ]
        return all.compactMap { name, count in count.flatMap { $0 == 0 ? nil : (name, $0) } }
    }

    private var stages: [(name: String, seconds: Double)] {
        state.withLock { $0.stages } + [("total", now().timeInterval(since: begin))]
    }

    /// One line a stage: milliseconds and name; then one line a count.
    var text: String {
        let stages = stages.map { stage in
            let tenths = Int((stage.seconds * 10_000).rounded())
            return Self.line("\(tenths / 10).\(tenths % 10)", "ms  " + stage.name)
        }
        return (stages + counts.map { Self.line(String($0.count), "    " + $0.name) }).joined(separator: "\n")
    }

    private static func line(_ number: String, _ rest: String) -> String {
        String(repeating: " ", count: max(0, 10 - number.count)) + number + " " + rest
    }

    /// The stages as a list of names and seconds, and the counts by name (`files_read`), as JSON.
    var json: String {
        let list = stages.map { ConfigValue.map(["stage": .string($0.name), "seconds": .float($0.seconds)]) }
        let counts = ConfigMap(counts.map { ($0.name.replacing(" ", with: "_"), .int($0.count)) })
        return JSONWriter.text(of: .map(["stages": .list(list), "counts": .map(counts)])) + "\n"
    }
}
