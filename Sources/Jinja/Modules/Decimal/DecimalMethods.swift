import BigInt

/// The methods of `decimal.Decimal`.
enum DecimalMethods {
    static let all: [String: Method] = Dictionary(uniqueKeysWithValues: (plain + rounding + comparing).map { ($0.name, $0) })

    private static func number(_ value: Value) -> DecimalNumber {
        value.object(DecimalObject.self)?.number ?? DecimalNumber(special: .nan)
    }

    private static func make(_ number: DecimalNumber) -> Value { .object(DecimalObject(number)) }

    private static func operand(_ value: Value) throws -> DecimalNumber {
        guard let number = DecimalObject.number(value, floats: false) else {
            throw JinjaError(.type, "conversion from \(value.typeName) to Decimal is not supported")
        }
        return number
    }

    private static func fact(_ name: String, _ body: @escaping @Sendable (DecimalNumber) throws -> Value) -> Method {
        Method(name, Signature("context=")) { value, _, _ in try body(number(value)) }
    }

    private static let plain: [Method] = [
        fact("adjusted") { .int($0.kind == .finite ? $0.adjusted : 0) },
        fact("as_tuple") { decimal in
            let digits = decimal.kind == .nan ? [] : decimal.digits.map { Value.int(Int($0) - 0x30) }
            let exponent: Value = decimal.kind == .finite ? .int(decimal.exponent) : .string(decimal.kind == .nan ? "n" : "F")
            return .object(
                NamedTuple(
                    "DecimalTuple",
                    [("sign", .int(decimal.isNegative ? 1 : 0)), ("digits", .object(TupleObject(digits))), ("exponent", exponent)]))
        },
        fact("as_integer_ratio") { try ratio($0) },
        fact("canonical") { make($0) },
        fact("conjugate") { make($0) },
        fact("copy_abs") { make($0.signed(false)) },
        fact("copy_negate") { make($0.signed(!$0.isNegative)) },
        fact("is_finite") { .bool($0.kind == .finite) },
        fact("is_infinite") { .bool($0.kind == .infinite) },
        fact("is_nan") { .bool($0.kind == .nan) },
        fact("is_qnan") { .bool($0.kind == .nan) },
        fact("is_snan") { _ in .bool(false) },
        fact("is_normal") { .bool($0.kind == .finite && !$0.isZero && $0.adjusted >= -999_999) },
        fact("is_subnormal") { .bool($0.kind == .finite && !$0.isZero && $0.adjusted < -999_999) },
        fact("is_signed") { .bool($0.isNegative) },
        fact("is_zero") { .bool($0.isZero) },
        fact("is_canonical") { _ in .bool(true) },
        fact("normalize") { make(try $0.normalized()) },
        fact("sqrt") { make(try $0.squareRoot()) },
        fact("to_eng_string") { .string($0.text) },
        fact("radix") { _ in make(DecimalNumber(BigInt(10))) },
    ]

    private static func ratio(_ number: DecimalNumber) throws -> Value {
        guard number.kind == .finite else {
            throw JinjaError(number.kind == .nan ? .value : .overflow, "cannot convert \(number.text) to integer ratio")
        }
        var top = number.coefficient
        var bottom: BigUInt = 1
        if number.exponent >= 0 {
            top *= try DecimalNumber.powerOfTen(number.exponent)
        } else {
            bottom = try DecimalNumber.powerOfTen(-number.exponent)
        }
        let divisor = top == 0 ? bottom : top.greatestCommonDivisor(with: bottom)
        let numerator = BigInt(top / divisor)
        return .object(TupleObject([.integer(number.isNegative ? -numerator : numerator), .integer(BigInt(bottom / divisor))]))
    }

    private static func mode(_ value: Value?) throws -> DecimalRounding {
        guard let value, !value.isNone else { return .halfEven }
        guard let mode = value.text.flatMap({ DecimalRounding(rawValue: $0) }) else {
            throw JinjaError(
                .type,
                "valid values for rounding are:\n  [ROUND_CEILING, ROUND_FLOOR, ROUND_UP, ROUND_DOWN,\n   "
                    + "ROUND_HALF_UP, ROUND_HALF_DOWN, ROUND_HALF_EVEN,\n   ROUND_05UP]")
        }
        return mode
    }

    private static func integral(_ name: String) -> Method {
        Method(name, Signature("rounding=", "context=")) { value, arguments, _ in
            let decimal = number(value)
            if decimal.kind != .finite || decimal.exponent >= 0 { return make(decimal) }
            return make(try decimal.rounded(toExponent: 0, mode(arguments[0])))
        }
    }

    private static let rounding: [Method] = [
        Method("quantize", Signature("exp", "rounding=", "context=")) { value, arguments, _ in
            make(try number(value).quantized(like: operand(arguments.value(0)), mode(arguments[1])))
        },
        integral("to_integral_value"), integral("to_integral"), integral("to_integral_exact"),
        Method("scaleb", Signature("other", "context=")) { value, arguments, _ in
            let decimal = number(value)
            guard let shift = Int(exactly: try operand(arguments.value(0)).truncated()), abs(shift) < 2_000_000 else {
                throw DecimalNumber.invalid()
            }
            guard decimal.kind == .finite else { return make(decimal) }
            return make(
                try DecimalNumber(
                    isNegative: decimal.isNegative, coefficient: decimal.coefficient, exponent: decimal.exponent + shift
                ).fitted())
        },
    ]

    private static let comparing: [Method] = [
        Method("compare", Signature("other", "context=")) { value, arguments, _ in
            guard let order = try number(value).compared(to: operand(arguments.value(0))) else { return make(DecimalNumber(special: .nan)) }
            return make(DecimalNumber(BigInt(order)))
        },
        Method("max", Signature("other", "context=")) { value, arguments, _ in
            let other = try operand(arguments.value(0))
            return make(try number(value).compared(to: other) ?? 1 >= 0 ? number(value).fitted() : other.fitted())
        },
        Method("min", Signature("other", "context=")) { value, arguments, _ in
            let other = try operand(arguments.value(0))
            return make(try number(value).compared(to: other) ?? -1 <= 0 ? number(value).fitted() : other.fitted())
        },
        Method("same_quantum", Signature("other", "context=")) { value, arguments, _ in
            .bool(number(value).exponent == (try operand(arguments.value(0))).exponent)
        },
        Method("copy_sign", Signature("other", "context=")) { value, arguments, _ in
            make(number(value).signed(try operand(arguments.value(0)).isNegative))
        },
        Method("fma", Signature("other", "third", "context=")) { value, arguments, _ in
            let decimal = number(value)
            let factor = try operand(arguments.value(0))
            guard decimal.kind == .finite, factor.kind == .finite else { return make(try decimal.multiplied(by: factor)) }
            let product = DecimalNumber(
                isNegative: decimal.isNegative != factor.isNegative, coefficient: decimal.coefficient * factor.coefficient,
                exponent: decimal.exponent + factor.exponent)
            return make(try product.adding(operand(arguments.value(1))))
        },
        Method("remainder_near", Signature("other", "context=")) { value, arguments, _ in
            let other = try operand(arguments.value(0))
            let (_, rest) = try number(value).dividedWithRemainder(by: other)
            let doubled = try rest.signed(false).adding(rest.signed(false))
            let order = try doubled.compared(to: other.signed(false)) ?? 0
            if order <= 0 { return make(rest) }
            return make(try rest.isNegative == other.isNegative ? rest.subtracting(other) : rest.adding(other))
        },
    ]
}
