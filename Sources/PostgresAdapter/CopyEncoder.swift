import Formats
import Warehouse

/// Writes rows in the text format of `COPY … FROM STDIN`.
struct CopyEncoder {
    /// What was written and not yet taken.
    private(set) var bytes: [UInt8] = []
    /// The size from which it should be sent.
    static let chunk = 65_536

    /// Writes one row.
    mutating func add(_ row: [SQLValue]) {
        for (index, value) in row.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: "\t")) }
            add(value)
        }
        bytes.append(UInt8(ascii: "\n"))
    }

    /// Gives what was written and forgets it.
    mutating func take() -> [UInt8] {
        defer {
            bytes = []
            bytes.reserveCapacity(Self.chunk + 4096)
        }
        return bytes
    }

    private mutating func add(_ value: SQLValue) {
        switch value {
        case .null: bytes.append(contentsOf: "\\N".utf8)
        case .bool(let flag): bytes.append(flag ? UInt8(ascii: "t") : UInt8(ascii: "f"))
        case .int(let number): bytes.append(contentsOf: String(number).utf8)
        case .double(let number): bytes += Array(FloatText.repr(number).utf8)
        case .decimal(let text), .text(let text), .date(let text), .time(let text), .timestamp(let text): escape(text)
        case .bytes: escape("\\x" + (value.text ?? ""))
        }
    }

    private mutating func escape(_ text: String) {
        let start = bytes.count
        bytes.append(contentsOf: text.utf8)
        var special = start
        while special < bytes.count, !Self.isSpecial(bytes[special]) { special += 1 }
        guard special < bytes.count else { return }
        let rest = Array(bytes[special...])
        bytes.removeSubrange(special...)
        for byte in rest {
            if Self.isSpecial(byte) { bytes.append(UInt8(ascii: "\\")) }
            switch byte {
            case UInt8(ascii: "\t"): bytes.append(UInt8(ascii: "t"))
            case UInt8(ascii: "\n"): bytes.append(UInt8(ascii: "n"))
            case UInt8(ascii: "\r"): bytes.append(UInt8(ascii: "r"))
            default: bytes.append(byte)
            }
        }
    }

    private static func isSpecial(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
    }
}
