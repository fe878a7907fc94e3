/// A Python `datetime.date`.
public final class DateObject: Object {
    /// The day.
    public let date: CivilDate

    /// A date.
    public init(_ date: CivilDate) { self.date = date }

    public override var typeName: String { "datetime.date" }
    public override func string() throws -> String { date.iso }
    public override func repr() throws -> String { "datetime.date(\(date.year), \(date.month), \(date.day))" }
    public override func hash(into hasher: inout Hasher) throws { hasher.combine(date) }

    public override func isEqual(to other: Value) throws -> Bool? { other.object(DateObject.self).map { $0.date == date } }

    public override func compare(to other: Value) throws -> Int? {
        if other.object(DatetimeObject.self) != nil {
            throw JinjaError(.type, "can't compare datetime.datetime to datetime.date")
        }
        guard let other = other.object(DateObject.self)?.date.ordinal else { return nil }
        return date.ordinal == other ? 0 : (date.ordinal < other ? -1 : 1)
    }

    public override func binary(_ operation: BinaryOperation, _ other: Value, reflected: Bool) throws -> Value? {
        if let span = other.object(TimedeltaObject.self)?.span {
            switch operation {
            case .add: return .object(DateObject(try CivilDate(ordinal: date.ordinal + span.days)))
            case .subtract where !reflected:
                return .object(DateObject(try CivilDate(ordinal: date.ordinal - span.days)))
            default: return nil
            }
        }
        guard operation == .subtract, !reflected, let other = other.object(DateObject.self) else { return nil }
        return .object(TimedeltaObject(try TimeSpan(days: date.ordinal - other.date.ordinal)))
    }

    public override func attribute(_ name: String, _ renderer: Renderer) throws -> Value? {
        switch name {
        case "year": .int(date.year)
        case "month": .int(date.month)
        case "day": .int(date.day)
        default: Self.constant(name)
        }
    }

    /// `min`, `max`, `resolution`.
    static func constant(_ name: String) -> Value? {
        switch name {
        case "min": (try? CivilDate(ordinal: 1)).map { .object(DateObject($0)) }
        case "max": (try? CivilDate(ordinal: CivilDate.lastOrdinal)).map { .object(DateObject($0)) }
        case "resolution": (try? TimeSpan(days: 1)).map { .object(TimedeltaObject($0)) }
        default: nil
        }
    }

    public override func method(_ name: String) -> Method? { DateMethods.date[name] ?? DateClasses.dateMethods[name] }
}

extension DateObject: Formattable {
    func formatted(_ spec: String) throws -> String {
        .init(try StrftimeFormat(CivilDateTime(date, .midnight)).format(spec))
    }
}

/// A Python `datetime.time`.
public final class TimeObject: Object {
    /// The time of day.
    public let time: ClockTime
    /// The zone, where there is one.
    public let zone: TimeZoneObject?
    let fold: Int

    /// A time of day, perhaps with a zone.
    public init(_ time: ClockTime, zone: TimeZoneObject? = nil, fold: Int = 0) {
        self.time = time
        self.zone = zone
        self.fold = fold
    }

    var offset: TimeSpan? { zone?.offset(at: nil) }

    public override var typeName: String { "datetime.time" }
    public override func string() throws -> String { try iso("auto") }

    func iso(_ timespec: String) throws -> String { try time.iso(timespec) + (offset?.offsetText() ?? "") }

    public override func repr() throws -> String {
        var parts = ["\(time.hour)", "\(time.minute)"]
        if time.second != 0 || time.microsecond != 0 { parts.append("\(time.second)") }
        if time.microsecond != 0 { parts.append("\(time.microsecond)") }
        if let zone { parts.append("tzinfo=" + (try zone.repr())) }
        if fold != 0 { parts.append("fold=\(fold)") }
        return "datetime.time(\(parts.joined(separator: ", ")))"
    }

    private var sortable: Int128 { Int128(time.microseconds) - (offset?.microseconds ?? 0) }

    public override func hash(into hasher: inout Hasher) throws { hasher.combine(sortable) }

    public override func isEqual(to other: Value) throws -> Bool? {
        other.object(TimeObject.self).map { ($0.offset == nil) == (offset == nil) && $0.sortable == sortable }
    }

    public override func compare(to other: Value) throws -> Int? {
        guard let other = other.object(TimeObject.self) else { return nil }
        if (other.offset == nil) != (offset == nil) { throw JinjaError(.type, "can't compare offset-naive and offset-aware times") }
        return sortable == other.sortable ? 0 : (sortable < other.sortable ? -1 : 1)
    }

    public override func attribute(_ name: String, _ renderer: Renderer) throws -> Value? {
        switch name {
        case "hour": .int(time.hour)
        case "minute": .int(time.minute)
        case "second": .int(time.second)
        case "microsecond": .int(time.microsecond)
        case "tzinfo": zone.map { .object($0) } ?? Value.none
        case "fold": .int(fold)
        default: Self.constant(name)
        }
    }

    /// `min`, `max`, `resolution`.
    static func constant(_ name: String) -> Value? {
        switch name {
        case "min": .object(TimeObject(.midnight))
        case "max": .object(TimeObject(ClockTime(microseconds: ClockTime.day - 1)))
        case "resolution": TimedeltaObject.constant(name)
        default: nil
        }
    }

    public override func method(_ name: String) -> Method? { DateMethods.time[name] ?? DateClasses.timeMethods[name] }
}

extension TimeObject: Formattable {
    func formatted(_ spec: String) throws -> String {
        let day = try CivilDate(1900, 1, 1)
        var format = StrftimeFormat(CivilDateTime(day, time))
        format.offset = offset
        format.zoneName = zone?.abbreviation(at: nil)
        return try format.format(spec)
    }
}
