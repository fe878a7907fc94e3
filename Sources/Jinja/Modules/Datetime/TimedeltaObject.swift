import BigInt

/// A Python `datetime.timedelta`.
public final class TimedeltaObject: Object {
    /// The length.
    public let span: TimeSpan

    /// A timedelta of a length.
    public init(_ span: TimeSpan) { self.span = span }

    public override var typeName: String { "datetime.timedelta" }
    public override var isTrue: Bool { span.microseconds != 0 }
    public override func string() throws -> String { span.text }
    public override func repr() throws -> String { span.repr }
    public override func hash(into hasher: inout Hasher) throws { hasher.combine(span) }
    public override func isEqual(to other: Value) throws -> Bool? { other.object(TimedeltaObject.self).map { $0.span == span } }

    public override func compare(to other: Value) throws -> Int? {
        guard let other = other.object(TimedeltaObject.self)?.span.microseconds else { return nil }
        return span.microseconds == other ? 0 : (span.microseconds < other ? -1 : 1)
    }

    public override func unary(negated: Bool) throws -> Value? {
        negated ? .object(TimedeltaObject(try TimeSpan(microseconds: -span.microseconds))) : .object(self)
    }

    public override func binary(_ operation: BinaryOperation, _ other: Value, reflected: Bool) throws -> Value? {
        if operation == .multiply { return try span.scaled(by: other, divides: false).map { .object(TimedeltaObject($0)) } }
        if reflected { return nil }
        guard let other = other.object(TimedeltaObject.self)?.span.microseconds else { return try divided(operation, by: other) }
        let mine = span.microseconds
        switch operation {
        case .add: return .object(TimedeltaObject(try TimeSpan(microseconds: mine + other)))
        case .subtract: return .object(TimedeltaObject(try TimeSpan(microseconds: mine - other)))
        case .divide:
            if other == 0 { throw JinjaError(.zeroDivision, "division by zero") }
            return try Value.integer(BigInt(mine)).applying(.divide, .integer(BigInt(other)))
        case .floorDivide, .modulo:
            if other == 0 { throw JinjaError(.zeroDivision, "integer division or modulo by zero") }
            let (quotient, remainder) = TimeSpan.floorDivide(mine, other)
            if operation == .floorDivide { return .integer(BigInt(quotient)) }
            return .object(TimedeltaObject(try TimeSpan(microseconds: remainder)))
        default: return nil
        }
    }

    private func divided(_ operation: BinaryOperation, by other: Value) throws -> Value? {
        if operation == .divide { return try span.scaled(by: other, divides: true).map { .object(TimedeltaObject($0)) } }
        guard operation == .floorDivide, let divisor = other.bigInteger else { return nil }
        if divisor == 0 { throw JinjaError(.zeroDivision, "integer division or modulo by zero") }
        let (quotient, remainder) = BigInt(span.microseconds).quotientAndRemainder(dividingBy: divisor)
        let floored = remainder != 0 && (remainder < 0) != (divisor < 0) ? quotient - 1 : quotient
        return .object(TimedeltaObject(try TimeSpan(floored)))
    }

    public override func attribute(_ name: String, _ renderer: Renderer) throws -> Value? {
        switch name {
        case "days": .int(span.days)
        case "seconds": .int(span.seconds)
        case "microseconds": .int(span.microsecond)
        default: Self.constant(name)
        }
    }

    /// `min`, `max`, `resolution`.
    static func constant(_ name: String) -> Value? {
        switch name {
        case "min": (try? TimeSpan(microseconds: TimeSpan.bounds.lowerBound)).map { .object(TimedeltaObject($0)) }
        case "max": (try? TimeSpan(microseconds: TimeSpan.bounds.upperBound)).map { .object(TimedeltaObject($0)) }
        case "resolution": (try? TimeSpan(microseconds: 1)).map { .object(TimedeltaObject($0)) }
        default: nil
        }
    }

    public override func method(_ name: String) -> Method? { name == "total_seconds" ? Self.totalSeconds : nil }

    private static let totalSeconds = Method.positional("datetime.timedelta", "total_seconds", 0...0) { receiver, _ in
        let microseconds = receiver.object(TimedeltaObject.self)?.span.microseconds ?? 0
        return try Value.integer(BigInt(microseconds)).applying(.divide, .int(1_000_000))
    }

    // MARK: construction

    private static let factors: [(name: String, microseconds: Int)] = [
        ("days", 86_400_000_000), ("seconds", 1_000_000), ("microseconds", 1), ("milliseconds", 1000), ("minutes", 60_000_000),
        ("hours", 3_600_000_000), ("weeks", 604_800_000_000),
    ]

    /// `timedelta(days=0, seconds=0, …)`: integers exactly, the fractions of floats summed and rounded once.
    static func make(_ arguments: Arguments) throws -> Value {
        if arguments.positional.count + arguments.named.count > factors.count {
            throw JinjaError(
                .type, "__new__() takes at most 7 arguments (\(arguments.positional.count + arguments.named.count) given)")
        }
        for argument in arguments.named where !factors.contains(where: { sameText($0.name, argument.name) }) {
            throw JinjaError(.type, "'\(argument.name)' is an invalid keyword argument for __new__()")
        }
        var total = BigInt(0)
        var fraction = 0.0
        for (index, factor) in factors.enumerated() {
            guard let value = arguments.value(index, factor.name) else { continue }
            if let integer = value.bigInteger {
                total += integer * BigInt(factor.microseconds)
            } else if case .float(let double) = value {
                let whole = try double.truncatedInteger()
                total += whole * BigInt(factor.microseconds)
                let part = (double - double.rounded(.towardZero)) * Double(factor.microseconds)
                total += try part.truncatedInteger()
                fraction += part - part.rounded(.towardZero)
            } else {
                throw JinjaError(.type, "unsupported type for timedelta \(factor.name) component: \(value.typeName)")
            }
        }
        var rounded = fraction.rounded(.toNearestOrAwayFromZero)
        if (rounded - fraction).magnitude == 0.5 {
            let odd = total.magnitude % 2 == 1 ? 1.0 : 0.0
            rounded = 2 * ((fraction + odd) * 0.5).rounded(.toNearestOrAwayFromZero) - odd
        }
        return .object(TimedeltaObject(try TimeSpan(total + (try rounded.truncatedInteger()))))
    }
}
