import BigInt

/// Python's `format % value`.
struct PercentFormat {
    private let scalars: [Unicode.Scalar]
    private var position = 0
    private let value: Value
    /// The arguments of a tuple, or the one argument.
    private let arguments: [Value]
    private let isTuple: Bool
    private let isMapping: Bool
    private var used = 0
    /// Whether what is put in is escaped (the format is a Markup).
    private let escapes: Bool
    private var out = ""

    /// One conversion of the format.
    private struct Conversion {
        var key: String?
        var isLeft = false
        var plus = false
        var blank = false
        var isAlternate = false
        var zero = false
        var width = 0
        var precision: Int?
        var letter: Unicode.Scalar = "s"
    }

    /// `text % value`. Throws Python's TypeError and ValueError.
    static func format(_ text: String, _ value: Value, escapes: Bool = false) throws -> String {
        var format = PercentFormat(text, value, escapes)
        return try format.run()
    }

    private init(_ text: String, _ value: Value, _ escapes: Bool) {
        scalars = Array(text.unicodeScalars)
        self.value = value
        self.escapes = escapes
        if let tuple = value.object(TupleObject.self) {
            arguments = tuple.elements
            isTuple = true
            isMapping = false
        } else {
            arguments = [value]
            isTuple = false
            isMapping = Self.takesItems(value)
        }
    }

    /// Whether the value has `[…]`, so that Python takes it for a mapping.
    private static func takesItems(_ value: Value) -> Bool {
        switch value {
        case .undefined: true
        case .object(let object): !(object is Markup) && (object.isMapping || object.isSequence)
        default: false
        }
    }

    private mutating func run() throws -> String {
        while position < scalars.count {
            let start = position
            while position < scalars.count, scalars[position] != "%" { position += 1 }
            if position > start { out += TextSplitting.string(scalars[start..<position]) }
            if position < scalars.count {
                position += 1
                if next == "%" {
                    position += 1
                    out += "%"
                } else {
                    try convert(try conversion())
                }
                try TextLimit.check(out.utf8.count)
            }
        }
        if used < arguments.count, !isMapping {
            throw JinjaError(.type, "not all arguments converted during string formatting")
        }
        return out
    }

    // MARK: reading a conversion

    private mutating func conversion() throws -> Conversion {
        var conversion = Conversion()
        if next == "(" { conversion.key = try key() }
        flags: while let flag = next {
            switch flag {
            case "-": conversion.isLeft = true
            case "+": conversion.plus = true
            case " ": conversion.blank = true
            case "#": conversion.isAlternate = true
            case "0": conversion.zero = true
            default: break flags
            }
            position += 1
        }
        if next == "*" {
            position += 1
            let width = try star(conversion)
            if width < 0 { conversion.isLeft = true }
            conversion.width = width == .min ? .max : abs(width)
        } else {
            conversion.width = try digits("width too big")
        }
        if next == "." {
            position += 1
            if next == "*" {
                position += 1
                conversion.precision = max(0, try star(conversion))
            } else {
                conversion.precision = try digits("precision too big")
            }
        }
        if let modifier = next, modifier == "h" || modifier == "l" || modifier == "L" { position += 1 }
        guard let letter = next else { throw JinjaError(.value, "incomplete format") }
        position += 1
        conversion.letter = letter
        return conversion
    }

    private var next: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

    private mutating func key() throws -> String {
        if !isMapping { throw JinjaError(.type, "format requires a mapping") }
        position += 1
        let start = position
        var open = 1
        while let scalar = next {
            position += 1
            if scalar == "(" { open += 1 }
            if scalar == ")" {
                open -= 1
                if open == 0 { return TextSplitting.string(scalars[start..<(position - 1)]) }
            }
        }
        throw JinjaError(.value, "incomplete format key")
    }

    private mutating func digits(_ problem: String) throws -> Int {
        var number = 0
        while let scalar = next, CharacterClass.isASCIIDigit(scalar) {
            let (tens, overflow) = number.multipliedReportingOverflow(by: 10)
            let (sum, carry) = tens.addingReportingOverflow(Int(scalar.value) - 0x30)
            if overflow || carry { throw JinjaError(.value, problem) }
            number = sum
            position += 1
        }
        return number
    }

    private mutating func star(_ conversion: Conversion) throws -> Int {
        let value = try argument(conversion.key)
        switch value {
        case .int(let int): return int
        case .bool(let bool): return bool ? 1 : 0
        case .object(let object) where object is BigInteger: throw JinjaError(.overflow, "Python int too large to convert to C int")
        default: throw JinjaError(.type, "* wants int")
        }
    }

    private mutating func argument(_ key: String?) throws -> Value {
        if let key {
            used = arguments.count
            return try item(key)
        }
        guard used < arguments.count else { throw JinjaError(.type, "not enough arguments for format string") }
        defer { used += 1 }
        return arguments[used]
    }

    private func item(_ key: String) throws -> Value {
        switch value {
        case .undefined(let undefined):
            if undefined.isForgiving { return value }
            throw undefined.error()
        case .object(let object):
            if let list = object as? ListObject {
                throw JinjaError(.type, "\(list.typeName) indices must be integers or slices, not str")
            }
            if let dict = object as? DictObject {
                guard let found = dict[key] else { throw JinjaError(.key, TextRepr.repr(key)) }
                return found
            }
            if let found = try object.item(.string(key), Renderer.forConstants()) { return found }
            throw JinjaError(.key, TextRepr.repr(key))
        default: throw JinjaError(.type, "format requires a mapping")
        }
    }

