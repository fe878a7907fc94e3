/// dbt's `modules.pytz`.
enum PytzModule {
    /// The names of the module.
    static func module() -> [(String, Value)] {
        let utc = Value.object(PytzUTC())
        var known: [String: PytzZone] = [:]
        let timezone = FunctionObject("timezone", Signature("zone")) { arguments, _ in
            let wanted = arguments.value(0)
            guard let name = wanted.text else { throw unknown(wanted) }
            if TextCase.upper(name) == "UTC" { return utc }
            if let zone = known[name] { return .object(zone) }
            guard let table = table(name) else { throw unknown(wanted) }
            let zone = PytzZone(table)
            known[name] = zone
            return .object(zone)
        }
        let fixed = FunctionObject("FixedOffset", Signature("offset", "_tzinfos=")) { arguments, _ in
            let minutes = try arguments.int(0)
            if minutes == 0 { return utc }
            guard abs(minutes) < 1440 else { throw JinjaError(.value, "('absolute offset is too large', \(minutes))") }
            return .object(PytzFixedOffset(minutes: minutes))
        }
        var names: [(String, Value)] = [
            ("timezone", .object(timezone)), ("utc", utc), ("country_timezones", .object(PytzTable(.countryZones))),
            ("country_names", .object(PytzTable(.countryNames))),
        ]
        for error in ["AmbiguousTimeError", "InvalidTimeError", "NonExistentTimeError", "UnknownTimeZoneError"] {
            names.append((error, .object(exception(error))))
        }
        names += [
            ("all_timezones", .object(PytzTable(.allZones))), ("all_timezones_set", .object(PytzTable(.allZones))),
            ("common_timezones", .object(PytzTable(.commonZones))), ("common_timezones_set", .object(PytzTable(.commonZones))),
            ("BaseTzInfo", .object(ClassObject("pytz.tzinfo.BaseTzInfo") { _, _ in .object(TimeZoneObject()) })),
            ("FixedOffset", .object(fixed)),
        ]
        return names
    }

    private static func exception(_ name: String) -> ClassObject {
        ClassObject("pytz.exceptions.\(name)") { arguments, _ in
            .string(try arguments.positional.first?.str() ?? "")
        }
    }

    private static func unknown(_ name: Value) -> JinjaError { JinjaError(.key, (try? name.repr()) ?? "") }

    private static func table(_ name: String) -> ZoneTable? {
        if let bytes = ZoneFiles.zone(name) { return ZoneTable(name: name, file: bytes) }
        let lowered = TextCase.lower(name)
        guard let known = ZoneFiles.names().first(where: { sameText(TextCase.lower($0), lowered) }), !sameText(known, name),
            let bytes = ZoneFiles.zone(known)
        else { return nil }
        return ZoneTable(name: known, file: bytes)
    }
}

/// The lists and dictionaries of pytz, read from the system when they are first used.
private final class PytzTable: Object {
    enum Content { case allZones, commonZones, countryZones, countryNames }

    private let content: Content
    private lazy var value: Object = load()

    init(_ content: Content) { self.content = content }

    private func load() -> Object {
        switch content {
        case .allZones: return ListObject(ZoneFiles.names().map { .string($0) })
        case .commonZones:
            let regional = ["Alaska", "Arizona", "Central", "Eastern", "Hawaii", "Mountain", "Pacific"].map { "US/" + $0 }
            let canadian = ["Atlantic", "Central", "Eastern", "Mountain", "Newfoundland", "Pacific"].map { "Canada/" + $0 }
            let names = ZoneFiles.countries().map(\.zone) + regional + canadian + ["GMT", "UTC"]
            return ListObject(names.sorted { orderOfText($0, $1) < 0 }.map { .string($0) })
        case .countryZones:
            let dict = DictObject()
            for (code, zone) in ZoneFiles.countries() {
                if let list = dict[code]?.object(ListObject.self) {
                    list.append(.string(zone))
                } else {
                    dict[code] = .object(ListObject([.string(zone)]))
                }
            }
            return dict
        case .countryNames: return DictObject(ZoneFiles.countryNames().map { ($0.code, Value.string($0.name)) })
        }
    }

    override var typeName: String { value.typeName }
    override var length: Int? { value.length }
    override var isSequence: Bool { value.isSequence }
    override var isMapping: Bool { value.isMapping }
    override func repr() throws -> String { try value.repr() }
    override func makeIterator() throws -> ValueIterator? { try value.makeIterator() }
    override func contains(_ needle: Value) throws -> Bool? {
        try value.contains(needle.upperCode(content == .countryZones || content == .countryNames))
    }

    override func item(_ key: Value, _ renderer: Renderer) throws -> Value? {
        try value.item(key.upperCode(value is DictObject), renderer)
    }

    override var isCallable: Bool { content == .countryZones }

    override func call(_ arguments: Arguments, _ renderer: Renderer) throws -> Value {
        guard content == .countryZones, let code = arguments.positional.first else { return try super.call(arguments, renderer) }
        if let zones = try item(code, renderer) { return zones }
        throw JinjaError(.key, try code.upperCode(true).repr())
    }

    override func method(_ name: String) -> Method? {
        guard let method = value.method(name) else { return nil }
        let inner = Value.object(value)
        return BoundElsewhere.method(method, inner)
    }
}

/// Methods that run on another receiver than the one they were found on.
private enum BoundElsewhere {
    static func method(_ method: Method, _ receiver: Value) -> Method {
        let box = ValueBox(receiver)
        return Method(method.name) { _, arguments, renderer in try method.function(box.value, arguments, renderer) }
    }

    /// Carries a value into a sendable closure; a method is only ever called on the thread that renders.
    private final class ValueBox: @unchecked Sendable {
        let value: Value
        init(_ value: Value) { self.value = value }
    }
}

extension Value {
    /// A country code in capitals, where that is asked for.
    fileprivate func upperCode(_ isCode: Bool) -> Value {
        guard isCode, case .string(let text) = self else { return self }
        return .string(TextCase.upper(text))
    }
}
