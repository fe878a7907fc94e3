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
