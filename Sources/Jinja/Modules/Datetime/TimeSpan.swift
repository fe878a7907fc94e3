import BigInt

/// A length of time to the microsecond: what `datetime.timedelta` holds.
public struct TimeSpan: Sendable, Hashable {
    /// The whole length in microseconds.
    let microseconds: Int128

    /// Microseconds of a day.
    static let day: Int128 = 86_400_000_000
    /// Nothing.
    static let zero = TimeSpan(unchecked: 0)
    /// The shortest and longest spans.
    static let bounds = (-999_999_999 * day)...(1_000_000_000 * day - 1)

    private init(unchecked microseconds: Int128) { self.microseconds = microseconds }

    /// A span in microseconds. Throws an OverflowError past 999,999,999 days.
    init(microseconds: Int128) throws {
        guard Self.bounds.contains(microseconds) else {
            let days = BigInt(microseconds) / BigInt(Self.day) - (microseconds < 0 ? 1 : 0)
            throw JinjaError(.overflow, "days=\(days); must have magnitude <= 999999999")
        }
        self.microseconds = microseconds
    }

    /// A span in microseconds of any size. Throws an OverflowError past 999,999,999 days.
    init(_ microseconds: BigInt) throws {
        guard let small = Int128(exactly: microseconds) else {
            throw JinjaError(.overflow, "Python int too large to convert to C int")
        }
        try self.init(microseconds: small)
    }

    /// A span of days, seconds and microseconds. Throws an OverflowError past 999,999,999 days.
    public init(days: Int, seconds: Int = 0, microseconds: Int = 0) throws {
        try self.init(microseconds: Int128(days) * Self.day + Int128(seconds) * 1_000_000 + Int128(microseconds))
    }

    /// A span of seconds below a day or so, which is always in range.
    init(smallSeconds: Int) { microseconds = Int128(smallSeconds) * 1_000_000 }

    /// Whole days, rounded down.
    var days: Int { Int(truncatingIfNeeded: (microseconds - rest) / Self.day) }

    private var rest: Int128 {
        let rest = microseconds % Self.day
        return rest < 0 ? rest + Self.day : rest
    }

    /// Seconds of the last day, 0 to 86,399.
    var seconds: Int { Int(truncatingIfNeeded: rest / 1_000_000) }

    /// Microseconds of the last second, 0 to 999,999.
    var microsecond: Int { Int(truncatingIfNeeded: rest % 1_000_000) }

    /// The length without its sign; the shortest span's magnitude is still in range.
    var magnitude: TimeSpan { TimeSpan(unchecked: microseconds < 0 ? -microseconds : microseconds) }

    /// `1 day, 1:01:01`, `-1 day, 23:59:59.500000`.
    var text: String {
        let clock = "\(seconds / 3600):\(padded(seconds / 60 % 60, 2)):\(padded(seconds % 60, 2))"
        let fraction = microsecond == 0 ? "" : "." + padded(microsecond, 6)
        let days = days
        return (days == 0 ? "" : "\(days) day\(abs(days) == 1 ? "" : "s"), ") + clock + fraction
    }

    /// `datetime.timedelta(days=1, seconds=3661)`.
    var repr: String {
        var parts: [String] = []
        if days != 0 { parts.append("days=\(days)") }
        if seconds != 0 { parts.append("seconds=\(seconds)") }
        if microsecond != 0 { parts.append("microseconds=\(microsecond)") }
        return "datetime.timedelta(" + (parts.isEmpty ? "0" : parts.joined(separator: ", ")) + ")"
    }

    /// An offset from UTC as `+05:30`, with seconds where there are some.
    func offsetText(separator: String = ":") -> String {
        let total = magnitude
        let seconds = total.seconds
        var text = (microseconds < 0 ? "-" : "+") + padded(seconds / 3600, 2) + separator + padded(seconds / 60 % 60, 2)
        if seconds % 60 != 0 || total.microsecond != 0 { text += separator + padded(seconds % 60, 2) }
        if total.microsecond != 0 { text += "." + padded(total.microsecond, 6) }
        return text
    }

    /// The quotient rounded half to even.
    static func divideNearest(_ a: BigInt, _ b: BigInt) -> BigInt {
        var (quotient, rest) = a.quotientAndRemainder(dividingBy: b)
        if rest.sign != b.sign, rest != 0 {
            quotient -= 1
            rest += b
        }
        let doubled = rest.magnitude * 2
        if doubled > b.magnitude || (doubled == b.magnitude && quotient.magnitude % 2 == 1) { quotient += 1 }
        return quotient
    }

    /// The span times a number (int or float), or divided by it.
    func scaled(by factor: Value, divides: Bool) throws -> TimeSpan? {
        var numerator = BigInt(1)
        var denominator = BigInt(1)
        if let integer = factor.bigInteger {
            numerator = integer
        } else if case .float(let double) = factor {
            guard double.isFinite else {
                throw double.isNaN
                    ? JinjaError(.value, "cannot convert NaN to integer ratio")
                    : JinjaError(.overflow, "cannot convert Infinity to integer ratio")
            }
            let exact = DecimalNumber(double)
            numerator = exact.isNegative ? -BigInt(exact.coefficient) : BigInt(exact.coefficient)
            denominator = BigInt(10).power(-exact.exponent)
        } else {
            return nil
        }
        if divides {
            if numerator == 0 {
                throw JinjaError(.zeroDivision, factor.bigInteger == nil ? "division by zero" : "integer division or modulo by zero")
            }
            swap(&numerator, &denominator)
            if denominator < 0 {
                numerator.negate()
                denominator.negate()
            }
        }
        return try TimeSpan(Self.divideNearest(BigInt(microseconds) * numerator, denominator))
    }

    /// The quotient rounded down, and what is left.
    static func floorDivide(_ a: Int128, _ b: Int128) -> (quotient: Int128, remainder: Int128) {
        let (quotient, remainder) = a.quotientAndRemainder(dividingBy: b)
        return remainder != 0 && (remainder < 0) != (b < 0) ? (quotient - 1, remainder + b) : (quotient, remainder)
    }
}
