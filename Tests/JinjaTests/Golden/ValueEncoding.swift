import Formats
import Jinja

/// Values in the form the case files have them.
enum ValueEncoding {
    static func encode(_ value: Value) throws -> ConfigValue {
        switch value {
        case .undefined: return special("$undefined", .bool(true))
        case .none: return .null
        case .bool(let bool): return .bool(bool)
        case .int(let int): return .int(int)
        case .float(let double): return double.isFinite ? .float(double) : special("$float", .string(try value.str()))
        case .string(let text): return .string(text)
        case .object(let object): return try encode(object, value)
        }
    }

    private static func special(_ name: String, _ value: ConfigValue) -> ConfigValue { .map([name: value]) }

    private static func encode(_ object: Object, _ value: Value) throws -> ConfigValue {
        switch object {
        case let list as ListObject: return .list(try list.elements.map(encode))
        case let tuple as TupleObject: return special("$tuple", .list(try tuple.elements.map(encode)))
        case let set as SetObject: return special("$set", .list(try set.elements.map(encode)))
        case let dict as DictObject:
            if dict.entries.allSatisfy({ $0.key.text?.hasPrefix("$") == false }) {
                return .map(ConfigMap(try dict.entries.map { ($0.key.text ?? "", try encode($0.value)) }))
            }
            return special("$dict", .list(try dict.entries.map { .list([try encode($0.key), try encode($0.value)]) }))
        case let range as RangeObject: return special("$range", .list([.int(range.start), .int(range.stop), .int(range.step)]))
        case is BigInteger: return ConfigValue(.bigInteger(try value.str()))
        case is RelationDouble: return special("$relation", .string(try value.str()))
        default: break
        }
        if let text = value.text { return .string(text) }
        switch value.typeName {
        case "datetime.datetime", "datetime.date", "datetime.time", "datetime", "date", "time":
            let name = value.typeName.split(separator: ".").last.map(String.init) ?? ""
            return special("$" + name, .string(try value.str().replacing(" ", with: "T")))
        case "Decimal", "decimal.Decimal": return special("$decimal", .string(try value.str()))
        default: return special("$other", .string(value.typeName))
        }
    }

    /// A recorded value with relations reduced to their SQL, and sets in a fixed order, as `encode` makes them.
    static func normalized(_ value: ConfigValue) throws -> ConfigValue {
        switch value.kind {
        case .list(let items): return .list(try items.map(normalized))
        case .map(let map):
            if map.count == 1, let entry = map.entries.first, entry.name == "$relation" {
                return try encode(ValueDecoding.decode(value))
            }
            return .map(ConfigMap(try map.entries.map { ($0.name, try normalized($0.value)) }))
        default: return value
        }
    }
}
