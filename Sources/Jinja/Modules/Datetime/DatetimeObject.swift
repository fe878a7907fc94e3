/// A Python `datetime.datetime`.
public final class DatetimeObject: Object {
    /// The wall-clock day and time.
    public let civil: CivilDateTime
    /// The zone; nil for a naive datetime.
    public let zone: TimeZoneObject?
    let fold: Int

    /// A datetime.
    public init(_ civil: CivilDateTime, zone: TimeZoneObject? = nil, fold: Int = 0) {
        self.civil = civil
        self.zone = zone
        self.fold = fold
    }

    /// A moment after 1 January 1970 in UTC. Throws an OverflowError outside the years 1 to 9999.
    public convenience init(unixSeconds: Int, microseconds: Int = 0, zone: TimeZoneObject? = nil) throws {
        let (scaled, overflow) = unixSeconds.multipliedReportingOverflow(by: 1_000_000)
        let (sum, carry) = scaled.addingReportingOverflow(microseconds)
        let (total, last) = sum.addingReportingOverflow(CivilDateTime.epoch)
        if overflow || carry || last { throw JinjaError(.value, "year is out of range") }
        self.init(try CivilDateTime(microseconds: total), zone: zone)
    }

    /// A naive datetime of a text in ISO form, its offset left away. Throws a ValueError where the text is none.
    public convenience init(naiveISO text: String) throws {
        guard let read = try ISOReader.datetime(text) else { throw ISOReader.invalid(text) }
        self.init(read.civil)
    }

    /// The offset from UTC; nil for a naive datetime.
    var offset: TimeSpan? { zone?.offset(at: civil) }

    /// Microseconds since year 1 in UTC (or of the wall clock, for a naive datetime): what comparison looks at.
    var sortable: Int128 { Int128(civil.microseconds) - (offset?.microseconds ?? 0) }

    public override var typeName: String { "datetime.datetime" }
    public override func string() throws -> String { try iso(separator: " ", "auto") }

    func iso(separator: String, _ timespec: String) throws -> String {
        civil.date.iso + separator + (try civil.time.iso(timespec)) + (offset?.offsetText() ?? "")
    }

    public override func repr() throws -> String {
        let date = civil.date
        let time = civil.time
        var parts = ["\(date.year)", "\(date.month)", "\(date.day)", "\(time.hour)", "\(time.minute)"]
        if time.second != 0 || time.microsecond != 0 { parts.append("\(time.second)") }
        if time.microsecond != 0 { parts.append("\(time.microsecond)") }
        if fold != 0 { parts.append("fold=\(fold)") }
        if let zone { parts.append("tzinfo=" + (try zone.repr())) }
        return "datetime.datetime(\(parts.joined(separator: ", ")))"
    }

    public override func hash(into hasher: inout Hasher) throws { hasher.combine(sortable) }

    public override func isEqual(to other: Value) throws -> Bool? {
        other.object(DatetimeObject.self).map { ($0.offset == nil) == (offset == nil) && $0.sortable == sortable }
    }

    public override func compare(to other: Value) throws -> Int? {
        if other.object(DateObject.self) != nil { throw JinjaError(.type, "can't compare datetime.datetime to datetime.date") }
        guard let other = other.object(DatetimeObject.self) else { return nil }
        if (other.offset == nil) != (offset == nil) {
            throw JinjaError(.type, "can't compare offset-naive and offset-aware datetimes")
        }
        return sortable == other.sortable ? 0 : (sortable < other.sortable ? -1 : 1)
    }

    public override func binary(_ operation: BinaryOperation, _ other: Value, reflected: Bool) throws -> Value? {
        if let span = other.object(TimedeltaObject.self)?.span {
            switch operation {
            case .add: return .object(DatetimeObject(try civil.adding(span), zone: zone))
            case .subtract where !reflected:
                return .object(DatetimeObject(try civil.adding(TimeSpan(microseconds: -span.microseconds)), zone: zone))
            default: return nil
            }
        }
        guard operation == .subtract, !reflected, let other = other.object(DatetimeObject.self) else { return nil }
        if (other.offset == nil) != (offset == nil) {
            throw JinjaError(.type, "can't subtract offset-naive and offset-aware datetimes")
        }
        if zone === other.zone {
            return .object(TimedeltaObject(try TimeSpan(microseconds: Int128(civil.microseconds - other.civil.microseconds))))
        }
        return .object(TimedeltaObject(try TimeSpan(microseconds: sortable - other.sortable)))
    }

    public override func attribute(_ name: String, _ renderer: Renderer) throws -> Value? {
        switch name {
        case "year": .int(civil.date.year)
        case "month": .int(civil.date.month)
        case "day": .int(civil.date.day)
        case "hour": .int(civil.time.hour)
        case "minute": .int(civil.time.minute)
        case "second": .int(civil.time.second)
        case "microsecond": .int(civil.time.microsecond)
        case "tzinfo": zone.map { .object($0) } ?? Value.none
        case "fold": .int(fold)
        default: Self.constant(name)
        }
    }

    /// `min`, `max`, `resolution`.
    static func constant(_ name: String) -> Value? {
        switch name {
        case "min": (try? CivilDateTime(microseconds: 0)).map { .object(DatetimeObject($0)) }
        case "max":
            (try? CivilDateTime(microseconds: CivilDate.lastOrdinal * ClockTime.day - 1)).map { .object(DatetimeObject($0)) }
        case "resolution": TimedeltaObject.constant(name)
        default: nil
        }
    }

    public override func method(_ name: String) -> Method? { DateMethods.datetime[name] ?? DateClasses.datetimeMethods[name] }

    /// The same moment in another zone; the system's for nil. A naive datetime is taken as the system's time.
    func moved(to wanted: TimeZoneObject?) throws -> DatetimeObject {
        let utc: CivilDateTime
        if let offset {
            utc = try civil.adding(TimeSpan(microseconds: -offset.microseconds))
        } else {
            utc = try civil.adding(TimeSpan(smallSeconds: -SystemClock.localOffset(ofLocal: civil)))
        }
        guard let wanted else {
            let (offset, name) = SystemClock.localZone(ofUTC: utc)
            let span = TimeSpan(smallSeconds: offset)
            return DatetimeObject(try utc.adding(span), zone: FixedZone(span, name: name))
        }
        let (local, used) = try wanted.moment(fromUTC: utc)
        return DatetimeObject(local, zone: used)
    }
}

extension DatetimeObject: Formattable {
    func formatted(_ spec: String) throws -> String {
        var format = StrftimeFormat(civil)
        format.offset = offset
        format.zoneName = zone?.abbreviation(at: civil)
        return try format.format(spec)
    }
}
