import Glibc

/// How Python writes floats: `repr`, and the `e`, `f`, `g` conversions shared by `%` formatting and format specs.
enum FloatText {
    /// `repr(value)`: the fewest digits that read back, in Python's layout (`1.0`, `1e+16`, `1e-05`, `inf`, `-0.0`).
    static func repr(_ value: Double) -> String {
        if value.isNaN { return "nan" }
        if value.isInfinite { return value < 0 ? "-inf" : "inf" }
        // In this range Swift's text is laid out as Python's.
        if (1e-4..<1e15).contains(value.magnitude) { return value.description }
        let parts = shortestDigits(value)
        var out: [UInt8] = []
        if value.sign == .minus { out.append(UInt8(ascii: "-")) }
        layOut(parts.digits, pointAt: parts.point, exponentFrom: 16, addPointZero: true, into: &out)
        return String(decoding: out, as: UTF8.self)
    }

    /// The shortest decimal digits of a finite value, without sign, and where the point stands (0.d₁d₂… × 10^point).
    static func shortestDigits(_ value: Double) -> (digits: [UInt8], point: Int) {
        var digits: [UInt8] = []
        var point = 0
        var sawPoint = false
        var exponent = 0
        var bytes = Array(value.magnitude.description.utf8)[...]
        if let mark = bytes.firstIndex(of: UInt8(ascii: "e")) {
            exponent = Int(String(decoding: bytes[(mark + 1)...], as: UTF8.self)) ?? 0
            bytes = bytes[..<mark]
        }
        for byte in bytes {
            if byte == UInt8(ascii: ".") {
                sawPoint = true
            } else {
                if !sawPoint { point += 1 }
                digits.append(byte)
            }
        }
        let leading = digits.prefix { $0 == UInt8(ascii: "0") }.count
        digits.removeFirst(leading)
        point -= leading
        while digits.last == UInt8(ascii: "0") { digits.removeLast() }
        if digits.isEmpty { return ([UInt8(ascii: "0")], 1) }
        return (digits, point + exponent)
    }

    /// Writes digits as a plain number, or with an exponent where the leading digit's exponent is below -4 or from `exponentFrom` on.
    static func layOut(_ digits: [UInt8], pointAt point: Int, exponentFrom: Int, addPointZero: Bool, into out: inout [UInt8]) {
        let exponent = point - 1
        if exponent < -4 || exponent >= exponentFrom {
            out.append(digits[0])
            if digits.count > 1 {
                out.append(UInt8(ascii: "."))
                out += digits[1...]
            }
            out.append(UInt8(ascii: "e"))
            out.append(exponent < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+"))
            let magnitude = exponent.magnitude
            if magnitude < 10 { out.append(UInt8(ascii: "0")) }
            out += Array(String(magnitude).utf8)
        } else if point <= 0 {
            out += [UInt8(ascii: "0"), UInt8(ascii: ".")]
            out += repeatElement(UInt8(ascii: "0"), count: -point)
            out += digits
        } else if digits.count <= point {
            out += digits
            out += repeatElement(UInt8(ascii: "0"), count: point - digits.count)
            if addPointZero { out += [UInt8(ascii: "."), UInt8(ascii: "0")] }
        } else {
            out += digits[..<point]
            out.append(UInt8(ascii: "."))
            out += digits[point...]
        }
    }

    /// C's `%.<precision><conversion>` of a finite value: `conversion` is one of `e E f F g G`; `alternate` keeps the point and zeros.
    ///
    /// The decimal expansion is exact and rounds half to even on the binary value, as Python's. Throws an overflow error for a precision
    /// no text could hold.
    static func formatted(_ value: Double, _ conversion: UInt8, precision: Int, alternate: Bool = false) throws -> String {
        try TextLimit.check(precision)
        guard value.isFinite else {
            let text = value.isNaN ? "nan" : (value < 0 ? "-inf" : "inf")
            let isUpper = conversion < UInt8(ascii: "a")
            return isUpper ? text.uppercased() : text
        }
        let letter = String(UnicodeScalar(conversion))
        let format = "%" + (alternate ? "#" : "") + ".*" + letter
        // A double has at most 309 digits before the point; exponent, sign and terminator fit the rest.
        var buffer = [CChar](repeating: 0, count: precision + 400)
        let written = withVaList([Int32(truncatingIfNeeded: precision), value]) { arguments in
            vsnprintf(&buffer, buffer.count, format, arguments)
        }
        let count = max(0, min(Int(written), buffer.count - 1))
        return String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Python's `float.hex()`.
    static func hex(_ value: Double) -> String {
        if !value.isFinite { return repr(value) }
        let sign = value.sign == .minus ? "-" : ""
        if value == 0 { return sign + "0x0.0p+0" }
        let fraction = value.significandBitPattern
        let isNormal = value.isNormal
        let exponent = isNormal ? Int(value.exponent) : -1022
        let digits = String(fraction, radix: 16)
        let padded = String(repeating: "0", count: 13 - digits.count) + digits
        return "\(sign)0x\(isNormal ? 1 : 0).\(padded)p\(exponent < 0 ? "-" : "+")\(exponent.magnitude)"
    }
}
