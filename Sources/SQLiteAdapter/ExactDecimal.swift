/// A decimal number with up to 20 digits before the point and 18 behind it, added and compared without loss.
///
/// What SQLite keeps as a binary fraction counts as the shortest decimal that stands for it: 0.1 is a tenth.
struct ExactDecimal: Comparable {
    /// The number in units of 10⁻¹⁸.
    private(set) var units: Int128

    /// How many digits behind the point are kept.
    static let scale = 18
    private static let one: Int128 = 1_000_000_000_000_000_000

    /// A number in units of 10⁻¹⁸.
    init(units: Int128) { self.units = units }

    /// A whole number.
    init(_ number: Int64) { units = Int128(number) * Self.one }

    /// A number as text: digits, a point, an exponent. Digits further behind are rounded away, half away from zero. Nil for anything else, and
    /// for what is too large.
    init?(_ text: some Sequence<UInt8>) {
        var digits: [UInt8] = []
        var point: Int?
        var isNegative = false
        var exponent: Int?
        var isExponentNegative = false
        var previous: UInt8?
        for byte in text where byte != UInt8(ascii: " ") {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                let digit = byte - UInt8(ascii: "0")
                if let known = exponent { exponent = min(known * 10 + Int(digit), 10_000) } else { digits.append(digit) }
            case UInt8(ascii: "."):
                guard point == nil, exponent == nil else { return nil }
                point = digits.count
            case UInt8(ascii: "e"), UInt8(ascii: "E"):
                guard exponent == nil, !digits.isEmpty else { return nil }
                exponent = 0
            case UInt8(ascii: "-"), UInt8(ascii: "+"):
                let isMinus = byte == UInt8(ascii: "-")
                if previous == nil {
                    isNegative = isMinus
                } else if previous == UInt8(ascii: "e") || previous == UInt8(ascii: "E") {
                    isExponentNegative = isMinus
                } else {
                    return nil
                }
            default: return nil
            }
            previous = byte
        }
        guard !digits.isEmpty else { return nil }
        let shift = (isExponentNegative ? -1 : 1) * (exponent ?? 0)
        self.init(digits, wholeDigits: (point ?? digits.count) + shift, isNegative: isNegative)
    }

    /// A number from its digits, the first `wholeDigits` of them before the point.
    private init?(_ digits: [UInt8], wholeDigits: Int, isNegative: Bool) {
        var total: Int128 = 0
        let kept = wholeDigits + Self.scale
        for place in 0..<max(kept, 0) {
            let digit = Int128(digits.indices.contains(place) ? digits[place] : 0)
            let (tens, isTooLarge) = total.multipliedReportingOverflow(by: 10)
            guard !isTooLarge, tens <= Int128.max - digit else { return nil }
            total = tens + digit
            if total == 0, place >= digits.count { break }
        }
        if digits.indices.contains(kept), digits[kept] >= 5 {
            guard total < Int128.max else { return nil }
            total += 1
        }
        units = isNegative ? -total : total
    }

    static func < (left: ExactDecimal, right: ExactDecimal) -> Bool { left.units < right.units }

    /// The sum; nil where it is too large.
    func adding(_ other: ExactDecimal) -> ExactDecimal? {
        let (sum, isTooLarge) = units.addingReportingOverflow(other.units)
        return isTooLarge ? nil : ExactDecimal(units: sum)
    }

    /// The difference; nil where it is too large.
    func subtracting(_ other: ExactDecimal) -> ExactDecimal? {
        let (difference, isTooLarge) = units.subtractingReportingOverflow(other.units)
        return isTooLarge ? nil : ExactDecimal(units: difference)
    }

    /// The quotient by a count, rounded half away from zero in the last of 18 digits; itself for 0.
    func divided(by count: Int) -> ExactDecimal {
        guard count > 0 else { return self }
        return ExactDecimal(units: Self.rounded(units, by: Int128(count)))
    }

    /// The number with so many digits behind the point (0 to 18), rounded half away from zero.
    func rounded(to digits: Int) -> ExactDecimal {
        let unit = (min(max(digits, 0), Self.scale)..<Self.scale).reduce(Int128(1)) { product, _ in product * 10 }
        let (result, isTooLarge) = Self.rounded(units, by: unit).multipliedReportingOverflow(by: unit)
        return isTooLarge ? self : ExactDecimal(units: result)
    }

    private static func rounded(_ number: Int128, by divisor: Int128) -> Int128 {
        let (quotient, rest) = number.quotientAndRemainder(dividingBy: divisor)
        guard rest.magnitude >= divisor.magnitude - rest.magnitude else { return quotient }
        return rest == 0 ? quotient : quotient + (number < 0 ? -1 : 1)
    }

    /// The value below which a part of the values lies, 0 to 1: with the values in order and `p = part · (n - 1)`, the value at `⌊p⌋` and the
    /// fraction of `p` of the way to the next one. Nil for no values, for a part outside of 0 to 1, and where it is too large.
    static func quantile(_ part: ExactDecimal, of values: [ExactDecimal]) -> ExactDecimal? {
        guard !values.isEmpty, part.units >= 0, part.units <= one else { return nil }
        let sorted = values.sorted()
        let (place, fraction) = (part.units * Int128(sorted.count - 1)).quotientAndRemainder(dividingBy: one)
        let index = Int(place)
        guard fraction > 0, index + 1 < sorted.count else { return sorted[min(index, sorted.count - 1)] }
        guard let distance = sorted[index + 1].subtracting(sorted[index]) else { return nil }
        let product = distance.units.multipliedFullWidth(by: fraction)
        let (quotient, rest) = one.dividingFullWidth(product)
        return sorted[index].adding(ExactDecimal(units: rest * 2 >= one ? quotient + 1 : quotient))
    }

    /// The number as text: `-12.5`, no zeros at the end.
    var text: String { text(leastDigits: 0) }

    /// The number as text with at least so many digits behind the point.
    func text(leastDigits: Int) -> String {
        let (whole, rest) = units.magnitude.quotientAndRemainder(dividingBy: Self.one.magnitude)
        var fraction = Array(String(rest + Self.one.magnitude).utf8.dropFirst())
        while fraction.count > leastDigits, fraction.last == UInt8(ascii: "0") { fraction.removeLast() }
        let sign = units < 0 ? "-" : ""
        return fraction.isEmpty ? "\(sign)\(whole)" : "\(sign)\(whole).\(String(decoding: fraction, as: UTF8.self))"
    }
}
