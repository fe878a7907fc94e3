import Glibc

/// Python's `strftime`: the C library's, with `%f`, `%z` and `%Z` filled in before.
struct StrftimeFormat {
    private let moment: CivilDateTime
    /// The offset from UTC, for `%z`.
    var offset: TimeSpan?
    /// The zone's abbreviation, for `%Z`.
    var zoneName: String?

    /// Formats of a moment.
    init(_ moment: CivilDateTime) { self.moment = moment }

    /// The moment in a format. Throws an overflow error for a result too large.
    func format(_ format: String) throws -> String {
        let filled = fill(Array(format.utf8))
        if filled.isEmpty { return "" }
        var out = ""
        for (index, part) in filled.split(separator: 0, omittingEmptySubsequences: false).enumerated() {
            if index > 0 { out += "\0" }
            if !part.isEmpty { out += try expand(Array(part)) }
        }
        return out
    }

    private func fill(_ bytes: [UInt8]) -> [UInt8] {
        var out: [UInt8] = []
        var position = 0
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            out.append(byte)
            guard byte == UInt8(ascii: "%"), position < bytes.count else { continue }
            let letter = bytes[position]
            position += 1
            switch letter {
            case UInt8(ascii: "z"):
                out.removeLast()
                out += Array((offset?.offsetText(separator: "") ?? "").utf8)
            case UInt8(ascii: "Z"):
                out.removeLast()
                for byte in (zoneName ?? "").utf8 { out += byte == UInt8(ascii: "%") ? [byte, byte] : [byte] }
            case UInt8(ascii: "f"):
                out.removeLast()
                out += Array(padded(moment.time.microsecond, 6).utf8)
            default: out.append(letter)
            }
        }
        return out
    }

    private func expand(_ format: [UInt8]) throws -> String {
        var parts = tm()
        parts.tm_year = Int32(moment.date.year - 1900)
        parts.tm_mon = Int32(moment.date.month - 1)
        parts.tm_mday = Int32(moment.date.day)
        parts.tm_hour = Int32(moment.time.hour)
        parts.tm_min = Int32(moment.time.minute)
        parts.tm_sec = Int32(moment.time.second)
        parts.tm_wday = Int32((moment.date.weekday + 1) % 7)
        parts.tm_yday = Int32(moment.date.dayOfYear - 1)
        parts.tm_isdst = -1
        // A mark in front tells an empty result from one that does not fit.
        let pattern = [CChar(bitPattern: UInt8(ascii: "x"))] + format.map { CChar(bitPattern: $0) } + [0]
        var capacity = 1024
        while capacity <= max(1 << 20, format.count * 256) {
            var buffer = [CChar](repeating: 0, count: capacity)
            let count = strftime(&buffer, capacity, pattern, &parts)
            if count > 0 {
                return String(decoding: buffer[1..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
            }
            capacity *= 4
        }
        throw JinjaError(.overflow, "the result of strftime is too large")
    }
}
