internal import Diagnostics

/// Reads the dates and times that dbt takes in seeds. The text comes without white space around it.
enum SeedDates {
    /// `%Y-%m-%d` as Python's `strptime` reads it: four digits, then one or two each; a space may stand for the first digit of the day.
    static func date(_ bytes: [UInt8], _ range: Range<Int>) -> CivilDate? {
        // Nothing longer is a date, and most texts are.
        guard (8...10).contains(range.count), bytes[range.lowerBound].isDigit else { return nil }
        if let date = CivilDate(written: bytes.span.extracting(range)) { return date }
        var scan = ByteScanner(bytes, range)
        guard let date = readDate(&scan), scan.isAtEnd else { return nil }
        return date
    }

    /// `%Y-%m-%d %H:%M:%S` as Python's `strptime` reads it: any white space between, one or two digits each.
    static func dateTime(_ bytes: [UInt8], _ range: Range<Int>) -> CivilDateTime? {
        guard range.count > 10, bytes[range.lowerBound].isDigit else { return nil }
        if let moment = CivilDateTime(written: bytes.span.extracting(range), separator: UInt8(ascii: " ")) { return moment }
        var scan = ByteScanner(bytes, range)
        guard let date = readDate(&scan) else { return nil }
        var spaces = 0
        while let space = scan.whiteSpace, space > 0 {
            for _ in 0..<space { scan.advance() }
            spaces += 1
        }
        guard spaces > 0, let hour = scan.digits(1, 2), scan.skip(":"), let minute = scan.digits(1, 2), scan.skip(":"),
            let second = scan.digits(1, 2), scan.isAtEnd
        else { return nil }
        return CivilDateTime(date, hour, minute, second)
    }

    private static func readDate(_ scan: inout ByteScanner) -> CivilDate? {
        guard let year = scan.digits(4, 4), scan.skip("-"), let month = scan.digits(1, 2), scan.skip("-") else { return nil }
        let day = scan.skip(" ") ? scan.digits(1, 1) : scan.digits(1, 2)
        return day.flatMap { CivilDate(year, month, $0) }
    }

    // MARK: ISO 8601

    /// A date, `T` and a time in the forms that the Python package `isodate` reads: calendar, week and ordinal dates, shortened dates and
    /// times, a fraction on the last part of the time, an offset from UTC.
    static func isoDateTime(_ bytes: [UInt8], _ range: Range<Int>) -> CivilDateTime? {
        guard !range.isEmpty, bytes[range.lowerBound].isDigit else { return nil }
        if let moment = CivilDateTime(written: bytes.span.extracting(range), separator: UInt8(ascii: "T")) { return moment }
        let parts = bytes[range].split(separator: UInt8(ascii: "T"), omittingEmptySubsequences: false)
        guard parts.count == 2, let date = isoDate(Array(parts[0])) else { return nil }
        return isoTime(Array(parts[1]), on: date)
    }

    private static func isoDate(_ bytes: [UInt8]) -> CivilDate? {
        var scan = ByteScanner(bytes)
        if bytes.count == 2 { return scan.digits(2, 2).flatMap { CivilDate($0 * 100 + 1, 1, 1) } }
        guard let year = scan.digits(4, 4) else { return nil }
        if scan.isAtEnd { return CivilDate(year, 1, 1) }
        let isExtended = scan.skip("-")
        if scan.skip("W") { return isoWeek(&scan, isExtended, year) }
        let rest = Array(scan.rest)
        let isAllDigits = rest.allSatisfy(\.isDigit)
        switch (rest.count, isExtended) {
        case (5, true):
            guard let month = scan.digits(2, 2), scan.skip("-"), let day = scan.digits(2, 2) else { return nil }
            return CivilDate(year, month == 0 ? 1 : month, day)
        case (4, false) where isAllDigits:
            guard let month = scan.digits(2, 2), let day = scan.digits(2, 2) else { return nil }
            return CivilDate(year, month == 0 ? 1 : month, day)
        case (3, _) where isAllDigits:
            guard let day = scan.digits(3, 3) else { return nil }
            return CivilDate(year, 1, 1)?.adding(day - 1)
        case (2, _) where isAllDigits:
            return scan.digits(2, 2).flatMap { CivilDate(year, $0 == 0 ? 1 : $0, 1) }
        default: return nil
        }
    }

