public import BigInt

/// A decimal number as Python's `decimal.Decimal`: exact digits and an exponent, or infinity, or NaN.
public struct DecimalNumber: Sendable {
    /// What kind of number.
    public enum Kind: Sendable { case finite, infinite, nan }

    /// What kind of number.
    public let kind: Kind
    /// Whether the sign is minus (zero and NaN have a sign too).
    public let isNegative: Bool
    /// The digits, without the point.
    public let coefficient: BigUInt
    /// The power of ten the coefficient is multiplied with.
    public let exponent: Int

    /// How many digits arithmetic keeps (the default context).
    public static let precision = 28
    /// The largest adjusted exponent of the default context.
    static let largestExponent = 999_999
    /// The smallest exponent a number of the default context may have.
    static let smallestExponent = -1_000_026

    /// A finite number: (-1)^sign × coefficient × 10^exponent.
    public init(isNegative: Bool, coefficient: BigUInt, exponent: Int) {
        kind = .finite
        self.isNegative = isNegative
        self.coefficient = coefficient
        self.exponent = exponent
    }

    /// Infinity or NaN.
    public init(special kind: Kind, isNegative: Bool = false) {
        self.kind = kind
        self.isNegative = isNegative
        coefficient = 0
        exponent = 0
    }

    /// An integer, exactly.
    public init(_ integer: BigInt) {
        self.init(isNegative: integer.sign == .minus && integer != 0, coefficient: integer.magnitude, exponent: 0)
    }

    /// A double, exactly (`Decimal(0.1)` has 55 digits).
    public init(_ double: Double) {
        if double.isNaN {
            self.init(special: .nan)
        } else if double.isInfinite {
            self.init(special: .infinite, isNegative: double < 0)
        } else {
            var significand = BigUInt(double.magnitude.significandBitPattern)
            var power = -1074
            if double.isNormal {
                significand |= BigUInt(1) << 52
                power = Int(double.exponent) - 52
            }
            let shift = significand == 0 ? 0 : min(significand.trailingZeroBitCount, max(0, -power))
            significand >>= shift
            power += shift
            if significand == 0 { power = 0 }
            let coefficient = power >= 0 ? significand << power : significand * BigUInt(5).power(-power)
            self.init(isNegative: double.sign == .minus, coefficient: coefficient, exponent: min(0, power))
        }
    }

    /// A number from text as `Decimal('…')` takes it: digits, point, exponent, underscores, `NaN`, `Infinity`; nil where it is none.
    public init?(_ text: String) {
        var bytes = Array(TextSplitting.strip(text).utf8)[...]
        if bytes.count > 1_000_000 { return nil }
        bytes = bytes.filter { $0 != UInt8(ascii: "_") }[...]
        var isNegative = false
        if let first = bytes.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
            isNegative = first == UInt8(ascii: "-")
            bytes = bytes.dropFirst()
        }
        switch String(decoding: bytes, as: UTF8.self).lowercased() {
        case "inf", "infinity":
            self.init(special: .infinite, isNegative: isNegative)
            return
        case "nan", "snan":
            self.init(special: .nan, isNegative: isNegative)
            return
        default: break
        }
        var exponent = 0
        if let mark = bytes.firstIndex(where: { $0 | 0x20 == UInt8(ascii: "e") }) {
            guard let power = Int(String(decoding: bytes[(mark + 1)...], as: UTF8.self)), abs(power) < 1_000_000_000 else { return nil }
            exponent = power
            bytes = bytes[..<mark]
        }
        var digits: [UInt8] = []
        var sawPoint = false
        for byte in bytes {
            if byte == UInt8(ascii: "."), !sawPoint {
                sawPoint = true
            } else if (0x30...0x39).contains(byte) {
                digits.append(byte)
                if sawPoint { exponent -= 1 }
            } else {
                return nil
            }
        }
        guard !digits.isEmpty, let coefficient = BigUInt(String(decoding: digits, as: UTF8.self)) else { return nil }
        self.init(isNegative: isNegative, coefficient: coefficient, exponent: exponent)
    }

    // MARK: facts

    /// Whether the number is zero.
    public var isZero: Bool { kind == .finite && coefficient == 0 }

    /// The digits of the coefficient.
    var digits: [UInt8] { Array(String(coefficient).utf8) }

    /// The exponent of the first digit.
    var adjusted: Int { exponent + digits.count - 1 }

    /// The number with the sign set.
    func signed(_ negative: Bool) -> DecimalNumber {
        kind == .finite
            ? DecimalNumber(isNegative: negative, coefficient: coefficient, exponent: exponent)
            : DecimalNumber(special: kind, isNegative: negative)
    }

    /// `str(self)`: plain where the exponent allows, else scientific (`1E+3`).
    public var text: String { text(capital: true) }

    func text(capital: Bool) -> String {
        let sign = isNegative ? "-" : ""
        switch kind {
        case .nan: return sign + "NaN"
        case .infinite: return sign + "Infinity"
        case .finite: break
        }
        let digits = digits
        let left = exponent + digits.count
        let point = exponent <= 0 && left > -6 ? left : 1
        var body: [UInt8]
        if point <= 0 {
            body = Array("0.".utf8) + [UInt8](repeating: 0x30, count: -point) + digits
        } else if point >= digits.count {
            body = digits + [UInt8](repeating: 0x30, count: point - digits.count)
        } else {
            body = Array(digits[..<point]) + [UInt8(ascii: ".")] + digits[point...]
        }
        if left != point {
            let power = left - point
            body += Array((capital ? "E" : "e").utf8) + Array((power < 0 ? "-" : "+").utf8) + Array(String(power.magnitude).utf8)
        }
        return sign + String(decoding: body, as: UTF8.self)
    }

    /// `float(self)`.
    public var double: Double {
        switch kind {
        case .nan: .nan
        case .infinite: isNegative ? -.infinity : .infinity
        case .finite: Double(text) ?? 0
        }
    }

    /// `int(self)`: cut towards zero. Throws for infinity and NaN, and where the number has more digits than can be handled.
    public func truncated() throws -> BigInt {
        switch kind {
        case .nan: throw JinjaError(.value, "cannot convert NaN to integer")
        case .infinite: throw JinjaError(.overflow, "cannot convert Infinity to integer")
        case .finite: break
        }
        let magnitude: BigUInt
        if exponent >= 0 {
            magnitude = coefficient == 0 ? 0 : coefficient * (try Self.powerOfTen(exponent))
        } else if -exponent > digits.count {
            magnitude = 0
        } else {
            magnitude = coefficient / (try Self.powerOfTen(-exponent))
        }
        return isNegative ? -BigInt(magnitude) : BigInt(magnitude)
    }

    /// 10^n. Throws an overflow error for powers too large to hold.
    static func powerOfTen(_ power: Int) throws -> BigUInt {
        if power > 50_000 { throw JinjaError(.overflow, "decimal exponent \(power) is too large") }
        return BigUInt(10).power(max(0, power))
    }
}
