import BigInt

/// Integers to and from text, by Python's rules and within its limit on digits.
enum IntegerText {
    /// The most decimal digits Python 3.11 converts between integers and text.
    static let digitLimit = 4300

    /// `str(value)`; throws Python's ValueError past 4300 digits.
    static func decimal(_ value: BigInt) throws -> String {
        let digits = try digits(value.magnitude, radix: 10)
        return value < 0 ? "-" + digits : digits
    }

    /// Digits of a magnitude; only decimal digits are limited.
    static func digits(_ value: BigUInt, radix: Int) throws -> String {
        if radix == 10, value.bitWidth > 14_288 { throw tooManyDigits() }
        let digits = String(value, radix: radix)
        if radix == 10, digits.utf8.count > digitLimit { throw tooManyDigits() }
        return digits
    }

    private static func tooManyDigits() -> JinjaError {
        JinjaError(
            .value,
            "Exceeds the limit (\(digitLimit) digits) for integer string conversion; use sys.set_int_max_str_digits() to increase the limit"
        )
    }

    /// `int(text, base)`: blanks around, a sign, underscores between digits, a prefix that fits the base; nil where the text is no integer.
    ///
    /// Throws a ValueError for more decimal digits than Python converts.
    static func parse(_ text: String, base: Int = 10) throws -> BigInt? {
        var scalars = Array(TextSplitting.strip(text).unicodeScalars)[...]
        var isNegative = false
        if let first = scalars.first, first == "+" || first == "-" {
            isNegative = first == "-"
            scalars = scalars.dropFirst()
        }
        var base = base
        var hasPrefix = false
        if scalars.count >= 2, scalars[scalars.startIndex] == "0", let prefixBase = prefixBase(scalars[scalars.startIndex + 1]),
            base == 0 || base == prefixBase
        {
            base = prefixBase
            hasPrefix = true
            scalars = scalars.dropFirst(2)
        }
        let hasLeadingZero = base == 0 && scalars.first == "0"
        if base == 0 { base = 10 }
        if hasPrefix, scalars.first == "_" { scalars = scalars.dropFirst() }
        guard let digits = digits(scalars, base) else { return nil }
        if hasLeadingZero, digits.contains(where: { $0 != UInt8(ascii: "0") }) { return nil }
        if base & (base - 1) != 0, digits.count > digitLimit {
            throw JinjaError(
                .value,
                "Exceeds the limit (\(digitLimit) digits) for integer string conversion: value has \(digits.count) digits; "
                    + "use sys.set_int_max_str_digits() to increase the limit")
        }
        try TextLimit.check(digits.count)
        let value = number(digits, base)
        return isNegative ? -value : value
    }

    /// The number of digits already checked; the library's own reading stops at base 35.
    private static func number(_ digits: [UInt8], _ base: Int) -> BigInt {
        if base < 36 { return BigInt(String(decoding: digits, as: UTF8.self), radix: base) ?? 0 }
        return digits.reduce(BigInt(0)) { $0 * 36 + BigInt($1 < 0x3A ? $1 - 0x30 : $1 - 0x57) }
    }

    private static func prefixBase(_ letter: Unicode.Scalar) -> Int? {
        switch letter {
        case "x", "X": 16
        case "o", "O": 8
        case "b", "B": 2
        default: nil
        }
    }

    private static func digits(_ scalars: ArraySlice<Unicode.Scalar>, _ base: Int) -> [UInt8]? {
        var digits: [UInt8] = []
        var previousIsDigit = false
        for scalar in scalars {
            if scalar == "_" {
                if !previousIsDigit { return nil }
                previousIsDigit = false
                continue
            }
            guard let value = digitValue(scalar), value < base else { return nil }
            digits.append(UInt8(value < 10 ? 0x30 + value : 0x57 + value))
            previousIsDigit = true
        }
        return previousIsDigit ? digits : nil
    }

    private static func digitValue(_ scalar: Unicode.Scalar) -> Int? {
        if let value = CharacterClass.decimalValue(scalar) { return value }
        switch scalar.value {
        case 0x61...0x7A: return Int(scalar.value) - 0x57
        case 0x41...0x5A: return Int(scalar.value) - 0x37
        default: return nil
        }
    }

    /// `float(integer)`; throws an OverflowError where it is too large.
    static func double(_ value: BigInt) throws -> Double {
        if let small = Int(exactly: value) { return Double(small) }
        let result = value.approximation
        if result.isInfinite { throw JinjaError(.overflow, "int too large to convert to float") }
        return result
    }

    /// `chr(value)`, or nil outside Unicode.
    static func scalar(_ value: BigInt) -> Unicode.Scalar? {
        UInt32(exactly: value).flatMap { Unicode.Scalar($0) }
    }
}

/// Floats read from text.
extension FloatText {
    /// `float(text)`: blanks around, underscores between digits, `inf`, `infinity`, `nan`; nil where the text is no number.
    static func parse(_ text: String) -> Double? {
        var bytes: [UInt8] = []
        for scalar in TextSplitting.strip(text).unicodeScalars {
            if let digit = CharacterClass.decimalValue(scalar) {
                bytes.append(UInt8(truncatingIfNeeded: 0x30 + digit))
            } else if scalar.isASCII {
                bytes.append(UInt8(truncatingIfNeeded: scalar.value))
            } else {
                return nil
            }
        }
        let unsigned = bytes.first == UInt8(ascii: "-") || bytes.first == UInt8(ascii: "+") ? bytes.dropFirst() : bytes[...]
        let isNegative = bytes.first == UInt8(ascii: "-")
        switch String(decoding: unsigned, as: UTF8.self).lowercased() {
        case "inf", "infinity": return isNegative ? -Double.infinity : .infinity
        case "nan": return .nan
        default: break
        }
        guard let plain = withoutUnderscores(unsigned), isDecimalNumber(plain) else { return nil }
        return Double(String(decoding: plain, as: UTF8.self)).map { isNegative ? -$0 : $0 }
    }

    private static func withoutUnderscores(_ bytes: ArraySlice<UInt8>) -> [UInt8]? {
        var out: [UInt8] = []
        var previous: UInt8 = 0
        for byte in bytes {
            let isDigit = (0x30...0x39).contains(byte)
            if byte == UInt8(ascii: "_") {
                if !(0x30...0x39).contains(previous) { return nil }
            } else {
                if previous == UInt8(ascii: "_"), !isDigit { return nil }
                out.append(byte)
            }
            previous = byte
        }
        return previous == UInt8(ascii: "_") ? nil : out
    }

    private static func isDecimalNumber(_ bytes: [UInt8]) -> Bool {
        var index = 0
        func digits() -> Int {
            let start = index
            while index < bytes.count, (0x30...0x39).contains(bytes[index]) { index += 1 }
            return index - start
        }
        var count = digits()
        if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
            index += 1
            count += digits()
        }
        if count == 0 { return false }
        if index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "e") {
            index += 1
            if index < bytes.count, bytes[index] == UInt8(ascii: "+") || bytes[index] == UInt8(ascii: "-") { index += 1 }
            if digits() == 0 { return false }
        }
        return index == bytes.count
    }
}
