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

extension Timestamp {
    /// The beginning of an hour of a day of the Gregorian calendar; a day past the month's end runs over into the next.
    public init(year: Int, month: Int, day: Int, hour: Int = 0) {
        // Days since 1970, by the usual algorithm over eras of 400 years that begin in March.
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let days = era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
        self.init(seconds: days * 86_400 + hour * 3600, microseconds: 0)
    }

    /// A moment from ISO text: a day, or a day and a time behind `T` or a blank, with or without seconds and their fraction. Nil for
    /// anything else.
    ///
    /// - Parameter heedsZone: whether an offset behind the time counts; else the clock is read as UTC, whatever zone is named.
    public init?(iso text: String, heedsZone: Bool = true) {
        let parts = text.split(maxSplits: 1, omittingEmptySubsequences: false, whereSeparator: { $0 == "T" || $0 == " " })
        let day = parts[0].split(separator: "-", omittingEmptySubsequences: false)
        guard day.map(\.count) == [4, 2, 2], let year = Self.digits(day[0]), let month = Self.digits(day[1]),
            let date = Self.digits(day[2]),
            year >= 1, (1...12).contains(month), (1...Self.days(inMonth: month, of: year)).contains(date)
        else { return nil }
        let midnight = Timestamp(year: year, month: month, day: date)
        guard parts.count == 2 else {
            self = midnight
            return
        }
        let clock = parts[1].prefix { $0.isNumber || $0 == ":" || $0 == "." }
        guard let offset = Self.offset(parts[1].dropFirst(clock.count)), let time = Self.clock(clock) else { return nil }
        self.init(seconds: midnight.seconds + time.seconds - (heedsZone ? offset : 0), microseconds: time.microseconds)
    }

    private static func digits(_ text: Substring) -> Int? {
        text.allSatisfy { $0.isASCII && $0.isNumber } ? Int(text) : nil
    }

    private static func clock(_ text: Substring) -> (seconds: Int, microseconds: Int)? {
        let halves = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let fields = halves[0].split(separator: ":", omittingEmptySubsequences: false)
        guard (1...3).contains(fields.count), fields.allSatisfy({ $0.count == 2 }) else { return nil }
        let numbers = fields.compactMap(digits)
        guard numbers.count == fields.count, zip(numbers, [23, 59, 59]).allSatisfy({ $0 <= $1 }) else { return nil }
        let seconds = zip(numbers, [3600, 60, 1]).reduce(0) { $0 + $1.0 * $1.1 }
        guard halves.count == 2 else { return (seconds, 0) }
        guard fields.count == 3, (1...6).contains(halves[1].count), let fraction = digits(halves[1]) else { return nil }
        return (seconds, (halves[1].count..<6).reduce(fraction) { number, _ in number * 10 })
    }

    /// Seconds east of Greenwich: 0 for no text and for `Z`.
    private static func offset(_ text: Substring) -> Int? {
        if text.isEmpty || text == "Z" { return 0 }
        guard let sign = text.first, sign == "+" || sign == "-" else { return nil }
        let rest = text.dropFirst()
        let pattern =
            rest.contains(":") ? rest.split(separator: ":", omittingEmptySubsequences: false) : [rest.prefix(2), rest.dropFirst(2)]
        guard pattern.count == 2, pattern[0].count == 2, pattern[1].count == 2 || pattern[1].isEmpty, let hours = digits(pattern[0]) else {
            return nil
        }
        let minutes = pattern[1].isEmpty ? 0 : digits(pattern[1]) ?? 0
        return (sign == "-" ? -1 : 1) * (hours * 3600 + minutes * 60)
    }

    /// How many days a month has.
    static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// `2024-01-31T13:05:00+00:00`, with six digits of fraction where there is one: Python's `isoformat`.
    public var zonedText: String { (microseconds == 0 ? String(isoText.dropLast(7)) : isoText) + "+00:00" }

    /// `2024-01-31 13:05:00+00:00`: Python's `str(datetime)`, which event-time filters compare with.
    public var pythonText: String { zonedText.replacing("T", with: " ") }
}
