import BigInt

/// How digits that do not fit are rounded away.
enum DecimalRounding: String {
    case halfEven = "ROUND_HALF_EVEN"
    case halfUp = "ROUND_HALF_UP"
    case halfDown = "ROUND_HALF_DOWN"
    case up = "ROUND_UP"
    case down = "ROUND_DOWN"
    case ceiling = "ROUND_CEILING"
    case floor = "ROUND_FLOOR"
    case zeroFiveUp = "ROUND_05UP"

    /// Whether the magnitude grows by one, given its last digit and how the cut part compares with a half (-1, 0, 1; nil for nothing cut).
    func growsMagnitude(lastDigit: Int, half: Int?, isNegative: Bool) -> Bool {
        guard let half else { return false }
        switch self {
        case .halfEven: return half > 0 || (half == 0 && lastDigit % 2 == 1)
        case .halfUp: return half >= 0
        case .halfDown: return half > 0
        case .up: return true
        case .down: return false
        case .ceiling: return !isNegative
        case .floor: return isNegative
        case .zeroFiveUp: return lastDigit % 5 == 0
        }
    }
}

/// Arithmetic of the default context: 28 digits, half to even; the conditions Python traps are thrown.
extension DecimalNumber {
    static func invalid() -> JinjaError { JinjaError(.value, "[<class 'decimal.InvalidOperation'>]") }

    /// The number with at most 28 digits. Throws where its exponent leaves the context's range.
    func fitted() throws -> DecimalNumber {
        guard kind == .finite else { return self }
        var number = self
        let count = digits.count
        if count > Self.precision { number = try rounded(toExponent: exponent + count - Self.precision, .halfEven) }
        if number.digits.count > Self.precision { number = try number.rounded(toExponent: number.exponent + 1, .halfEven) }
        if !number.isZero, number.adjusted > Self.largestExponent { throw JinjaError(.value, "[<class 'decimal.Overflow'>]") }
        return number
    }

    /// The number with exactly this exponent: digits are rounded away or zeros added.
    func rounded(toExponent wanted: Int, _ mode: DecimalRounding) throws -> DecimalNumber {
        guard kind == .finite else { return self }
        if wanted <= exponent {
            let scaled = coefficient == 0 ? coefficient : coefficient * (try Self.powerOfTen(exponent - wanted))
            return DecimalNumber(isNegative: isNegative, coefficient: scaled, exponent: wanted)
        }
        let cut = wanted - exponent
        var quotient: BigUInt = 0
        var half: Int?
        if cut > digits.count + 1 {
            half = coefficient == 0 ? nil : -1
        } else {
            let power = try Self.powerOfTen(cut)
            let (whole, rest) = coefficient.quotientAndRemainder(dividingBy: power)
            quotient = whole
            let doubled = rest * 2
            if rest != 0 { half = doubled == power ? 0 : (doubled > power ? 1 : -1) }
        }
        let lastDigit = Int(quotient % 10)
        if mode.growsMagnitude(lastDigit: lastDigit, half: half, isNegative: isNegative) { quotient += 1 }
        return DecimalNumber(isNegative: isNegative, coefficient: quotient, exponent: wanted)
    }

    /// Both coefficients, with signs, at the lower exponent.
    private static func aligned(_ a: DecimalNumber, _ b: DecimalNumber) throws -> (BigInt, BigInt, Int) {
        let exponent = min(a.exponent, b.exponent)
        return (try a.scaled(to: exponent), try b.scaled(to: exponent), exponent)
    }

    private func scaled(to wanted: Int) throws -> BigInt {
        let magnitude = coefficient == 0 ? coefficient : coefficient * (try Self.powerOfTen(exponent - wanted))
        return isNegative ? -BigInt(magnitude) : BigInt(magnitude)
    }

    func adding(_ other: DecimalNumber) throws -> DecimalNumber {
        if kind == .nan || other.kind == .nan { return DecimalNumber(special: .nan) }
        if kind == .infinite || other.kind == .infinite {
            if kind == other.kind, isNegative != other.isNegative { throw Self.invalid() }
            return kind == .infinite ? self : other
        }
        if let far = try addingFarSmaller(other) ?? other.addingFarSmaller(self) { return far }
        let (a, b, exponent) = try Self.aligned(self, other)
        let sum = a + b
        let isNegative = sum == 0 ? self.isNegative && other.isNegative : sum < 0
        return try DecimalNumber(isNegative: isNegative, coefficient: sum.magnitude, exponent: exponent).fitted()
    }

