import BigInt

/// Python's four ordering operators.
public enum Ordering: String, Sendable {
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="

    func holds(_ order: Int) -> Bool {
        switch self {
        case .less: order < 0
        case .lessOrEqual: order <= 0
        case .greater: order > 0
        case .greaterOrEqual: order >= 0
        }
    }
}

extension Value {
    /// Python's `self < other` and its kin. Throws a TypeError where the two cannot be ordered, an undefined error for undefined.
    public func isOrdered(_ ordering: Ordering, _ other: Value) throws -> Bool {
        switch (self, other) {
        case (.int(let a), .int(let b)): return ordering.holds(a < b ? -1 : (a == b ? 0 : 1))
        case (.string(let a), .string(let b)): return ordering.holds(orderOfText(a, b))
        case (.undefined(let undefined), _), (_, .undefined(let undefined)): throw undefined.error()
        default: break
        }
        if case .object(let object) = self {
            try StackLimit.check()
            if let answer = try object.isOrdered(ordering, other, reflected: false) { return answer }
        }
        if case .object(let object) = other, let answer = try object.isOrdered(ordering, self, reflected: true) { return answer }
        if let a = smallInteger, let b = other.smallInteger { return ordering.holds(a < b ? -1 : (a == b ? 0 : 1)) }
        if let answer = orderOfDoubles(other) { return answer.map(ordering.holds) ?? false }
        throw JinjaError(.type, "'\(ordering.rawValue)' not supported between instances of '\(typeName)' and '\(other.typeName)'")
    }

    /// The order of two numbers of which one is a float: nil where they are none, `.some(nil)` for NaN.
    private func orderOfDoubles(_ other: Value) -> Int?? {
        switch (self, other) {
        case (.float(let a), .float(let b)):
            if a.isNaN || b.isNaN { return .some(nil) }
            return a < b ? -1 : (a == b ? 0 : 1)
        case (.float(let a), _):
            guard let b = other.smallInteger else { return nil }
            return Self.order(a, b)
        case (_, .float(let b)):
            guard let a = smallInteger else { return nil }
            return .some(Self.order(b, a).map { -$0 })
        default: return nil
        }
    }

    private static func order(_ double: Double, _ int: Int) -> Int? {
        if double.isNaN { return nil }
        if double >= 0x1p63 { return 1 }
        if double < -0x1p63 { return -1 }
        let whole = Int(double.rounded(.towardZero))
        if whole != int { return whole < int ? -1 : 1 }
        let fraction = double - double.rounded(.towardZero)
        return fraction == 0 ? 0 : (fraction < 0 ? -1 : 1)
    }

    /// `self < other`, for sorting.
    public func isLess(than other: Value) throws -> Bool { try isOrdered(.less, other) }
}

extension Array where Element == Value {
    /// Python's order of two sequences: the first unequal elements decide, then the length.
    func isOrdered(_ ordering: Ordering, _ other: [Value]) throws -> Bool {
        for (a, b) in zip(self, other) where try !a.isSame(as: b) { return try a.isOrdered(ordering, b) }
        return ordering.holds(count < other.count ? -1 : (count == other.count ? 0 : 1))
    }

    /// Python's equality of two sequences.
    func equals(_ other: [Value]) throws -> Bool {
        if count != other.count { return false }
        for (a, b) in zip(self, other) where try !a.isSame(as: b) { return false }
        return true
    }
}

extension Value {
    /// Python's `a is b or a == b`: how containers compare their elements.
    public func isSame(as other: Value) throws -> Bool {
        if case .object(let a) = self, case .object(let b) = other, a === b { return true }
        return try equals(other)
    }
}
