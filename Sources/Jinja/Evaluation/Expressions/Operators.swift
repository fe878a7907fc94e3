/// `a + b` and the other arithmetic.
final class Arithmetic: Computation, @unchecked Sendable {
    private let operation: BinaryOperation
    private let left: Computation
    private let right: Computation

    init(_ operation: BinaryOperation, _ left: Computation, _ right: Computation) {
        self.operation = operation
        self.left = left
        self.right = right
    }

    override func evaluate(_ frame: Frame) throws -> Value {
        let first = try left.evaluate(frame)
        return try first.applying(operation, right.evaluate(frame))
    }
}

/// `-a`, `+a`.
final class Sign: Computation, @unchecked Sendable {
    private let operand: Computation
    private let isMinus: Bool

    init(_ operand: Computation, isMinus: Bool) {
        self.operand = operand
        self.isMinus = isMinus
    }

    override func evaluate(_ frame: Frame) throws -> Value { try operand.evaluate(frame).unary(negated: isMinus) }
}

/// `not a`.
final class Negation: Computation, @unchecked Sendable {
    private let operand: Computation

    init(_ operand: Computation) { self.operand = operand }

    override func evaluate(_ frame: Frame) throws -> Value { .bool(try holds(frame)) }

    override func holds(_ frame: Frame) throws -> Bool { try !operand.holds(frame) }
}

/// `a and b`, `a or b`: one of the operands.
final class Junction: Computation, @unchecked Sendable {
    private let left: Computation
    private let right: Computation
    private let isAnd: Bool

    init(_ left: Computation, _ right: Computation, isAnd: Bool) {
        self.left = left
        self.right = right
        self.isAnd = isAnd
    }

    override func evaluate(_ frame: Frame) throws -> Value {
        let first = try left.evaluate(frame)
        return try first.isTrue() == isAnd ? right.evaluate(frame) : first
    }

    override func holds(_ frame: Frame) throws -> Bool {
        try left.holds(frame) == isAnd ? right.holds(frame) : !isAnd
    }
}

/// `a ~ b ~ c`.
final class Concatenation: Computation, @unchecked Sendable {
    private let parts: ComputationList

    init(_ parts: [Computation]) { self.parts = ComputationList(parts) }

    override func evaluate(_ frame: Frame) throws -> Value {
        if frame.renderer.escapes { return try Self.joinMarkup(parts.evaluate(frame)) }
        return .string(try frame.renderer.capture(native: false) { try writeParts(frame, &$0) })
    }

    override func write(_ frame: Frame, _ sink: inout Sink) throws {
        if sink.isNative || frame.renderer.escapes { return try super.write(frame, &sink) }
        try sink.writePart { try writeParts(frame, &$0) }
    }

    /// Writes the parts one after the other. An object becomes text when all parts are computed, and what follows it waits for that.
    private func writeParts(_ frame: Frame, _ sink: inout Sink) throws {
        var waiting: [Value] = []
        try parts.forEachValue(frame) { value in
            if waiting.isEmpty, try sink.appendPlain(value) { return }
            waiting.append(value)
        }
        for value in waiting { try sink.append(value, escaped: false) }
    }

    /// Under autoescape one safe part makes the rest escaped.
    private static func joinMarkup(_ values: [Value]) throws -> Value {
        let hasMarkup = values.contains { $0.object(Markup.self) != nil }
        var text = ""
        for value in values {
            text += hasMarkup ? try Markup.escape(value).text : try value.str()
            try TextLimit.check(text.utf8.count)
        }
        return hasMarkup ? .object(Markup(text)) : .string(text)
    }
}

/// `a < b`.
final class SingleComparison: Computation, @unchecked Sendable {
    private let comparison: Comparison
    private let left: Computation
    private let right: Computation

    init(_ comparison: Comparison, _ left: Computation, _ right: Computation) {
        self.comparison = comparison
        self.left = left
        self.right = right
    }

    override func evaluate(_ frame: Frame) throws -> Value { .bool(try holds(frame)) }

    override func holds(_ frame: Frame) throws -> Bool {
        let first = try left.evaluate(frame)
        return try comparison.holds(first, right.evaluate(frame))
    }
}

/// `a < b <= c`.
final class ComparisonChain: Computation, @unchecked Sendable {
    private let first: Computation
    private let rest: [(comparison: Comparison, operand: Computation)]

    init(_ first: Computation, _ rest: [(comparison: Comparison, operand: Computation)]) {
        self.first = first
        self.rest = rest
    }

    override func evaluate(_ frame: Frame) throws -> Value {
        var left = try first.evaluate(frame)
        for (comparison, operand) in rest {
            let right = try operand.evaluate(frame)
            if try !comparison.holds(left, right) { return .bool(false) }
            left = right
        }
        return .bool(true)
    }
}

extension Comparison {
    func holds(_ left: Value, _ right: Value) throws -> Bool {
        switch self {
        case .equal: try left.equals(right)
        case .notEqual: try !left.equals(right)
        case .order(let ordering): try left.isOrdered(ordering, right)
        case .isIn: try right.contains(left)
        case .isNotIn: try !right.contains(left)
        }
    }
}

/// `a if test else b`.
final class Conditional: Computation, @unchecked Sendable {
    private let test: Computation
    private let then: Computation
    private let otherwise: Computation

    init(_ test: Computation, _ then: Computation, _ otherwise: Computation) {
        self.test = test
        self.then = then
        self.otherwise = otherwise
    }

    override func evaluate(_ frame: Frame) throws -> Value {
        try test.holds(frame) ? then.evaluate(frame) : otherwise.evaluate(frame)
    }

    override func write(_ frame: Frame, _ sink: inout Sink) throws {
        try test.holds(frame) ? then.write(frame, &sink) : otherwise.write(frame, &sink)
    }
}
