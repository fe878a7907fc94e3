import BigInt

/// `format(value, spec)` for texts and numbers.
enum FormatText {
    /// `format(text, spec)`.
    static func text(_ text: String, _ specText: String) throws -> String {
        if specText.isEmpty { return text }
        let spec = try FormatSpec(specText, typeName: "str", alignsRight: false)
        if let type = spec.type, type != "s" { throw spec.unknownType("str") }
        if let sign = spec.sign {
            throw JinjaError(
                .value, sign == " " ? "Space not allowed in string format specifier" : "Sign not allowed in string format specifier")
        }
        if spec.dropsNegativeZero {
            throw JinjaError(.value, "Negative zero coercion (z) not allowed in string format specifier")
        }
        if spec.isAlternate { throw JinjaError(.value, "Alternate form (#) not allowed in string format specifier") }
        if spec.align == "=" { throw JinjaError(.value, "'=' alignment not allowed in string format specifier") }
        if let grouping = spec.grouping { throw JinjaError(.value, "Cannot specify '\(grouping)' with 's'.") }
        var shown = text
        if let precision = spec.precision { shown = TextSplitting.string(text.unicodeScalars.prefix(precision)) }
        return try aligned(shown, spec)
    }

    /// Pads a finished text to the spec's width.
    static func aligned(_ text: String, _ spec: FormatSpec) throws -> String {
        guard let width = spec.width else { return text }
        let missing = width - text.unicodeScalars.count
        guard missing > 0 else { return text }
        switch spec.align {
        case ">", "=": return try TextPadding.padded(text, before: missing, after: 0, fill: spec.fill)
        case "^": return try TextPadding.padded(text, before: missing / 2, after: missing - missing / 2, fill: spec.fill)
        default: return try TextPadding.padded(text, before: 0, after: missing, fill: spec.fill)
        }
    }

    /// `format(integer, spec)` with a spec that is not empty; `typeName` is `int` or `bool`.
    static func integer(_ value: BigInt, _ specText: String, typeName: String = "int") throws -> String {
        let spec = try FormatSpec(specText, typeName: typeName, alignsRight: true)
        switch spec.type {
        case nil, "d", "n": return try integer(value, spec, radix: 10, prefix: "")
        case "b": return try integer(value, spec, radix: 2, prefix: "0b")
        case "o": return try integer(value, spec, radix: 8, prefix: "0o")
        case "x": return try integer(value, spec, radix: 16, prefix: "0x")
        case "X": return try integer(value, spec, radix: 16, prefix: "0X")
        case "c": return try character(value, spec)
        case "e", "E", "f", "F", "g", "G", "%": return try float(IntegerText.double(value), spec)
        default: throw spec.unknownType(typeName)
        }
    }

    private static func integer(_ value: BigInt, _ spec: FormatSpec, radix: Int, prefix: String) throws -> String {
        try checkInteger(spec)
        var digits = try IntegerText.digits(value.magnitude, radix: radix)
        if spec.type == "X" { digits = digits.uppercased() }
        return try number(
            isNegative: value < 0, prefix: spec.isAlternate ? prefix : "", digits: Array(digits.utf8), rest: [], spec,
            groupSize: radix == 10 ? 3 : 4)
    }

    private static func checkInteger(_ spec: FormatSpec) throws {
        if spec.precision != nil { throw JinjaError(.value, "Precision not allowed in integer format specifier") }
        if spec.dropsNegativeZero {
            throw JinjaError(.value, "Negative zero coercion (z) not allowed in integer format specifier")
        }
    }

    private static func character(_ value: BigInt, _ spec: FormatSpec) throws -> String {
        try checkInteger(spec)
        if spec.sign != nil { throw JinjaError(.value, "Sign not allowed with integer format specifier 'c'") }
        if spec.isAlternate { throw JinjaError(.value, "Alternate form (#) not allowed with integer format specifier 'c'") }
        guard let scalar = IntegerText.scalar(value) else { throw JinjaError(.overflow, "%c arg not in range(0x110000)") }
        var spec = spec
        if spec.align == nil { spec.align = ">" }
        return try aligned(String(scalar), spec)
    }

    /// `format(float, spec)` with a spec that is not empty.
    static func float(_ value: Double, _ specText: String) throws -> String {
        let spec = try FormatSpec(specText, typeName: "float", alignsRight: true)
        switch spec.type {
        case nil, "e", "E", "f", "F", "g", "G", "%", "n": return try float(value, spec)
        default: throw spec.unknownType("float")
        }
    }

