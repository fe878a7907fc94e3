import BigInt
import Glibc

extension Value {
    /// A Python binary operator. Throws Python's errors (TypeError, ZeroDivisionError, OverflowError); undefined operands throw theirs.
    public func applying(_ operation: BinaryOperation, _ other: Value) throws -> Value {
        switch (self, other) {
        case (.int(let a), .int(let b)):
            if let result = Self.small(operation, a, b) { return result }
        case (.string(let a), .string(let b)) where operation == .add:
            try TextLimit.check(a.utf8.count + b.utf8.count)
            return .string(a + b)
        case (.undefined(let undefined), _), (_, .undefined(let undefined)):
            if case .string(let format) = self, operation == .modulo { return try AllMethods.format(format, other) }
            throw undefined.error()
        default: break
        }
        if let result = try numeric(operation, other) { return result }
        if let result = try sequence(operation, other) { return result }
        if case .object(let object) = self, let result = try object.binary(operation, other, reflected: false) { return result }
        if case .object(let object) = other, let result = try object.binary(operation, self, reflected: true) { return result }
        throw unsupported(operation, other)
    }

    private func unsupported(_ operation: BinaryOperation, _ other: Value) -> JinjaError {
        if case .string = self, operation == .add {
            return JinjaError(.type, "can only concatenate str (not \"\(other.typeName)\") to str")
        }
        if operation == .multiply {
            if isRepeatable { return JinjaError(.type, "can't multiply sequence by non-int of type '\(other.typeName)'") }
            if other.isRepeatable { return JinjaError(.type, "can't multiply sequence by non-int of type '\(typeName)'") }
        }
        let symbol = operation == .power ? "** or pow()" : operation.rawValue
        return JinjaError(.type, "unsupported operand type(s) for \(symbol): '\(typeName)' and '\(other.typeName)'")
    }

    private var isRepeatable: Bool {
        switch self {
        case .string: true
        case .object(let object): object is ListObject || object is TupleObject || object is Markup
        default: false
        }
    }

    // MARK: Numbers

    private static func small(_ operation: BinaryOperation, _ a: Int, _ b: Int) -> Value? {
        switch operation {
        case .add:
            let (result, overflow) = a.addingReportingOverflow(b)
            return overflow ? nil : .int(result)
        case .subtract:
            let (result, overflow) = a.subtractingReportingOverflow(b)
            return overflow ? nil : .int(result)
        case .multiply:
            let (result, overflow) = a.multipliedReportingOverflow(by: b)
            return overflow ? nil : .int(result)
        case .floorDivide:
            guard b != 0, b != -1 else { return nil }
            let (quotient, remainder) = a.quotientAndRemainder(dividingBy: b)
            return .int(remainder != 0 && (remainder < 0) != (b < 0) ? quotient - 1 : quotient)
        case .modulo:
            guard b != 0, b != -1 else { return nil }
            let remainder = a % b
            return .int(remainder != 0 && (remainder < 0) != (b < 0) ? remainder + b : remainder)
        case .divide, .power: return nil
        }
    }

    private func numeric(_ operation: BinaryOperation, _ other: Value) throws -> Value? {
        if case .float(let a) = self {
            guard let b = try other.operandDouble() else { return nil }
            return try Self.floating(operation, a, b)
        }
        if case .float(let b) = other {
            guard let a = try operandDouble() else { return nil }
            return try Self.floating(operation, a, b)
        }
        guard let a = bigInteger, let b = other.bigInteger else { return nil }
        return try Self.big(operation, a, b)
    }

    /// The operand as a double; throws where an integer is too large for one.
    private func operandDouble() throws -> Double? {
        guard let double else { return nil }
        if double.isInfinite, case .object = self { throw JinjaError(.overflow, "int too large to convert to float") }
        return double
    }

    private static func big(_ operation: BinaryOperation, _ a: BigInt, _ b: BigInt) throws -> Value {
        switch operation {
        case .add: return .integer(a + b)
        case .subtract: return .integer(a - b)
        case .multiply:
            if a.bitWidth + b.bitWidth > BigInteger.maximumBits { throw tooLarge }
            return .integer(a * b)
        case .divide:
            if b.isZero { throw JinjaError(.zeroDivision, "division by zero") }
            return .float(try quotient(a, b))
        case .floorDivide, .modulo:
            if b.isZero { throw JinjaError(.zeroDivision, "integer division or modulo by zero") }
            var (quotient, remainder) = a.quotientAndRemainder(dividingBy: b)
            if !remainder.isZero, (remainder.sign == .minus) != (b.sign == .minus) {
                quotient -= 1
                remainder += b
            }
            return .integer(operation == .modulo ? remainder : quotient)
        case .power: return try power(a, b)
        }
    }

    private static var tooLarge: JinjaError { JinjaError(.overflow, "integer is too large") }

