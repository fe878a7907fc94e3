/// The classes of Python's `datetime` module: constructors and class methods.
enum DateClasses {
    /// The names dbt's `modules.datetime` has.
    static func module() -> [(String, Value)] {
        let date = ClassObject(
            "datetime.date", members: dateMethods.merging(DateMethods.date.mapValues(\.unbound)) { first, _ in first },
            constant: DateObject.constant
        ) { arguments, _ in try makeDate(arguments) }
        let datetime = ClassObject(
            "datetime.datetime", members: datetimeMethods.merging(DateMethods.datetime.mapValues(\.unbound)) { first, _ in first },
            constant: DatetimeObject.constant
        ) { arguments, _ in try makeDatetime(arguments) }
        let time = ClassObject(
            "datetime.time", members: timeMethods.merging(DateMethods.time.mapValues(\.unbound)) { first, _ in first },
            constant: TimeObject.constant
        ) { arguments, _ in try makeTime(arguments) }
        let timedelta = ClassObject("datetime.timedelta", constant: TimedeltaObject.constant) { arguments, _ in
            try TimedeltaObject.make(arguments)
        }
        let tzinfo = ClassObject("datetime.tzinfo") { _, _ in .object(TimeZoneObject()) }
        return [
            ("date", .object(date)), ("datetime", .object(datetime)), ("time", .object(time)), ("timedelta", .object(timedelta)),
            ("tzinfo", .object(tzinfo)),
        ]
    }

    // MARK: constructors

    private static func bind(_ arguments: Arguments, _ names: [String], required: Int) throws -> BoundArguments {
        let given = arguments.positional.count + arguments.named.count
        if given > names.count {
            let kind = arguments.named.isEmpty ? "argument" : "keyword argument"
            throw JinjaError(.type, "function takes at most \(names.count) \(kind)\(names.count == 1 ? "" : "s") (\(given) given)")
        }
        for argument in arguments.named where !names.contains(where: { sameText($0, argument.name) }) {
            throw JinjaError(.type, "'\(argument.name)' is an invalid keyword argument for this function")
        }
        let values = names.enumerated().map { arguments.value($0.offset, $0.element) }
        if let missing = values[..<required].firstIndex(where: { $0 == nil }) {
            throw JinjaError(.type, "function missing required argument '\(names[missing])' (pos \(missing + 1))")
        }
        return BoundArguments(values)
    }

    private static func makeDate(_ arguments: Arguments) throws -> Value {
        let bound = try bind(arguments, ["year", "month", "day"], required: 3)
        return .object(DateObject(try CivilDate(bound.part(0, default: 1), bound.part(1, default: 1), bound.part(2, default: 1))))
    }

    private static func makeDatetime(_ arguments: Arguments) throws -> Value {
        let names = ["year", "month", "day", "hour", "minute", "second", "microsecond", "tzinfo", "fold"]
        let bound = try bind(arguments, names, required: 3)
        let date = try CivilDate(bound.part(0, default: 1), bound.part(1, default: 1), bound.part(2, default: 1))
        let time = try ClockTime(
            bound.part(3, default: 0), bound.part(4, default: 0), bound.part(5, default: 0), bound.part(6, default: 0))
        return .object(DatetimeObject(CivilDateTime(date, time), zone: try bound.zone(7), fold: try fold(bound, 8)))
    }

    private static func makeTime(_ arguments: Arguments) throws -> Value {
        let bound = try bind(arguments, ["hour", "minute", "second", "microsecond", "tzinfo", "fold"], required: 0)
        let time = try ClockTime(
            bound.part(0, default: 0), bound.part(1, default: 0), bound.part(2, default: 0), bound.part(3, default: 0))
        return .object(TimeObject(time, zone: try bound.zone(4), fold: try fold(bound, 5)))
    }

    private static func fold(_ arguments: BoundArguments, _ index: Int) throws -> Int {
        let fold = try arguments.part(index, default: 0)
        guard fold == 0 || fold == 1 else { throw JinjaError(.value, "fold must be either 0 or 1") }
        return fold
    }

    // MARK: class methods

    private static func method(
        _ name: String, _ signature: Signature = Signature(), _ body: @escaping @Sendable (BoundArguments) throws -> Value
    ) -> Method {
        Method(name, signature) { _, arguments, _ in try body(arguments) }
    }

    private static func text(_ value: Value, _ message: @autoclosure () -> String) throws -> String {
        guard let text = value.text else { throw JinjaError(.type, message()) }
        return text
    }

    static let dateMethods = Method.table([
        method("today") { _ in .object(DateObject(try SystemClock.localNow().date)) },
        method("fromisoformat", Signature("date_string")) { arguments in
            let text = try text(arguments.value(0), "fromisoformat: argument must be str")
            guard let date = try ISOReader.date(text) else { throw ISOReader.invalid(text) }
            return .object(DateObject(date))
        },
        method("fromordinal", Signature("ordinal")) { arguments in .object(DateObject(try ordinal(arguments))) },
        method("fromisocalendar", Signature("year", "week", "day")) { arguments in .object(DateObject(try isoCalendar(arguments))) },
        method("fromtimestamp", Signature("timestamp")) { arguments in
            .object(DateObject(try local(fromTimestamp: arguments.value(0)).date))
        },
    ])

    private static func ordinal(_ arguments: BoundArguments) throws -> CivilDate {
        let ordinal = try arguments.part(0, default: 1)
        if ordinal < 1 { throw JinjaError(.value, "ordinal must be >= 1") }
        guard ordinal <= CivilDate.lastOrdinal else { throw JinjaError(.value, "year is out of range") }
        return try CivilDate(ordinal: ordinal)
    }

