/// Reads ISO 8601 as Python 3.11's `fromisoformat` does.
struct ISOReader {
    private let bytes: [UInt8]
    private var position = 0

    private init(_ bytes: some Sequence<UInt8>) { self.bytes = Array(bytes) }

    /// The error for a text that is not ISO 8601.
    static func invalid(_ text: String) -> JinjaError { JinjaError(.value, "Invalid isoformat string: \(TextRepr.repr(text))") }

    /// A date: `2024-01-02`, `20240102`, `2024-W01-2`, `2024W012`, `2024-W01`; nil where the text is none.
    static func date(_ text: String) throws -> CivilDate? {
        var reader = ISOReader(text.utf8)
        guard let date = try reader.date(), reader.isAtEnd else { return nil }
        return date
    }

    /// A time with an optional `T` and offset; nil where the text is none.
    static func time(_ text: String) throws -> TimeObject? {
        var reader = ISOReader(text.utf8)
        if reader.next == UInt8(ascii: "T") { reader.position += 1 }
        guard let (time, zone) = try reader.time(), reader.isAtEnd else { return nil }
        return TimeObject(time, zone: zone)
    }

    /// A date, alone or followed by any one character and a time; nil where the text is none.
    static func datetime(_ text: String) throws -> DatetimeObject? {
        var reader = ISOReader(text.utf8)
        guard let date = try reader.date() else { return nil }
        if reader.isAtEnd { return DatetimeObject(CivilDateTime(date, .midnight)) }
        reader.position += 1
        while let byte = reader.next, byte & 0xC0 == 0x80 { reader.position += 1 }
        guard let (time, zone) = try reader.time(), reader.isAtEnd else { return nil }
        return DatetimeObject(CivilDateTime(date, time), zone: zone)
    }

    private var isAtEnd: Bool { position == bytes.count }
    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func digits(_ count: Int) -> Int? {
        guard position + count <= bytes.count else { return nil }
        var value = 0
        for byte in bytes[position..<(position + count)] {
            guard (0x30...0x39).contains(byte) else { return nil }
            value = value * 10 + Int(byte - 0x30)
        }
        position += count
        return value
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        position += 1
        return true
    }

    private mutating func date() throws -> CivilDate? {
        guard let year = digits(4) else { return nil }
        let isDashed = take(UInt8(ascii: "-"))
        if take(UInt8(ascii: "W")) {
            guard let week = digits(2) else { return nil }
            var weekday = 1
            let mark = position
            if isDashed {
                if take(UInt8(ascii: "-")) {
                    if let day = digits(1) { weekday = day } else { position = mark }
                }
            } else if let day = digits(1) {
                weekday = day
            }
            return try CivilDate(isoYear: year, week: week, weekday: weekday)
        }
        guard let month = digits(2), !isDashed || take(UInt8(ascii: "-")), let day = digits(2) else { return nil }
        return try CivilDate(year, month, day)
    }

    private mutating func time() throws -> (ClockTime, TimeZoneObject?)? {
        guard let (hour, minute, second, microsecond) = clock() else { return nil }
        let time = try ClockTime(hour, minute, second, microsecond)
        guard let sign = next else { return (time, nil) }
        position += 1
        if sign == UInt8(ascii: "Z") { return (time, FixedZone.utc()) }
        guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"), let (hours, minutes, seconds, micros) = clock() else { return nil }
        let total = ((hours * 60 + minutes) * 60 + seconds) * 1_000_000 + micros
        let span = try TimeSpan(microseconds: Int128(sign == UInt8(ascii: "-") ? -total : total))
        guard total < ClockTime.day else {
            throw JinjaError(
                .value, "offset must be a timedelta strictly between -timedelta(hours=24) and timedelta(hours=24), not \(span.repr).")
        }
        return (time, FixedZone(span))
    }

    private mutating func clock() -> (Int, Int, Int, Int)? {
        guard let hour = digits(2) else { return nil }
        var parts = [hour, 0, 0]
        var count = 1
        let isDashed = next == UInt8(ascii: ":")
        while count < 3 {
            if isDashed {
                guard take(UInt8(ascii: ":")) else { break }
                guard let part = digits(2) else { return nil }
                parts[count] = part
            } else {
                guard let byte = next, (0x30...0x39).contains(byte) else { break }
                guard let part = digits(2) else { return nil }
                parts[count] = part
            }
            count += 1
        }
        var microsecond = 0
        if count == 3, next == UInt8(ascii: ".") || next == UInt8(ascii: ",") {
            position += 1
            var scale = 100_000
            let start = position
            while let byte = next, (0x30...0x39).contains(byte) {
                microsecond += Int(byte - 0x30) * scale
                scale /= 10
                position += 1
            }
            if position == start { return nil }
        }
        return (parts[0], parts[1], parts[2], microsecond)
    }
}
