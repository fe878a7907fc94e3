internal import CYAML
internal import Diagnostics

extension YAMLComposer {
    /// The value of a scalar event, from its tag if it has one, else from its text where it stands plain.
    ///
    /// - Parameters:
    ///   - span: Its place without anchor and tag.
    ///   - start: Its place from its anchor or tag on, for messages about the tag.
    mutating func scalarNode(
        _ scalar: yaml_event_s.__Unnamed_union_data.__Unnamed_struct_scalar, at span: SourceSpan, from start: SourceSpan
    ) -> YAMLNode {
        let bytes = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
        let text = String(decoding: bytes, as: UTF8.self)
        if let tag = yaml_event_t.text(scalar.tag), tag != "!" {
            return YAMLNode(ConfigValue(tagged(tag, text, at: start), at: span), weight: 1 + bytes.count / 64)
        }
        let type = scalar.plain_implicit != 0 ? YAMLScalarType.resolve(bytes) : .str
        switch type {
        case .merge, .value:
            return YAMLNode(ConfigValue(.string(text), at: span), weight: 1, special: type)
        default:
            return YAMLNode(ConfigValue(kind(type, text, at: span), at: span), weight: 1 + bytes.count / 64)
        }
    }

    private mutating func tagged(_ tag: String, _ text: String, at span: SourceSpan) -> ConfigValue.Kind {
        let prefix = "tag:yaml.org,2002:"
        let name = tag.hasPrefix(prefix) ? String(tag.dropFirst(prefix.count)) : ""
        guard let type = YAMLScalarType(rawValue: name), type != .merge, type != .value else {
            if name == "binary" {
                fail("binary data (!!binary) cannot be used here", at: span)
            } else {
                failTag(tag, on: "scalar", at: span)
            }
            return .null
        }
        return kind(type, text, at: span)
    }

    private mutating func kind(_ type: YAMLScalarType, _ text: String, at span: SourceSpan) -> ConfigValue.Kind {
        do {
            switch type {
            case .null: return .null
            case .bool: return .bool(try YAMLScalarType.bool(text))
            case .int: return try YAMLNumbers.int(text)
            case .float: return .float(try YAMLNumbers.float(text))
            case .timestamp: return try YAMLTimestamp.value(text)
            case .str, .merge, .value: return .string(text)
            }
        } catch {
            fail(error.message, at: span, hint: "quote the value if it is meant as text")
            return .null
        }
    }
}

extension YAMLScalarType {
    /// The boolean behind a `bool` scalar, in any case.
    static func bool(_ text: String) throws(YAMLNumbers.Failure) -> Bool {
        switch text.lowercased() {
        case "yes", "true", "on": return true
        case "no", "false", "off": return false
        default: throw YAMLNumbers.Failure(message: "'\(text)' is not a boolean")
        }
    }
}
