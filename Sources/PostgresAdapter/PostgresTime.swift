/// Postgres's texts of times and intervals, written as Python's `str` writes the values psycopg2 makes of them.
enum PostgresTime {
    /// A date; the infinities are Python's last and first day.
    static func date(_ text: String) -> String {
        switch text {
        case "infinity": "9999-12-31"
        case "-infinity": "0001-01-01"
        default: text
        }
    }

    /// A timestamp or time: six digits of fraction where there is one, zone with minutes.
    static func clock(_ text: String) -> String {
        switch text {
        case "infinity": return "9999-12-31 23:59:59.999999"
        case "-infinity": return "0001-01-01 00:00:00"
        default: break
        }
        let bytes = Array(text.utf8)
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")) else { return text }
        var end = colon
        while end < bytes.count, isDigit(bytes[end]) || bytes[end] == UInt8(ascii: ":") { end += 1 }
        var out = Array(bytes[..<end])
        if end < bytes.count, bytes[end] == UInt8(ascii: ".") {
            let start = end
            end += 1
            while end < bytes.count, isDigit(bytes[end]) { end += 1 }
            out += bytes[start..<end]
            for _ in (end - start)..<7 where end - start < 7 { out.append(UInt8(ascii: "0")) }
        }
        out += bytes[end...]
        // `+00` becomes `+00:00`; a zone with minutes already has them.
        if bytes.count - end == 3 { out += Array(":00".utf8) }
        return String(decoding: out, as: UTF8.self)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

    /// An interval (`1 year 2 mons 3 days 04:05:06.7`) as Python's timedelta prints it, years of 365 and months of 30 days as psycopg2
    /// counts them; the text itself where it is of another style.
    static func interval(_ text: String) -> String {
        var days = 0
        var microseconds = 0
        let words = text.split(separator: " ")
        var index = 0
        while index < words.count {
            if words[index].contains(":") {
                guard let clock = microsecondsOfClock(words[index]) else { return text }
                microseconds = clock
                index += 1
                continue
            }
            guard index + 1 < words.count, let count = Int(words[index]), abs(count) < 1_000_000_000 else { return text }
            switch words[index + 1] {
            case "year", "years": days += count * 365
            case "mon", "mons": days += count * 30
            case "day", "days": days += count
            default: return text
            }
            index += 2
        }
        return timedelta(days: days, microseconds: microseconds)
    }

    private static func microsecondsOfClock(_ word: Substring) -> Int? {
        let negative = word.hasPrefix("-")
        let parts = (negative ? word.dropFirst() : word).split(separator: ":")
        guard parts.count == 3, let hours = Int(parts[0]), hours < 1_000_000_000, let minutes = Int(parts[1]) else { return nil }
        let seconds = parts[2].split(separator: ".", maxSplits: 1)
        guard let whole = seconds.first.flatMap({ Int($0) }) else { return nil }
        var fraction = 0
        if seconds.count == 2 {
            guard let digits = Int((seconds[1] + "000000").prefix(6)) else { return nil }
            fraction = digits
        }
        let total = ((hours * 60 + minutes) * 60 + whole) * 1_000_000 + fraction
        return negative ? -total : total
    }

    private static func timedelta(days: Int, microseconds: Int) -> String {
        let perDay = 86_400_000_000
        var (days, rest) = (days + microseconds / perDay, microseconds % perDay)
        if rest < 0 {
            rest += perDay
            days -= 1
        }
        let (seconds, fraction) = (rest / 1_000_000, rest % 1_000_000)
        var clock = "\(seconds / 3600):\(padded(seconds / 60 % 60, 2)):\(padded(seconds % 60, 2))"
        if fraction != 0 { clock += ".\(padded(fraction, 6))" }
        return days == 0 ? clock : "\(days) day\(abs(days) == 1 ? "" : "s"), \(clock)"
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(width - digits.count, 0)) + digits
    }
}
