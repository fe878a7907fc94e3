/// A YAML 1.1 date or timestamp.
enum YAMLTimestamp {
    private struct Parts {
        var year = 0, month = 0, day = 0
        var hour = 0, minute = 0, second = 0, microsecond = 0
        var hasTime = false
        /// Offset from UTC in minutes; nil for local time.
        var offset: Int?
    }

    /// Whether a plain scalar is a timestamp. A date alone needs two digits for month and day, a timestamp takes one as well.
    static func isTimestamp(_ text: [UInt8]) -> Bool {
        guard let parts = parse(text) else { return false }
        return parts.hasTime || text.count == 10
    }

    /// The value of a timestamp scalar in ISO form; the message as Python's `datetime` words it.
    static func value(_ text: String) throws(YAMLNumbers.Failure) -> ConfigValue.Kind {
        guard let parts = parse(Array(text.utf8)) else { throw YAMLNumbers.Failure(message: "'\(text)' is not a timestamp") }
        try check(parts)
        let date = CivilDate.pad(parts.year, 4) + "-" + CivilDate.pad(parts.month, 2) + "-" + CivilDate.pad(parts.day, 2)
        guard parts.hasTime else { return .date(date) }
        var time = CivilDate.pad(parts.hour, 2) + ":" + CivilDate.pad(parts.minute, 2) + ":" + CivilDate.pad(parts.second, 2)
        if parts.microsecond > 0 { time += "." + CivilDate.pad(parts.microsecond, 6) }
        if let offset = parts.offset {
            time += (offset < 0 ? "-" : "+") + CivilDate.pad(abs(offset) / 60, 2) + ":" + CivilDate.pad(abs(offset) % 60, 2)
        }
        return .timestamp(date + "T" + time)
    }

    private static func check(_ parts: Parts) throws(YAMLNumbers.Failure) {
        var problem: String?
        if parts.year < 1 {
            problem = "year \(parts.year) is out of range"
        } else if !(1...12).contains(parts.month) {
            problem = "month must be in 1..12"
        } else if parts.day < 1 || parts.day > CivilDate.length(ofMonth: parts.month, in: parts.year) {
            problem = "day is out of range for month"
        } else if parts.hour > 23 {
            problem = "hour must be in 0..23"
        } else if parts.minute > 59 {
            problem = "minute must be in 0..59"
        } else if parts.second > 59 {
            problem = "second must be in 0..59"
        } else if abs(parts.offset ?? 0) >= 24 * 60 {
            problem = "the offset from UTC must be less than 24 hours"
        }
        if let problem { throw YAMLNumbers.Failure(message: problem) }
    }

    private static func parse(_ text: [UInt8]) -> Parts? {
        var parts = Parts()
        var scan = ByteScanner(text)
        guard let year = scan.digits(4, 4), scan.skip("-"), let month = scan.digits(1, 2), scan.skip("-"), let day = scan.digits(1, 2)
        else { return nil }
        (parts.year, parts.month, parts.day) = (year, month, day)
        if scan.isAtEnd { return parts }
        guard scan.skip("T") || scan.skip("t") || scan.skipWhile(isBlank) > 0 else { return nil }
        guard parseTime(&scan, into: &parts), parseZone(&scan, into: &parts), scan.isAtEnd else { return nil }
        return parts
    }

    private static func parseTime(_ scan: inout ByteScanner, into parts: inout Parts) -> Bool {
        guard let hour = scan.digits(1, 2), scan.skip(":"), let minute = scan.digits(2, 2), scan.skip(":"), let second = scan.digits(2, 2)
        else { return false }
        (parts.hour, parts.minute, parts.second, parts.hasTime) = (hour, minute, second, true)
        guard scan.skip(".") else { return true }
        var scale = 100_000
        while let digit = scan.digits(1, 1) {
            parts.microsecond += digit * scale
            scale /= 10
        }
        return true
    }

    private static func parseZone(_ scan: inout ByteScanner, into parts: inout Parts) -> Bool {
        if scan.isAtEnd { return true }
        scan.skipWhile(isBlank)
        if scan.skip("Z") {
            parts.offset = 0
            return true
        }
        let negative = scan.next == UInt8(ascii: "-")
        guard scan.skip("-") || scan.skip("+"), let hours = scan.digits(1, 2) else { return false }
        var minutes = 0
        if scan.skip(":") {
            guard let value = scan.digits(2, 2) else { return false }
            minutes = value
        }
        parts.offset = (hours * 60 + minutes) * (negative ? -1 : 1)
        return true
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}
