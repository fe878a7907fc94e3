extension Timestamp {
    /// A moment from `2024-01-31`, `2024-01-31 13:05`, `2024-01-31T13:05:00.25+02:00`, `…Z`; without a zone it is in UTC. Nil for anything else.
    public init?(isoText text: String) {
        let bytes = Array(text.utf8)
        guard let date = Self.numbers(bytes[..<min(10, bytes.count)], parts: 3, by: UInt8(ascii: "-"), widths: [4, 2, 2]),
            let days = Self.days(date[0], date[1], date[2])
        else { return nil }
        guard bytes.count > 10 else {
            self.init(seconds: days * 86_400, microseconds: 0)
            return
        }
        guard bytes[10] == UInt8(ascii: " ") || bytes[10] == UInt8(ascii: "T") else { return nil }
        var clock = bytes[11...]
        guard let offset = Self.takeOffset(&clock), let (second, fraction) = Self.clock(clock) else { return nil }
        self.init(seconds: days * 86_400 + second - offset, microseconds: fraction)
    }

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
        guard parts.count == 2 || parts.count == 3, parts.allSatisfy({ $0.count == 2 }) else { return nil }
        let fields = parts.compactMap(digits)
        guard fields.count == parts.count, fields[0] < 24, fields[1] < 60, fields.count < 3 || fields[2] < 60 else { return nil }
        var fraction = 0
        if halves.count == 2 {
            let shown = halves[1].prefix(6)
            guard let number = digits(shown), halves[1].allSatisfy(isDigit) else { return nil }
            fraction = (shown.count..<6).reduce(number) { result, _ in result * 10 }
        }
        return (fields[0] * 3600 + fields[1] * 60 + (fields.count == 3 ? fields[2] : 0), fraction)
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

    /// Days since 1970 of a day of the civil calendar; nil where there is no such day.
    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int? {
        guard year >= 1, (1...12).contains(month), day >= 1 else { return nil }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        guard day <= lengths[month - 1] else { return nil }
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}
