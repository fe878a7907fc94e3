import Formats
import Glibc

/// `deprecation_date`: a day or a moment, as the manifest shows it.
enum Deprecation {
    /// ISO text with a zone; a day is its midnight, a moment without zone is local time. Nil where absent or no date.
    static func timestamp(_ value: ConfigValue?) -> String? {
        guard let text = value.flatMap(text) else { return nil }
        let parts = text.split(whereSeparator: { $0 == "T" || $0 == " " })
        guard let day = parts.first, day.split(separator: "-").count == 3 else { return nil }
        let time = parts.count > 1 ? String(parts[1]) : "00:00:00"
        if time.hasSuffix("Z") { return "\(day)T\(time.dropLast())+00:00" }
        if time.contains("+") || time.dropFirst(5).contains("-") { return "\(day)T\(time)" }
        return "\(day)T\(time)\(localOffset(String(day), time))"
    }

    private static func text(_ value: ConfigValue) -> String? {
        switch value.kind {
        case .string(let text), .date(let text), .timestamp(let text): text
        default: nil
        }
    }

    private static func localOffset(_ day: String, _ time: String) -> String {
        let dayParts = day.split(separator: "-").compactMap { Int32($0) }
        let timeParts = time.split(separator: ":").compactMap { Double($0) }
        guard dayParts.count == 3 else { return "+00:00" }
        var parts = tm()
        parts.tm_year = dayParts[0] - 1900
        parts.tm_mon = dayParts[1] - 1
        parts.tm_mday = dayParts[2]
        parts.tm_hour = timeParts.first.map { Int32($0) } ?? 0
        parts.tm_min = timeParts.count > 1 ? Int32(timeParts[1]) : 0
        parts.tm_isdst = -1
        _ = mktime(&parts)
        let minutes = Int(parts.tm_gmtoff) / 60
        func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return (minutes < 0 ? "-" : "+") + padded(abs(minutes) / 60) + ":" + padded(abs(minutes) % 60)
    }
}
