/// `[a, b]`.
final class ListDisplay: Computation, @unchecked Sendable {
    private let items: ComputationList

    init(_ items: [Computation]) { self.items = ComputationList(items[...]) }

    override func evaluate(_ frame: Frame) throws -> Value { .object(ListObject(try items.evaluate(frame))) }
}

/// `(a, b)`.
final class TupleDisplay: Computation, @unchecked Sendable {
    private let items: ComputationList

    init(_ items: [Computation]) { self.items = ComputationList(items[...]) }

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
    let count: Int
    private let only: Computation?
    private let first: ComputationList?
    private let second: ComputationList?

    init(_ items: ArraySlice<Computation>) {
        count = items.count
        only = items.count == 1 ? items.first : nil
        let middle = items.startIndex + items.count / 2
        first = items.count > 1 ? ComputationList(items[..<middle]) : nil
        second = items.count > 1 ? ComputationList(items[middle...]) : nil
    }

    /// The values, in order.
    func evaluate(_ frame: Frame) throws -> [Value] {
        if count == 0 { return [] }
        var values: [Value] = []
        values.reserveCapacity(count)
        try evaluate(frame, into: &values)
        return values
    }

    private func evaluate(_ frame: Frame, into values: inout [Value]) throws {
        if let only { values.append(try only.evaluate(frame)) }
        try first?.evaluate(frame, into: &values)
        try second?.evaluate(frame, into: &values)
    }
}
