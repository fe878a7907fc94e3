/// A Python set. It keeps insertion order; Python's order is arbitrary.
public final class SetObject: Object {
    private let dict: DictObject

    /// An empty set.
    public override init() { dict = DictObject() }

    /// A set of elements. Throws a TypeError for an unhashable element.
    public init(elements: [Value]) throws {
        dict = DictObject()
        super.init()
        for element in elements { try insert(element) }
    }

    /// The elements.
    public var elements: [Value] { dict.keys }

    /// The number of elements.
    public var count: Int { dict.count }

    /// Adds an element. Throws a TypeError for an unhashable one.
    public func insert(_ element: Value) throws {
        _ = try dict.insert(element)
    }

    /// Removes an element; false where it was absent. Throws a TypeError for an unhashable one.
    @discardableResult
    public func remove(_ element: Value) throws -> Bool { try dict.remove(element) != nil }

    /// Removes the first element and gives it, or nil.
    public func removeFirst() throws -> Value? {
        guard let first = dict.entry(from: 0)?.entry.key else { return nil }
        try dict.remove(first)
        return first
    }

    /// Removes everything.
    public func removeAll() { dict.removeAll() }

    /// Whether the element is in the set. Throws a TypeError for an unhashable one.
    public func has(_ element: Value) throws -> Bool { try dict.get(element) != nil }

    public override var typeName: String { "set" }
    public override var length: Int? { dict.count }
    public override func repr() throws -> String { dict.count == 0 ? "set()" : try "{" + elements.joinedRepr() + "}" }
    public override func makeIterator() throws -> ValueIterator? { SetIterator(DictIterator(dict, .keys)) }
    public override func contains(_ needle: Value) throws -> Bool? { try has(needle) }
    public override func hash(into hasher: inout Hasher) throws { throw JinjaError(.type, "unhashable type: 'set'") }

    public override func isEqual(to other: Value) throws -> Bool? {
        guard let other = other.object(SetObject.self) else { return nil }
        return try count == other.count && isSubset(of: other)
    }

    /// Whether every element is in the other set.
    public func isSubset(of other: SetObject) throws -> Bool {
        for element in elements where try !other.has(element) { return false }
        return true
    }

    public override func isOrdered(_ ordering: Ordering, _ other: Value, reflected: Bool) throws -> Bool? {
        guard !reflected, let other = other.object(SetObject.self) else { return nil }
        switch ordering {
        case .less: return try count < other.count && isSubset(of: other)
        case .lessOrEqual: return try isSubset(of: other)
        case .greater: return try other.count < count && other.isSubset(of: self)
        case .greaterOrEqual: return try other.isSubset(of: self)
        }
    }

    public override func binary(_ operation: BinaryOperation, _ other: Value, reflected: Bool) throws -> Value? {
        guard operation == .subtract, !reflected, let other = other.object(SetObject.self) else { return nil }
        return .object(try SetObject(elements: elements.filter { try !other.has($0) }))
    }

    public override func method(_ name: String) -> Method? { AllMethods.set(name) }
}

/// Iterates a set, wording Python's complaint for sets.
private final class SetIterator: ValueIterator {
    private let keys: DictIterator

    init(_ keys: DictIterator) { self.keys = keys }

    override func next() throws -> Value? {
        do { return try keys.next() } catch { throw JinjaError(.pythonRuntime, "Set changed size during iteration") }
    }
}
