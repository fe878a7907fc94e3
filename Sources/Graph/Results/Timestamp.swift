/// A moment in UTC, to the microsecond: what artifacts and log lines show.
public struct Timestamp: Sendable, Comparable, Hashable {
    /// Seconds since 1970.
    public let seconds: Int
    /// Microseconds within the second, 0 to 999,999.
    public let microseconds: Int

    /// A moment; microseconds outside the second are carried over.
    public init(seconds: Int, microseconds: Int) {
        let carried = microseconds.quotientAndRemainder(dividingBy: 1_000_000)
        let borrows = carried.remainder < 0
        self.seconds = seconds + carried.quotient - (borrows ? 1 : 0)
        self.microseconds = carried.remainder + (borrows ? 1_000_000 : 0)
    }

    /// Seconds since 1970 with the fraction.
    public var interval: Double { Double(seconds) + Double(microseconds) / 1_000_000 }

    /// Earlier before later.
    public static func < (left: Timestamp, right: Timestamp) -> Bool {
        (left.seconds, left.microseconds) < (right.seconds, right.microseconds)
    }

    /// Seconds from an earlier moment to this one.
    public func timeInterval(since earlier: Timestamp) -> Double { interval - earlier.interval }

    /// Year, month, day, hour, minute, second in UTC.
    public var fields: (year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int) {
        let days = (seconds >= 0 ? seconds : seconds - 86_399) / 86_400
        let rest = seconds - days * 86_400
        // The civil calendar from a day count, by the usual algorithm over eras of 400 years that begin in March.
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, day, rest / 3600, rest / 60 % 60, rest % 60)
    }

    /// `2024-01-31T13:05:00.250000`, always with six digits of fraction and without a zone.
    public var isoText: String {
        let parts = fields
        return "\(Self.padded(parts.year, 4))-\(Self.padded(parts.month, 2))-\(Self.padded(parts.day, 2))T\(clockText)"
            + ".\(Self.padded(microseconds, 6))"
    }

    /// `isoText` with `Z` behind it: the form of artifacts.
    public var artifactText: String { isoText + "Z" }

    /// `13:05:00`.
    public var clockText: String {
        let parts = fields
        return "\(Self.padded(parts.hour, 2)):\(Self.padded(parts.minute, 2)):\(Self.padded(parts.second, 2))"
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
