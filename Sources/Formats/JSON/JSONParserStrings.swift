internal import Diagnostics

extension JSONParser {
    /// Reads a string at its opening quote.
    mutating func readString() throws(Diagnostic) -> String {
        let start = position
        position += 1
        let first = position
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") {
                let text = String(decoding: bytes[first..<position], as: UTF8.self)
                position += 1
                return text
            }
            if byte == UInt8(ascii: "\\") { return try readEscapedString(from: first, openedAt: start) }
            guard byte >= 0x20 else { throw problem("Invalid control character at", at: position) }
            position += 1
        }
        throw problem("Unterminated string starting at", at: start)
    }

    private mutating func readEscapedString(from first: Int, openedAt start: Int) throws(Diagnostic) -> String {
        var text = Array(bytes[first..<position])
        while position < bytes.count {
            let byte = bytes[position]
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"):
                position += 1
                guard position < bytes.count else { throw problem("Unterminated string starting at", at: start) }
                try readEscape(into: &text)
            case 0..<0x20:
                throw problem("Invalid control character at", at: position)
            default:
                text.append(byte)
                position += 1
            }
        }
        throw problem("Unterminated string starting at", at: start)
    }

    private mutating func readEscape(into text: inout [UInt8]) throws(Diagnostic) {
        let mark = bytes[position]
        switch mark {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(mark)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"):
            try readUnicodeEscape(into: &text)
            return
        default: throw problem("Invalid \\escape", at: position - 1)
        }
        position += 1
    }

    /// Reads `u` with its four digits and, for the first half of a pair, the second half behind it.
    private mutating func readUnicodeEscape(into text: inout [UInt8]) throws(Diagnostic) {
        guard let unit = hexUnit(at: position + 1) else {
            throw problem("Invalid \\u\(String(repeating: "X", count: 4)) escape", at: position)
        }
        position += 5
        var scalar = Unicode.Scalar(unit)
        let isHigh = (0xD800..<0xDC00).contains(unit)
        if isHigh, position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"), bytes[position + 1] == UInt8(ascii: "u"),
            let low = hexUnit(at: position + 2), (0xDC00..<0xE000).contains(low)
        {
            position += 6
            scalar = Unicode.Scalar(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00))
        }
        text.append(contentsOf: Array(String(scalar ?? "\u{FFFD}").utf8))
    }

    private func hexUnit(at start: Int) -> UInt32? {
        // Python wants a character behind the digits as well: the closing quote at least.
        guard start + 4 < bytes.count else { return nil }
        var unit: UInt32 = 0
        for byte in bytes[start..<(start + 4)] {
            guard let digit = byte.hexValue else { return nil }
            unit = unit * 16 + UInt32(digit)
        }
        return unit
    }
}