    /// The sum with a number too small to reach the 28 digits kept, or with zero; nil where the two must be lined up.
    private func addingFarSmaller(_ other: DecimalNumber) throws -> DecimalNumber? {
        if isZero { return nil }
        if other.isZero {
            let least = max(min(exponent, other.exponent), adjusted - Self.precision + 1)
            return try rounded(toExponent: min(least, exponent), .halfEven).fitted()
        }
        let spare = 2 * Self.precision
        guard exponent - other.adjusted > spare, adjusted - other.adjusted > spare else { return nil }
        // All that is seen of the small number is on which side of this one the sum lies.
        let scaled = coefficient * BigUInt(10).power(spare)
        let moved = isNegative == other.isNegative ? scaled + 1 : scaled - 1
        return try DecimalNumber(isNegative: isNegative, coefficient: moved, exponent: exponent - spare).fitted()
    }

    func negated() throws -> DecimalNumber { try kind == .nan ? self : isZero ? signed(false).fitted() : signed(!isNegative).fitted() }

    func subtracting(_ other: DecimalNumber) throws -> DecimalNumber { try adding(other.signed(!other.isNegative)) }

    func multiplied(by other: DecimalNumber) throws -> DecimalNumber {
        if kind == .nan || other.kind == .nan { return DecimalNumber(special: .nan) }
        let isNegative = self.isNegative != other.isNegative
        if kind == .infinite || other.kind == .infinite {
            if isZero || other.isZero { throw Self.invalid() }
            return DecimalNumber(special: .infinite, isNegative: isNegative)
        }
        return try DecimalNumber(
            isNegative: isNegative, coefficient: coefficient * other.coefficient, exponent: exponent + other.exponent
        ).fitted()
    }

    func divided(by other: DecimalNumber) throws -> DecimalNumber {
        if kind == .nan || other.kind == .nan { return DecimalNumber(special: .nan) }
        let isNegative = self.isNegative != other.isNegative
        if kind == .infinite {
            if other.kind == .infinite { throw Self.invalid() }
            return DecimalNumber(special: .infinite, isNegative: isNegative)
        }
        if other.kind == .infinite { return DecimalNumber(isNegative: isNegative, coefficient: 0, exponent: Self.smallestExponent) }
        if other.isZero {
            if isZero { throw JinjaError(.value, "[<class 'decimal.DivisionUndefined'>]") }
            throw JinjaError(.zeroDivision, "[<class 'decimal.DivisionByZero'>]")
        }
        let ideal = exponent - other.exponent
        if isZero { return DecimalNumber(isNegative: isNegative, coefficient: 0, exponent: ideal) }
        let shift = other.digits.count - digits.count + Self.precision + 1
        var quotientExponent = ideal - shift
        let dividend = shift > 0 ? coefficient * (try Self.powerOfTen(shift)) : coefficient
        let divisor = shift < 0 ? other.coefficient * (try Self.powerOfTen(-shift)) : other.coefficient
        var (quotient, remainder) = dividend.quotientAndRemainder(dividingBy: divisor)
        if remainder != 0 {
            if quotient % 5 == 0 { quotient += 1 }
        } else {
            while quotientExponent < ideal, quotient % 10 == 0 {
                quotient /= 10
                quotientExponent += 1
            }
        }
        return try DecimalNumber(isNegative: isNegative, coefficient: quotient, exponent: quotientExponent).fitted()
    }

    /// `self // other`: the quotient cut towards zero. Throws what Python's context traps.
    func floorDivided(by other: DecimalNumber) throws -> DecimalNumber {
        if kind == .infinite, other.kind == .finite {
            return DecimalNumber(special: .infinite, isNegative: isNegative != other.isNegative)
        }
        if kind == .finite, !isZero, other.isZero { throw JinjaError(.zeroDivision, "[<class 'decimal.DivisionByZero'>]") }
        return try dividedWithRemainder(by: other).quotient
    }

    /// `divmod`: the quotient cut towards zero, and the remainder with this number's sign.
    func dividedWithRemainder(by other: DecimalNumber) throws -> (quotient: DecimalNumber, remainder: DecimalNumber) {
        let isNegative = self.isNegative != other.isNegative
        if kind == .nan || other.kind == .nan { return (DecimalNumber(special: .nan), DecimalNumber(special: .nan)) }
        if kind == .infinite { throw Self.invalid() }
        if other.kind == .infinite {
            return (DecimalNumber(isNegative: isNegative, coefficient: 0, exponent: 0), try fitted())
        }
        if other.isZero { throw isZero ? JinjaError(.value, "[<class 'decimal.DivisionUndefined'>]") : Self.invalid() }
        if isZero || other.adjusted - adjusted >= 2 {
            let rest = isZero ? DecimalNumber(isNegative: self.isNegative, coefficient: 0, exponent: min(exponent, other.exponent)) : self
            let ideal = min(exponent, other.exponent)
            let shown = !isZero && exponent - ideal <= Self.precision ? try rest.rounded(toExponent: ideal, .halfEven) : rest
            return (DecimalNumber(isNegative: isNegative, coefficient: 0, exponent: 0), try shown.fitted())
        }
        if adjusted - other.adjusted > Self.precision { throw JinjaError(.value, "[<class 'decimal.DivisionImpossible'>]") }
        let (a, b, exponent) = try Self.aligned(self, other)
        let (whole, rest) = a.magnitude.quotientAndRemainder(dividingBy: b.magnitude)
        if whole >= (try Self.powerOfTen(Self.precision)) { throw JinjaError(.value, "[<class 'decimal.DivisionImpossible'>]") }
        return (
            DecimalNumber(isNegative: isNegative, coefficient: whole, exponent: 0),
            try DecimalNumber(isNegative: self.isNegative, coefficient: rest, exponent: exponent).fitted()
        )
    }

