import Diagnostics
import Formats
import Jinja

/// Functions of dbt's context that need no project: the library's own, with YAML read and written by `Formats`.
enum HostLibrary {
    /// `modules`.
    static var modules: Value { PythonModules.make() }

    /// Functions by name.
    static func functions() -> [(name: String, value: Value)] { PureFunctions.all(yaml: .init(load: load, dump: dump)) }

    private static func load(_ text: String) throws -> Value {
        let (value, diagnostics) = YAMLReader.read(SourceFile(path: "<yaml>", text: text), stripped: false)
        if let problem = diagnostics.first(where: { $0.severity == .error }) { throw JinjaError(.value, problem.message) }
        return try value.map(decode) ?? .none
    }

    private static func decode(_ value: ConfigValue) throws -> Value {
        switch value.kind {
        case .list(let items): return .object(ListObject(try items.map(decode)))
        case .map(let map):
            return .object(try DictObject(map.entries.map { (try decode($0.key), try decode($0.value)) }))
        case .date(let text): return try ValueDecoding.decode(.map(["$date": .string(text)]))
        case .timestamp(let text): return try ValueDecoding.decode(.map(["$datetime": .string(text)]))
        default: return try ValueDecoding.decode(value)
        }
    }

    private static func dump(_ value: Value, _ sortsKeys: Bool) throws -> String {
        YAMLWriter.dump(try encode(value), sortKeys: sortsKeys)
    }

    private static func encode(_ value: Value) throws -> ConfigValue {
        switch value {
        case .none: return .null
        case .bool(let bool): return .bool(bool)
        case .int(let int): return .int(int)
        case .float(let double): return .float(double)
        case .string(let text): return .string(text)
        case .undefined: throw JinjaError(.value, "cannot represent an object")
        case .object(let object):
            switch object {
            case let list as ListObject: return .list(try list.elements.map(encode))
            case let tuple as TupleObject: return .list(try tuple.elements.map(encode))
            case let dict as DictObject:
                var map = ConfigMap()
                for (key, value) in dict.entries { map.set(try key.str(), key: try encode(key), try encode(value)) }
                return .map(map)
            default: return .string(try value.str())
            }
        }
    }
}
