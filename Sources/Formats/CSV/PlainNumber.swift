/// A number in the usual form, measured where it stands: digits with a minus sign before and a point inside, few enough to be exact.
/// All other forms are `SeedNumber`'s.
struct PlainNumber {
    /// How many digits stand before and behind the point once trailing zeros are gone.
    let places: (whole: Int, decimal: Int)
    /// Whether Python's `str(Decimal)` writes it as it stands.
    let isWrittenSo: Bool

    /// Measures a text; nil for another form.
    init?(_ text: Span<UInt8>) {
        guard !text.isEmpty, text.count <= SeedNumber.precision else { return nil }
        let end = text.count
        let first = text[0] == UInt8(ascii: "-") ? 1 : 0
        var point: Int?
        var index = first
        while index < end {
            let byte = text[index]
            if !byte.isDigit {
                guard byte == UInt8(ascii: "."), point == nil, index > first else { return nil }
                point = index
            }
            index += 1
        }
        guard first < end else { return nil }
        let fraction = point.map { end - $0 - 1 } ?? 0
        let digits = point == nil ? end - first : end - first - 1
        let leading = Self.zeros(text, stride(from: first, to: end, by: 1))
        let trailing = Self.zeros(text, stride(from: end - 1, through: first, by: -1))
        places = leading == digits ? (1, 0) : (digits - leading - fraction, fraction - trailing)
        let whole = (point ?? end) - first
        // A number that starts with more zeros than these is written with an exponent.
        let isPositional = text[first] != UInt8(ascii: "0") || whole == 1 && fraction <= 6
        isWrittenSo = isPositional && point != end - 1
    }

    /// How many zeros stand before another digit, a point not counted.
    private static func zeros(_ text: Span<UInt8>, _ places: some Sequence<Int>) -> Int {
        var count = 0
        for index in places where text[index] != UInt8(ascii: ".") {
            guard text[index] == UInt8(ascii: "0") else { break }
            count += 1
        }
        return count
    }
}
