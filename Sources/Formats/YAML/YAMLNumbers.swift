/// The value of a scalar that was taken for an int or a float, as PyYAML's constructor works it out.
enum YAMLNumbers {
    /// Why a scalar has no value of its type.
    struct Failure: Error {
        let message: String
    }

    /// The integer behind an `int` scalar: decimal, `0b`, `0x`, octal with a leading zero, base 60.
    static func int(_ text: String) throws(Failure) -> ConfigValue.Kind {
        let (negative, digits) = signed(text)
        guard let first = digits.first else { throw Failure(message: "invalid literal for an integer: '\(text)'") }
        if digits == [UInt8(ascii: "0")] { return .int(0) }
        if digits.starts(with: "0b".utf8) { return try whole(digits.dropFirst(2), base: 2, negative, text) }
        if digits.starts(with: "0x".utf8) { return try whole(digits.dropFirst(2), base: 16, negative, text) }
        if first == UInt8(ascii: "0") {
            let octal = digits.starts(with: "0o".utf8) ? digits.dropFirst(2) : digits[...]
            return try whole(octal, base: 8, negative, text)
        }
        if digits.contains(UInt8(ascii: ":")) { return try sexagesimal(digits, negative, text) }
        return try whole(digits[...], base: 10, negative, text)
    }

    /// The double behind a `float` scalar.
    static func float(_ text: String) throws(Failure) -> Double {
        let (negative, digits) = signed(text.lowercased())
        let sign: Double = negative ? -1 : 1
        let body = String(decoding: digits, as: UTF8.self)
        if body == ".inf" { return sign * .infinity }
        if body == ".nan" { return .nan }
        var value = 0.0
        var base = 1.0
        for part in body.split(separator: ":", omittingEmptySubsequences: false).reversed() {
            guard let number = decimal(part) else { throw Failure(message: "could not convert string to float: '\(text)'") }
            value += number * base
            base *= 60
        }
        return sign * value
    }

    private static func decimal(_ text: Substring) -> Double? {
        // Swift also reads hexadecimal doubles, Python does not.
        if text.utf8.contains(where: { $0 | 0x20 == UInt8(ascii: "x") || $0 | 0x20 == UInt8(ascii: "p") }) { return nil }
        return Double(text)
    }

    /// The digits without underscores and sign.
    private static func signed(_ text: String) -> (negative: Bool, digits: [UInt8]) {
        var digits = text.utf8.filter { $0 != UInt8(ascii: "_") }
        let negative = digits.first == UInt8(ascii: "-")
        if negative || digits.first == UInt8(ascii: "+") { digits.removeFirst() }
        return (negative, digits)
    }

    private static func whole(
        _ digits: ArraySlice<UInt8>, base: UInt32, _ negative: Bool, _ text: String
    ) throws(Failure) -> ConfigValue.Kind {
        var values: [UInt8] = []
        for digit in digits {
            guard let value = digit.hexValue, value < base else { break }
            values.append(value)
        }
        guard !digits.isEmpty, values.count == digits.count else {
            throw Failure(message: "invalid literal for int() with base \(base): '\(text)'")
        }
        return try integer(negative, decimal: values, base: base)
    }

    private static func integer(_ negative: Bool, decimal values: [UInt8], base: UInt32) throws(Failure) -> ConfigValue.Kind {
        if values.count > DecimalDigits.digitLimit {
            throw Failure(message: "Exceeds the limit (\(DecimalDigits.digitLimit) digits) for an integer; it has \(values.count) digits")
        }
        return kind(negative, DecimalDigits.decimal(of: values, base: base))
    }

    private static func sexagesimal(_ digits: [UInt8], _ negative: Bool, _ text: String) throws(Failure) -> ConfigValue.Kind {
        guard digits.count <= DecimalDigits.digitLimit else { throw Failure(message: "Exceeds the limit for an integer") }
        var number = DecimalDigits()
        for part in digits.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false) {
            guard !part.isEmpty, part.allSatisfy(\.isDigit) else {
                throw Failure(message: "invalid literal for int() with base 10: '\(text)'")
            }
            if let value = UInt32(String(decoding: part, as: UTF8.self)) {
                number.multiply(by: 60, adding: value)
            } else if number.isZero {
                for digit in part { number.multiply(by: 10, adding: UInt32(digit - UInt8(ascii: "0"))) }
            } else {
                throw Failure(message: "'\(text)' is not a number in base 60")
            }
        }
        return kind(negative, number.text)
    }

    private static func kind(_ negative: Bool, _ digits: String) -> ConfigValue.Kind {
        let text = (negative && digits != "0" ? "-" : "") + digits
        return Int(text).map { .int($0) } ?? .bigInteger(text)
    }
}
