/// `[a, b]`.
final class ListDisplay: Computation, @unchecked Sendable {
    private let items: [Computation]

    init(_ items: [Computation]) { self.items = items }

    override func evaluate(_ frame: Frame) throws -> Value { .object(ListObject(try items.evaluate(frame))) }
}

/// `(a, b)`.
final class TupleDisplay: Computation, @unchecked Sendable {
    private let items: [Computation]

    init(_ items: [Computation]) { self.items = items }

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

extension [Computation] {
    /// The values, in order.
    func evaluate(_ frame: Frame) throws -> [Value] {
        var values: [Value] = []
        values.reserveCapacity(count)
        for item in self { values.append(try item.evaluate(frame)) }
        return values
    }
}
