import Formats
import Graph
import Jinja
import Project

extension Timestamp {
    /// The moment as a datetime with pytz's UTC, as dbt makes them.
    var jinjaValue: Value {
        (try? DatetimeObject(unixSeconds: seconds, microseconds: microseconds, zone: PytzUTC.make())).map { .object($0) }
            ?? .string(pythonText)
    }
}

extension Batch {
    /// The batch as templates see it: `model.batch`.
    var jinjaValue: Value {
        .object(
            DictObject([
                ("id", .string(id)), ("event_time_start", window.start.jinjaValue), ("event_time_end", window.end.jinjaValue),
            ]))
    }
}

extension Node {
    /// Keys of a microbatch model's configuration that are datetimes in templates.
    static let momentKeys = ["begin", "__dbt_internal_microbatch_event_time_start", "__dbt_internal_microbatch_event_time_end"]

    /// The value of such a key; nil for every other key, and where it has no value.
    func moment(_ key: String) -> Value? {
        guard self.isMicrobatch else { return nil }
        switch key {
        case "begin": return self.config[key]?.string.flatMap(DateConversion.timestamp)
        case "__dbt_internal_microbatch_event_time_start": return self.model?.batch?.window.start.jinjaValue
        case "__dbt_internal_microbatch_event_time_end": return self.model?.batch?.window.end.jinjaValue
        default: return nil
        }
    }
}

/// The window of `--sample` as `flags` and `invocation_args_dict` show it.
final class SampleWindowObject: Object {
    private let window: EventTimeWindow

    /// Wraps a window.
    init(_ window: EventTimeWindow) { self.window = window }

    override var typeName: String { "SampleWindow" }
    override func attribute(_ name: String, _ renderer: Renderer) throws -> Value? {
        switch name {
        case "start": window.start.jinjaValue
        case "end": window.end.jinjaValue
        default: nil
        }
    }
    override func repr() throws -> String {
        "SampleWindow(start=\(try window.start.jinjaValue.repr()), end=\(try window.end.jinjaValue.repr()))"
    }
}