    private static func float(_ value: Double, _ spec: FormatSpec) throws -> String {
        var number = value
        let shown: String
        switch spec.type {
        case nil: shown = try spec.precision.map { try generalWithPoint(value.magnitude, $0) } ?? FloatText.repr(value.magnitude)
        case "%":
            number *= 100
            shown =
                try FloatText.formatted(number.magnitude, UInt8(ascii: "f"), precision: spec.precision ?? 6, alternate: spec.isAlternate)
                + "%"
        case .some(let type):
            let conversion = type == "n" ? UInt8(ascii: "g") : UInt8(truncatingIfNeeded: type.value)
            shown = try FloatText.formatted(value.magnitude, conversion, precision: spec.precision ?? 6, alternate: spec.isAlternate)
        }
        let bytes = Array(shown.utf8)
        let digits = bytes.prefix { (0x30...0x39).contains($0) }
        var isNegative = number.sign == .minus && !number.isNaN
        if spec.dropsNegativeZero, isNegative { isNegative = Self.hasDigit(bytes) }
        return try Self.number(
            isNegative: isNegative, prefix: "", digits: Array(digits), rest: Array(bytes[digits.count...]), spec, groupSize: 3)
    }

    private static func hasDigit(_ bytes: [UInt8]) -> Bool {
        for byte in bytes {
            if byte == UInt8(ascii: "e") || byte == UInt8(ascii: "E") { return false }
            if byte >= UInt8(ascii: "1"), byte <= UInt8(ascii: "9") { return true }
            if byte == UInt8(ascii: "i") || byte == UInt8(ascii: "I") { return true }
        }
        return false
    }

    /// A precision without a type: like `g`, but with at least one digit behind the point.
    private static func generalWithPoint(_ value: Double, _ precision: Int) throws -> String {
        guard value.isFinite else { return FloatText.repr(value) }
        let precision = max(1, precision)
        let scientific = Array(try FloatText.formatted(value, UInt8(ascii: "e"), precision: precision - 1).utf8)
        let mark = scientific.firstIndex(of: UInt8(ascii: "e")) ?? scientific.count
        let exponent = Int(String(decoding: scientific[min(mark + 1, scientific.count)...], as: UTF8.self)) ?? 0
        var digits = scientific[..<mark].filter { $0 != UInt8(ascii: ".") }
        while digits.count > 1, digits.last == UInt8(ascii: "0") { digits.removeLast() }
        var out: [UInt8] = []
        FloatText.layOut(digits, pointAt: exponent + 1, exponentFrom: precision - 1, addPointZero: true, into: &out)
        return String(decoding: out, as: UTF8.self)
    }

    /// Lays out a number of parts: sign, prefix, digits in groups, the rest, and the padding where the alignment wants it.
    static func number(
        isNegative: Bool, prefix: String, digits: [UInt8], rest: [UInt8], _ spec: FormatSpec, groupSize: Int
    ) throws -> String {
        var sign = ""
        if isNegative { sign = "-" } else if let mark = spec.sign, mark != "-" { sign = String(mark) }
        let align = spec.align ?? ">"
        let width = spec.width ?? 0
        try TextLimit.check(width)
        let fixed = sign.utf8.count + prefix.utf8.count + rest.count
        let leastDigits = spec.fill == "0" && align == "=" ? max(0, width - fixed) : 0
        let grouped = digits.isEmpty ? [] : group(digits, least: leastDigits, spec.grouping, groupSize)
        let missing = max(0, width - fixed - grouped.count)
        let fill = String(repeating: String(spec.fill), count: missing)
        let head = sign + prefix
        let tail = String(decoding: grouped + rest, as: UTF8.self)
        switch align {
        case "<": return head + tail + fill
        case "=": return head + fill + tail
        case "^":
            let before = String(repeating: String(spec.fill), count: missing / 2)
            return before + head + tail + String(repeating: String(spec.fill), count: missing - missing / 2)
        default: return fill + head + tail
        }
    }

    private static func group(_ digits: [UInt8], least: Int, _ separator: Unicode.Scalar?, _ size: Int) -> [UInt8] {
        let zero = UInt8(ascii: "0")
        guard let separator else {
            return [UInt8](repeating: zero, count: max(0, least - digits.count)) + digits
        }
        var reversed: [UInt8] = []
        var remaining = digits.count
        var missing = least
        while true {
            let length = min(size, max(max(remaining, missing), 1))
            let taken = max(0, min(remaining, length))
            for offset in 0..<taken { reversed.append(digits[remaining - 1 - offset]) }
            reversed += repeatElement(zero, count: max(0, length - remaining))
            remaining -= taken
            missing -= length
            if remaining <= 0, missing <= 0 { return reversed.reversed() }
            reversed.append(UInt8(truncatingIfNeeded: separator.value))
            missing -= 1
        }
    }
}
