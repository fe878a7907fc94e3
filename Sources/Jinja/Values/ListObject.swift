/// A Python list: shared by reference, changed in place.
public final class ListObject: Object {
    /// The elements.
    public var elements: [Value] { storage }
    private var storage: [Value]
    private var isBeingPrinted = false

    /// A list of elements.
    public init(_ elements: [Value] = []) { storage = elements }

    deinit {
        var elements = storage
        storage = []
        DeepRelease.release(&elements)
    }

    /// Changes the elements. The list is empty meanwhile, so that nothing is copied.
    public func update<Result>(_ change: (inout [Value]) throws -> Result) rethrows -> Result {
        var elements = storage
        storage = []
        defer { storage = elements }
        return try change(&elements)
    }

    /// Adds an element at the end.
    public func append(_ element: Value) { update { $0.append(element) } }

    public override var typeName: String { "list" }
    public override var length: Int? { storage.count }
    public override var isSequence: Bool { true }

    public override func repr() throws -> String {
        if isBeingPrinted { return "[...]" }
        isBeingPrinted = true
        defer { isBeingPrinted = false }
        return try "[" + elements.joinedRepr() + "]"
    }

    public override func item(_ key: Value, _ renderer: Renderer) throws -> Value? { elements.item(key) }
    public override func makeIterator() throws -> ValueIterator? { ListIterator(self) }

    public override func contains(_ needle: Value) throws -> Bool? {
        for element in elements where try element.isSame(as: needle) { return true }
        return false
    }

    public override func isEqual(to other: Value) throws -> Bool? {
        guard let other = other.object(ListObject.self) else { return nil }
        return try elements.equals(other.elements)
    }

    public override func isOrdered(_ ordering: Ordering, _ other: Value, reflected: Bool) throws -> Bool? {
        guard !reflected, let other = other.object(ListObject.self) else { return nil }
        return try elements.isOrdered(ordering, other.elements)
    }

    public override func hash(into hasher: inout Hasher) throws { throw JinjaError(.type, "unhashable type: 'list'") }

    public override func binary(_ operation: BinaryOperation, _ other: Value, reflected: Bool) throws -> Value? {
        switch operation {
        case .add where !reflected:
            guard let other = other.object(ListObject.self) else {
                if case .undefined = other { return nil }
                throw JinjaError(.type, "can only concatenate list (not \"\(other.typeName)\") to list")
            }
            try TextLimit.check(elements.count + other.elements.count, times: 16)
            return .object(ListObject(elements + other.elements))
        case .multiply:
            return try elements.repeated(other).map { .object(ListObject($0)) }
        default: return nil
        }
    }

    public override func method(_ name: String) -> Method? { AllMethods.list(name) }
}

/// Iterates a list while it may grow: items appended during the loop are seen, as in Python.
final class ListIterator: ValueIterator {
    private let list: ListObject
    private var index = 0
    private var isDone = false

    init(_ list: ListObject) { self.list = list }

    override func next() throws -> Value? {
        guard !isDone, index < list.elements.count else {
            isDone = true
            return nil
        }
        defer { index += 1 }
        return list.elements[index]
    }
}

/// A Python tuple.
public final class TupleObject: Object {
    /// The elements; they never change after the tuple is shared.
    public var elements: [Value] { storage }
    private var storage: [Value]
    private var isBeingPrinted = false

    /// A tuple of elements.
    public init(_ elements: [Value] = []) { storage = elements }

    deinit {
        var elements = storage
        storage = []
        DeepRelease.release(&elements)
    }

    public override var typeName: String { "tuple" }
    public override var length: Int? { elements.count }
    public override var isSequence: Bool { true }

    public override func repr() throws -> String {
        if isBeingPrinted { return "(...)" }
        isBeingPrinted = true
        defer { isBeingPrinted = false }
        return try "(" + elements.joinedRepr() + (elements.count == 1 ? ",)" : ")")
    }

    public override func item(_ key: Value, _ renderer: Renderer) throws -> Value? { elements.item(key) }
    public override func makeIterator() throws -> ValueIterator? { ArrayIterator(elements) }

    public override func contains(_ needle: Value) throws -> Bool? {
        for element in elements where try element.isSame(as: needle) { return true }
        return false
    }

    public override func isEqual(to other: Value) throws -> Bool? {
        guard let other = other.object(TupleObject.self) else { return nil }
        return try elements.equals(other.elements)
    }

    public override func isOrdered(_ ordering: Ordering, _ other: Value, reflected: Bool) throws -> Bool? {
        guard !reflected, let other = other.object(TupleObject.self) else { return nil }
        return try elements.isOrdered(ordering, other.elements)
    }

    public override func hash(into hasher: inout Hasher) throws {
        hasher.combine(elements.count)
        for element in elements { try element.hash(into: &hasher) }
    }

    public override func binary(_ operation: BinaryOperation, _ other: Value, reflected: Bool) throws -> Value? {
        switch operation {
        case .add where !reflected:
            guard let other = other.object(TupleObject.self) else {
                if case .undefined = other { return nil }
                throw JinjaError(.type, "can only concatenate tuple (not \"\(other.typeName)\") to tuple")
            }
            try TextLimit.check(elements.count + other.elements.count, times: 16)
            return .object(TupleObject(elements + other.elements))
        case .multiply:
            return try elements.repeated(other).map { .object(TupleObject($0)) }
        default: return nil
        }
    }

    public override func method(_ name: String) -> Method? { AllMethods.tuple(name) }
}

extension Array where Element == Value {
    /// The `repr` of each element, joined with `, `.
    func joinedRepr() throws -> String {
        var text = ""
        for (index, element) in enumerated() {
            if index > 0 { text += ", " }
            text += try element.repr()
            if text.utf8.count > TextLimit.bytes { try TextLimit.check(text.utf8.count) }
        }
        return text
    }

    /// The element at a Python index (negative from the end), or nil.
    func item(_ key: Value) -> Value? {
        guard let index = key.smallInteger else { return nil }
        if index >= 0 { return index < count ? self[index] : nil }
        return index >= -count ? self[count + index] : nil
    }

    /// The elements `times` times; nil where `times` is no integer.
    func repeated(_ times: Value) throws -> [Value]? {
        guard let times = try times.repeatCount(of: count, elementSize: 16) else { return nil }
        var result: [Value] = []
        result.reserveCapacity(times * count)
        for _ in 0..<times { result += self }
        return result
    }
}

extension Value {
    /// How often a sequence of `count` elements is repeated by `* self`: 0 for negative numbers; nil where this is no integer.
    ///
    /// Throws an overflow error where the result would be too large.
    func repeatCount(of count: Int, elementSize: Int) throws -> Int? {
        guard let times = smallInteger else {
            guard let big = object(BigInteger.self) else { return nil }
            if count == 0 || big.isNegative { return 0 }
            throw JinjaError(.overflow, "cannot fit 'int' into an index-sized integer")
        }
        if times <= 0 || count == 0 { return 0 }
        let (total, overflow) = count.multipliedReportingOverflow(by: elementSize)
        if overflow { throw JinjaError(.overflow, "cannot fit 'int' into an index-sized integer") }
        try TextLimit.check(total, times: times)
        return times
    }
}
