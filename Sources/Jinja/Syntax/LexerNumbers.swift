extension Lexer {
    /// A number at the position: a float where one fits, else an integer.
    mutating func number() throws -> Token {
        if position == 0 || bytes[position - 1] != UInt8(ascii: "."), let end = floatEnd(position) {
            let digits = String(decoding: bytes[position..<end].filter { $0 != UInt8(ascii: "_") }, as: UTF8.self)
            return take(.float, end, .float(Double(digits) ?? 0))
        }
        var end = position + 1
        var radix = 10
        if bytes[position] == UInt8(ascii: "0") {
            (end, radix) = prefixed(position)
        } else {
            end = run(position + 1) { $0.isDigit }
        }
        let start = radix == 10 ? position : position + 2
        let digits = String(decoding: bytes[start..<end].filter { $0 != UInt8(ascii: "_") }, as: UTF8.self)
        guard let literal = Literal.integer(digits, radix: radix) else {
            throw JinjaError(.value, "Exceeds the limit (4300 digits) for integer string conversion", at: text.span(position, end))
        }
        return take(.integer, end, literal)
    }

    private mutating func take(_ kind: TokenKind, _ end: Int, _ literal: Literal) -> Token {
        let start = position
        position = end
        return Token(kind: kind, start: start, end: end, literal: keep(literal))
    }

    /// The end of digits that may be separated by single underscores, continuing from `from`.
    private func run(_ from: Int, _ isDigit: (UInt8) -> Bool) -> Int {
        var index = from
        while let byte = bytes.at(index) {
            if isDigit(byte) {
                index += 1
            } else if byte == UInt8(ascii: "_"), let next = bytes.at(index + 1), isDigit(next) {
                index += 2
            } else {
                break
            }
        }
        return index
    }

    private func prefixed(_ start: Int) -> (end: Int, radix: Int) {
        let bases: [(UInt8, Int, (UInt8) -> Bool)] = [
            (UInt8(ascii: "b"), 2, { $0 == 0x30 || $0 == 0x31 }),
            (UInt8(ascii: "o"), 8, { $0 >= 0x30 && $0 <= 0x37 }),
            (UInt8(ascii: "x"), 16, { UnicodeScalar($0).hexadecimalValue != nil }),
        ]
        if let letter = bytes.at(start + 1) {
            for (mark, radix, isDigit) in bases where letter | 0x20 == mark {
                let end = run(start + 2, isDigit)
                if end > start + 2 { return (end, radix) }
            }
        }
        return (run(start + 1) { $0 == 0x30 }, 10)
    }

    /// The end of a run of digits with single underscores between them; nil where no digit stands.
    private func digits(_ from: Int) -> Int? {
        guard let byte = bytes.at(from), byte.isDigit else { return nil }
        return run(from + 1) { $0.isDigit }
    }

    private func floatEnd(_ start: Int) -> Int? {
        guard var end = digits(start) else { return nil }
        var isFloat = false
        if bytes.at(end) == UInt8(ascii: "."), let fraction = digits(end + 1) {
            end = fraction
            isFloat = true
        }
        if let mark = bytes.at(end), mark | 0x20 == UInt8(ascii: "e") {
            var exponent = end + 1
            if let sign = bytes.at(exponent), sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { exponent += 1 }
            if let last = digits(exponent) {
                end = last
                isFloat = true
            }
        }
        return isFloat ? end : nil
    }
}
