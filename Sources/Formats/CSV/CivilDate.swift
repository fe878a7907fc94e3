/// A day of the Gregorian calendar, years 1 to 9999 as Python's `date` has them.
struct CivilDate: Equatable {
    let year: Int
    let month: Int
    let day: Int

    /// A day; nil where the calendar has none.
    init?(_ year: Int, _ month: Int, _ day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), day >= 1, day <= Self.length(ofMonth: month, in: year) else {
            return nil
        }
        self.year = year
        self.month = month
        self.day = day
    }

    /// A day as `text` writes it, `2024-01-02`; nil for everything else.
    init?(written text: Span<UInt8>) {
        guard text.count == 10, text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"), let century = text.twoDigits(at: 0),
            let year = text.twoDigits(at: 2), let month = text.twoDigits(at: 5), let day = text.twoDigits(at: 8)
        else { return nil }
        self.init(century * 100 + year, month, day)
    }

    /// The number of days of a month from 1 to 12.
    static func length(ofMonth month: Int, in year: Int) -> Int {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        switch month {
        case 2: return isLeap ? 29 : 28
        case 4, 6, 9, 11: return 30
        default: return 31
        }
    }

    /// Days since 1 January of the year 1, which is day 0 and a Monday.
    var number: Int {
        let before = year - 1
        var days = before * 365 + before / 4 - before / 100 + before / 400 + day - 1
        for earlier in 1..<month { days += Self.length(ofMonth: earlier, in: year) }
        return days
    }

    /// 1 for Monday to 7 for Sunday.
    var weekday: Int { number % 7 + 1 }

    /// The day some days later; nil outside the years 1 to 9999.
    func adding(_ days: Int) -> CivilDate? {
        var rest = number + days
        guard rest >= 0, rest < 3_652_059 else { return nil }
        var year = rest / 366 + 1
        rest -= CivilDate(year, 1, 1)?.number ?? 0
        while rest >= Self.length(ofYear: year) {
            rest -= Self.length(ofYear: year)
            year += 1
        }
        var month = 1
        while rest >= Self.length(ofMonth: month, in: year) {
            rest -= Self.length(ofMonth: month, in: year)
            month += 1
        }
        return CivilDate(year, month, rest + 1)
    }

    private static func length(ofYear year: Int) -> Int { 337 + length(ofMonth: 2, in: year) }

    /// `2024-01-02`.
    var text: String {
        CivilDate.pad(year, 4) + "-" + CivilDate.pad(month, 2) + "-" + CivilDate.pad(day, 2)
    }

    /// A number with leading zeros.
    static func pad(_ value: Int, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

/// A day with a time, perhaps with an offset from UTC.
struct CivilDateTime: Equatable {
    let date: CivilDate
    let hour: Int
    let minute: Int
    let second: Int
    let microsecond: Int
    /// Minutes ahead of UTC; nil for no offset.
    let offset: Int?

    /// A point in time; nil where a part is out of range.
    init?(_ date: CivilDate?, _ hour: Int, _ minute: Int, _ second: Int, microsecond: Int = 0, offset: Int? = nil) {
        guard let date, (0...23).contains(hour), (0...59).contains(minute), (0...59).contains(second),
            (0..<1_000_000).contains(microsecond),
            abs(offset ?? 0) < 24 * 60
        else { return nil }
        self.date = date
        self.hour = hour
        self.minute = minute
        self.second = second
        self.microsecond = microsecond
        self.offset = offset
    }

    /// A point in time whose every part has all its digits, `2024-01-02 03:04:05`; nil for everything else.
    init?(written text: Span<UInt8>, separator: UInt8) {
        guard text.count == 19, let date = CivilDate(written: text.extracting(first: 10)) else { return nil }
        let time = text.extracting(droppingFirst: 10)
        guard time[0] == separator, time[3] == UInt8(ascii: ":"), time[6] == UInt8(ascii: ":"), let hour = time.twoDigits(at: 1),
            let minute = time.twoDigits(at: 4), let second = time.twoDigits(at: 7)
        else { return nil }
        self.init(date, hour, minute, second)
    }

    /// `2024-01-02 03:04:05`, with `.000006` if there are microseconds and `+01:00` if there is an offset: Python's `isoformat(" ")`.
    var text: String {
        var text = date.text + " " + CivilDate.pad(hour, 2) + ":" + CivilDate.pad(minute, 2) + ":" + CivilDate.pad(second, 2)
        if microsecond > 0 { text += "." + CivilDate.pad(microsecond, 6) }
        if let offset { text += (offset < 0 ? "-" : "+") + CivilDate.pad(abs(offset) / 60, 2) + ":" + CivilDate.pad(abs(offset) % 60, 2) }
        return text
    }
}

extension Span<UInt8> {
    /// The number that two digits write; nil where there are others than digits.
    fileprivate func twoDigits(at index: Int) -> Int? {
        let (tens, ones) = (self[index], self[index + 1])
        return tens.isDigit && ones.isDigit ? Int(tens & 15) * 10 + Int(ones & 15) : nil
    }
}
