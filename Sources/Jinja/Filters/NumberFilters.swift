import BigInt
import Glibc

/// Filters on numbers, and conversions to them.
enum NumberFilters {
    static let all: [Filter] = [
        Filter("int", Signature("default=", "base=")) { value, arguments, _ in
            try integer(value, base: (arguments[1] ?? .int(10)).smallInteger) ?? arguments[0] ?? .int(0)
        },
        Filter("float", Signature("default=")) { value, arguments, _ in
            try float(value).map { .float($0) } ?? arguments[0] ?? .float(0)
        },
        Filter("abs") { value, _, _ in try absolute(value) },
        Filter("round", Signature("precision=", "method=")) { value, arguments, _ in try round(value, arguments) },
        Filter("filesizeformat", Signature("binary=")) { value, arguments, _ in
            .string(try fileSize(value, isBinary: arguments.bool(0, default: false)))
        },
    ]

    /// `int(value, base)`, else `int(float(value))`; nil where neither works.
    private static func integer(_ value: Value, base: Int?) throws -> Value? {
        if let text = value.text {
            if let base, base == 0 || (2...36).contains(base), let number = try? IntegerText.parse(text, base: base) {
                return .integer(number)
            }
            return FloatText.parse(text).flatMap { try? $0.truncatedInteger() }.map { .integer($0) }
        }
        switch value {
        case .undefined(let undefined): throw undefined.error()
        case .float(let double):
            if double.isNaN { return nil }
            return .integer(try double.truncatedInteger())
        case .object(let object):
            if let decimal = object as? DecimalObject {
                return decimal.number.kind == .nan ? nil : .integer(try decimal.number.truncated())
            }
            if let bytes = object as? BytesObject, let text = try? TextCoding.ascii.decode(bytes.bytes, errors: "strict") {
                return try integer(.string(text), base: 10)
            }
        default: break
        }
        return value.bigInteger.map { .integer($0) }
    }

    /// `float(value)`; nil where Python raises a TypeError or ValueError.
    static func float(_ value: Value) throws -> Double? {
        if let text = value.text { return FloatText.parse(text) }
        switch value {
        case .undefined(let undefined): throw undefined.error()
        case .object(let object):
            if let decimal = object as? DecimalObject { return decimal.number.double }
        default: break
        }
        if let integer = value.bigInteger { return try IntegerText.double(integer) }
        return value.double
    }

    private static func absolute(_ value: Value) throws -> Value {
        switch value {
        case .float(let double): return .float(double.magnitude)
        case .object(let object):
            if let decimal = object as? DecimalObject { return .object(DecimalObject(try decimal.number.signed(false).fitted())) }
            if let delta = object as? TimedeltaObject { return .object(TimedeltaObject(delta.span.magnitude)) }
        default: break
        }
        if let integer = value.bigInteger { return .integer(integer < 0 ? -integer : integer) }
        throw JinjaError(.type, "bad operand type for abs(): '\(value.typeName)'")
    }

    // MARK: rounding

    private static func round(_ value: Value, _ arguments: BoundArguments) throws -> Value {
        let method = try arguments[1]?.str() ?? "common"
        guard ["common", "ceil", "floor"].contains(method) else {
            throw JinjaError(.runtime, "method must be common, ceil or floor")
        }
        let precision = arguments[0] ?? .int(0)
        if method == "common" { return try rounded(value, precision.isNone ? nil : precision.index()) }
        let scale = try Value.int(10).applying(.power, precision)
        let scaled = try value.applying(.multiply, scale)
        return try whole(scaled, isCeiling: method == "ceil").applying(.divide, scale)
    }

    /// `round(value, digits)`; an integer where `digits` is nil.
    static func rounded(_ value: Value, _ digits: Int?) throws -> Value {
        if let decimal = value.object(DecimalObject.self) { return try decimal.rounded(digits) }
        if let integer = value.bigInteger { return .integer(try rounded(integer, digits ?? 0)) }
        guard case .float(let double) = value else {
            throw JinjaError(.type, "type \(value.typeName) doesn't define __round__ method")
        }
        guard let digits else { return .integer(try double.rounded(.toNearestOrEven).truncatedInteger()) }
        return .float(try rounded(double, digits))
    }

    private static func rounded(_ integer: BigInt, _ digits: Int) throws -> BigInt {
        if digits >= 0 { return integer }
        if digits < -integer.magnitude.bitWidth { return 0 }
        let exponent = -digits
        let decimal = try DecimalNumber(integer).rounded(toExponent: exponent, .halfEven)
        return try decimal.truncated()
    }

    private static func rounded(_ double: Double, _ digits: Int) throws -> Double {
        if !double.isFinite || digits > 323 { return double }
        if digits < -308 { return double.sign == .minus ? -0.0 : 0 }
        if digits >= 0, digits <= 22, let result = roundedDirectly(double, digits) { return result }
        let exact = try DecimalNumber(double).rounded(toExponent: -digits, .halfEven)
        let result = exact.double
        if result.isInfinite { throw JinjaError(.overflow, "rounded value too large to represent") }
        return result == 0 && double.sign == .minus ? -0.0 : result
    }

    /// The nearest of the decimals with `digits` places, ties to even; nil where the scaled number has no bits to spare for the fraction.
    ///
    /// The product is exact as the sum of what it was rounded to and the error, which decides where the rounded product seems a tie.
    private static func roundedDirectly(_ double: Double, _ digits: Int) -> Double? {
        let scale = powersOfTen[digits]
        let product = double * scale
        guard product.magnitude < 0x1p52 else { return nil }
        let error = (-product).addingProduct(double, scale)
        var whole = product.rounded(.toNearestOrEven)
        if product - whole == 0.5, error > 0 { whole += 1 }
        if product - whole == -0.5, error < 0 { whole -= 1 }
        let result = whole / scale
        return result == 0 && double.sign == .minus ? -0.0 : result
    }

    /// The powers of ten that a double holds exactly.
    private static let powersOfTen: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ]

    /// `math.ceil(value)` or `math.floor(value)`.
    private static func whole(_ value: Value, isCeiling: Bool) throws -> Value {
        if let integer = value.bigInteger { return .integer(integer) }
        if let decimal = value.object(DecimalObject.self) {
            return .integer(try decimal.number.rounded(toExponent: 0, isCeiling ? .ceiling : .floor).truncated())
        }
        guard case .float(let double) = value else { throw JinjaError(.type, "must be real number, not \(value.typeName)") }
        return .integer(try double.rounded(isCeiling ? .up : .down).truncatedInteger())
    }

    // MARK: sizes

    private static func fileSize(_ value: Value, isBinary: Bool) throws -> String {
        guard let bytes = try float(value) else {
            if let text = value.text { throw JinjaError(.value, "could not convert string to float: \(TextRepr.repr(text))") }
            throw JinjaError(.type, "float() argument must be a string or a real number, not '\(value.typeName)'")
        }
        let base: Double = isBinary ? 1024 : 1000
        if bytes == 1 { return "1 Byte" }
        if bytes < base || bytes.isNaN { return "\(try bytes.truncatedInteger()) Bytes" }
        let prefixes =
            isBinary ? ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB"] : ["kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"]
        var unit = base
        for (index, prefix) in prefixes.enumerated() {
            unit = pow(base, Double(index + 2))
            if bytes < unit || index == prefixes.count - 1 {
                return try FloatText.formatted(base * bytes / unit, UInt8(ascii: "f"), precision: 1) + " " + prefix
            }
        }
        return ""
    }
}
