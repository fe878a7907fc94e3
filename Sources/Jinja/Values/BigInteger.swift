public import BigInt

/// An integer outside 64 bits. Values always use `.int` where the number fits; make them with `Value.integer(_:)`.
public final class BigInteger: Object, @unchecked Sendable {
    /// The number.
    public let number: BigInt

    /// The most bits an integer may have: larger results are an overflow error, so that no template can stall on arithmetic.
    public static let maximumBits = 1 << 18

    /// A number outside 64 bits.
    public init(_ number: BigInt) { self.number = number }

    /// Whether the number is below 0.
    public var isNegative: Bool { number.sign == .minus }

    public override var typeName: String { "int" }

    public override var isTrue: Bool { !number.isZero }

    public override func repr() throws -> String {
        // Python refuses to print more than 4300 digits.
        if number.bitWidth > 14_400 {
            throw JinjaError(
                .value,
                "Exceeds the limit (4300 digits) for integer string conversion; use sys.set_int_max_str_digits() to increase the limit")
        }
        return String(number)
    }

    public override func isEqual(to other: Value) throws -> Bool? {
        switch other {
        case .float(let double): return number.isEqual(to: double)
        case .object(let object): return (object as? BigInteger).map { $0.number == number }
        case .int, .bool: return false
        default: return nil
        }
    }

    public override func compare(to other: Value) throws -> Int? {
        switch other {
        case .int(let int): return number < BigInt(int) ? -1 : 1
        case .bool: return number.sign == .minus ? -1 : 1
        case .float(let double):
            if double.isInfinite { return double < 0 ? 1 : -1 }
            if double.isNaN { return nil }
            let whole = BigInt(double.rounded(.towardZero))
            return number == whole ? 0 : (number < whole ? -1 : 1)
        case .object(let object):
            guard let other = object as? BigInteger else { return nil }
            return number == other.number ? 0 : (number < other.number ? -1 : 1)
        default: return nil
        }
    }

    public override func hash(into hasher: inout Hasher) throws {
        let double = number.approximation
        if double.isFinite, number.isEqual(to: double) { hasher.combine(double) } else { hasher.combine(number) }
    }

    public override func method(_ name: String) -> Method? { AllMethods.int(name) }
}

extension BigInt {
    /// The nearest double (ties to even); infinite where it is out of range.
    public var approximation: Double {
        let bits = magnitude.bitWidth
        if bits <= 64 { return (sign == .minus ? -1 : 1) * Double(UInt64(truncatingIfNeeded: magnitude)) }
        if bits > 1024 { return sign == .minus ? -.infinity : .infinity }
        // Keep 64 leading bits; a sticky last bit keeps the rounding right.
        let shift = bits - 64
        var top = UInt64(truncatingIfNeeded: magnitude >> shift)
        if (magnitude & ((BigUInt(1) << shift) - 1)) != 0 { top |= 1 }
        let value = Double(sign: .plus, exponent: shift, significand: Double(top))
        return sign == .minus ? -value : value
    }

    /// Whether a double is exactly this integer.
    public func isEqual(to double: Double) -> Bool {
        double.isFinite && double == double.rounded(.towardZero) && BigInt(double) == self
    }
}

extension Value {
    /// An integer of any size in its normal form.
    public static func integer(_ number: BigInt) -> Value {
        if let small = Int(exactly: number) { return .int(small) }
        return .object(BigInteger(number))
    }

    /// An integer of any size from its decimal digits; nil where the text is none.
    public static func integer(digits: String) -> Value? {
        Int(digits).map { .int($0) } ?? BigInt(digits).map { .integer($0) }
    }

    /// The integer behind the value: int, bool or big integer; nil for everything else.
    public var bigInteger: BigInt? {
        switch self {
        case .int(let int): BigInt(int)
        case .bool(let bool): BigInt(bool ? 1 : 0)
        case .object(let object): (object as? BigInteger)?.number
        default: nil
        }
    }
}
