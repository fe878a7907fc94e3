/// pytz's `utc`.
public final class PytzUTC: TimeZoneObject {
    /// The one UTC zone of pytz; every use may make its own, they are equal.
    public static func make() -> PytzUTC { PytzUTC() }

    override func offset(at local: CivilDateTime?) -> TimeSpan? { .zero }
    override func daylight(at local: CivilDateTime?) -> TimeSpan? { .zero }
    override func abbreviation(at local: CivilDateTime?) -> String? { "UTC" }
    public override var typeName: String { "pytz.UTC" }
    public override func string() throws -> String { "UTC" }
    public override func repr() throws -> String { "<UTC>" }
    public override func isEqual(to other: Value) throws -> Bool? { other.object(PytzUTC.self) != nil }
    public override func hash(into hasher: inout Hasher) throws { hasher.combine("UTC") }
    public override func attribute(_ name: String, _ renderer: Renderer) throws -> Value? { name == "zone" ? .string("UTC") : nil }
    public override func method(_ name: String) -> Method? { PytzMethods.all[name] ?? super.method(name) }
}

/// `pytz.FixedOffset(minutes)`.
final class PytzFixedOffset: TimeZoneObject {
    private let minutes: Int

    init(minutes: Int) { self.minutes = minutes }

    override func offset(at local: CivilDateTime?) -> TimeSpan? { TimeSpan(smallSeconds: minutes * 60) }
    override func daylight(at local: CivilDateTime?) -> TimeSpan? { .zero }
    override var typeName: String { "pytz._FixedOffset" }
    override func repr() throws -> String { "pytz.FixedOffset(\(minutes))" }
    override func isEqual(to other: Value) throws -> Bool? { other.object(PytzFixedOffset.self).map { $0.minutes == minutes } }
    override func hash(into hasher: inout Hasher) throws { hasher.combine(minutes) }
    override func attribute(_ name: String, _ renderer: Renderer) throws -> Value? { name == "zone" ? Value.none : nil }
    override func method(_ name: String) -> Method? { PytzMethods.all[name] ?? super.method(name) }
}

/// A zone with a history. As in pytz one object stands for one period of it: `localize` and `normalize` find the right one.
final class PytzZone: TimeZoneObject {
    let table: ZoneTable
    let period: ZoneTable.Period

    init(_ table: ZoneTable, _ period: ZoneTable.Period? = nil) {
        self.table = table
        self.period = period ?? table.periods[0]
    }

    override func offset(at local: CivilDateTime?) -> TimeSpan? {
        local == nil && table.changes ? nil : TimeSpan(smallSeconds: period.offset)
    }
    override func daylight(at local: CivilDateTime?) -> TimeSpan? {
        local == nil && table.changes ? nil : TimeSpan(smallSeconds: period.daylight)
    }
    override func abbreviation(at local: CivilDateTime?) -> String? { local == nil && table.changes ? table.name : period.name }

    override func moment(fromUTC utc: CivilDateTime) throws -> (local: CivilDateTime, zone: TimeZoneObject) {
        let found = table.changes ? table.period(at: utc) : period
        return (try utc.adding(TimeSpan(smallSeconds: found.offset)), found == period ? self : PytzZone(table, found))
    }

    override var typeName: String { "pytz.tzfile." + table.name }
    override func string() throws -> String { table.name }

    override func repr() throws -> String {
        let name = TextRepr.repr(table.name)
        if !table.changes { return "<StaticTzInfo \(name)>" }
        let sign = period.offset > 0 ? "+" : ""
        return
            "<DstTzInfo \(name) \(period.name)\(sign)\(TimeSpan(smallSeconds: period.offset).text) \(period.daylight != 0 ? "DST" : "STD")>"
    }

    override func isEqual(to other: Value) throws -> Bool? {
        other.object(PytzZone.self).map { sameText($0.table.name, table.name) && $0.period == period }
    }
    override func hash(into hasher: inout Hasher) throws {
        hasher.combine(table.name)
        hasher.combine(period)
    }

    override func attribute(_ name: String, _ renderer: Renderer) throws -> Value? { name == "zone" ? .string(table.name) : nil }
    override func method(_ name: String) -> Method? { PytzMethods.all[name] ?? super.method(name) }

