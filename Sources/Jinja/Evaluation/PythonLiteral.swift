/// Reads what Python's `ast.literal_eval` reads: numbers, strings, tuples, lists, dicts, sets, `True False None`.
struct PythonLiteral {
    private struct NotLiteral: Error {}

    private let bytes: [UInt8]
    private var position = 0
    private var depth = 0

    /// The value of a literal; nil where the text is none.
    static func read(_ text: String) -> Value? {
        var bytes = Array(text.utf8)
        let blanks = bytes.prefix { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }.count
        bytes.removeFirst(blanks)
        var reader = PythonLiteral(bytes)
        guard let value = try? reader.tuple(endsAt: nil) else { return nil }
        reader.skipSpace()
        return reader.position == bytes.count ? value : nil
    }

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    private var current: UInt8? { bytes.at(position) }

    /// Blanks; line breaks count inside brackets and at the end only.
    private mutating func skipSpace() {
        while let byte = current {
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\u{0C}"): position += 1
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                if depth == 0, bytes[position...].contains(where: { $0 > 0x20 }) { return }
                position += 1
            case UInt8(ascii: "#"): while let next = current, next != UInt8(ascii: "\n") { _ = (next, position += 1) }
            default: return
            }
        }
    }

    private mutating func take(_ character: Character) -> Bool {
        skipSpace()
        guard let ascii = character.asciiValue, current == ascii else { return false }
        position += 1
        return true
    }

    /// Values with commas: one value without a comma is itself.
    private mutating func tuple(endsAt end: Character?) throws -> Value {
        var items: [Value] = []
        var hasComma = false
        while true {
            skipSpace()
            if current == nil || current == end?.asciiValue { break }
            items.append(try value())
            if !take(",") { break }
            hasComma = true
        }
        if items.count == 1, !hasComma { return items[0] }
        if items.isEmpty, end == nil { throw NotLiteral() }
        return .object(TupleObject(items))
    }

    private mutating func value() throws -> Value {
        skipSpace()
        guard let byte = current, depth < 90 else { throw NotLiteral() }
        depth += 1
        defer { depth -= 1 }
        switch byte {
        case UInt8(ascii: "("):
            position += 1
            let value = try tuple(endsAt: ")")
            guard take(")") else { throw NotLiteral() }
            return value
        case UInt8(ascii: "["):
            position += 1
            return .object(ListObject(try items(endsAt: "]")))
        case UInt8(ascii: "{"): return try braces()
        case UInt8(ascii: "+"), UInt8(ascii: "-"):
            position += 1
            skipSpace()
            let operand = try value()
            switch operand {
            case .int, .float: return try operand.unary(negated: byte == UInt8(ascii: "-"))
            case .object(let object) where object is BigInteger: return try operand.unary(negated: byte == UInt8(ascii: "-"))
            default: throw NotLiteral()
            }
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."): return try number()
        default: return try word()
        }
    }

    private mutating func items(endsAt end: Character) throws -> [Value] {
        var items: [Value] = []
        while true {
            if take(end) { return items }
            items.append(try value())
            if take(end) { return items }
            if !take(",") { throw NotLiteral() }
        }
    }

    private mutating func braces() throws -> Value {
        position += 1
        if take("}") { return .object(DictObject()) }
        let first = try value()
        if !take(":") {
            let rest = take(",") ? try items(endsAt: "}") : []
            if rest.isEmpty, bytes.at(position - 1) != UInt8(ascii: "}") { guard take("}") else { throw NotLiteral() } }
            return .object(try SetObject(elements: [first] + rest))
        }
        let dict = DictObject()
        try dict.set(first, value())
        while !take("}") {
            guard take(",") else { throw NotLiteral() }
            if take("}") { break }
            let key = try value()
            guard take(":") else { throw NotLiteral() }
            try dict.set(key, value())
        }
        return .object(dict)
    }

    private mutating func number() throws -> Value {
        let start = position
        while let byte = current, byte.isWordByte || byte == UInt8(ascii: ".") || isExponentSign(start) { position += 1 }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        guard !text.hasSuffix("_"), !text.contains("__"), let literal = Self.number(text) else { throw NotLiteral() }
        return literal.value
    }

    private func isExponentSign(_ start: Int) -> Bool {
        guard let byte = current, byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-"), position > start else { return false }
        let isHex = bytes.at(start + 1).map { $0 | 0x20 } == UInt8(ascii: "x")
        return bytes[position - 1] | 0x20 == UInt8(ascii: "e") && !isHex
    }

    private static func number(_ text: String) -> Literal? {
        let digits = text.filter { $0 != "_" }
        let lower = digits.lowercased()
        for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] where lower.hasPrefix(prefix) {
            return Literal.integer(lower.dropFirst(2), radix: radix)
        }
        if digits.allSatisfy({ $0.isASCII && $0.isNumber }) {
            if digits.hasPrefix("0"), digits.contains(where: { $0 != "0" }) { return nil }
            return Literal.integer(digits, radix: 10)
        }
        guard lower.allSatisfy({ "0123456789.e+-".contains($0) }), digits != "." else { return nil }
        return Double(lower.hasSuffix(".") ? lower + "0" : (lower.hasPrefix(".") ? "0" + lower : lower)).map { .float($0) }
    }

    private mutating func word() throws -> Value {
        let start = position
        while let byte = current, byte.isWordByte { position += 1 }
        let word = String(decoding: bytes[start..<position], as: UTF8.self)
        if let quote = current, quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") {
            return try strings(prefix: word.lowercased())
        }
        switch word {
        case "True": return .bool(true)
        case "False": return .bool(false)
        case "None": return .none
        case "set" where take("(") && take(")"): return .object(SetObject())
        default: throw NotLiteral()
        }
    }

    /// One or more string literals in a row.
    private mutating func strings(prefix: String) throws -> Value {
        guard ["", "r", "u"].contains(prefix) else { throw NotLiteral() }
        var text = try string(isRaw: prefix == "r")
        skipSpace()
        while let quote = current, quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") {
            text += try string(isRaw: false)
            skipSpace()
        }
        return .string(text)
    }

    private mutating func string(isRaw: Bool) throws -> String {
        guard let quote = current else { throw NotLiteral() }
        let isTriple = bytes.at(position + 1) == quote && bytes.at(position + 2) == quote
        position += isTriple ? 3 : 1
        let start = position
        while let byte = current {
            if byte == UInt8(ascii: "\\") {
                position += 2
                continue
            }
            if !isTriple, byte == UInt8(ascii: "\n") { throw NotLiteral() }
            let ends = isTriple ? byte == quote && bytes.at(position + 1) == quote && bytes.at(position + 2) == quote : byte == quote
            if ends {
                let body = String(decoding: bytes[start..<position], as: UTF8.self)
                position += isTriple ? 3 : 1
                if isRaw { return body }
                guard let text = try? StringEscapes.decode(body) else { throw NotLiteral() }
                return text
            }
            position += 1
        }
        throw NotLiteral()
    }
}
