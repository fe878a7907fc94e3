import Formats
import Warehouse

/// Turns the texts Postgres answers with into values: what psycopg2 and agate would have made of them.
enum PostgresValues {
    /// The value of a cell that is not NULL.
    static func value(_ bytes: UnsafeBufferPointer<UInt8>, _ type: PostgresType) -> SQLValue {
        switch type {
        case .bool: return .bool(bytes.first == UInt8(ascii: "t"))
        case .integer: return integer(bytes)
        case .bytes: return .bytes(unescaped(bytes))
        default: return value(of: String(decoding: bytes, as: UTF8.self), type)
        }
    }

    private static func value(of text: String, _ type: PostgresType) -> SQLValue {
        switch type {
        case .bool: .bool(text == "t")
        case .integer: Int(text).map(SQLValue.int) ?? .decimal(text)
        case .float: Double(text).map(SQLValue.double) ?? .text(text)
        case .decimal: .decimal(text)
        case .date: .date(PostgresTime.date(text))
        case .timestamp: .timestamp(PostgresTime.clock(text))
        case .time: .time(PostgresTime.clock(text))
        case .interval: .text(PostgresTime.interval(text))
        case .json: json(text)
        case .array(let element): PostgresArray.json(text, element).map { .text($0) } ?? .text(text)
        case .bytes, .text: .text(text)
        }
    }

    private static func integer(_ bytes: UnsafeBufferPointer<UInt8>) -> SQLValue {
        var number = 0
        let negative = bytes.first == UInt8(ascii: "-")
        for byte in bytes.dropFirst(negative ? 1 : 0) {
            let (product, overflow) = number.multipliedReportingOverflow(by: 10)
            let digit = Int(byte) - 48
            guard !overflow, (0...9).contains(digit), product >= Int.min + digit else {
                return .decimal(String(decoding: bytes, as: UTF8.self))
            }
            number = product - digit
        }
        if negative { return .int(number) }
        return number == Int.min ? .decimal(String(decoding: bytes, as: UTF8.self)) : .int(-number)
    }

    /// JSON: scalars as themselves, objects and lists as the text Python's `json.dumps` writes.
    private static func json(_ text: String) -> SQLValue {
        guard let value = try? JSONReader.read(text: text) else { return .text(text) }
        switch value.kind {
        case .null: return .null
        case .bool(let flag): return .bool(flag)
        case .int(let number): return .int(number)
        case .bigInteger(let digits): return .decimal(digits)
        case .float(let number): return .double(number)
        case .string(let text): return .text(text)
        default: return .text(JSONWriter.text(of: value))
        }
    }

    /// The bytes of `\x01ff`; older servers' escape format stays as it is.
    private static func unescaped(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        guard text.count >= 2, text[0] == UInt8(ascii: "\\"), text[1] == UInt8(ascii: "x") else { return Array(text) }
        var out: [UInt8] = []
        out.reserveCapacity(text.count / 2)
        var index = 2
        while index + 1 < text.count {
            out.append(nibble(text[index]) << 4 | nibble(text[index + 1]))
            index += 2
        }
        return out
    }

    private static func nibble(_ digit: UInt8) -> UInt8 {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - 48
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - 87
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - 55
        default: 0
        }
    }

    /// A value inside a JSON list, as dbt's encoder writes it: decimals as floats, timestamps with a `T`.
    static func element(_ text: String, _ type: PostgresType) -> ConfigValue {
        if case .json = type { return (try? JSONReader.read(text: text)) ?? .string(text) }
        return switch value(of: text, type) {
        case .null: .null
        case .bool(let flag): .bool(flag)
        case .int(let number): .int(number)
        case .double(let number): .float(number)
        case .decimal(let digits): Double(digits).map(ConfigValue.float) ?? .string(digits)
        case .timestamp(let text): .string(text.replacingFirstBlank())
        case .text(let text), .date(let text), .time(let text): .string(text)
        case .bytes: .string(text)
        }
    }
}

extension String {
    /// The text with its first blank made a `T`.
    fileprivate func replacingFirstBlank() -> String {
        guard let blank = firstIndex(of: " ") else { return self }
        return self[..<blank] + "T" + self[index(after: blank)...]
    }
}

/// Reads Postgres's array texts: `{1,2,NULL}`, `{{"a b",c},{d,e}}`.
struct PostgresArray {
    private let bytes: [UInt8]
    private let element: PostgresType
    private var index = 0

    /// The array as Python's `json.dumps` writes it; nil where the text is no array.
    static func json(_ text: String, _ element: PostgresType) -> String? {
        var reader = PostgresArray(bytes: Array(text.utf8), element: element)
        // Bounds other than 1 come first: `[0:2]={…}`.
        if reader.bytes.first == UInt8(ascii: "[") {
            guard let equals = reader.bytes.firstIndex(of: UInt8(ascii: "=")) else { return nil }
            reader.index = equals + 1
        }
        guard let value = reader.list(depth: 0), reader.index == reader.bytes.count else { return nil }
        return JSONWriter.text(of: value)
    }

    private init(bytes: [UInt8], element: PostgresType) {
        self.bytes = bytes
        self.element = element
    }

    private func at(_ position: Int) -> UInt8 { position < bytes.count ? bytes[position] : 0 }

    private mutating func list(depth: Int) -> ConfigValue? {
        // Postgres has six dimensions at most.
        guard depth < 16, at(index) == UInt8(ascii: "{") else { return nil }
        index += 1
        var values: [ConfigValue] = []
        if at(index) == UInt8(ascii: "}") {
            index += 1
            return .list(values)
        }
        while true {
            guard let value = at(index) == UInt8(ascii: "{") ? list(depth: depth + 1) : scalar() else { return nil }
            values.append(value)
            let separator = at(index)
            index += 1
            if separator == UInt8(ascii: "}") { return .list(values) }
            guard separator == UInt8(ascii: ",") else { return nil }
        }
    }

    private mutating func scalar() -> ConfigValue? {
        var text: [UInt8] = []
        let quoted = at(index) == UInt8(ascii: "\"")
        if quoted { index += 1 }
        while index < bytes.count {
            let byte = bytes[index]
            if quoted ? byte == UInt8(ascii: "\"") : byte == UInt8(ascii: ",") || byte == UInt8(ascii: "}") { break }
            if byte == UInt8(ascii: "\\") { index += 1 }
            text.append(at(index))
            index += 1
        }
        guard index < bytes.count else { return nil }
        if quoted { index += 1 }
        let string = String(decoding: text, as: UTF8.self)
        if !quoted, string.uppercased() == "NULL" { return .null }
        return PostgresValues.element(string, element)
    }
}
