/// What YAML 1.1 takes a plain scalar for, as PyYAML's resolver does.
enum YAMLScalarType: String {
    case null, bool, int, float, timestamp, merge, value, str

    /// The full tag, as messages name it.
    var tag: String { "tag:yaml.org,2002:" + rawValue }

    /// The type of a plain scalar from its text alone.
    static func resolve(_ text: UnsafeBufferPointer<UInt8>) -> YAMLScalarType {
        guard let first = text.first else { return .null }
        switch first {
        case UInt8(ascii: "~"):
            return text.count == 1 ? .null : .str
        case UInt8(ascii: "="):
            return text.count == 1 ? .value : .str
        case UInt8(ascii: "<"):
            return text.count == 2 && text[1] == first ? .merge : .str
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
            return resolveNumber(Array(text))
        case UInt8(ascii: "y"), UInt8(ascii: "Y"), UInt8(ascii: "n"), UInt8(ascii: "N"), UInt8(ascii: "t"), UInt8(ascii: "T"),
            UInt8(ascii: "f"), UInt8(ascii: "F"), UInt8(ascii: "o"), UInt8(ascii: "O"):
            return text.count <= 5 ? resolveWord(String(decoding: text, as: UTF8.self)) : .str
        default:
            return .str
        }
    }

    /// The type of a plain scalar from its text alone.
    static func resolve(_ text: String) -> YAMLScalarType {
        Array(text.utf8).withUnsafeBufferPointer { resolve($0) }
    }

    private static let words: [String: YAMLScalarType] = {
        var words: [String: YAMLScalarType] = [:]
        for word in ["yes", "no", "true", "false", "on", "off"] { add(word, .bool, to: &words) }
        add("null", .null, to: &words)
        return words
    }()

    private static func add(_ word: String, _ type: YAMLScalarType, to words: inout [String: YAMLScalarType]) {
        words[word] = type
        words[word.uppercased()] = type
        words[word.prefix(1).uppercased() + word.dropFirst()] = type
    }

    private static func resolveWord(_ word: String) -> YAMLScalarType { words[word] ?? .str }

    private static func resolveNumber(_ text: [UInt8]) -> YAMLScalarType {
        if isFloat(text) { return .float }
        if isInt(text) { return .int }
        return YAMLTimestamp.isTimestamp(text) ? .timestamp : .str
    }

    // The forms of YAML 1.1: 0b101, 017, 1_000, 0xff, 1:30:00.
    private static func isInt(_ text: [UInt8]) -> Bool {
        var scan = ByteScanner(text)
        scan.skipSign()
        let digits = scan
        if scan.skip("0b") { return scan.skipAll(where: { $0 == UInt8(ascii: "0") || $0 == UInt8(ascii: "1") || $0 == underscore }) }
        if scan.skip("0x") { return scan.skipAll(where: { $0.isHexDigit || $0 == underscore }) }
        if scan.skip("0") {
            return scan.isAtEnd || scan.skipAll(where: { (UInt8(ascii: "0")...UInt8(ascii: "7")).contains($0) || $0 == underscore })
        }
        scan = digits
        guard scan.next?.isDigit == true else { return false }
        scan.skipWhile { $0.isDigit || $0 == underscore }
        return scan.isAtEnd || (scan.skipSexagesimals() && scan.isAtEnd)
    }

    // 1.5, 1.5e+3, .5, 1:30.5, .inf, .nan; an exponent needs a point before it and a sign.
    private static func isFloat(_ text: [UInt8]) -> Bool {
        var scan = ByteScanner(text)
        if scan.skip(".") {
            if scan.next?.isDigit == true {
                scan.skipWhile { $0.isDigit || $0 == underscore }
                return scan.skipExponent() && scan.isAtEnd
            }
            if ["nan", "NaN", "NAN"].contains(where: { scan.rest == Array($0.utf8)[...] }) { return true }
            return isInfinity(scan.rest)
        }
        scan.skipSign()
        if scan.skip(".") { return isInfinity(scan.rest) }
        guard scan.next?.isDigit == true else { return false }
        scan.skipWhile { $0.isDigit || $0 == underscore }
        if scan.next == UInt8(ascii: ":") {
            guard scan.skipSexagesimals(), scan.skip(".") else { return false }
            return scan.isAtEnd || scan.skipAll(where: { $0.isDigit || $0 == underscore })
        }
        guard scan.skip(".") else { return false }
        scan.skipWhile { $0.isDigit || $0 == underscore }
        return scan.skipExponent() && scan.isAtEnd
    }

    private static func isInfinity(_ text: ArraySlice<UInt8>) -> Bool {
        ["inf", "Inf", "INF"].contains { Array($0.utf8)[...] == text }
    }

    private static let underscore = UInt8(ascii: "_")
}

/// A place in a short ASCII text that moves forward.
struct ByteScanner {
    private let bytes: [UInt8]
    private(set) var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { position >= bytes.count }
    /// The byte at the place, nil at the end.
    var next: UInt8? { position < bytes.count ? bytes[position] : nil }
    var rest: ArraySlice<UInt8> { bytes[position...] }

    mutating func skip(_ word: StaticString) -> Bool {
        let count = word.utf8CodeUnitCount
        guard bytes.count - position >= count else { return false }
        for index in 0..<count where bytes[position + index] != word.utf8Start[index] { return false }
        position += count
        return true
    }

    @discardableResult
    mutating func skipWhile(_ condition: (UInt8) -> Bool) -> Int {
        let start = position
        while position < bytes.count, condition(bytes[position]) { position += 1 }
        return position - start
    }

    /// Skips to the end if every byte left meets the condition and there is at least one.
    mutating func skipAll(where condition: (UInt8) -> Bool) -> Bool { skipWhile(condition) > 0 && isAtEnd }

    mutating func skipSign() {
        if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { position += 1 }
    }

    /// Reads between `least` and `most` digits; nil, without moving, where there are fewer.
    mutating func digits(_ least: Int, _ most: Int) -> Int? {
        var end = position
        var value = 0
        while end < bytes.count, end - position < most, bytes[end].isDigit {
            value = value * 10 + Int(bytes[end] - UInt8(ascii: "0"))
            end += 1
        }
        guard end - position >= least else { return nil }
        position = end
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
