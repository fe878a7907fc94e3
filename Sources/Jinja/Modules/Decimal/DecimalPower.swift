import BigInt
import Glibc

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

    /// A power with a fraction in the exponent, in double precision.
    static func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }
}
