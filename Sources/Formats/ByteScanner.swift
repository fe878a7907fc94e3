/// A place in a short ASCII text that moves forward.
struct ByteScanner {
    private let bytes: [UInt8]
    /// Where the text ends.
    private let end: Int
    private(set) var position: Int

    init(_ bytes: [UInt8]) { self.init(bytes, 0..<bytes.count) }

    /// At the start of a part of some bytes, which is the text.
    init(_ bytes: [UInt8], _ range: Range<Int>) {
        self.bytes = bytes
        position = range.lowerBound
        end = range.upperBound
    }

    var isAtEnd: Bool { position >= end }
    /// The byte at the place, nil at the end.
    var next: UInt8? { position < end ? bytes[position] : nil }
    var rest: ArraySlice<UInt8> { bytes[position..<end] }

    mutating func skip(_ word: StaticString) -> Bool {
        let count = word.utf8CodeUnitCount
        guard end - position >= count else { return false }
        for index in 0..<count where bytes[position + index] != word.utf8Start[index] { return false }
        position += count
        return true
    }

    /// Moves over one byte.
    mutating func advance() { position = min(position + 1, end) }

    @discardableResult
    mutating func skipWhile(_ condition: (UInt8) -> Bool) -> Int {
        let start = position
        while position < end, condition(bytes[position]) { position += 1 }
        return position - start
    }

    /// Skips to the end if every byte left meets the condition and there is at least one.
    mutating func skipAll(where condition: (UInt8) -> Bool) -> Bool { skipWhile(condition) > 0 && isAtEnd }

    mutating func skipSign() {
        if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { position += 1 }
    }

    /// Reads between `least` and `most` digits; nil, without moving, where there are fewer.
    mutating func digits(_ least: Int, _ most: Int) -> Int? {
        var ahead = position
        var value = 0
        while ahead < end, ahead - position < most, bytes[ahead].isDigit {
            value = value * 10 + Int(bytes[ahead] - UInt8(ascii: "0"))
            ahead += 1
        }
        guard ahead - position >= least else { return nil }
        position = ahead
        return value
    }

    /// One or more of `:ss`, each below 60.
    mutating func skipSexagesimals() -> Bool {
        var groups = 0
        while next == UInt8(ascii: ":") {
            var ahead = self
            ahead.position += 1
            let start = ahead.position
            guard let value = ahead.digits(1, 2), value < 60 || ahead.position - start == 1 else { return groups > 0 }
            self = ahead
            groups += 1
        }
        return groups > 0
    }

    /// An exponent with its sign, or nothing; false for half of one.
    mutating func skipExponent() -> Bool {
        guard let mark = next, mark | 0x20 == UInt8(ascii: "e") else { return true }
        position += 1
        guard next == UInt8(ascii: "+") || next == UInt8(ascii: "-") else { return false }
        position += 1
        return skipWhile { $0.isDigit } > 0
    }
}

extension UInt8 {
    /// Whether the byte is an ASCII digit.
    var isDigit: Bool { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") }
    /// Whether the byte is an ASCII hexadecimal digit.
    var isHexDigit: Bool { hexValue != nil }
    /// The value of a hexadecimal digit.
    var hexValue: UInt8? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
