public import Formats
public import Graph
public import Jinja

extension ConfigValue {
    /// The value as templates see it; mappings and lists are fresh each time, since templates may change them.
    ///
    /// - Parameter datesAsObjects: whether YAML's dates become date objects; elsewhere they are the texts dbt makes of them.
    public func jinjaValue(datesAsObjects: Bool = false) -> Value {
        switch kind {
        case .null: .none
        case .bool(let value): .bool(value)
        case .int(let value): .int(value)
        case .bigInteger(let digits): BigInteger.value(digits: digits) ?? .string(digits)
        case .float(let value): .float(value)
        case .string(let text): .string(text)
        case .date(let text): datesAsObjects ? DateConversion.date(text) ?? .string(text) : .string(text)
        case .timestamp(let text): datesAsObjects ? DateConversion.timestamp(text) ?? .string(text) : .string(text)
        case .list(let elements): .object(ListObject(elements.map { $0.jinjaValue(datesAsObjects: datesAsObjects) }))
        case .map(let map): .object(map.jinjaDict(datesAsObjects: datesAsObjects))
        }
    }
}

extension ConfigMap {
    /// The mapping as a dict; keys that were read as numbers or booleans keep their type.
    public func jinjaDict(datesAsObjects: Bool = false) -> DictObject {
        let dict = DictObject()
        for entry in self {
            if entry.key.string != nil {
                dict[entry.name] = entry.value.jinjaValue(datesAsObjects: datesAsObjects)
            } else if (try? dict.set(entry.key.jinjaValue(), entry.value.jinjaValue(datesAsObjects: datesAsObjects))) == nil {
                dict[entry.name] = entry.value.jinjaValue(datesAsObjects: datesAsObjects)
            }
        }
        return dict
    }
}

extension ManifestFields {
    /// The fields as a dict.
    public func jinjaDict() -> DictObject {
        let dict = DictObject()
        for entry in entries { dict[entry.name] = entry.value.jinjaValue() }
        return dict
    }
}

extension ConfigValue {
    /// A template's value as configuration: what `config(…)` was given. Relations and other objects become their text.
    ///
    /// Throws a TypeError for an undefined that forbids its use, and a recursion error for a container that holds itself.
    public init(_ value: Value, depth: Int = 0) throws {
        guard depth < 100 else { throw JinjaError(.recursion, "maximum recursion depth exceeded") }
        switch value {
        case .undefined, .none: self = .null
        case .bool(let flag): self = .bool(flag)
        case .int(let number): self = .int(number)
        case .float(let number): self = .float(number)
        case .string(let text): self = .string(text)
        case .object(let object):
            if let dict = object as? DictObject {
                var map = ConfigMap()
                for (key, item) in dict.entries {
                    map.set(try key.str(), key: try ConfigValue(key, depth: depth + 1), try ConfigValue(item, depth: depth + 1))
                }
                self = .map(map)
            } else if object.isMapping || object is NativeMarker || object is Markup
                || !(object.isSequence || object is SetObject || object is GeneratorObject)
            {
                self = object is BigInteger ? ConfigValue(.bigInteger(try value.str())) : .string(try value.str())
            } else {
                self = .list(try value.elements().map { try ConfigValue($0, depth: depth + 1) })
            }
        }
    }
}
