/// A `tzinfo`: what makes a datetime aware.
public class TimeZoneObject: Object {
    /// The offset from UTC at a wall-clock time in this zone; nil where the zone does not say.
    func offset(at local: CivilDateTime?) -> TimeSpan? { nil }

    /// The daylight-saving part of the offset.
    func daylight(at local: CivilDateTime?) -> TimeSpan? { nil }

    /// The abbreviation (`CEST`).
    func abbreviation(at local: CivilDateTime?) -> String? { nil }

    /// A moment given in UTC as a wall-clock time with the zone that applies.
    func moment(fromUTC utc: CivilDateTime) throws -> (local: CivilDateTime, zone: TimeZoneObject) {
        (try utc.adding(offset(at: utc) ?? .zero), self)
    }

    public override var typeName: String { "datetime.tzinfo" }

    public override func method(_ name: String) -> Method? { TimeZoneMethods.all[name] }
}

/// `datetime.timezone`: a fixed offset, perhaps with a name.
public final class FixedZone: TimeZoneObject {
    /// The offset from UTC.
    public let span: TimeSpan
    private let name: String?

    /// `datetime.timezone.utc`.
    public static func utc() -> FixedZone { FixedZone(.zero) }

    /// A fixed offset, perhaps with a name.
    public init(_ span: TimeSpan, name: String? = nil) {
        self.span = span
        self.name = name
    }

    /// `UTC`, `UTC+02:00` or the given name.
    var shownName: String { name ?? (span.microseconds == 0 ? "UTC" : "UTC" + span.offsetText()) }

    override func offset(at local: CivilDateTime?) -> TimeSpan? { span }
    override func abbreviation(at local: CivilDateTime?) -> String? { shownName }
    public override var typeName: String { "datetime.timezone" }
    public override func string() throws -> String { shownName }
    public override func repr() throws -> String {
        if span.microseconds == 0, name == nil { return "datetime.timezone.utc" }
        return "datetime.timezone(\(span.repr)\(name.map { ", " + TextRepr.repr($0) } ?? ""))"
    }
    public override func isEqual(to other: Value) throws -> Bool? { other.object(FixedZone.self).map { $0.span == span } }
    public override func hash(into hasher: inout Hasher) throws { hasher.combine(span) }
}

/// The methods of every `tzinfo`.
enum TimeZoneMethods {
    static let all = Method.table([
        question("utcoffset") { zone, local in zone.offset(at: local).map { .object(TimedeltaObject($0)) } ?? .none },
        question("dst") { zone, local in zone.daylight(at: local).map { .object(TimedeltaObject($0)) } ?? .none },
        question("tzname") { zone, local in zone.abbreviation(at: local).map { .string($0) } ?? .none },
        Method.positional("tzinfo", "fromutc", 1...1) { receiver, arguments in
            guard let zone = receiver.object(TimeZoneObject.self), let moment = arguments[0].object(DatetimeObject.self) else {
                throw JinjaError(.type, "fromutc: argument must be a datetime")
            }
            let (local, used) = try zone.moment(fromUTC: moment.civil)
            return .object(DatetimeObject(local, zone: used))
        },
    ])

    private static func question(
        _ name: String, _ body: @escaping @Sendable (TimeZoneObject, CivilDateTime?) -> Value
    ) -> Method {
        Method(name, Signature("dt", "is_dst=")) { receiver, arguments, _ in
            guard let zone = receiver.object(TimeZoneObject.self) else { return .none }
            if arguments.value(0).isNone { return body(zone, nil) }
            guard let moment = arguments.value(0).object(DatetimeObject.self) else {
                throw JinjaError(.type, "\(name)(dt) argument must be a datetime instance or None, not \(arguments.value(0).typeName)")
            }
            return body(zone, moment.civil)
        }
    }
}
