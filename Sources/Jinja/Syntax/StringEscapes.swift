/// Reads the escapes of a string literal as Python's `unicode-escape` codec does.
struct StringEscapes {
    private var scalars: [Unicode.Scalar]
    private var position = 0
    private var out = String.UnicodeScalarView()

    /// The text of a literal without its quotes. Throws the codec's complaint.
    static func decode(_ body: String) throws -> String {
        if !body.utf8.contains(UInt8(ascii: "\\")) { return body }
        var reader = StringEscapes(scalars: Array(body.unicodeScalars))
        try reader.run()
        return String(reader.out)
    }

    private init(scalars: [Unicode.Scalar]) { self.scalars = scalars }

    private mutating func run() throws {
        while position < scalars.count {
            let scalar = scalars[position]
            position += 1
            if scalar == "\\", position < scalars.count { try escape() } else { out.append(scalar) }
        }
    }

    private mutating func escape() throws {
        let scalar = scalars[position]
        position += 1
        switch scalar {
        case "\n": break
        case "\\", "'", "\"": out.append(scalar)
        case "a": out.append("\u{07}")
        case "b": out.append("\u{08}")
        case "f": out.append("\u{0C}")
        case "n": out.append("\n")
        case "r": out.append("\r")
        case "t": out.append("\t")
        case "v": out.append("\u{0B}")
        case "0"..."7": octal(scalar)
        case "x": try hexadecimal("x", 2)
        case "u": try hexadecimal("u", 4)
        case "U": try hexadecimal("U", 8)
        case "N": try named()
        default:
            out.append("\\")
            // Jinja writes what is not ASCII as an escape first, so that a backslash before it escapes that backslash.
            if scalar.isASCII { out.append(scalar) } else { appendEscapeText(scalar) }
        }
    }

    private mutating func appendEscapeText(_ scalar: Unicode.Scalar) {
        let (letter, width) = scalar.value < 0x100 ? ("x", 2) : (scalar.value < 0x10000 ? ("u", 4) : ("U", 8))
        let digits = String(scalar.value, radix: 16)
        out.append(contentsOf: (letter + String(repeating: "0", count: width - digits.utf8.count) + digits).unicodeScalars)
    }

    private mutating func octal(_ first: Unicode.Scalar) {
        var value = first.value - 0x30
        var count = 1
        while count < 3, position < scalars.count, ("0"..."7").contains(scalars[position]) {
            value = value * 8 + scalars[position].value - 0x30
            position += 1
            count += 1
        }
        out.append(Unicode.Scalar(value) ?? "\u{FFFD}")
    }

    private mutating func hexadecimal(_ letter: String, _ width: Int) throws {
        var value: UInt32 = 0
        for _ in 0..<width {
            guard position < scalars.count, let digit = scalars[position].hexadecimalValue else {
                throw JinjaError(.syntax, "truncated \\\(letter)\(String(repeating: "X", count: width)) escape")
            }
            value = value << 4 | digit
            position += 1
        }
        if value > 0x10FFFF { throw JinjaError(.syntax, "illegal Unicode character") }
        out.append(Unicode.Scalar(value) ?? "\u{FFFD}")
    }

    private mutating func named() throws {
        guard position < scalars.count, scalars[position] == "{",
            let close = scalars[position...].firstIndex(of: "}"), close > position + 1
        else { throw JinjaError(.syntax, "malformed \\N character escape") }
        var name = String.UnicodeScalarView()
        name.append(contentsOf: scalars[(position + 1)..<close])
        position = close + 1
        guard let scalar = Self.scalar(named: String(name).uppercased()) else {
            throw JinjaError(.syntax, "unknown Unicode character name")
        }
        out.append(scalar)
    }

    /// The character with a Unicode name, in capitals.
    static func scalar(named name: String) -> Unicode.Scalar? {
        for value in UInt32(0x20)..<0x20000 {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let properties = scalar.properties
            if properties.name == name || properties.nameAlias == name { return scalar }
        }
        return nil
    }
}

extension Unicode.Scalar {
    /// The value of a hexadecimal ASCII digit.
    var hexadecimalValue: UInt32? {
        switch value {
        case 0x30...0x39: value - 0x30
        case 0x41...0x46: value - 0x41 + 10
        case 0x61...0x66: value - 0x61 + 10
        default: nil
        }
    }
}
