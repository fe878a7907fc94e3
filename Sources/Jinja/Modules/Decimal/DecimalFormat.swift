import BigInt

/// `format(decimal, spec)`.
extension DecimalObject: Formattable {
    func formatted(_ text: String) throws -> String {
        var spec = try FormatSpec(text, typeName: "decimal.Decimal", alignsRight: true)
        switch spec.type {
        case nil, "e", "E", "f", "F", "g", "G", "n", "%": break
        default: throw JinjaError(.value, "invalid format string")
        }
        if spec.isAlternate || spec.grouping == "_" { throw JinjaError(.value, "invalid format string") }
        if spec.align == nil { spec.align = ">" }
        guard number.kind == .finite else {
            let body = (number.kind == .nan ? "NaN" : "Infinity") + (spec.type == "%" ? "%" : "")
            if spec.fill == "0", spec.align == "=" { spec.fill = " " }
            if spec.align == "=" { spec.align = ">" }
            return try FormatText.number(isNegative: number.isNegative, prefix: "", digits: [], rest: Array(body.utf8), spec, groupSize: 3)
        }
        let (digits, rest) = try shown(spec)
        let isNegative = number.isNegative && !(spec.dropsNegativeZero && (digits + rest).allSatisfy { !(0x31...0x39).contains($0) })
        return try FormatText.number(isNegative: isNegative, prefix: "", digits: digits, rest: rest, spec, groupSize: 3)
    }

    /// The digits before the point, and everything from the point on.
    private func shown(_ spec: FormatSpec) throws -> ([UInt8], [UInt8]) {
        var decimal = number
        let type = spec.type ?? "g"
        if type == "%" {
            decimal = DecimalNumber(isNegative: decimal.isNegative, coefficient: decimal.coefficient, exponent: decimal.exponent + 2)
        }
        if let precision = spec.precision {
            try TextLimit.check(precision)
            decimal = try rounded(decimal, precision, type)
        }
        if decimal.isZero, decimal.exponent > 0, type == "f" || type == "F" || type == "%" {
            decimal = try decimal.rounded(toExponent: 0, .halfEven)
        }
        let digits = decimal.digits
        let left = decimal.exponent + digits.count
        var point = left
        switch type {
        case "e", "E": point = decimal.isZero && spec.precision != nil ? 1 - (spec.precision ?? 0) : 1
        case "f", "F", "%": break
        default: if !(decimal.exponent <= 0 && left > -6) { point = 1 }
        }
        let isScientific = type == "e" || type == "E"
        try TextLimit.check(max(point.magnitude > Int.max.magnitude ? .max : abs(point), 0))
        var whole: [UInt8]
        var fraction: [UInt8]
        if point <= 0 {
            whole = [0x30]
            fraction = [UInt8](repeating: 0x30, count: -point) + digits
        } else if point > digits.count {
            whole = digits + [UInt8](repeating: 0x30, count: point - digits.count)
            fraction = []
        } else {
            whole = Array(digits[..<point])
            fraction = Array(digits[point...])
        }
        var rest: [UInt8] = fraction.isEmpty && !spec.isAlternate ? [] : [UInt8(ascii: ".")] + fraction
        let power = left - point
        if power != 0 || isScientific {
            let letter = type == "E" || type == "G" || spec.type == nil ? "E" : "e"
            rest += Array("\(letter)\(power < 0 ? "-" : "+")\(power.magnitude)".utf8)
        }
        if type == "%" { rest.append(UInt8(ascii: "%")) }
        if whole.isEmpty { whole = [0x30] }
        return (whole, rest)
    }

    private func rounded(_ decimal: DecimalNumber, _ precision: Int, _ type: Unicode.Scalar) throws -> DecimalNumber {
        switch type {
        case "e", "E":
            if decimal.isZero {
                return DecimalNumber(isNegative: decimal.isNegative, coefficient: 0, exponent: decimal.exponent)
            }
            return try significant(decimal, precision + 1, exactly: true)
        case "f", "F", "%": return try decimal.rounded(toExponent: -precision, .halfEven)
        default: return try significant(decimal, max(1, precision), exactly: false)
        }
    }

    /// The number with at most (or exactly) so many digits.
    private func significant(_ decimal: DecimalNumber, _ count: Int, exactly: Bool) throws -> DecimalNumber {
        let digits = decimal.digits.count
        if digits < count, !exactly || decimal.isZero { return decimal }
        if digits == count { return decimal }
        let result = try decimal.rounded(toExponent: decimal.exponent + digits - count, .halfEven)
        if result.digits.count > count { return try result.rounded(toExponent: result.exponent + 1, .halfEven) }
        return result
    }
}
