public import Jinja

/// Makes Python's date objects of ISO texts.
public enum DateConversion {
    /// `2024-01-31` as a date; nil for anything else.
    public static func date(_ text: String) -> Value? { civilDate(Substring(text)).map { .object(DateObject($0)) } }

    /// `2024-01-31 13:05:00[.25][+02:00]` (or with `T`) as a datetime; nil for anything else.
    public static func timestamp(_ text: String) -> Value? {
        guard let split = text.firstIndex(where: { $0 == " " || $0 == "T" }), let date = civilDate(text[..<split]) else { return nil }
        var clock = text[text.index(after: split)...]
        var zone: TimeZoneObject?
        if clock.hasSuffix("Z") {
            clock.removeLast()
            zone = FixedZone.utc()
        } else if let sign = clock.lastIndex(where: { $0 == "+" || $0 == "-" }) {
            guard let span = offset(clock[sign...]) else { return nil }
            zone = FixedZone(span)
            clock = clock[..<sign]
        }
        guard let time = clockTime(clock) else { return nil }
        return .object(DatetimeObject(CivilDateTime(date, time), zone: zone))
    }

    private static func civilDate(_ text: Substring) -> CivilDate? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false).compactMap { Int($0) }
        return parts.count == 3 ? try? CivilDate(parts[0], parts[1], parts[2]) : nil
    }

    private static func clockTime(_ text: Substring) -> ClockTime? {
        let halves = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let parts = halves[0].split(separator: ":", omittingEmptySubsequences: false).compactMap { Int($0) }
        guard parts.count == 3 else { return nil }
        let digits = halves.count == 2 ? String(halves[1].prefix(6)) : ""
        let fraction = Int(digits + String(repeating: "0", count: 6 - digits.count)) ?? 0
        return try? ClockTime(parts[0], parts[1], parts[2], fraction)
    }

    private static func offset(_ text: Substring) -> TimeSpan? {
        let parts = text.dropFirst().split(separator: ":").compactMap { Int($0) }
        guard let hours = parts.first else { return nil }
        let seconds = hours * 3600 + (parts.count > 1 ? parts[1] * 60 : 0) + (parts.count > 2 ? parts[2] : 0)
        return try? TimeSpan(days: 0, seconds: text.first == "-" ? -seconds : seconds)
    }
}
