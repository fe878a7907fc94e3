/// The history of one time zone as pytz reads it: transitions in the range of 32-bit time, offsets in whole minutes.
final class ZoneTable: Sendable {
    /// What applies between two transitions.
    struct Period: Sendable, Hashable {
        /// Offset from UTC in seconds.
        let offset: Int
        /// The daylight-saving part of it in seconds.
        let daylight: Int
        /// The abbreviation.
        let name: String
    }

    /// The zone's name.
    let name: String
    /// Moments in microseconds since year 1, UTC; the first is the start of time. Empty for a zone that never changes.
    let transitions: [Int]
    /// The period that starts at each transition; one element for a zone that never changes.
    let periods: [Period]

    /// Whether the zone's offset ever changes.
    var changes: Bool { !transitions.isEmpty }

    /// The zone of a TZif file, or nil where the file is malformed.
    init?(name: String, file bytes: [UInt8]) {
        guard let data = ZoneFile(bytes), let first = data.types.first else { return nil }
        self.name = name
        if data.types.count == 1 || data.times.isEmpty {
            transitions = []
            periods = [Period(offset: first.offset, daylight: 0, name: first.name)]
            return
        }
        var times = data.times.map { CivilDateTime.epoch + $0 * 1_000_000 }
        var indexes = data.indexes
        let standard = data.types.firstIndex { !$0.isDaylight } ?? 0
        if data.types[standard] == data.types[indexes[0]] {
            times[0] = 0
        } else {
            times.insert(0, at: 0)
            indexes.insert(standard, at: 0)
        }
        transitions = times
        periods = indexes.indices.map { Self.period(at: $0, indexes, data.types) }
    }

    private static func period(at place: Int, _ indexes: [Int], _ types: [ZoneFile.LocalType]) -> Period {
        let type = types[indexes[place]]
        var daylight = 0
        if type.isDaylight {
            var previous = type
            for index in indexes[..<place].reversed() {
                previous = types[index]
                if !previous.isDaylight { break }
            }
            daylight = type.offset - previous.offset
            if daylight <= 0 || daylight > 3 * 3600 {
                for index in indexes[(place + 1)...] where !types[index].isDaylight {
                    daylight = type.offset - types[index].offset
                    if daylight != 0, abs(daylight) <= 3 * 3600 { break }
                }
            }
        }
        return Period(offset: toMinutes(type.offset), daylight: toMinutes(daylight), name: type.name)
    }

    /// Seconds rounded to whole minutes.
    private static func toMinutes(_ seconds: Int) -> Int {
        let (quotient, remainder) = (seconds + 30).quotientAndRemainder(dividingBy: 60)
        return (remainder < 0 ? quotient - 1 : quotient) * 60
    }

    /// The period in force at a moment in UTC (or at a wall-clock time, to look around a transition).
    func period(at moment: CivilDateTime) -> Period {
        let wanted = moment.microseconds
        var low = 0
        var high = transitions.count
        while low < high {
            let middle = (low + high) / 2
            if transitions[middle] <= wanted { low = middle + 1 } else { high = middle }
        }
        return periods[max(0, low - 1)]
    }
}

/// The parts of a TZif file that pytz uses.
struct ZoneFile {
    /// A kind of local time.
    struct LocalType: Equatable {
        let offset: Int
        let isDaylight: Bool
        let name: String
    }

    /// Transition times in seconds since 1970.
    private(set) var times: [Int] = []
    /// The local type from each transition on.
    private(set) var indexes: [Int] = []
    /// The kinds of local time.
    private(set) var types: [LocalType] = []

    private let bytes: [UInt8]
    private var position = 0

