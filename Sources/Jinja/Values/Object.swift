/// Anything a template can hold that is not a plain scalar: the base class of containers, functions, dates and of every object a host adds.
///
/// A host makes its own types (a relation, an adapter) by subclassing and overriding what they can do; what is not overridden behaves as
/// on a Python object without that method. All calls happen on the one thread that renders.
open class Object {
    /// Makes an object.
    public init() {}

    /// The class name that Python's messages show: `list`, `dict`, `dbt.adapters.postgres.relation.PostgresRelation`.
    open var typeName: String { "object" }

    /// The class name with its module (`agate.table.Table`, `dict`), as messages on missing attributes show it; `typeName` unless overridden.
    open var qualifiedTypeName: String { typeName }

    /// `str(self)`; `repr(self)` unless overridden.
    open func string() throws -> String { try repr() }

    /// `repr(self)`.
    open func repr() throws -> String { "<\(typeName) object>" }

    /// `bool(self)`.
    open var isTrue: Bool { true }

    /// The attribute or method `name`, as Python's `getattr`; nil where there is none. Items are not looked at.
    open func attribute(_ name: String, _ renderer: Renderer) throws -> Value? { nil }

    /// The attribute of a prepared name where it is quickly found; nil where `attribute`, `method` and `item` have to be asked.
    func member(_ member: Member) throws -> Value? { nil }

    /// The item of a prepared text key where it is quickly found; nil where `item` has to be asked.
    func item(_ key: DictObject.TextKey) -> Value? { nil }

    /// `self[key]`; nil where the key is missing or of a wrong kind, or where the object takes no items.
    open func item(_ key: Value, _ renderer: Renderer) throws -> Value? { nil }

    /// `self(…)`. Throws `JinjaError` of kind `type` unless overridden.
    open func call(_ arguments: Arguments, _ renderer: Renderer) throws -> Value {
        throw JinjaError(.type, "'\(typeName)' object is not callable")
    }

    /// Whether `self(…)` is possible; what `is callable` asks.
    open var isCallable: Bool { false }

    /// `len(self)`; nil where the object has none.
    open var length: Int? { nil }

    /// `len(self)` where asking for it may fail; `length` unless overridden.
    open func checkedLength() throws -> Int? { length }

    /// `iter(self)`: a fresh iterator (generators give themselves); nil where the object cannot be iterated.
    open func makeIterator() throws -> ValueIterator? { nil }

    /// `needle in self`; nil where the object has no own rule (then it is iterated).
    open func contains(_ needle: Value) throws -> Bool? { nil }

    /// `self == other`, for an object on the left or right; nil where this class has no own rule (then identity decides).
    open func isEqual(to other: Value) throws -> Bool? { nil }

    /// Python's order: below 0, 0, above 0; nil where the two cannot be ordered (a TypeError for `<`).
    open func compare(to other: Value) throws -> Int? { nil }

    /// `self < other` and its kin, or `other < self` where `reflected`; nil where this class has no rule. Built on `compare` unless overridden.
    open func isOrdered(_ ordering: Ordering, _ other: Value, reflected: Bool) throws -> Bool? {
        guard let order = try compare(to: other) else { return nil }
        return ordering.holds(reflected ? -order : order)
    }

    /// Whether `x == x` is false (a NaN inside): then identity does not decide equality.
    open var isUnequalToItself: Bool { false }

    /// Whether the object knows how to show itself as safe HTML (Python's `__html__`).
    open var hasMarkup: Bool { false }

    /// A method by name that needs no object of its own until it is taken off its receiver; nil where there is none.
    open func method(_ name: String) -> Method? { nil }

    /// Sets an attribute by `{% set object.name = … %}`; false where that is not possible (everything but namespaces).
    open func setAttribute(_ name: String, _ value: Value) throws -> Bool { false }

    /// Adds the value to a hash in a way that agrees with `isEqual`; throws a TypeError where Python calls the type unhashable.
    open func hash(into hasher: inout Hasher) throws { hasher.combine(ObjectIdentifier(self)) }

    /// A binary operator with this object on the left (`reflected` false) or on the right; nil where it does not take part.
    open func binary(_ operation: BinaryOperation, _ other: Value, reflected: Bool) throws -> Value? { nil }

    /// Unary minus or plus; nil where there is none.
    open func unary(negated: Bool) throws -> Value? { nil }

    /// The pairs of a mapping that is no `DictObject`, for `**object` and `dict(object)`; nil where there are none.
    open func mappingEntries() throws -> [(key: Value, value: Value)]? { nil }

    /// `self[start:stop:step]` of a sequence that is no built-in one; nil where the object cannot be sliced.
    open func slicedElements() throws -> [Value]? { nil }

    /// Whether `is mapping` holds.
    open var isMapping: Bool { false }

    /// Whether `is sequence` holds (a length and `[…]`).
    open var isSequence: Bool { false }
}

/// The arithmetic that values and objects can take part in. Comparison and `~` have rules of their own.
public enum BinaryOperation: String, Sendable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case floorDivide = "//"
    case modulo = "%"
    case power = "**"
}

/// A running iteration: Python's iterator protocol. A generator object shares one of these between all who hold it.
open class ValueIterator {
    /// Makes an iterator.
    public init() {}

    /// The next item, or nil at the end; after the end always nil.
    open func next() throws -> Value? { nil }
}
