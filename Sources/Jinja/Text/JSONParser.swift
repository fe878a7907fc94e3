import BigInt

/// Reads JSON as Python's `json.loads`: `NaN` and `Infinity` are numbers, integers have any size, a repeated key keeps the last value.
struct JSONParser {
    private let scalars: [Unicode.Scalar]
    private var position = 0

    /// The value of a JSON text. Throws a ValueError where it is malformed.
    static func loads(_ text: String) throws -> Value {
        var parser = JSONParser(scalars: Array(text.unicodeScalars))
        if parser.scalars.first == "\u{FEFF}" { throw parser.error("Unexpected UTF-8 BOM (decode using utf-8-sig)") }
        parser.skipBlanks()
        let value = try parser.value()
        parser.skipBlanks()
        if parser.position < parser.scalars.count { throw parser.error("Extra data") }
        return value
    }

    private init(scalars: [Unicode.Scalar]) { self.scalars = scalars }

    private var next: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

    private func error(_ message: String, at place: Int? = nil) -> JinjaError {
        let place = place ?? position
        let before = scalars[..<min(place, scalars.count)]
        let line = before.count { $0 == "\n" } + 1
        let column = place - (before.lastIndex(of: "\n") ?? -1)
        return JinjaError(.value, "\(message): line \(line) column \(column) (char \(place))")
    }

    private mutating func skipBlanks() {
        while let scalar = next, scalar == " " || scalar == "\n" || scalar == "\t" || scalar == "\r" { position += 1 }
    }

    private mutating func take(_ word: String) -> Bool {
        let wanted = word.unicodeScalars
        guard scalars[position...].starts(with: wanted) else { return false }
        position += wanted.count
        return true
    }

    private mutating func value() throws -> Value {
        try StackLimit.check()
        switch next {
        case "\""?:
            position += 1
            return .string(try text())
        case "{"?: return try object()
        case "["?: return try array()
        case "n"? where take("null"): return .none
        case "t"? where take("true"): return .bool(true)
        case "f"? where take("false"): return .bool(false)
        case "N"? where take("NaN"): return .float(.nan)
        case "I"? where take("Infinity"): return .float(.infinity)
        case "-"? where take("-Infinity"): return .float(-.infinity)
        default: return try number()
        }
    }

    private mutating func number() throws -> Value {
        let start = position
        if next == "-" { position += 1 }
        guard let first = next, CharacterClass.isASCIIDigit(first) else {
            position = start
            throw error("Expecting value")
        }
        if first == "0" { position += 1 } else { skipDigits() }
        var isFloat = false
        if next == ".", position + 1 < scalars.count, CharacterClass.isASCIIDigit(scalars[position + 1]) {
            isFloat = true
            position += 1
            skipDigits()
        }
        if next == "e" || next == "E" {
            var end = position + 1
            if end < scalars.count, scalars[end] == "+" || scalars[end] == "-" { end += 1 }
            if end < scalars.count, CharacterClass.isASCIIDigit(scalars[end]) {
                isFloat = true
                position = end
                skipDigits()
            }
        }
        let shown = TextSplitting.string(scalars[start..<position])
        if isFloat { return .float(Double(shown) ?? 0) }
        if let small = Int(shown) { return .int(small) }
        return try IntegerText.parse(shown).map { .integer($0) } ?? .none
    }

    private mutating func skipDigits() {
        while let scalar = next, CharacterClass.isASCIIDigit(scalar) { position += 1 }
    }

    private mutating func array() throws -> Value {
        position += 1
        var items: [Value] = []
        skipBlanks()
        if next == "]" {
            position += 1
            return .object(ListObject())
        }
        while true {
            items.append(try value())
            skipBlanks()
            if next == "]" {
                position += 1
                return .object(ListObject(items))
            }
            guard next == "," else { throw error("Expecting ',' delimiter") }
            position += 1
            skipBlanks()
        }
    }

    private mutating func object() throws -> Value {
        position += 1
        let dict = DictObject()
        skipBlanks()
        if next == "}" {
            position += 1
            return .object(dict)
        }
        while true {
            guard next == "\"" else { throw error("Expecting property name enclosed in double quotes") }
            position += 1
            let key = try text()
            skipBlanks()
            guard next == ":" else { throw error("Expecting ':' delimiter") }
            position += 1
            skipBlanks()
            dict[key] = try value()
            skipBlanks()
            if next == "}" {
                position += 1
                return .object(dict)
            }
            guard next == "," else { throw error("Expecting ',' delimiter") }
            position += 1
            skipBlanks()
        }
    }

    private mutating func text() throws -> String {
        let start = position - 1
        var out = String.UnicodeScalarView()
        while let scalar = next {
            position += 1
            switch scalar {
            case "\"": return String(out)
            case "\\": out.append(try escape(start))
            default:
                if scalar.value < 0x20 { throw error("Invalid control character at", at: position - 1) }
                out.append(scalar)
            }
        }
        throw error("Unterminated string starting at", at: start)
    }

    private mutating func escape(_ start: Int) throws -> Unicode.Scalar {
        guard let letter = next else { throw error("Unterminated string starting at", at: start) }
        position += 1
        switch letter {
        case "\"", "\\", "/": return letter
        case "b": return "\u{08}"
        case "f": return "\u{0C}"
        case "n": return "\n"
        case "r": return "\r"
        case "t": return "\t"
        case "u": break
        default: throw error("Invalid \\escape", at: position - 2)
        }
        let high = try unit()
        if (0xD800..<0xDC00).contains(high), next == "\\", position + 1 < scalars.count, scalars[position + 1] == "u" {
            let back = position
            position += 2
            let low = try unit()
            if (0xDC00..<0xE000).contains(low) {
                return Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00)) ?? "\u{FFFD}"
            }
            position = back
        }
        return Unicode.Scalar(high) ?? "\u{FFFD}"
    }

    private mutating func unit() throws -> UInt32 {
        var code: UInt32 = 0
        for offset in 0..<4 {
            guard position + offset < scalars.count, let digit = scalars[position + offset].hexadecimalValue else {
                throw error("Invalid \\u\(String(repeating: "X", count: 4)) escape", at: position - 1)
            }
            code = code << 4 | digit
        }
        position += 4
        return code
    }
}