    private static func isoCalendar(_ arguments: BoundArguments) throws -> CivilDate {
        try CivilDate(
            isoYear: arguments.part(0, default: 1), week: arguments.part(1, default: 1), weekday: arguments.part(2, default: 1))
    }

    static let datetimeMethods = Method.table(
        [
            method("now", Signature("tz=")) { arguments in
                guard let zone = try arguments.zone(0) else { return .object(DatetimeObject(try SystemClock.localNow())) }
                let (local, used) = try zone.moment(fromUTC: SystemClock.utcNow())
                return .object(DatetimeObject(local, zone: used))
            },
            method("today") { _ in .object(DatetimeObject(try SystemClock.localNow())) },
            method("utcnow") { _ in .object(DatetimeObject(try SystemClock.utcNow())) },
            method("utcfromtimestamp", Signature("timestamp")) { arguments in
                .object(DatetimeObject(try utc(fromTimestamp: arguments.value(0))))
            },
            method("fromtimestamp", Signature("timestamp", "tz=")) { arguments in
                guard let zone = try arguments.zone(1) else {
                    return .object(DatetimeObject(try local(fromTimestamp: arguments.value(0))))
                }
                let (local, used) = try zone.moment(fromUTC: utc(fromTimestamp: arguments.value(0)))
                return .object(DatetimeObject(local, zone: used))
            },
            method("fromisoformat", Signature("date_string")) { arguments in
                let text = try text(arguments.value(0), "fromisoformat: argument must be str")
                guard let moment = try ISOReader.datetime(text) else { throw ISOReader.invalid(text) }
                return .object(moment)
            },
            method("fromordinal", Signature("ordinal")) { arguments in
                .object(DatetimeObject(CivilDateTime(try ordinal(arguments), .midnight)))
            },
            method("fromisocalendar", Signature("year", "week", "day")) { arguments in
                .object(DatetimeObject(CivilDateTime(try isoCalendar(arguments), .midnight)))
            },
            method("combine", Signature("date", "time", "tzinfo=")) { arguments in try combine(arguments) },
            method("strptime", Signature("date_string", "format")) { arguments in
                let shown = try text(arguments.value(0), "strptime() argument 1 must be str, not \(arguments.value(0).typeName)")
                let format = try text(arguments.value(1), "strptime() argument 2 must be str, not \(arguments.value(1).typeName)")
                return .object(try Strptime.read(shown, format))
            },
        ])

    static let timeMethods = Method.table([
        method("fromisoformat", Signature("time_string")) { arguments in
            let text = try text(arguments.value(0), "fromisoformat: argument must be str")
            guard let time = try ISOReader.time(text) else { throw ISOReader.invalid(text) }
            return .object(time)
        }
    ])

    private static func combine(_ arguments: BoundArguments) throws -> Value {
        let date: CivilDate
        if let moment = arguments.value(0).object(DatetimeObject.self) {
            date = moment.civil.date
        } else if let day = arguments.value(0).object(DateObject.self) {
            date = day.date
        } else {
            throw JinjaError(.type, "combine() argument 1 must be datetime.date, not \(arguments.value(0).typeName)")
        }
        guard let time = arguments.value(1).object(TimeObject.self) else {
            throw JinjaError(.type, "combine() argument 2 must be datetime.time, not \(arguments.value(1).typeName)")
        }
        let zone = arguments[2] == nil ? time.zone : try arguments.zone(2)
        return .object(DatetimeObject(CivilDateTime(date, time.time), zone: zone, fold: time.fold))
    }

    // MARK: timestamps

    /// Seconds since 1970 as microseconds, rounded half to even.
    private static func microseconds(_ value: Value) throws -> Int {
        if let integer = value.smallInteger {
            let (result, overflow) = integer.multipliedReportingOverflow(by: 1_000_000)
            if overflow { throw JinjaError(.value, "year is out of range") }
            return result
        }
        guard case .float(let double) = value else {
            if value.object(BigInteger.self) != nil { throw JinjaError(.overflow, "timestamp out of range for platform time_t") }
            if let decimal = value.object(DecimalObject.self) { return try microseconds(.float(decimal.number.double)) }
            throw JinjaError(.type, "'\(value.typeName)' object cannot be interpreted as an integer")
        }
        if double.isNaN { throw JinjaError(.value, "Invalid value NaN (not a number)") }
        guard double.magnitude < 0x1p63 else { throw JinjaError(.overflow, "timestamp out of range for platform time_t") }
        guard double.magnitude < 1e12 else { throw JinjaError(.value, "year is out of range") }
        let whole = double.rounded(.down)
        return Int(whole) * 1_000_000 + Int(((double - whole) * 1e6).rounded(.toNearestOrEven))
    }

    private static func utc(fromTimestamp value: Value) throws -> CivilDateTime {
        let (sum, overflow) = try microseconds(value).addingReportingOverflow(CivilDateTime.epoch)
        guard !overflow, let moment = try? CivilDateTime(microseconds: sum) else {
            throw JinjaError(.value, "year is out of range")
        }
        return moment
    }

    private static func local(fromTimestamp value: Value) throws -> CivilDateTime {
        let utc = try utc(fromTimestamp: value)
        return try utc.adding(TimeSpan(smallSeconds: SystemClock.localZone(ofUTC: utc).offset))
    }
}
