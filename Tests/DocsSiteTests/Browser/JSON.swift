import Formats
import Foundation

/// A JSON value, as the DevTools protocol and the page's own data have them.
enum JSON: Sendable, Equatable, Encodable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array([JSON])
    case object([String: JSON])

    init(_ text: String) throws { self.init(try JSONReader.read(text: text)) }

    private init(_ value: ConfigValue) {
        switch value.kind {
        case .null: self = .null
        case .bool(let bool): self = .bool(bool)
        case .int(let int): self = .number(Double(int))
        case .float(let number): self = .number(number)
        case .bigInteger(let text), .string(let text), .date(let text), .timestamp(let text): self = .string(text)
        case .list(let list): self = .array(list.map(JSON.init))
        case .map(let map): self = .object(Dictionary(map.map { ($0.name, JSON($0.value)) }) { $1 })
        }
    }

    func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        switch self {
        case .null: try value.encodeNil()
        case .bool(let bool): try value.encode(bool)
        case .number(let number):
            number == number.rounded() && abs(number) < 1e15 ? try value.encode(Int(number)) : try value.encode(number)
        case .string(let string): try value.encode(string)
        case .array(let array): try value.encode(array)
        case .object(let object): try value.encode(object)
        }
    }

    /// The value as text that is also an expression of JavaScript.
    var text: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "null"
    }

    subscript(key: String) -> JSON {
        guard case .object(let object) = self else { return .null }
        return object[key] ?? .null
    }

    subscript(index: Int) -> JSON {
        guard case .array(let array) = self, array.indices.contains(index) else { return .null }
        return array[index]
    }

    /// The text, where it is one; else nothing.
    var string: String {
        guard case .string(let string) = self else { return "" }
        return string
    }

    var number: Double {
        guard case .number(let number) = self else { return .nan }
        return number
    }

    /// The whole number; -1 where there is none.
    var int: Int { number.isFinite && abs(number) < 1e15 ? Int(number) : -1 }

    var array: [JSON] {
        guard case .array(let array) = self else { return [] }
        return array
    }

    var strings: [String] { array.map(\.string) }

    var isTrue: Bool { self == .bool(true) }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    init(stringLiteral value: String) { self = .string(value) }
    init(integerLiteral value: Int) { self = .number(Double(value)) }
    init(floatLiteral value: Double) { self = .number(value) }
    init(booleanLiteral value: Bool) { self = .bool(value) }
    init(arrayLiteral elements: JSON...) { self = .array(elements) }
    init(dictionaryLiteral elements: (String, JSON)...) { self = .object(Dictionary(elements) { $1 }) }
}