    /// Reads a file; nil where it is malformed. The 64-bit part is read only where the 32-bit part is left out ("slim" files).
    init?(_ bytes: [UInt8]) {
        self.bytes = bytes
        guard let first = header() else { return nil }
        if first.times > 0 || first.version == 0 {
            guard readBlock(first, width: 4) else { return nil }
            return
        }
        guard let size = first.size(width: 4), size <= bytes.count - position else { return nil }
        let start = position
        position += size
        guard let second = header(), readBlock(second, width: 8) else {
            position = start
            types = []
            guard readBlock(first, width: 4) else { return nil }
            return
        }
        keepNarrowRange()
        addRule()
    }

    private struct Header {
        var version: UInt8
        var isUTC, isStandard, leaps, times, types, characters: Int

        func size(width: Int) -> Int? {
            guard times < 1 << 20, types < 1 << 10, characters < 1 << 16, leaps < 1 << 16, isUTC < 1 << 16, isStandard < 1 << 16 else {
                return nil
            }
            return times * (width + 1) + types * 6 + characters + leaps * (width + 4) + isStandard + isUTC
        }
    }

    private mutating func header() -> Header? {
        guard position + 44 <= bytes.count, bytes[position...].starts(with: "TZif".utf8) else { return nil }
        let version = bytes[position + 4]
        position += 20
        var counts: [Int] = []
        for _ in 0..<6 { counts.append(integer(4)) }
        guard counts.allSatisfy({ $0 >= 0 }) else { return nil }
        return Header(
            version: version, isUTC: counts[0], isStandard: counts[1], leaps: counts[2], times: counts[3], types: counts[4],
            characters: counts[5])
    }

    private mutating func integer(_ width: Int) -> Int {
        var value: Int64 = 0
        for index in 0..<width { value = value << 8 | Int64(bytes[position + index]) }
        position += width
        return width == 4 ? Int(Int32(truncatingIfNeeded: value)) : Int(value)
    }

    private mutating func readBlock(_ header: Header, width: Int) -> Bool {
        guard let size = header.size(width: width), size <= bytes.count - position, header.types > 0 else { return false }
        let end = position + size
        times = (0..<header.times).map { _ in integer(width) }
        indexes = (0..<header.times).map { _ in
            defer { position += 1 }
            return Int(bytes[position])
        }
        guard indexes.allSatisfy({ $0 < header.types }) else { return false }
        var raw: [(Int, Bool, Int)] = []
        for _ in 0..<header.types {
            let offset = integer(4)
            raw.append((offset, bytes[position] != 0, Int(bytes[position + 1])))
            position += 2
        }
        let names = bytes[position..<(position + header.characters)]
        types = raw.map { offset, isDaylight, place in
            let name = names.dropFirst(place).prefix { $0 != 0 }
            return LocalType(offset: offset, isDaylight: isDaylight, name: String(decoding: name, as: UTF8.self))
        }
        position = end
        return true
    }

    /// Keeps what 32-bit time can tell, as pytz does.
    private mutating func keepNarrowRange() {
        guard let start = times.firstIndex(where: { $0 >= Int(Int32.min) }) else { return }
        if start > 0 {
            let before = indexes[start - 1]
            times.removeFirst(start)
            indexes.removeFirst(start)
            times.insert(Int(Int32.min), at: 0)
            indexes.insert(before, at: 0)
        }
    }

    /// Adds the transitions of the rule at the end of a slim file up to 2037.
    private mutating func addRule() {
        guard position < bytes.count, bytes[position] == 0x0A else { return }
        let text = String(decoding: bytes[(position + 1)...].prefix { $0 != 0x0A }, as: UTF8.self)
        guard let rule = ZoneRule(text) else { return }
        let last = times.last ?? Int(Int32.min)
        func index(_ type: LocalType) -> Int {
            if let known = types.firstIndex(of: type) { return known }
            types.append(type)
            return types.count - 1
        }
        let standard = index(LocalType(offset: rule.standardOffset, isDaylight: false, name: rule.standardName))
        let daylight = index(LocalType(offset: rule.daylightOffset, isDaylight: true, name: rule.daylightName))
        var added: [(time: Int, type: Int)] = []
        for year in 1970...2037 {
            guard let start = rule.start.seconds(in: year), let end = rule.end.seconds(in: year) else { continue }
            added.append((start - rule.standardOffset, daylight))
            added.append((end - rule.daylightOffset, standard))
        }
        for (time, type) in added.sorted(by: { $0.time < $1.time }) where time > last && time <= Int(Int32.max) {
            times.append(time)
            indexes.append(type)
        }
    }
}

