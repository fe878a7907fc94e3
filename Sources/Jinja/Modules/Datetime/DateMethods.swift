/// The methods of date, time and datetime values.
enum DateMethods {
    static let date = Method.table(calendar, dateOnly)
    static let datetime = Method.table(datetimeOnly, calendar)
    static let time = Method.table(timeOnly)

    // MARK: dates and datetimes

    private static func civil(_ value: Value) throws -> CivilDateTime {
        if let moment = value.object(DatetimeObject.self) { return moment.civil }
        if let date = value.object(DateObject.self) { return CivilDateTime(date.date, .midnight) }
        throw JinjaError(.type, "descriptor requires a 'datetime.date' object but received a '\(value.typeName)'")
    }

    private static func plain(_ name: String, _ body: @escaping @Sendable (CivilDateTime) throws -> Value) -> Method {
        .positional("date", name, 0...0) { receiver, _ in try body(try civil(receiver)) }
    }

    private static let calendar: [Method] = [
        plain("weekday") { .int($0.date.weekday) },
        plain("isoweekday") { .int($0.date.weekday + 1) },
        plain("toordinal") { .int($0.date.ordinal) },
        plain("isocalendar") { moment in
            let (year, week, weekday) = moment.date.isoCalendar
            return .object(
                NamedTuple("datetime.IsoCalendarDate", [("year", .int(year)), ("week", .int(week)), ("weekday", .int(weekday))]))
        },
        plain("ctime") { .string(try StrftimeFormat($0).format("%a %b %e %H:%M:%S \(padded($0.date.year, 4))")) },
        plain("timetuple") { timeTuple($0, isDaylight: -1) },
        Method("strftime", Signature("format")) { receiver, arguments, _ in
            guard let format = arguments.value(0).text else {
                throw JinjaError(.type, "strftime() argument 1 must be str, not \(arguments.value(0).typeName)")
            }
            guard case .object(let object) = receiver, let formattable = object as? any Formattable else { return .none }
            return .string(try formattable.formatted(format))
        },
    ]

    private static func timeTuple(_ moment: CivilDateTime, isDaylight: Int) -> Value {
        .object(
            NamedTuple(
                "time.struct_time",
                [
                    ("tm_year", .int(moment.date.year)), ("tm_mon", .int(moment.date.month)), ("tm_mday", .int(moment.date.day)),
                    ("tm_hour", .int(moment.time.hour)), ("tm_min", .int(moment.time.minute)), ("tm_sec", .int(moment.time.second)),
                    ("tm_wday", .int(moment.date.weekday)), ("tm_yday", .int(moment.date.dayOfYear)), ("tm_isdst", .int(isDaylight)),
                ]))
    }

    private static let dateOnly: [Method] = [
        plain("isoformat") { .string($0.date.iso) },
        Method("replace", Signature("year=", "month=", "day=")) { receiver, arguments, _ in
            .object(DateObject(try replaced(civil(receiver).date, arguments)))
        },
    ]

    private static func replaced(_ date: CivilDate, _ arguments: BoundArguments) throws -> CivilDate {
        try CivilDate(
            arguments.part(0, default: date.year), arguments.part(1, default: date.month), arguments.part(2, default: date.day))
    }

    // MARK: datetimes

    private static func method(
        _ name: String, _ signature: Signature = Signature(),
        _ body: @escaping @Sendable (DatetimeObject, BoundArguments) throws -> Value
    ) -> Method {
        Method(name, signature) { receiver, arguments, _ in
            guard let moment = receiver.object(DatetimeObject.self) else {
                throw JinjaError(.type, "descriptor '\(name)' requires a 'datetime.datetime' object but received a '\(receiver.typeName)'")
            }
            return try body(moment, arguments)
        }
    }

