import BigInt

/// The methods and attributes of `int`, `bool` and `float`.
enum NumberMethods {
    static let int = Method.table([
        intMethod("bit_length") { number in .int(number.magnitude.bitWidth) },
        intMethod("bit_count") { number in .int(number.magnitude.words.reduce(0) { $0 + $1.nonzeroBitCount }) },
        intMethod("conjugate") { number in .integer(number) },
        intMethod("as_integer_ratio") { number in .object(TupleObject([.integer(number), .int(1)])) },
        Method("to_bytes", Signature("length=", "byteorder=", "signed=")) { receiver, arguments, _ in
            .object(BytesObject(try bytes(receiver.bigInteger ?? 0, arguments)))
        },
        Method("from_bytes", Signature("bytes", "byteorder=", "signed=")) { _, arguments, _ in
            .integer(try fromBytes(arguments))
        },
    ])

    static let float = Method.table([
        floatMethod("is_integer") { .bool($0.isFinite && $0 == $0.rounded(.towardZero)) },
        floatMethod("as_integer_ratio") { try ratio($0) },
        floatMethod("hex") { .string(FloatText.hex($0)) },
        floatMethod("conjugate") { .float($0) },
        Method.positional("float", "fromhex", 1...1) { _, arguments in
            guard let text = arguments[0].text else {
                throw JinjaError(.type, "bad argument type for built-in operation")
            }
            return .float(try fromHex(text))
        },
    ])

    private static func intMethod(_ name: String, _ body: @escaping @Sendable (BigInt) throws -> Value) -> Method {
        .positional("int", name, 0...0) { receiver, _ in try body(receiver.bigInteger ?? 0) }
    }

    private static func floatMethod(_ name: String, _ body: @escaping @Sendable (Double) throws -> Value) -> Method {
        .positional("float", name, 0...0) { receiver, _ in try body(receiver.double ?? 0) }
    }

    /// `real`, `imag`, `numerator`, `denominator`; nil for other names and values.
    static func property(_ name: String, of value: Value) -> Value? {
        switch value {
        case .float(let double):
            switch name {
            case "real": return .float(double)
            case "imag": return .float(0)
            default: return nil
            }
        default:
            guard let number = value.bigInteger else { return nil }
            switch name {
            case "real", "numerator": return .integer(number)
            case "imag": return .int(0)
            case "denominator": return .int(1)
            default: return nil
            }
        }
    }

    private static func isBigEndian(_ order: String) throws -> Bool {
        if order == "big" { return true }
        if order == "little" { return false }
        throw JinjaError(.value, "byteorder must be either 'little' or 'big'")
    }

    private static func bytes(_ number: BigInt, _ arguments: BoundArguments) throws -> [UInt8] {
        let count = try arguments.int(0, default: 1)
        let isBig = try isBigEndian(arguments.text(1, default: "big"))
        let isSigned = try arguments.bool(2, default: false)
        if count < 0 { throw JinjaError(.value, "length argument must be non-negative") }
        try TextLimit.check(count)
        if number < 0, !isSigned { throw JinjaError(.overflow, "can't convert negative int to unsigned") }
        let bits = count * 8
        let needed = isSigned ? (number < 0 ? (number.magnitude - 1).bitWidth : number.magnitude.bitWidth) + 1 : number.magnitude.bitWidth
        if number != 0, needed > bits { throw JinjaError(.overflow, "int too big to convert") }
        var magnitude = number < 0 ? (BigUInt(1) << bits) - number.magnitude : number.magnitude
        var out: [UInt8] = []
        for _ in 0..<count {
            out.append(UInt8(truncatingIfNeeded: magnitude))
            magnitude >>= 8
        }
        return isBig ? out.reversed() : out
    }

    private static func fromBytes(_ arguments: BoundArguments) throws -> BigInt {
        let items: [UInt8]
        if let bytes = arguments.value(0).object(BytesObject.self) {
            items = bytes.bytes
        } else {
            items = try arguments.value(0).elements().map { value in
                guard let byte = UInt8(exactly: try value.index()) else { throw JinjaError(.value, "bytes must be in range(0, 256)") }
                return byte
            }
        }
        let ordered = try isBigEndian(arguments.text(1, default: "big")) ? items : items.reversed()
        var magnitude: BigUInt = 0
        for byte in ordered { magnitude = (magnitude << 8) | BigUInt(byte) }
        let isNegative = try arguments.bool(2, default: false) && (ordered.first ?? 0) >= 0x80
        return isNegative ? BigInt(magnitude) - (BigInt(1) << (8 * ordered.count)) : BigInt(magnitude)
    }

    private static func ratio(_ double: Double) throws -> Value {
        if double.isNaN { throw JinjaError(.value, "cannot convert NaN to integer ratio") }
        if double.isInfinite { throw JinjaError(.overflow, "cannot convert Infinity to integer ratio") }
        if double == 0 { return .object(TupleObject([.int(0), .int(1)])) }
        let significand = double.magnitude.significand
        var numerator = BigInt(significand * 0x1p52)
        var power = Int(double.magnitude.exponent) - 52
        let zeros = numerator.magnitude.trailingZeroBitCount
        numerator >>= zeros
        power += zeros
        if double < 0 { numerator.negate() }
        return .object(TupleObject([.integer(power > 0 ? numerator << power : numerator), .integer(power < 0 ? BigInt(1) << -power : 1)]))
    }

    private static func fromHex(_ text: String) throws -> Double {
        let trimmed = TextSplitting.strip(text).lowercased()
        if let plain = FloatText.parse(trimmed), !plain.isFinite { return plain }
        let isNegative = trimmed.hasPrefix("-")
        var body = isNegative || trimmed.hasPrefix("+") ? String(trimmed.dropFirst()) : trimmed
        if !body.hasPrefix("0x") { body = "0x" + body }
        if !body.contains("p") { body += "p0" }
        guard let value = Double(body) else { throw JinjaError(.value, "invalid hexadecimal floating-point string") }
        return isNegative ? -value : value
    }
}
