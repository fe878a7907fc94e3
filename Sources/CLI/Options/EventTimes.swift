import Diagnostics
import Formats
import Graph

/// `--event-time-start` and `--event-time-end`: each needs the other, and the first has to be the earlier one.
enum EventTimes {
    /// Checks both. Throws `UsageError`.
    static func check(start: String?, end: String?) throws {
        switch (start, end) {
        case (nil, nil): return
        case (nil, _?): throw missing("end", "start")
        case (_?, nil): throw missing("start", "end")
        case (let start?, let end?):
            guard normalized(start) < normalized(end) else {
                throw UsageError(message: "Value for `--event-time-start` must be less than `--event-time-end`")
            }
        }
    }

    private static func missing(_ given: String, _ absent: String) -> UsageError {
        UsageError(
            message: "The flag `--event-time-\(given)` was specified, but `--event-time-\(absent)` was not. "
                + "When specifying `--event-time-\(given)`, `--event-time-\(absent)` must also be present.")
    }

    /// `2024-01-01T00:00:00`, which sorts as the time does.
    static func normalized(_ text: String) -> String {
        text.count == 10 ? text + "T00:00:00" : text.replacing(" ", with: "T")
    }

    /// Whether a text has one of the three forms: `2024-01-01`, with a time behind `T`, with a time behind a blank.
    static func isValid(_ text: String) -> Bool {
        let pattern = Array(text.count == 10 ? "dddd-dd-dd" : "dddd-dd-ddTdd:dd:dd")
        let characters = Array(text)
        guard characters.count == pattern.count else { return false }
        return zip(characters, pattern).allSatisfy { character, expected in
            switch expected {
            case "d": character.isASCII && character.isNumber
            case "T": character == "T" || character == " "
            default: character == expected
            }
        }
    }
}

/// Reads the value of `--sample`.
enum SampleWindow {
    private static let grains = BatchSize.allCases.map(\.rawValue)

    /// The window a text stands for: so many hours, days, months or years before `now`, or what a mapping says. Throws `UsageError`.
    static func read(_ text: String, now: Timestamp) throws -> EventTimeWindow {
        text.drop { $0.isWhitespace }.first == "{" ? try absolute(text) : try relative(text, now)
    }

    private static func relative(_ text: String, _ now: Timestamp) throws -> EventTimeWindow {
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 2 else {
            throw UsageError(
                message: "Cannot load SAMPLE_WINDOW from '\(text)'. Must be of form 'DAYS_INT GRAIN_SIZE'.",
                hint: "for example --sample '3 days'")
        }
        guard let count = Int(words[0]) else { throw UsageError(message: "Unable to convert '\(words[0])' to an integer.") }
        var grain = words[1].lowercased()
        while grain.last == "s" { grain.removeLast() }
        guard let size = BatchSize(rawValue: grain) else {
            let known = (grains + grains.map { $0 + "s" }).map { "'\($0)'" }.joined(separator: ", ")
            throw UsageError(message: "Invalid grain size '\(words[1])'. Must be one of [\(known)].")
        }
        return EventTimeWindow(start: size.shift(now, by: count == .min ? .max : -count), end: now)
    }

    private static func absolute(_ text: String) throws -> EventTimeWindow {
        let (content, diagnostics) = YAMLReader.read(SourceFile(path: "--sample", text: text))
        guard let map = content?.map, !diagnostics.contains(where: { $0.severity == .error }) else {
            throw UsageError(message: "String '\(text)' is not valid YAML")
        }
        return EventTimeWindow(start: try moment("start", map), end: try moment("end", map))
    }

    private static func moment(_ name: String, _ map: ConfigMap) throws -> Timestamp {
        guard let value = map[name] else {
            throw UsageError(message: "Field \"\(name)\" of type datetime is missing in SampleWindow instance")
        }
        let text: String? =
            switch value.kind {
            case .string(let text), .date(let text), .timestamp(let text): text
            default: nil
            }
        guard let moment = text.flatMap({ Timestamp(iso: $0, heedsZone: false) }) else {
            let shown = text ?? PythonStyle.text(value)
            throw UsageError(message: "Field \"\(name)\" of type datetime in SampleWindow has invalid value \(shown)")
        }
        return moment
    }
}
