import Formats
import Jinja

/// Values as the case files write them: JSON, with `{"$tuple": …}` and the like for what JSON lacks.
enum ValueDecoding {
    static func decode(_ value: ConfigValue) throws -> Value {
        switch value.kind {
        case .null: return .none
        case .bool(let bool): return .bool(bool)
        case .int(let int): return .int(int)
        case .bigInteger(let digits): return Value.integer(digits: digits) ?? .none
        case .float(let double): return .float(double)
        case .string(let text), .date(let text), .timestamp(let text): return .string(text)
        case .list(let items): return .object(ListObject(try items.map(decode)))
        case .map(let map):
            if map.count == 1, let entry = map.entries.first, entry.name.hasPrefix("$") {
                return try special(entry.name, entry.value)
            }
            return .object(DictObject(try map.entries.map { ($0.name, try decode($0.value)) }))
        }
    }

    private static func items(_ value: ConfigValue) throws -> [Value] { try (value.list ?? []).map(decode) }

    private static func special(_ name: String, _ value: ConfigValue) throws -> Value {
        switch name {
        case "$tuple": return .object(TupleObject(try items(value)))
        case "$set": return .object(try SetObject(elements: items(value)))
        case "$dict":
            let pairs = try (value.list ?? []).map { pair in (try decode(pair.list?[0] ?? .null), try decode(pair.list?[1] ?? .null)) }
            return .object(try DictObject(pairs))
        case "$float": return .float(value.string == "nan" ? .nan : (value.string == "inf" ? .infinity : -.infinity))
        case "$range":
            let parts = (value.list ?? []).compactMap(\.int)
            return .object(try RangeObject(parts[0], parts[1], parts[2]))
        case "$object": return .object(PlainObject(try (value.map?.entries ?? []).map { ($0.name, try decode($0.value)) }))
        case "$relation": return .object(RelationDouble(value.map ?? [:]))
        case "$column": return .object(ColumnDouble(value.map ?? [:]))
        case "$table": return .object(try TableDouble(value.map ?? [:]))
        case "$undefined": return .undefined(Undefined(.message("recorded")))
        default: return try library(name, value)
        }
    }

    /// Values whose classes live in the library: made by the library's own constructors.
    private static func library(_ name: String, _ value: ConfigValue) throws -> Value {
        let text = value.string ?? ""
        switch name {
        case "$datetime": return try evaluate("modules.datetime.datetime.fromisoformat(x)", .string(text))
        case "$date": return try evaluate("modules.datetime.date.fromisoformat(x)", .string(text))
        case "$time": return try evaluate("modules.datetime.time.fromisoformat(x)", .string(text))
        case "$timedelta":
            let parts = try ListObject(items(value))
            return try evaluate("modules.datetime.timedelta(x[0], x[1], x[2])", .object(parts))
        case "$decimal": return DecimalObject(text).map { .object($0) } ?? .none
        case "$bytes": return .object(BytesObject(Array(text.utf8)))
        default: throw UnknownValue(name: name)
        }
    }

    struct UnknownValue: Error {
        let name: String
    }

    private static func evaluate(_ expression: String, _ argument: Value) throws -> Value {
        let names = FixedNames(["modules": HostLibrary.modules, "x": argument])
        return try Renderer(names: names).renderValue(Template("{{ " + expression + " }}", mode: .native))
    }
}

/// A context of fixed names.
final class FixedNames: NameLookup {
    private let values: [String: Value]

    init(_ values: [String: Value]) { self.values = values }

    func value(of name: Symbol) throws -> Value? { values[name.name] }
}

/// An object with attributes only.
final class PlainObject: Object {
    private let attributes: [(String, Value)]

    init(_ attributes: [(String, Value)]) { self.attributes = attributes }

    override var typeName: String { "Obj" }
    override func repr() throws -> String { "<Obj>" }
    override func attribute(_ name: String, _ renderer: Renderer) throws -> Value? { attributes.first { $0.0 == name }?.1 }
}
