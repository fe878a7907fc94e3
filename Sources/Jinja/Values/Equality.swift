import BigInt

extension Value {
    /// Python's `==`. Never throws for different types: they are unequal.
    public func equals(_ other: Value) throws -> Bool {
        switch (self, other) {
        case (.string(let a), .string(let b)): return sameText(a, b)
        case (.int(let a), .int(let b)): return a == b
        case (.none, .none): return true
        case (.undefined(let a), .undefined(let b)): return a.isForgiving == b.isForgiving
        case (.object(let a), _):
            if case .object(let b) = other, a === b, !a.isUnequalToItself { return true }
            try StackLimit.check()
            if let answer = try a.isEqual(to: other) { return answer }
            if case .object(let b) = other { return try b.isEqual(to: self) ?? false }
            return false
        case (_, .object(let b)):
            return try b.isEqual(to: self) ?? false
        default: return numericallyEquals(other)
        }
    }

    private func numericallyEquals(_ other: Value) -> Bool {
        switch (self, other) {
        case (.float(let a), .float(let b)): return a == b
        case (.float(let a), _): return other.smallInteger.map { Self.equal($0, a) } ?? false
        case (_, .float(let b)): return smallInteger.map { Self.equal($0, b) } ?? false
        default:
            guard let a = smallInteger, let b = other.smallInteger else { return false }
            return a == b
        }
    }

    /// The integer behind an int or bool.
    @inlinable
    var smallInteger: Int? {
        switch self {
        case .int(let int): int
        case .bool(let bool): bool ? 1 : 0
        default: nil
        }
    }

    private static func equal(_ int: Int, _ double: Double) -> Bool { Int(exactly: double) == int }

    /// Python's identity test `is`: same object, or same plain value.
    public func isIdentical(to other: Value) -> Bool {
        switch (self, other) {
        case (.none, .none): true
        case (.bool(let a), .bool(let b)): a == b
        case (.int(let a), .int(let b)): a == b
        case (.float(let a), .float(let b)): a.bitPattern == b.bitPattern
        case (.string(let a), .string(let b)): sameText(a, b)
        case (.object(let a), .object(let b)): a === b
        case (.undefined(let a), .undefined(let b)): a === b
        default: false
        }
    }

    /// Adds the value to a hash that agrees with `equals` (1, 1.0 and true alike). Throws a TypeError where Python calls the type unhashable.
    public func hash(into hasher: inout Hasher) throws {
        switch self {
        case .undefined: hasher.combine(0x75 as UInt8)
        case .none: hasher.combine(0x6E as UInt8)
        case .bool(let bool): hasher.combine(bool ? 1 : 0)
        case .int(let int): hasher.combine(int)
        case .float(let double):
            if let int = Int(exactly: double) { hasher.combine(int) } else { hasher.combine(double) }
        case .string(let text): text.hashBytes(into: &hasher)
        case .object(let object):
            try StackLimit.check()
            try object.hash(into: &hasher)
        }
    }

    /// The hash as one number, for this process.
    public func hashNumber() throws -> Int {
        var hasher = Hasher()
        try hash(into: &hasher)
        return hasher.finalize()
    }
}
