import Diagnostics
import ErrorCodes
import Formats

/// One message to the outside world, in the form dbt gives its own: a named event with a text for people and fields for programs.
///
/// Whatever smelt says, it says through one of these; `Console` writes it as a plain line, a debug line or a JSON object.
struct LogEvent: Sendable {
    /// dbt's name of the event: `LogStartLine`.
    let name: String
    /// dbt's code of the event: `Q011`.
    let code: String
    /// How grave it is.
    let level: LogLevel
    /// The text for people, with colour codes where `Ink` put them.
    let message: String
    /// The text in JSON where it is another: dbt's line alone, without the window on the source.
    var messageForPrograms: String?
    /// The fields of `data` in JSON, `node_info` included; put together only where JSON is written.
    let data: @Sendable () -> ConfigMap
    /// The thread it comes from, by dbt's name; nil for the thread that reports it.
    let thread: String?
    /// Which place of which file it is about: `diagnostic` in JSON, beside dbt's `data` and `info`.
    let place: ConfigMap?

    /// An event with all its parts.
    init(
        _ name: String, _ code: String, _ level: LogLevel = .info, _ message: String,
        data: @autoclosure @escaping @Sendable () -> ConfigMap = [:], thread: String? = nil, place: ConfigMap? = nil
    ) {
        self.name = name
        self.code = code
        self.level = level
        self.message = message
        self.data = data
        self.thread = thread
        self.place = place
    }

    /// Whether it is output that was asked for rather than a message about the run: shown without a time, `--quiet` or not.
    var isOutput: Bool { name == "PrintEvent" || name == "ShowNode" || name == "CompiledNode" }

    /// Whether it is left out of the log file: `clean` may just have removed its folder.
    var isForTerminalOnly: Bool { code == "Z012" || code == "Z013" || code == "Z014" || code == "Z015" }

    /// An empty line, or text that only sets others apart.
    static func formatting(_ text: String = "", level: LogLevel = .info) -> LogEvent {
        LogEvent("Formatting", "Z017", level, text, data: ["msg": .string(text)])
    }

    /// A remark without a name of its own.
    static func note(_ text: String, level: LogLevel = .info) -> LogEvent {
        LogEvent("Note", "Z050", level, text, data: ["msg": .string(text)])
    }

    /// A warning that dbt does not have, about no place.
    static func warning(_ id: DiagnosticID, _ text: String) -> LogEvent {
        LogEvent(
            "Note", "Z050", .warn, Ink.warningTag(text, event: id.code), data: ["msg": .string(text)],
            place: ["code": .string(id.code), "id": .string(id.name), "severity": "warning"])
    }

    /// Output that was asked for: `print()`, the lines of `ls`.
    static func output(_ text: String) -> LogEvent {
        LogEvent("PrintEvent", "Z052", .info, text, data: ["msg": .string(text)])
    }
}

/// How grave a message is, by dbt's names.
enum LogLevel: String, Sendable, Comparable {
    case debug, info, warn, error

    private var rank: Int {
        switch self {
        case .debug: 0
        case .info: 1
        case .warn: 2
        case .error: 3
        }
    }

    /// debug < info < warn < error.
    static func < (left: LogLevel, right: LogLevel) -> Bool { left.rank < right.rank }
}
