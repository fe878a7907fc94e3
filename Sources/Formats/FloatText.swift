/// How Python writes a double: `repr(x)`.
public enum FloatText {
    /// The shortest text that reads back as the same double, as Python's `repr` writes it: `1.0`, `1e-05`, `1e+16`, `inf`, `nan`.
    public static func repr(_ value: Double) -> String {
        if value.isNaN { return "nan" }
        if value.isInfinite { return value < 0 ? "-inf" : "inf" }
        let text = value.description
        let (negative, digits, point) = decompose(text)
        let sign = negative ? "-" : ""
        if digits.isEmpty { return sign + "0.0" }
        if point > 16 || point < -3 { return sign + scientific(digits, exponent: point - 1) }
        return sign + positional(digits, point: point)
    }

    /// The significant digits of a decimal text and where the point stands relative to their start.
    private static func decompose(_ text: String) -> (negative: Bool, digits: [UInt8], point: Int) {
        var negative = false
        var digits: [UInt8] = []
        var point: Int?
        var exponent = 0
        var rest = Array(text.utf8)[...]
        if rest.first == UInt8(ascii: "-") {
            negative = true
            rest = rest.dropFirst()
        }
        if let mark = rest.firstIndex(where: { $0 | 0x20 == UInt8(ascii: "e") }) {
            exponent = Int(String(decoding: rest[(mark + 1)...], as: UTF8.self)) ?? 0
            rest = rest[..<mark]
        }
        for byte in rest {
            if byte == UInt8(ascii: ".") { point = digits.count } else { digits.append(byte) }
        }
        var place = (point ?? digits.count) + exponent
        let zeros = digits.prefix { $0 == UInt8(ascii: "0") }.count
        digits.removeFirst(zeros)
        place -= zeros
        while digits.last == UInt8(ascii: "0") { digits.removeLast() }
        return (negative, digits, place)
    }

    private static func scientific(_ digits: [UInt8], exponent: Int) -> String {
        var text = String(decoding: digits.prefix(1), as: UTF8.self)
        if digits.count > 1 { text += "." + String(decoding: digits.dropFirst(), as: UTF8.self) }
        let size = abs(exponent)
        return text + "e" + (exponent < 0 ? "-" : "+") + (size < 10 ? "0" : "") + String(size)
    }

    private static func positional(_ digits: [UInt8], point: Int) -> String {
        let text = String(decoding: digits, as: UTF8.self)
        if point <= 0 { return "0." + String(repeating: "0", count: -point) + text }
        if point >= digits.count { return text + String(repeating: "0", count: point - digits.count) + ".0" }
        return String(decoding: digits[..<point], as: UTF8.self) + "." + String(decoding: digits[point...], as: UTF8.self)
    }
}
