/// Python's `repr` and `ascii` of text and bytes.
enum TextRepr {
    /// `repr(text)`: single quotes unless the text holds `'` and no `"`; control and unprintable characters escaped.
    static func repr(_ text: String, asciiOnly: Bool = false) -> String {
        var out: [UInt8] = []
        append(text, asciiOnly: asciiOnly, to: &out)
        return String(decoding: out, as: UTF8.self)
    }

    /// Appends `repr(text)` to UTF-8 output.
    static func append(_ text: String, asciiOnly: Bool = false, to out: inout [UInt8]) {
        var hasSingle = false
        var hasDouble = false
        for byte in text.utf8 {
            if byte == UInt8(ascii: "'") { hasSingle = true }
            if byte == UInt8(ascii: "\"") { hasDouble = true }
        }
        let quote = hasSingle && !hasDouble ? UInt8(ascii: "\"") : UInt8(ascii: "'")
        out.reserveCapacity(out.count + text.utf8.count + 2)
        out.append(quote)
        for scalar in text.unicodeScalars { append(scalar, quote: quote, asciiOnly: asciiOnly, to: &out) }
        out.append(quote)
    }

    private static func append(_ scalar: Unicode.Scalar, quote: UInt8, asciiOnly: Bool, to out: inout [UInt8]) {
        let code = scalar.value
        let backslash = UInt8(ascii: "\\")
        switch code {
        case 0x09: out += [backslash, UInt8(ascii: "t")]
        case 0x0A: out += [backslash, UInt8(ascii: "n")]
        case 0x0D: out += [backslash, UInt8(ascii: "r")]
        case 0x5C: out += [backslash, backslash]
        case UInt32(quote): out += [backslash, quote]
        case 0x20..<0x7F: out.append(UInt8(truncatingIfNeeded: code))
        case 0..<0x100 where asciiOnly || code < 0xA1 || code == 0xAD: escape("x", code, width: 2, to: &out)
        default:
            if !asciiOnly, CharacterClass.isPrintable(scalar) {
                out += Array(String(scalar).utf8)
            } else if code < 0x10000 {
                escape("u", code, width: 4, to: &out)
            } else {
                escape("U", code, width: 8, to: &out)
            }
        }
    }

    private static func escape(_ letter: Unicode.Scalar, _ code: UInt32, width: Int, to out: inout [UInt8]) {
        out += [UInt8(ascii: "\\"), UInt8(truncatingIfNeeded: letter.value)]
        let digits = Array(String(code, radix: 16).utf8)
        out += repeatElement(UInt8(ascii: "0"), count: max(0, width - digits.count))
        out += digits
    }

    /// `repr(bytes)`: `b'…'` with `\xhh` for everything that is not printable ASCII.
    static func repr(bytes: [UInt8]) -> String {
        let quote = bytes.contains(UInt8(ascii: "'")) && !bytes.contains(UInt8(ascii: "\"")) ? UInt8(ascii: "\"") : UInt8(ascii: "'")
        var out: [UInt8] = [UInt8(ascii: "b"), quote]
        for byte in bytes {
            if byte == quote || byte == UInt8(ascii: "\\") {
                out += [UInt8(ascii: "\\"), byte]
            } else if byte == 0x09 {
                out += Array("\\t".utf8)
            } else if byte == 0x0A {
                out += Array("\\n".utf8)
            } else if byte == 0x0D {
                out += Array("\\r".utf8)
            } else if (0x20..<0x7F).contains(byte) {
                out.append(byte)
            } else {
                escape("x", UInt32(byte), width: 2, to: &out)
            }
        }
        out.append(quote)
        return String(decoding: out, as: UTF8.self)
    }
}
