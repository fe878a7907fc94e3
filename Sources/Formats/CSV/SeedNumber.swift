/// A decimal number as Python's `decimal` holds it after agate has read it: at most 28 significant digits, trailing zeros kept.
struct SeedNumber {
    private enum Kind {
        case finite
        case infinity
        /// Not a number, with the digits behind it.
        case notANumber
    }

    private var kind = Kind.finite
    private var isNegative = false
    /// The digits of the whole number, without leading zeros; empty for zero.
    private var digits: [UInt8] = []
    private var exponent = 0

    /// How many digits are exact.
    static let precision = 28
    private static let exponentLimit = 999_999

    /// Reads the text of a field that is not null: percent signs around it, a minus sign, currency signs around the rest and commas are dropped.
    init?(_ bytes: ArraySlice<UInt8>) {
        guard bytes.count < 4096, let ascii = Self.simplify(bytes), parse(ascii) else { return nil }
    }

    // MARK: Reading

    /// The text as Python's `Decimal` gets it, in ASCII, with the sign that was taken off put before it; nil where it cannot be a number.
    private static func simplify(_ bytes: ArraySlice<UInt8>) -> (text: [UInt8], minus: Bool)? {
        var characters = Array(String(decoding: bytes, as: UTF8.self).unicodeScalars)[...]
        strip(&characters, "%")
        let minus = characters.first == "-"
        if minus { characters = characters.dropFirst() }
        for symbol in currencySymbols { strip(&characters, symbol) }
        var text: [UInt8] = []
        for character in characters where character != "," && character != "_" {
            if character.isASCII {
                text.append(UInt8(character.value))
            } else if character.properties.numericType == .decimal, let value = character.properties.numericValue {
                text.append(UInt8(ascii: "0") + UInt8(value))
            } else if character.properties.isWhitespace {
                text.append(0x20)
            } else {
                return nil
            }
        }
        func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) || (0x1C...0x1F).contains(byte) }
        guard let first = text.firstIndex(where: { !isSpace($0) }), let last = text.lastIndex(where: { !isSpace($0) }) else { return nil }
        return (Array(text[first...last]), minus)
    }

    private static func strip(_ characters: inout ArraySlice<Unicode.Scalar>, _ symbol: Unicode.Scalar) {
        while characters.first == symbol { characters.removeFirst() }
        while characters.last == symbol { characters.removeLast() }
    }

    /// The signs agate drops, in its order: each is dropped once, so one inside another stays.
    private static let currencySymbols: [Unicode.Scalar] = [
        "\u{60B}", "$", "\u{192}", "\u{17DB}", "\u{A5}", "\u{20A1}", "\u{20B1}", "\u{A3}", "\u{20AC}", "\u{A2}", "\u{FDFC}", "\u{20AA}",
        "\u{20A9}", "\u{20AD}", "\u{20AE}", "\u{20A6}", "\u{E3F}", "\u{20A4}", "\u{20AB}",
    ]

    private mutating func parse(_ input: (text: [UInt8], minus: Bool)) -> Bool {
        var scan = ByteScanner(input.text)
        let inner = scan.next == UInt8(ascii: "-")
        scan.skipSign()
        isNegative = inner != input.minus
        if let word = scan.next, !word.isDigit, word != UInt8(ascii: ".") { return parseWord(Array(scan.rest), inner) }
        var whole: [UInt8] = []
        while let byte = scan.next, byte.isDigit {
            whole.append(byte)
            scan.advance()
        }
        var fraction = 0
        if scan.skip(".") {
            while let byte = scan.next, byte.isDigit {
                whole.append(byte)
                fraction += 1
                scan.advance()
            }
        }
        guard !whole.isEmpty, let power = Self.power(&scan) else { return false }
        digits = whole
        exponent = power - fraction
        dropLeadingZeros()
        round()
        return abs(exponent) <= Self.exponentLimit && exponent + digits.count - 1 <= Self.exponentLimit
    }

    /// The exponent at the end of a number, 0 where there is none; nil for half of one or one that is far too large.
    private static func power(_ scan: inout ByteScanner) -> Int? {
        if scan.isAtEnd { return 0 }
        guard scan.skip("e") || scan.skip("E") else { return nil }
        let minus = scan.next == UInt8(ascii: "-")
        scan.skipSign()
        let text = scan.rest
        guard !text.isEmpty, text.allSatisfy(\.isDigit), let value = Int(String(decoding: text, as: UTF8.self)), value < 1 << 40 else {
            return nil
        }
        return minus ? -value : value
    }

    private mutating func parseWord(_ text: [UInt8], _ inner: Bool) -> Bool {
        let word = String(decoding: text, as: UTF8.self).lowercased()
        if word == "inf" || word == "infinity" {
            kind = .infinity
            return true
        }
        guard word.hasPrefix("nan"), word.utf8.dropFirst(3).allSatisfy(\.isDigit) else { return false }
        kind = .notANumber
        // Multiplying by -1 does not change the sign of what is not a number.
        isNegative = inner
        digits = Array(word.utf8.dropFirst(3))
        dropLeadingZeros()
        return true
    }

    private mutating func dropLeadingZeros() {
        let zeros = digits.prefix { $0 == UInt8(ascii: "0") }.count
        if zeros > 0 { digits.removeFirst(zeros) }
    }

    /// Rounds to 28 digits, halves to the even digit.
    private mutating func round() {
        guard digits.count > Self.precision else { return }
        let dropped = digits[Self.precision...]
        exponent += dropped.count
        let first = dropped.first ?? 0
        let isHalf = first == UInt8(ascii: "5") && dropped.dropFirst().allSatisfy { $0 == UInt8(ascii: "0") }
        let isOdd = digits[Self.precision - 1] & 1 == 1
        let goesUp = isHalf ? isOdd : first >= UInt8(ascii: "5")
        digits.removeSubrange(Self.precision...)
        guard goesUp else { return }
        var index = digits.count - 1
        while index >= 0, digits[index] == UInt8(ascii: "9") {
            digits[index] = UInt8(ascii: "0")
            index -= 1
        }
        if index >= 0 {
            digits[index] += 1
        } else {
            digits = [UInt8(ascii: "1")] + digits.dropLast()
            exponent += 1
        }
    }

    // MARK: Writing

    /// How many digits stand before and behind the point once trailing zeros are gone; nil for what is no finite double.
    var places: (whole: Int, decimal: Int)? {
        guard kind == .finite else { return nil }
        guard !digits.isEmpty else { return (1, 0) }
        if exponent + digits.count > 300, Double(text)?.isInfinite ?? true { return nil }
        let zeros = digits.reversed().prefix { $0 == UInt8(ascii: "0") }.count
        let decimal = -(exponent + zeros)
        return (digits.count - zeros - decimal, decimal)
    }

    /// The number as Python's `str(Decimal)` writes it.
    var text: String {
        let sign = isNegative ? "-" : ""
        let body = String(decoding: digits, as: UTF8.self)
        switch kind {
        case .infinity: return sign + "Infinity"
        case .notANumber: return sign + "NaN" + body
        case .finite: return sign + finiteText(body.isEmpty ? "0" : body)
        }
    }

    private func finiteText(_ body: String) -> String {
        let left = exponent + body.utf8.count
        let isPositional = exponent <= 0 && left > -6
        let point = isPositional ? left : 1
        var text: String
        if point <= 0 {
            text = "0." + String(repeating: "0", count: -point) + body
        } else if point >= body.utf8.count {
            text = body + String(repeating: "0", count: point - body.utf8.count)
        } else {
            text = String(body.prefix(point)) + "." + String(body.dropFirst(point))
        }
        if left != point { text += "E" + (left > point ? "+" : "-") + String(abs(left - point)) }
        return text
    }
}