    private static func isoWeek(_ scan: inout ByteScanner, _ isExtended: Bool, _ year: Int) -> CivilDate? {
        guard let week = scan.digits(2, 2), let first = CivilDate(year, 1, 1) else { return nil }
        var day = 1
        if !scan.isAtEnd {
            if isExtended, !scan.skip("-") { return nil }
            guard let value = scan.digits(1, 1) else { return nil }
            day = value
        }
        guard scan.isAtEnd else { return nil }
        // A year that starts on Monday to Thursday starts in its own week 1.
        let weeks = first.weekday <= 4 ? week - 1 : week
        return first.adding(weeks * 7 - first.weekday + day)
    }

    private static func isoTime(_ bytes: [UInt8], on date: CivilDate) -> CivilDateTime? {
        var scan = ByteScanner(bytes)
        guard let hour = scan.digits(2, 2) else { return nil }
        var parts = [hour]
        let isExtended = scan.next == UInt8(ascii: ":")
        while parts.count < 3 {
            var ahead = scan
            if isExtended, !ahead.skip(":") { break }
            guard let value = ahead.digits(2, 2) else {
                if isExtended { return nil }
                break
            }
            parts.append(value)
            scan = ahead
        }
        guard let fraction = readFraction(&scan), let offset = readOffset(&scan), scan.isAtEnd else { return nil }
        return time(parts, fraction, on: date, offset: offset.minutes)
    }

    /// The digits behind a point or comma as a fraction, none where there is no point.
    private static func readFraction(_ scan: inout ByteScanner) -> [UInt8]? {
        guard scan.skip(".") || scan.skip(",") else { return [] }
        var digits: [UInt8] = []
        while let byte = scan.next, byte.isDigit {
            digits.append(byte)
            scan.advance()
        }
        return digits.isEmpty ? nil : digits
    }

    private static func readOffset(_ scan: inout ByteScanner) -> (minutes: Int?, Void)? {
        if scan.isAtEnd { return (nil, ()) }
        if scan.skip("Z") { return (0, ()) }
        let isNegative = scan.next == UInt8(ascii: "-")
        guard scan.skip("-") || scan.skip("+"), let hours = scan.digits(2, 2) else { return nil }
        var minutes = 0
        if !scan.isAtEnd {
            _ = scan.skip(":")
            guard let value = scan.digits(2, 2) else { return nil }
            minutes = value
        }
        return ((hours * 60 + minutes) * (isNegative ? -1 : 1), ())
    }

    /// The time with a fraction on its last part. Fractions of a second are cut behind six digits; what is left of fractions of a minute too,
    /// what is left of fractions of an hour is rounded to the even microsecond.
    private static func time(_ parts: [Int], _ fraction: [UInt8], on date: CivilDate, offset: Int?) -> CivilDateTime? {
        let digits = fraction.prefix(18)
        var numerator: Int128 = 0
        var denominator: Int128 = 1
        for digit in digits {
            numerator = numerator * 10 + Int128(digit - UInt8(ascii: "0"))
            denominator *= 10
        }
        let unit: Int128 = parts.count == 3 ? 1_000_000 : parts.count == 2 ? 60_000_000 : 3_600_000_000
        var micros = numerator * unit / denominator
        if parts.count == 1 {
            let rest = numerator * unit - micros * denominator
            let isUp = rest * 2 > denominator || (rest * 2 == denominator && micros % 2 == 1)
            if isUp, micros % 1_000_000 == 999_999 { return nil }
            if isUp { micros += 1 }
        }
        let minute = parts.count > 1 ? parts[1] : Int(micros / 60_000_000)
        let second = parts.count > 2 ? parts[2] : Int(micros / 1_000_000 % 60)
        return CivilDateTime(date, parts[0], minute, second, microsecond: Int(micros % 1_000_000), offset: offset)
    }
}

extension ByteScanner {
    /// The length of the white space character at the place; nil at the end, 0 for another character.
    var whiteSpace: Int? { isAtEnd ? nil : WhiteSpace.length(Array(rest.prefix(3)), at: 0) }
}
