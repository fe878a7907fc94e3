/// A number in the usual form, measured where it stands: digits with a minus sign before and a point inside, few enough to be exact.
/// All other forms are `SeedNumber`'s.
struct PlainNumber {
    /// How many digits stand before and behind the point once trailing zeros are gone.
    let places: (whole: Int, decimal: Int)
    /// Whether Python's `str(Decimal)` writes it as it stands.
    let isWrittenSo: Bool

    /// Measures a part of some bytes; nil for another form.
    init?(_ bytes: [UInt8], _ range: Range<Int>) {
        guard !range.isEmpty, range.count <= SeedNumber.precision else { return nil }
        let first = bytes[range.lowerBound] == UInt8(ascii: "-") ? range.lowerBound + 1 : range.lowerBound
        var point: Int?
        var significant = 0
        var zeros = 0
        for index in first..<range.upperBound {
            let byte = bytes[index]
            if byte == UInt8(ascii: "."), point == nil, index > first {
                point = index
                continue
            }
            guard byte.isDigit else { return nil }
            if byte != UInt8(ascii: "0") {
                significant += 1
                zeros = 0
            } else if significant > 0 {
                significant += 1
                zeros += 1
            }
        }
        let end = range.upperBound
        guard first < end else { return nil }
        let fraction = point.map { end - $0 - 1 } ?? 0
        places = significant == 0 ? (1, 0) : (significant - fraction, fraction - zeros)
        let whole = (point ?? end) - first
        // A number that starts with more zeros than these is written with an exponent.
        let isPositional = bytes[first] != UInt8(ascii: "0") || whole == 1 && fraction <= 6
        isWrittenSo = isPositional && point != end - 1
    }
}