    private static func power(_ base: BigInt, _ exponent: BigInt) throws -> Value {
        if exponent.sign == .minus, !exponent.isZero {
            if base.isZero { throw JinjaError(.zeroDivision, "0.0 cannot be raised to a negative power") }
            return try floating(.power, base.approximation, exponent.approximation)
        }
        if base.magnitude <= 1 {
            let isOdd = exponent & 1 != 0
            return .integer(exponent.isZero ? 1 : (base.sign == .minus && !isOdd ? -base : base))
        }
        guard let count = Int(exactly: exponent), count < BigInteger.maximumBits,
            count * max(1, base.magnitude.bitWidth - 1) < BigInteger.maximumBits
        else { throw tooLarge }
        return .integer(base.power(count))
    }

    /// The correctly rounded quotient of two integers.
    private static func quotient(_ a: BigInt, _ b: BigInt) throws -> Double {
        if a.magnitude.bitWidth <= 53, b.magnitude.bitWidth <= 53 { return a.approximation / b.approximation }
        if a.isZero { return 0 }
        // Scale so that the integer quotient has 66 bits or more, with a sticky bit for what is cut off.
        let shift = 66 - (a.magnitude.bitWidth - b.magnitude.bitWidth)
        let scaled = shift > 0 ? a.magnitude << shift : a.magnitude
        let divisor = shift < 0 ? b.magnitude << -shift : b.magnitude
        var (quotient, remainder) = scaled.quotientAndRemainder(dividingBy: divisor)
        if !remainder.isZero { quotient |= 1 }
        let magnitude = scalbn(BigInt(quotient).approximation, Int32(clamping: -shift))
        if magnitude.isInfinite { throw JinjaError(.overflow, "integer division result too large for a float") }
        return (a.sign == b.sign) ? magnitude : -magnitude
    }

    private static func floating(_ operation: BinaryOperation, _ a: Double, _ b: Double) throws -> Value {
        switch operation {
        case .add: return .float(a + b)
        case .subtract: return .float(a - b)
        case .multiply: return .float(a * b)
        case .divide:
            if b == 0 { throw JinjaError(.zeroDivision, "float division by zero") }
            return .float(a / b)
        case .floorDivide:
            if b == 0 { throw JinjaError(.zeroDivision, "float floor division by zero") }
            return .float(floorDivision(a, b).quotient)
        case .modulo:
            if b == 0 { throw JinjaError(.zeroDivision, "float modulo") }
            return .float(floorDivision(a, b).remainder)
        case .power: return try power(a, b)
        }
    }

    private static func floorDivision(_ a: Double, _ b: Double) -> (quotient: Double, remainder: Double) {
        var remainder = fmod(a, b)
        var quotient = (a - remainder) / b
        if remainder != 0 {
            if (b < 0) != (remainder < 0) {
                remainder += b
                quotient -= 1
            }
        } else {
            remainder = b.sign == .minus ? -0.0 : 0.0
        }
        if quotient != 0 {
            let floored = quotient.rounded(.down)
            quotient = quotient - floored > 0.5 ? floored + 1 : floored
        } else {
            quotient = (a / b).sign == .minus ? -0.0 : 0.0
        }
        return (quotient, remainder)
    }

    private static func power(_ a: Double, _ b: Double) throws -> Value {
        if a == 0, b < 0 { throw JinjaError(.zeroDivision, "0.0 cannot be raised to a negative power") }
        if a < 0, a.isFinite, b.isFinite, b != b.rounded() {
            let size = pow(-a, b)
            let angle = Double.pi * b
            return .object(ComplexNumber(size * cos(angle), size * sin(angle)))
        }
        let result = pow(a, b)
        if result.isInfinite, a.isFinite, b.isFinite { throw JinjaError(.overflow, "(34, 'Numerical result out of range')") }
        return .float(result)
    }

    // MARK: Texts

    private func sequence(_ operation: BinaryOperation, _ other: Value) throws -> Value? {
        if case .string(let text) = self {
            switch operation {
            case .multiply:
                guard let times = try other.repeatCount(of: text.utf8.count, elementSize: 1) else { return nil }
                return .string(String(repeating: text, count: times))
            case .modulo: return try AllMethods.format(text, other)
            default: return nil
            }
        }
        if case .string(let text) = other, operation == .multiply, let times = try repeatCount(of: text.utf8.count, elementSize: 1) {
            return .string(String(repeating: text, count: times))
        }
        return nil
    }

    // MARK: Unary

    /// Python's unary minus (`negated`) or plus.
    public func unary(negated: Bool) throws -> Value {
        switch self {
        case .int(let int):
            if !negated { return self }
            return int == .min ? .integer(-BigInt(int)) : .int(-int)
        case .bool(let bool): return .int(bool ? (negated ? -1 : 1) : 0)
        case .float(let double): return .float(negated ? -double : double)
        case .undefined(let undefined): throw undefined.error()
        case .object(let object):
            if let big = object as? BigInteger { return .integer(negated ? -big.number : big.number) }
            if let result = try object.unary(negated: negated) { return result }
        default: break
        }
        throw JinjaError(.type, "bad operand type for unary \(negated ? "-" : "+"): '\(typeName)'")
    }
}