    // MARK: wall-clock times

    /// A wall-clock time with the period in force at it; `isDaylight` decides where the time occurs twice or not at all, nil refuses.
    func localized(_ local: CivilDateTime, isDaylight: Bool?) throws -> DatetimeObject {
        guard table.changes else { return DatetimeObject(local, zone: self) }
        var possible: [ZoneTable.Period] = []
        for days in [-1, 1] {
            guard let near = try? local.adding(TimeSpan(days: days)) else { continue }
            let guess = table.period(at: near)
            guard let utc = try? local.adding(TimeSpan(smallSeconds: -guess.offset)) else { continue }
            let used = table.period(at: utc)
            if used.offset == guess.offset, !possible.contains(used) { possible.append(used) }
        }
        if possible.count == 1 { return DatetimeObject(local, zone: PytzZone(table, possible[0])) }
        if possible.isEmpty {
            guard let isDaylight else { throw JinjaError(.value, try DatetimeObject(local).string()) }
            let shift = try TimeSpan(microseconds: Int128(isDaylight ? 6 : -6) * 3_600_000_000)
            let moved = try localized(local.adding(shift), isDaylight: isDaylight)
            return DatetimeObject(local, zone: moved.zone)
        }
        guard let isDaylight else { throw JinjaError(.value, try DatetimeObject(local).string()) }
        var wanted = possible.filter { ($0.daylight != 0) == isDaylight }
        if wanted.isEmpty { wanted = possible }
        // The larger offset is the earlier moment in UTC.
        let chosen = isDaylight ? wanted.max { $0.offset < $1.offset } : wanted.min { $0.offset < $1.offset }
        return DatetimeObject(local, zone: PytzZone(table, chosen))
    }
}

/// The methods pytz zones add.
enum PytzMethods {
    static let all = Method.table([
        Method("localize", Signature("dt", "is_dst=")) { receiver, arguments, _ in
            let moment = try datetime(arguments.value(0))
            guard let zone = receiver.object(TimeZoneObject.self) else { return .none }
            if moment.zone != nil { throw JinjaError(.value, "Not naive datetime (tzinfo is already set)") }
            guard let dated = zone as? PytzZone else { return .object(DatetimeObject(moment.civil, zone: zone)) }
            let isDaylight: Bool? = arguments[1]?.isNone == true ? nil : try arguments.bool(1, default: false)
            return .object(try dated.localized(moment.civil, isDaylight: isDaylight))
        },
        Method("normalize", Signature("dt", "is_dst=")) { receiver, arguments, _ in
            let moment = try datetime(arguments.value(0))
            guard let zone = receiver.object(TimeZoneObject.self) else { return .none }
            if moment.zone == nil { throw JinjaError(.value, "Naive time - no tzinfo set") }
            return .object(try moment.moved(to: zone))
        },
        question("utcoffset") { $0.offset(at: $1).map { .object(TimedeltaObject($0)) } ?? .none },
        question("dst") { $0.daylight(at: $1).map { .object(TimedeltaObject($0)) } ?? .none },
        question("tzname") { $0.abbreviation(at: $1).map { .string($0) } ?? .none },
    ])

    private static func datetime(_ value: Value) throws -> DatetimeObject {
        if let moment = value.object(DatetimeObject.self) { return moment }
        throw JinjaError(.attribute, "'\(value.typeName)' object has no attribute 'tzinfo'")
    }

    private static func question(
        _ name: String, _ body: @escaping @Sendable (TimeZoneObject, CivilDateTime?) -> Value
    ) -> Method {
        Method(name, Signature("dt", "is_dst=")) { receiver, arguments, _ in
            guard let zone = receiver.object(TimeZoneObject.self) else { return .none }
            if arguments.value(0).isNone { return body(zone, zone is PytzZone ? nil : try? CivilDateTime(microseconds: 0)) }
            let moment = try datetime(arguments.value(0))
            guard let dated = zone as? PytzZone, dated.table.changes, moment.zone == nil else { return body(zone, moment.civil) }
            let isDaylight: Bool? = arguments.value(1).isNone ? nil : try arguments.value(1).isTrue()
            guard let used = try dated.localized(moment.civil, isDaylight: isDaylight).zone else { return .none }
            return body(used, moment.civil)
        }
    }
}