    private static let datetimeOnly: [Method] = [
        method("isoformat", Signature("sep=", "timespec=")) { moment, arguments in
            let separator = try arguments.text(0, default: "T")
            guard separator.scalarCount == 1 else {
                throw JinjaError(.type, "isoformat() argument 1 must be a unicode character, not str")
            }
            return .string(try moment.iso(separator: separator, arguments.text(1, default: "auto")))
        },
        method("date") { moment, _ in .object(DateObject(moment.civil.date)) },
        method("time") { moment, _ in .object(TimeObject(moment.civil.time, fold: moment.fold)) },
        method("timetz") { moment, _ in .object(TimeObject(moment.civil.time, zone: moment.zone, fold: moment.fold)) },
        method("timestamp") { moment, _ in
            var microseconds = moment.sortable - Int128(CivilDateTime.epoch)
            if moment.offset == nil { microseconds -= Int128(SystemClock.localOffset(ofLocal: moment.civil)) * 1_000_000 }
            return .float(Double(microseconds) / 1_000_000)
        },
        method("utcoffset") { moment, _ in moment.offset.map { .object(TimedeltaObject($0)) } ?? .none },
        method("dst") { moment, _ in moment.zone?.daylight(at: moment.civil).map { .object(TimedeltaObject($0)) } ?? .none },
        method("tzname") { moment, _ in moment.zone?.abbreviation(at: moment.civil).map { .string($0) } ?? .none },
        method("astimezone", Signature("tz=")) { moment, arguments in .object(try moment.moved(to: arguments.zone(0))) },
        method("timetuple") { moment, _ in
            let daylight = moment.zone?.daylight(at: moment.civil).map { $0.microseconds == 0 ? 0 : 1 }
            return timeTuple(moment.civil, isDaylight: daylight ?? -1)
        },
        method("utctimetuple") { moment, _ in
            let shift = try TimeSpan(microseconds: -(moment.offset?.microseconds ?? 0))
            return timeTuple(try moment.civil.adding(shift), isDaylight: 0)
        },
        method(
            "replace",
            Signature("year=", "month=", "day=", "hour=", "minute=", "second=", "microsecond=", "tzinfo=", "fold=")
        ) { moment, arguments in
            let date = try replaced(moment.civil.date, arguments)
            let old = moment.civil.time
            let time = try ClockTime(
                arguments.part(3, default: old.hour), arguments.part(4, default: old.minute), arguments.part(5, default: old.second),
                arguments.part(6, default: old.microsecond))
            let zone = arguments[7] == nil ? moment.zone : try arguments.zone(7)
            return .object(DatetimeObject(CivilDateTime(date, time), zone: zone, fold: try arguments.part(8, default: moment.fold)))
        },
    ]

    // MARK: times

    private static func timeMethod(
        _ name: String, _ signature: Signature = Signature(),
        _ body: @escaping @Sendable (TimeObject, BoundArguments) throws -> Value
    ) -> Method {
        Method(name, signature) { receiver, arguments, _ in
            guard let time = receiver.object(TimeObject.self) else {
                throw JinjaError(.type, "descriptor '\(name)' requires a 'datetime.time' object but received a '\(receiver.typeName)'")
            }
            return try body(time, arguments)
        }
    }

    private static let timeOnly: [Method] = [
        timeMethod("isoformat", Signature("timespec=")) { time, arguments in
            .string(try time.iso(arguments.text(0, default: "auto")))
        },
        timeMethod("strftime", Signature("format")) { time, arguments in
            guard let format = arguments.value(0).text else {
                throw JinjaError(.type, "strftime() argument 1 must be str, not \(arguments.value(0).typeName)")
            }
            return .string(try time.formatted(format))
        },
        timeMethod("utcoffset") { time, _ in time.offset.map { .object(TimedeltaObject($0)) } ?? .none },
        timeMethod("dst") { time, _ in time.zone?.daylight(at: nil).map { .object(TimedeltaObject($0)) } ?? .none },
        timeMethod("tzname") { time, _ in time.zone?.abbreviation(at: nil).map { .string($0) } ?? .none },
        timeMethod("replace", Signature("hour=", "minute=", "second=", "microsecond=", "tzinfo=", "fold=")) { time, arguments in
            let old = time.time
            let new = try ClockTime(
                arguments.part(0, default: old.hour), arguments.part(1, default: old.minute), arguments.part(2, default: old.second),
                arguments.part(3, default: old.microsecond))
            let zone = arguments[4] == nil ? time.zone : try arguments.zone(4)
            return .object(TimeObject(new, zone: zone, fold: try arguments.part(5, default: time.fold)))
        },
    ]
}
