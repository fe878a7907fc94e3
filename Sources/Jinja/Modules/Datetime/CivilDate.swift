/// A day of the Gregorian calendar, years 1 to 9999, as Python's `datetime.date` counts.
public struct CivilDate: Sendable, Hashable {
    /// 1 to 9999.
    public let year: Int
    /// 1 to 12.
    public let month: Int
    /// 1 to 31.
    public let day: Int

    /// The ordinal of the last day there is.
    static let lastOrdinal = 3_652_059

    /// A day. Throws Python's ValueError where there is no such day.
    public init(_ year: Int, _ month: Int, _ day: Int) throws {
        guard (1...9999).contains(year) else { throw JinjaError(.value, "year \(year) is out of range") }
        guard (1...12).contains(month) else { throw JinjaError(.value, "month must be in 1..12") }
        guard day >= 1, day <= Self.daysInMonth(year, month) else { throw JinjaError(.value, "day is out of range for month") }
        self.year = year
        self.month = month
        self.day = day
    }

    /// The day with an ordinal: 1 January of year 1 is 1. Throws an OverflowError out of range.
    public init(ordinal: Int) throws {
        guard (1...Self.lastOrdinal).contains(ordinal) else { throw JinjaError(.overflow, "date value out of range") }
        // Count from 1 March of year 0, so that the leap day ends a year.
        let shifted = ordinal + 305
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        self.year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        self.month = month
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    }

    /// Whether a year has a leap day.
    static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    /// How many days a month has.
    static func daysInMonth(_ year: Int, _ month: Int) -> Int {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days from the start of the calendar: 1 for 1 January of year 1.
    var ordinal: Int { Self.daysBefore(year) + dayOfYear }

    /// How many days lie before 1 January of a year.
    static func daysBefore(_ year: Int) -> Int {
        let past = year - 1
        return past * 365 + past / 4 - past / 100 + past / 400
    }

    /// 1 to 366.
    var dayOfYear: Int {
        (1..<month).reduce(day) { $0 + Self.daysInMonth(year, $1) }
    }

    /// Monday is 0.
    var weekday: Int { (ordinal + 6) % 7 }

    /// The ISO week date: year, week 1 to 53, weekday 1 to 7.
    var isoCalendar: (year: Int, week: Int, weekday: Int) {
        var isoYear = year
        var start = Self.isoYearStart(isoYear)
        var week = (ordinal - start) >= 0 ? (ordinal - start) / 7 : -1
        if week < 0 {
            isoYear -= 1
            start = Self.isoYearStart(isoYear)
            week = (ordinal - start) / 7
        } else if week >= 52, ordinal >= Self.isoYearStart(isoYear + 1) {
            isoYear += 1
            week = 0
        }
        return (isoYear, week + 1, weekday + 1)
    }

    /// The ordinal of the Monday that starts an ISO year.
    static func isoYearStart(_ year: Int) -> Int {
        let first = daysBefore(year) + 1
        let weekday = (first + 6) % 7
        let monday = first - weekday
        return weekday > 3 ? monday + 7 : monday
    }

    /// The day of an ISO week date. Throws a ValueError where there is no such day.
    init(isoYear: Int, week: Int, weekday: Int) throws {
        guard (1...9999).contains(isoYear) else { throw JinjaError(.value, "Year is out of range: \(isoYear)") }
        let weeks = (Self.isoYearStart(isoYear + 1) - Self.isoYearStart(isoYear)) / 7
        guard week >= 1, week <= weeks else { throw JinjaError(.value, "Invalid week: \(week)") }
        guard (1...7).contains(weekday) else { throw JinjaError(.value, "Invalid weekday: \(weekday) (range is [1, 7])") }
        try self.init(ordinal: Self.isoYearStart(isoYear) + (week - 1) * 7 + weekday - 1)
    }

    /// `2024-01-02`.
    var iso: String { "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))" }
}

/// A number with zeros in front.
func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}

/// A time of day to the microsecond.
public struct ClockTime: Sendable, Hashable {
    /// 0 to 23.
    public let hour: Int
    /// 0 to 59.
    public let minute: Int
    /// 0 to 59.
    public let second: Int
    /// 0 to 999,999.
    public let microsecond: Int

    /// Midnight.
    static let midnight = ClockTime(microseconds: 0)
    /// Microseconds of a day.
    static let day = 86_400_000_000

    /// A time. Throws Python's ValueError where a part is out of range.
    public init(_ hour: Int = 0, _ minute: Int = 0, _ second: Int = 0, _ microsecond: Int = 0) throws {
        guard (0...23).contains(hour) else { throw JinjaError(.value, "hour must be in 0..23") }
        guard (0...59).contains(minute) else { throw JinjaError(.value, "minute must be in 0..59") }
        guard (0...59).contains(second) else { throw JinjaError(.value, "second must be in 0..59") }
        guard (0...999_999).contains(microsecond) else { throw JinjaError(.value, "microsecond must be in 0..999999") }
        self.hour = hour
        self.minute = minute
        self.second = second
        self.microsecond = microsecond
    }

    /// The time so many microseconds after midnight, below one day.
    init(microseconds: Int) {
        microsecond = microseconds % 1_000_000
        let seconds = microseconds / 1_000_000
        second = seconds % 60
        minute = seconds / 60 % 60
        hour = seconds / 3600 % 24
    }

    /// Microseconds since midnight.
    var microseconds: Int { ((hour * 60 + minute) * 60 + second) * 1_000_000 + microsecond }

    /// `09:05:00`, with the fraction where it is not zero, or as `timespec` says. Throws a ValueError for an unknown one.
    func iso(_ timespec: String = "auto") throws -> String {
        let hours = padded(hour, 2)
        let minutes = hours + ":" + padded(minute, 2)
        let seconds = minutes + ":" + padded(second, 2)
        switch timespec {
        case "auto": return microsecond == 0 ? seconds : seconds + "." + padded(microsecond, 6)
        case "hours": return hours
        case "minutes": return minutes
        case "seconds": return seconds
        case "milliseconds": return seconds + "." + padded(microsecond / 1000, 3)
        case "microseconds": return seconds + "." + padded(microsecond, 6)
        default: throw JinjaError(.value, "Unknown timespec value")
        }
    }
}

/// A day and a time without a zone.
public struct CivilDateTime: Sendable, Hashable {
    /// The day.
    public let date: CivilDate
    /// The time of day.
    public let time: ClockTime

    /// A day and a time.
    public init(_ date: CivilDate, _ time: ClockTime) {
        self.date = date
        self.time = time
    }

    /// Microseconds since the start of year 1.
    var microseconds: Int { (date.ordinal - 1) * ClockTime.day + time.microseconds }

    /// The moment so many microseconds after the start of year 1. Throws an OverflowError outside the years 1 to 9999.
    init(microseconds: Int) throws {
        guard microseconds >= 0 else { throw JinjaError(.overflow, "date value out of range") }
        date = try CivilDate(ordinal: microseconds / ClockTime.day + 1)
        time = ClockTime(microseconds: microseconds % ClockTime.day)
    }

    /// 1 January 1970, in microseconds since the start of year 1.
    static let epoch = 719_162 * ClockTime.day

    /// The moment shifted by a span. Throws an OverflowError outside the years 1 to 9999.
    func adding(_ span: TimeSpan) throws -> CivilDateTime {
        guard let sum = Int(exactly: Int128(microseconds) + span.microseconds) else {
            throw JinjaError(.overflow, "date value out of range")
        }
        return try CivilDateTime(microseconds: sum)
    }
}