    /// `self ** other`. Throws for a root of a negative number, and where the result leaves the context's range.
    func raised(to other: DecimalNumber) throws -> DecimalNumber {
        if kind == .nan || other.kind == .nan { return DecimalNumber(special: .nan) }
        if other.isZero {
            if isZero { throw Self.invalid() }
            return DecimalNumber(BigInt(1))
        }
        guard other.kind == .finite, kind == .finite, let power = Int(exactly: try other.truncated()),
            try DecimalNumber(BigInt(power)).compared(to: other) == 0
        else {
            if isNegative { throw Self.invalid() }
            return try DecimalPower.power(self, other)
        }
        if isZero {
            if power < 0 { return DecimalNumber(special: .infinite, isNegative: isNegative && power % 2 != 0) }
            return DecimalNumber(isNegative: isNegative && power % 2 != 0, coefficient: 0, exponent: 0)
        }
        return try DecimalPower.power(self, power)
    }

    /// -1, 0, 1; nil where one is NaN.
    func compared(to other: DecimalNumber) throws -> Int? {
        if kind == .nan || other.kind == .nan { return nil }
        let left = kind == .infinite ? (isNegative ? -2 : 2) : (isZero ? 0 : (isNegative ? -1 : 1))
        let right = other.kind == .infinite ? (other.isNegative ? -2 : 2) : (other.isZero ? 0 : (other.isNegative ? -1 : 1))
        if left != right || abs(left) != 1 { return left == right ? 0 : (left < right ? -1 : 1) }
        let magnitude: Int
        if adjusted != other.adjusted {
            magnitude = adjusted < other.adjusted ? -1 : 1
        } else {
            let (a, b, _) = try Self.aligned(signed(false), other.signed(false))
            magnitude = a == b ? 0 : (a < b ? -1 : 1)
        }
        return isNegative ? -magnitude : magnitude
    }

    /// Trailing zeros moved into the exponent.
    func normalized() throws -> DecimalNumber {
        guard kind == .finite else { return self }
        let number = try fitted()
        if number.coefficient == 0 { return DecimalNumber(isNegative: isNegative, coefficient: 0, exponent: 0) }
        var coefficient = number.coefficient
        var exponent = number.exponent
        while coefficient % 10 == 0 {
            coefficient /= 10
            exponent += 1
        }
        return DecimalNumber(isNegative: isNegative, coefficient: coefficient, exponent: exponent)
    }

    /// `self.quantize(pattern)`. Throws InvalidOperation where the result has more than 28 digits.
    func quantized(like pattern: DecimalNumber, _ mode: DecimalRounding) throws -> DecimalNumber {
        if kind == .nan || pattern.kind == .nan { return DecimalNumber(special: .nan) }
        if kind == .infinite || pattern.kind == .infinite {
            if kind == pattern.kind { return self }
            throw Self.invalid()
        }
        if !isZero, adjusted - pattern.exponent + 1 > Self.precision + 1 { throw Self.invalid() }
        let result = try rounded(toExponent: pattern.exponent, mode)
        if result.digits.count > Self.precision { throw Self.invalid() }
        return result
    }

    /// The nearest number with 28 digits whose square this is.
    func squareRoot() throws -> DecimalNumber {
        if kind == .nan { return self }
        if isZero { return DecimalNumber(isNegative: isNegative, coefficient: 0, exponent: exponent >> 1) }
        if isNegative { throw Self.invalid() }
        if kind == .infinite { return self }
        let ideal = exponent >> 1
        var count = Self.precision + 1
        var scaled: BigUInt
        var half = ideal
        if exponent & 1 != 0 {
            scaled = coefficient * 10
            count -= (digits.count >> 1) + 1
        } else {
            scaled = coefficient
            count -= (digits.count + 1) >> 1
        }
        var isExact = true
        if count >= 0 {
            scaled *= try Self.powerOfTen(2 * count)
        } else {
            let (whole, rest) = scaled.quotientAndRemainder(dividingBy: try Self.powerOfTen(-2 * count))
            scaled = whole
            isExact = rest == 0
        }
        half -= count
        var root = scaled.squareRoot()
        isExact = isExact && root * root == scaled
        if isExact {
            if count >= 0 { root /= try Self.powerOfTen(count) } else { root *= try Self.powerOfTen(-count) }
            half += count
        } else if root % 5 == 0 {
            root += 1
        }
        return try DecimalNumber(isNegative: false, coefficient: root, exponent: half).fitted()
    }
}
