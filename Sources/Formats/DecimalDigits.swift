/// A whole number of any size, only ever built up digit by digit and written out in decimal.
struct DecimalDigits {
    /// Python refuses to read integers of more decimal digits than this.
    static let digitLimit = 4300

    /// Groups of nine decimal digits, least first.
    private var groups: [UInt32] = [0]

    /// The decimal text of the digits of a number written in another base.
    static func decimal(of digits: some Sequence<UInt8>, base: UInt32) -> String {
        var number = DecimalDigits()
        for digit in digits { number.multiply(by: base, adding: UInt32(digit)) }
        return number.text
    }

    /// `self * factor + addend`.
    mutating func multiply(by factor: UInt32, adding addend: UInt32) {
        var carry = UInt64(addend)
        for index in groups.indices {
            let product = UInt64(groups[index]) * UInt64(factor) + carry
            groups[index] = UInt32(product % 1_000_000_000)
            carry = product / 1_000_000_000
        }
        while carry > 0 {
            groups.append(UInt32(carry % 1_000_000_000))
            carry /= 1_000_000_000
        }
    }

    /// Whether the number is zero.
    var isZero: Bool { groups.allSatisfy { $0 == 0 } }

    /// The number in decimal, without leading zeros.
    var text: String {
        var text = ""
        for (position, group) in groups.reversed().enumerated() {
            let digits = String(group)
            if position > 0 { text += String(repeating: "0", count: 9 - digits.count) }
            text += digits
        }
        return text
    }
}
