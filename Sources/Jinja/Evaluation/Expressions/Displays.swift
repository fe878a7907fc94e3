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
    private let only: Computation?
    private let first: ComputationList?
    private let second: ComputationList?

    convenience init(_ items: [Computation]) {
        if let constants = items.constants { self.init(constants: constants) } else { self.init(items[...]) }
    }

    private init(constants: [Value]) {
        count = constants.count
        self.constants = constants
        (only, first, second) = (nil, nil, nil)
    }

    private init(_ items: ArraySlice<Computation>) {
        count = items.count
        constants = nil
        only = items.count == 1 ? items.first : nil
        let middle = items.startIndex + items.count / 2
        first = items.count > 1 ? ComputationList(items[..<middle]) : nil
        second = items.count > 1 ? ComputationList(items[middle...]) : nil
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
        } else if let only {
            try body(only.evaluate(frame))
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