    // MARK: writing a conversion

    private mutating func convert(_ conversion: Conversion) throws {
        let value = try argument(conversion.key)
        switch conversion.letter {
        case "s": try pad(cut(try escaped(value.str(), value), conversion), conversion)
        case "r": try pad(cut(escaped(value.repr()), conversion), conversion)
        case "a": try pad(cut(escaped(value.asciiRepr()), conversion), conversion)
        case "c": try pad(character(value), conversion)
        case "d", "i", "u": try integer(decimal(value, conversion.letter), 10, "", conversion)
        case "x", "X": try integer(exact(value, conversion.letter), 16, conversion.letter == "x" ? "0x" : "0X", conversion)
        case "o": try integer(exact(value, conversion.letter), 8, "0o", conversion)
        case "e", "E", "f", "F", "g", "G": try float(value, conversion)
        default:
            let code = String(conversion.letter.value, radix: 16)
            let shown = (0x20..<0x7F).contains(conversion.letter.value) ? String(conversion.letter) : "?"
            throw JinjaError(.value, "unsupported format character '\(shown)' (0x\(code)) at index \(position - 1)")
        }
    }

    private func escaped(_ text: String, _ value: Value = .none) throws -> String {
        if !escapes { return text }
        return value.object(Markup.self) != nil ? text : Markup.escape(text: text)
    }

    private func cut(_ text: String, _ conversion: Conversion) -> String {
        guard let precision = conversion.precision, precision < text.utf8.count else { return text }
        return TextSplitting.string(text.unicodeScalars.prefix(precision))
    }

    private mutating func pad(_ text: String, _ conversion: Conversion) throws {
        let missing = conversion.width - text.scalarCount
        out += try TextPadding.padded(text, before: conversion.isLeft ? 0 : missing, after: conversion.isLeft ? missing : 0)
    }

    private func character(_ value: Value) throws -> String {
        if let text = value.text {
            guard text.scalarCount == 1 else { throw JinjaError(.type, "%c requires int or char") }
            return text
        }
        guard let number = value.bigInteger else { throw JinjaError(.type, "%c requires int or char") }
        guard let scalar = IntegerText.scalar(number) else { throw JinjaError(.overflow, "%c arg not in range(0x110000)") }
        return String(scalar)
    }

    private func decimal(_ value: Value, _ letter: Unicode.Scalar) throws -> BigInt {
        if let number = value.bigInteger { return number }
        if case .float(let double) = value { return try double.truncatedInteger() }
        if let number = try value.object(DecimalObject.self)?.number.truncated() { return number }
        if case .undefined(let undefined) = value { throw undefined.error() }
        throw JinjaError(.type, "%\(letter) format: a real number is required, not \(value.typeName)")
    }

    private func exact(_ value: Value, _ letter: Unicode.Scalar) throws -> BigInt {
        if let number = value.bigInteger { return number }
        throw JinjaError(.type, "%\(letter) format: an integer is required, not \(value.typeName)")
    }

    private mutating func integer(_ number: BigInt, _ radix: Int, _ prefix: String, _ conversion: Conversion) throws {
        var digits = try IntegerText.digits(number.magnitude, radix: radix)
        if conversion.letter == "X" { digits = digits.uppercased() }
        if let precision = conversion.precision, precision > digits.utf8.count {
            digits = try TextPadding.padded(digits, before: precision - digits.utf8.count, after: 0, fill: "0")
        }
        try write(isNegative: number < 0, prefix: conversion.isAlternate ? prefix : "", digits, conversion)
    }

    private mutating func float(_ value: Value, _ conversion: Conversion) throws {
        let letter = UInt8(truncatingIfNeeded: conversion.letter.value)
        let number = try real(value)
        let shown = try FloatText.formatted(
            number.magnitude, letter, precision: conversion.precision ?? 6, alternate: conversion.isAlternate)
        try write(isNegative: number.sign == .minus && !number.isNaN, prefix: "", shown, conversion)
    }

    private func real(_ value: Value) throws -> Double {
        if let double = value.double {
            if double.isInfinite, value.object(BigInteger.self) != nil {
                throw JinjaError(.overflow, "int too large to convert to float")
            }
            return double
        }
        if let decimal = value.object(DecimalObject.self) { return decimal.number.double }
        if case .undefined(let undefined) = value { throw undefined.error() }
        throw JinjaError(.type, "must be real number, not \(value.typeName)")
    }

    private mutating func write(isNegative: Bool, prefix: String, _ digits: String, _ conversion: Conversion) throws {
        let sign = isNegative ? "-" : (conversion.plus ? "+" : (conversion.blank ? " " : ""))
        let head = sign + prefix
        let missing = conversion.width - head.utf8.count - digits.utf8.count
        if conversion.isLeft {
            out += try TextPadding.padded(head + digits, before: 0, after: missing)
        } else if conversion.zero {
            out += head + (try TextPadding.padded(digits, before: missing, after: 0, fill: "0"))
        } else {
            out += try TextPadding.padded(head + digits, before: missing, after: 0)
        }
    }
}

extension Double {
    /// `int(self)`. Throws Python's OverflowError for infinity and ValueError for NaN.
    func truncatedInteger() throws -> BigInt {
        if isNaN { throw JinjaError(.value, "cannot convert float NaN to integer") }
        if isInfinite { throw JinjaError(.overflow, "cannot convert float infinity to integer") }
        if let small = Int(exactly: rounded(.towardZero)) { return BigInt(small) }
        return BigInt(rounded(.towardZero))
    }
}
