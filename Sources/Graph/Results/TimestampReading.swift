extension Timestamp {
    /// A moment from `2024-01-31`, `2024-01-31 13:05`, `2024-01-31T13:05:00.25+02:00`, `…Z`; without a zone it is in UTC. Nil for anything else.
    ///
    /// - Parameter heedsZone: whether the zone counts; else the clock is read as UTC, whatever zone is named.
    public init?(iso text: String, heedsZone: Bool = true) {
        let bytes = Array(text.utf8)
        guard let date = Self.numbers(bytes[..<min(10, bytes.count)], parts: 3, by: UInt8(ascii: "-"), widths: [4, 2, 2]),
            let midnight = Timestamp(year: date[0], month: date[1], day: date[2])
        else { return nil }
        guard bytes.count > 10 else {
            self = midnight
            return
        }
        guard bytes[10] == UInt8(ascii: " ") || bytes[10] == UInt8(ascii: "T") else { return nil }
        var clock = bytes[11...]
        guard let offset = Self.takeOffset(&clock), let (second, fraction) = Self.clock(clock) else { return nil }
        self.init(seconds: midnight.seconds + second - (heedsZone ? offset : 0), microseconds: fraction)
    }

    /// `2024-01-31T13:05:00+00:00`, with six digits of fraction where there is one: Python's `isoformat` of a datetime in UTC.
    public var zonedText: String {
        let text = isoText
        return (microseconds == 0 ? String(text.prefix { $0 != "." }) : text) + "+00:00"
    }

    /// `2024-01-31 13:05:00+00:00`: Python's `str(datetime)`, which event-time filters compare with.
    public var pythonText: String { zonedText.replacing("T", with: " ") }

    /// Takes the zone off the end of a time; its offset in seconds, nil for what is no zone.
    private static func takeOffset(_ clock: inout ArraySlice<UInt8>) -> Int? {
        if clock.last == UInt8(ascii: "Z") {
            clock.removeLast()
            return 0
        }
        guard let sign = clock.lastIndex(where: { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") }) else { return 0 }
        let zone = clock[clock.index(after: sign)...]
        let parts = zone.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false).map(digits)
        guard (1...3).contains(parts.count), let hours = parts[0], hours < 100 else { return nil }
        var seconds = hours * 3600
        for (part, scale) in zip(parts.dropFirst(), [60, 1]) {
            guard let part, part < 60 else { return nil }
            seconds += part * scale
        }
        let isEast = clock[sign] == UInt8(ascii: "+")
        clock = clock[..<sign]
        return isEast ? seconds : -seconds
    }

    private static func clock(_ text: ArraySlice<UInt8>) -> (second: Int, microseconds: Int)? {
        let halves = text.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        let parts = halves[0].split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard (1...3).contains(parts.count), parts.allSatisfy({ $0.count == 2 }) else { return nil }
        let fields = parts.compactMap(digits)
        guard fields.count == parts.count, zip(fields, [24, 60, 60]).allSatisfy({ $0 < $1 }) else { return nil }
        var fraction = 0
        if halves.count == 2 {
            let shown = halves[1].prefix(6)
            guard let number = digits(shown), halves[1].allSatisfy(isDigit) else { return nil }
            fraction = (shown.count..<6).reduce(number) { result, _ in result * 10 }
        }
        return (zip(fields, [3600, 60, 1]).reduce(0) { $0 + $1.0 * $1.1 }, fraction)
    }

    private static func numbers(_ text: ArraySlice<UInt8>, parts: Int, by separator: UInt8, widths: [Int]) -> [Int]? {
        let found = text.split(separator: separator, omittingEmptySubsequences: false)
        guard found.count == parts, zip(found, widths).allSatisfy({ $0.count == $1 }) else { return nil }
        let numbers = found.compactMap(digits)
        return numbers.count == parts ? numbers : nil
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    /// A number of at most nine digits.
    private static func digits(_ text: ArraySlice<UInt8>) -> Int? {
        guard !text.isEmpty, text.count <= 9, text.allSatisfy(isDigit) else { return nil }
        return text.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    /// The beginning of an hour of a day of the Gregorian calendar; nil where there is no such day.
    public init?(year: Int, month: Int, day: Int, hour: Int = 0) {
        guard year >= 1, (1...12).contains(month), (1...Self.days(inMonth: month, of: year)).contains(day) else { return nil }
        // Days since 1970, by the usual algorithm over eras of 400 years that begin in March.
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let days = era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
        self.init(seconds: days * 86_400 + hour * 3600, microseconds: 0)
    }

    /// How many days a month has.
    static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
