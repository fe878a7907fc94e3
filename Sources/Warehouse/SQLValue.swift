import Formats

/// One cell of a result or of a row to load.
///
/// Numbers that a `Double` would round, dates and timestamps travel as exact text.
public enum SQLValue: Sendable, Hashable {
    /// SQL NULL.
    case null
    /// A boolean of an engine that has them; SQLite answers 0 and 1 as `int`.
    case bool(Bool)
    /// An integer of at most 64 bits; a larger one is a `decimal`.
    case int(Int)
    /// A binary floating point number.
    case double(Double)
    /// An exact decimal in plain digits (`-12.340`); also `NaN`, `Infinity`, `-Infinity`.
    case decimal(String)
    /// Text, and everything shown as text: intervals, JSON, UUIDs, arrays.
    case text(String)
    /// A date, `2024-01-31`.
    case date(String)
    /// A time of day, `13:05:00` with an optional fraction and an optional zone (`+02:00`).
    case time(String)
    /// A timestamp as Python's `str(datetime)` writes it: `2024-01-31 13:05:00[.250000][+00:00]`.
    case timestamp(String)
    /// Raw bytes.
    case bytes([UInt8])

    /// Whether this is NULL.
    public var isNull: Bool {
        if case .null = self { return true }
        return false
    }

    /// The value as text, nil for NULL: booleans as Python prints them, bytes as lower-case hexadecimal digits.
    public var text: String? {
        switch self {
        case .null: nil
        case .bool(let value): value ? "True" : "False"
        case .int(let value): String(value)
        case .double(let value): FloatText.repr(value)
        case .decimal(let text), .text(let text), .date(let text), .time(let text), .timestamp(let text): text
        case .bytes(let bytes): SQLValue.hexadecimal(bytes)
        }
    }

    /// The integer this value is: an `int`, or a boolean as 0 and 1; nil for every other kind.
    public var int: Int? {
        switch self {
        case .int(let value): value
        case .bool(let value): value ? 1 : 0
        default: nil
        }
    }

    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count * 2)
        for byte in bytes {
            out.append(digits[Int(byte >> 4)])
            out.append(digits[Int(byte & 15)])
        }
        return String(decoding: out, as: UTF8.self)
    }
}