/// A POSIX time zone rule with daylight saving, such as `CET-1CEST,M3.5.0,M10.5.0/3`.
struct ZoneRule {
    /// `Mm.w.d/time`: the day and time of a change.
    struct Change {
        let month, week, weekday, time: Int

        /// Local seconds since 1970 of the change in a year.
        func seconds(in year: Int) -> Int? {
            guard (1...12).contains(month), (1...5).contains(week), (0...6).contains(weekday), let first = try? CivilDate(year, month, 1)
            else {
                return nil
            }
            let firstWeekday = (first.weekday + 1) % 7
            var day = 1 + (weekday - firstWeekday + 7) % 7 + (week - 1) * 7
            if day > CivilDate.daysInMonth(year, month) { day -= 7 }
            return (first.ordinal + day - 1 - 719_163) * 86_400 + time
        }
    }

    private(set) var standardName = ""
    private(set) var standardOffset = 0
    private(set) var daylightName = ""
    private(set) var daylightOffset = 0
    private(set) var start = Change(month: 0, week: 0, weekday: 0, time: 0)
    private(set) var end = Change(month: 0, week: 0, weekday: 0, time: 0)

    private var rest: Substring

    /// Reads a rule; nil where it has no daylight saving or another form of dates.
    init?(_ text: String) {
        rest = Substring(text)
        guard let standard = takeName(), let offset = takeTime() else { return nil }
        standardName = standard
        standardOffset = -offset
        guard let daylight = takeName() else { return nil }
        daylightName = daylight
        daylightOffset = standardOffset + 3600
        if let offset = takeTime() { daylightOffset = -offset }
        guard let first = takeChange(), let second = takeChange() else { return nil }
        start = first
        end = second
    }

    private mutating func takeName() -> String? {
        if rest.first == "<" {
            let name = rest.dropFirst().prefix { $0 != ">" }
            rest = rest.dropFirst(name.count + 2)
            return String(name)
        }
        let name = rest.prefix { $0.isLetter }
        rest = rest.dropFirst(name.count)
        return name.isEmpty ? nil : String(name)
    }

    private mutating func takeNumber() -> Int? {
        let digits = rest.prefix { $0.isNumber }
        guard let number = Int(digits), digits.count < 6 else { return nil }
        rest = rest.dropFirst(digits.count)
        return number
    }

    /// `[+-]hh[:mm[:ss]]` in seconds.
    private mutating func takeTime() -> Int? {
        let isNegative = rest.first == "-"
        let kept = rest
        if rest.first == "-" || rest.first == "+" { rest = rest.dropFirst() }
        guard let hours = takeNumber() else {
            rest = kept
            return nil
        }
        var seconds = hours * 3600
        for unit in [60, 1] where rest.first == ":" {
            rest = rest.dropFirst()
            seconds += (takeNumber() ?? 0) * unit
        }
        return isNegative ? -seconds : seconds
    }

    private mutating func takeChange() -> Change? {
        guard rest.hasPrefix(",M") else { return nil }
        rest = rest.dropFirst(2)
        var parts: [Int] = []
        for index in 0..<3 {
            guard let number = takeNumber() else { return nil }
            parts.append(number)
            if index < 2 {
                guard rest.first == "." else { return nil }
                rest = rest.dropFirst()
            }
        }
        var time = 7200
        if rest.first == "/" {
            rest = rest.dropFirst()
            time = takeTime() ?? 7200
        }
        return Change(month: parts[0], week: parts[1], weekday: parts[2], time: time)
    }
}
