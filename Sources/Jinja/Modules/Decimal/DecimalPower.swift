import BigInt

/// Powers of decimals.
enum DecimalPower {
    /// `base ** power` for a whole power, rounded to 28 digits.
    static func power(_ base: DecimalNumber, _ power: Int) throws -> DecimalNumber {
        let isNegative = base.isNegative && power % 2 != 0
        // Digits beyond the precision that keep the last one right through every squaring.
        let working = DecimalNumber.precision + 12 + String(power.magnitude).utf8.count
        var coefficient: BigUInt = 1
        var exponent = 0
        var square = base.coefficient
        var squareExponent = base.exponent
        var rest = power.magnitude
        while rest > 0 {
            if rest & 1 == 1 {
                coefficient *= square
                exponent += squareExponent
                cut(&coefficient, &exponent, working)
            }
            rest >>= 1
            if rest > 0 {
                square *= square
                squareExponent *= 2
                cut(&square, &squareExponent, working)
                if abs(squareExponent) > 100_000_000 { throw JinjaError(.value, "[<class 'decimal.Overflow'>]") }
            }
        }
        let result = DecimalNumber(isNegative: isNegative, coefficient: coefficient, exponent: exponent)
        if power > 0 { return try result.fitted() }
        return try DecimalNumber(BigInt(1)).divided(by: result)
    }

    private static func cut(_ coefficient: inout BigUInt, _ exponent: inout Int, _ digits: Int) {
        if coefficient.bitWidth < digits * 3 { return }
        let excess = String(coefficient).utf8.count - digits
        guard excess > 0 else { return }
        coefficient /= BigUInt(10).power(excess)
        exponent += excess
    }

    // MARK: powers with a fraction

    /// Digits behind the point of the fixed-point numbers used for logarithms.
    private static let digits = 90
    private static let one = BigInt(10).power(digits)
    private static let logarithmOfTen = logarithm(one * 10)

    /// `base ** power` for a positive base and any power, as e^(power × ln base).
    static func power(_ base: DecimalNumber, _ power: DecimalNumber) throws -> DecimalNumber {
        if base.kind == .infinite { return power.isNegative ? zero(DecimalNumber.smallestExponent) : DecimalNumber(special: .infinite) }
        if base.isZero { return power.isNegative ? DecimalNumber(special: .infinite) : zero(0) }
        let order = try base.compared(to: DecimalNumber(BigInt(1))) ?? 0
        if order == 0 { return try DecimalNumber(BigInt(1)).rounded(toExponent: 1 - DecimalNumber.precision, .halfEven) }
        if power.kind == .infinite {
            return (order > 0) == power.isNegative ? zero(DecimalNumber.smallestExponent) : DecimalNumber(special: .infinite)
        }
        let overflows = (order > 0) != power.isNegative
        if power.adjusted > 9 { return try outOfRange(overflows) }
        let shift = base.digits.count - 1
        let mantissa = BigInt(base.coefficient) * one / BigInt(10).power(shift)
        let logarithm = logarithm(mantissa) + BigInt(base.exponent + shift) * logarithmOfTen
        let factor = BigInt(power.coefficient) * (power.isNegative ? -1 : 1)
        let product =
            power.exponent >= 0
            ? logarithm * factor * BigInt(10).power(power.exponent)
            : logarithm * factor / BigInt(10).power(min(-power.exponent, 4 * digits))
        let tens = product / logarithmOfTen
        guard let exponent = Int(exactly: tens), abs(exponent) < 1_000_000 else { return try outOfRange(overflows) }
        let value = exponential(product - tens * logarithmOfTen)
        return try DecimalNumber(isNegative: false, coefficient: value.magnitude, exponent: exponent - digits).fitted()
    }

    private static func zero(_ exponent: Int) -> DecimalNumber { DecimalNumber(isNegative: false, coefficient: 0, exponent: exponent) }

    private static func outOfRange(_ overflows: Bool) throws -> DecimalNumber {
        if overflows { throw JinjaError(.value, "[<class 'decimal.Overflow'>]") }
        return zero(DecimalNumber.smallestExponent)
    }

    /// ln of a fixed-point number from 1 to 10: roots bring it near 1, a series of the inverse hyperbolic tangent does the rest.
    private static func logarithm(_ value: BigInt) -> BigInt {
        var reduced = value
        let roots = 12
        for _ in 0..<roots { reduced = BigInt((reduced * one).magnitude.squareRoot()) }
        let ratio = (reduced - one) * one / (reduced + one)
        let square = ratio * ratio / one
        var term = ratio
        var sum = ratio
        var index = 3
        while term != 0 {
            term = term * square / one
            sum += term / BigInt(index)
            index += 2
        }
        return sum * 2 * BigInt(1 << roots)
    }

    /// e to a small fixed-point power: halved until a short series is enough, then squared back.
    private static func exponential(_ value: BigInt) -> BigInt {
        let halvings = 12
        let reduced = value / BigInt(1 << halvings)
        var term = one
        var sum = one
        var index = 1
        while term != 0 {
            term = term * reduced / one / BigInt(index)
            sum += term
            index += 1
        }
        for _ in 0..<halvings { sum = sum * sum / one }
        return sum
    }
}
