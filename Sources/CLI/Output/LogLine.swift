import Diagnostics
import ErrorCodes
import Formats
import Glibc
import Graph
import Runner

/// The forms a message can be written in.
enum LogFormat: Sendable, Equatable {
    /// `13:05:00  message`.
    case text
    /// `13:05:00.250000 [info ] [MainThread]: message`.
    case debug
    /// One JSON object a line.
    case json

    /// The format a flag names; `default` and everything else is what the output is meant to have.
    init(_ name: String?, standard: LogFormat) {
        switch name {
        case "text": self = .text
        case "debug": self = .debug
        case "json": self = .json
        default: self = standard
        }
    }
}

/// Writes events as lines: what all outputs of one invocation share.
struct LogLine: Sendable {
    /// The run's UUID.
    var invocationID: String
    /// Hides secrets.
    var scrubber: SecretScrubber
    /// `DBT_ENV_CUSTOM_ENV_…` variables without that prefix: `info.extra` in JSON.
    var extra: ConfigMap
    /// The process's number.
    var processID: Int

    /// The text of an event, without the line break at its end.
    func text(_ event: LogEvent, format: LogFormat, isColored: Bool, at time: Timestamp) -> String {
        switch format {
        case .text: plain(event, isColored, time)
        case .debug: debug(event, isColored, time)
        case .json: json(event, isColored, time)
        }
    }

    private func message(_ event: LogEvent, _ isColored: Bool) -> String {
        scrubber.scrub(isColored ? event.message : Ink.removed(from: event.message))
    }

    private func plain(_ event: LogEvent, _ isColored: Bool, _ time: Timestamp) -> String {
        let message = message(event, isColored)
        if event.isOutput { return message }
        return (isColored ? Ink.reset : "") + time.clockText + "  " + message
    }

    private func debug(_ event: LogEvent, _ isColored: Bool, _ time: Timestamp) -> String {
        let clock = Self.localClock(time)
        var line = ""
        if event.name == "MainReportVersion" {
            let bar = String(repeating: "=", count: 30)
            line = "\n\n\(bar) \(clock) | \(invocationID) \(bar)\n"
        }
        let level = event.level.rawValue.padded(to: 5)
        let thread = String((event.thread ?? ThreadName.current).prefix(10)).padded(to: 10)
        return line + "\(isColored ? Ink.reset : "")\(clock) [\(level)] [\(thread)]: \(message(event, isColored))"
    }

    private func json(_ event: LogEvent, _ isColored: Bool, _ time: Timestamp) -> String {
        let message = event.messageForPrograms ?? event.message
        let info: ConfigMap = [
            "category": "", "code": .string(event.code), "extra": .map(extra), "invocation_id": .string(invocationID),
            "level": .string(event.level.rawValue), "msg": .string(isColored ? message : Ink.removed(from: message)),
            "name": .string(event.name), "pid": .int(processID), "thread": .string(event.thread ?? ThreadName.current),
            "ts": .string(time.artifactText),
        ]
        var object: ConfigMap = ["data": .map(event.data().sorted)]
        if let place = event.place {
            object["diagnostic"] = .map(place.sorted)
        } else if event.level >= .warn, let id = WarningName.ids(ofEvent: event.name).first {
            object["diagnostic"] = .map(["code": .string(id.code)])
        }
        object["info"] = .map(info)
        return scrubber.scrub(JSONWriter.text(of: .map(object)))
    }

    /// The time of day where the program runs, with microseconds: what dbt's debug lines show, unlike its plain ones.
    private static func localClock(_ time: Timestamp) -> String {
        var seconds = time_t(time.seconds)
        var parts = tm()
        localtime_r(&seconds, &parts)
        func two(_ number: Int32) -> String { (number < 10 ? "0" : "") + String(number) }
        let fraction = String(String(1_000_000 + time.microseconds).dropFirst())
        return "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec)).\(fraction)"
    }
}

extension String {
    /// The text with blanks behind it up to a number of characters.
    func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}

extension ConfigMap {
    /// The mapping with its keys in alphabetical order, at every depth: how dbt writes its JSON lines.
    var sorted: ConfigMap {
        ConfigMap(entries.sorted { $0.name < $1.name }.map { ($0.name, $0.value.sorted) })
    }
}

extension ConfigValue {
    fileprivate var sorted: ConfigValue {
        switch kind {
        case .map(let map): .map(map.sorted)
        case .list(let elements): .list(elements.map(\.sorted))
        default: self
        }
    }
}

/// The names dbt gives threads.
enum ThreadName {
    /// The name of this thread: `MainThread`, or `Thread-1 (worker)` for a worker.
    static var current: String { WorkerNumber.current.map { "Thread-\($0) (worker)" } ?? "MainThread" }
}
