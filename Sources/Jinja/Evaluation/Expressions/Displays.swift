/// `[a, b]`.
final class ListDisplay: Computation, @unchecked Sendable {
    private let items: ComputationList

    init(_ items: [Computation]) { self.items = ComputationList(items) }

    override func evaluate(_ frame: Frame) throws -> Value { .object(ListObject(try items.evaluate(frame))) }
}

/// `(a, b)`.
final class TupleDisplay: Computation, @unchecked Sendable {
    private let items: ComputationList

    init(_ items: [Computation]) { self.items = ComputationList(items) }

    override func evaluate(_ frame: Frame) throws -> Value { .object(TupleObject(try items.evaluate(frame))) }
}

/// `{a: b}`.
final class DictDisplay: Computation, @unchecked Sendable {
    private let pairs: [(key: Computation, value: Computation)]

    init(_ pairs: [(key: Computation, value: Computation)]) { self.pairs = pairs }

    override func evaluate(_ frame: Frame) throws -> Value {
        let dict = DictObject()
        for (key, value) in pairs { try dict.set(key.evaluate(frame), value.evaluate(frame)) }
        return .object(dict)
    }
}

/// Expressions in order, as a balanced tree: walking an array would count references to each of its elements.
final class ComputationList: @unchecked Sendable {
    /// How many there are.
    private let count: Int
    /// The values where all are constants.
    private let constants: [Value]?
    /// The expressions where there are one or two.
    private let one: Computation?
    private let other: Computation?
    /// The halves where there are more.
    private let first: ComputationList?
    private let second: ComputationList?

    convenience init(_ items: [Computation]) {
        if let constants = items.constants { self.init(constants: constants) } else { self.init(items[...]) }
    }

    private init(constants: [Value]) {
        count = constants.count
        self.constants = constants
        (one, other, first, second) = (nil, nil, nil, nil)
    }

    private init(_ items: ArraySlice<Computation>) {
        count = items.count
        constants = nil
        let isShort = items.count <= 2
        one = isShort ? items.first : nil
        other = isShort ? items.dropFirst().first : nil
        let middle = items.startIndex + items.count / 2
        first = isShort ? nil : ComputationList(items[..<middle])
        second = isShort ? nil : ComputationList(items[middle...])
    }

    /// The values, in order.
    func evaluate(_ frame: Frame) throws -> [Value] {
        if let constants { return constants }
        var values: [Value] = []
        values.reserveCapacity(count)
        try forEachValue(frame) { values.append($0) }
        return values
    }

    /// Computes the values one after the other.
    func forEachValue(_ frame: Frame, _ body: (Value) throws -> Void) throws {
        if let constants {
            for value in constants { try body(value) }
        } else if let one {
            try body(one.evaluate(frame))
            if let other { try body(other.evaluate(frame)) }
        } else {
            try first?.forEachValue(frame, body)
            try second?.forEachValue(frame, body)
        }
    }
}

extension [Computation] {
    /// The values where all are constants.
    var constants: [Value]? {
        if let first, !(first is ConstantValue) { return nil }
        var values: [Value] = []
        values.reserveCapacity(count)
        for item in self {
            guard let constant = item as? ConstantValue else { return nil }
            values.append(constant.value)
        }
        return values
    }
}
