/// Which side of a dict is looked at.
public enum DictSide: String, Sendable {
    case keys, values, items
}

/// A live view on a dict: what `keys()`, `values()` and `items()` return.
public final class DictView: Object {
    /// The dict looked at.
    public let dict: DictObject
    /// Which side is shown.
    public let side: DictSide

    /// A view on one side of a dict.
    public init(_ dict: DictObject, _ side: DictSide) {
        self.dict = dict
        self.side = side
    }

    public override var typeName: String { "dict_\(side.rawValue)" }
    public override var length: Int? { dict.count }
    public override func makeIterator() throws -> ValueIterator? { DictIterator(dict, side) }
    public override func repr() throws -> String {
        try "\(typeName)([" + (DictIterator(dict, side).rest()).joinedRepr() + "])"
    }

    public override func contains(_ needle: Value) throws -> Bool? {
        switch side {
        case .keys: return try dict.get(needle) != nil
        case .values: return nil
        case .items:
            guard let pair = needle.object(TupleObject.self), pair.elements.count == 2 else { return false }
            guard let value = try dict.get(pair.elements[0]) else { return false }
            return try value.isSame(as: pair.elements[1])
        }
    }

    public override func isEqual(to other: Value) throws -> Bool? {
        guard side != .values, case .object(let object) = other else { return nil }
        guard object is SetObject || (object as? DictView).map({ $0.side != .values }) == true else { return nil }
        if object.length != dict.count { return false }
        let iterator = DictIterator(dict, side)
        while let item = try iterator.next() {
            if try !other.contains(item) { return false }
        }
        return true
    }

    public override func hash(into hasher: inout Hasher) throws {
        if side != .values { throw JinjaError(.type, "unhashable type: '\(typeName)'") }
        hasher.combine(ObjectIdentifier(self))
    }

    public override func binary(_ operation: BinaryOperation, _ other: Value, reflected: Bool) throws -> Value? {
        guard operation == .subtract, side != .values, !reflected else { return nil }
        let result = try SetObject(elements: DictIterator(dict, side).rest())
        let iterator = try other.makeIterator()
        while let item = try iterator.next() { try result.remove(item) }
        return .object(result)
    }

    public override func method(_ name: String) -> Method? { AllMethods.dictView(name) }
}

/// Iterates a dict; a change of its size in between is Python's RuntimeError.
final class DictIterator: ValueIterator {
    private var dict: DictObject?
    private let side: DictSide
    private let count: Int
    private var position = 0

    init(_ dict: DictObject, _ side: DictSide) {
        self.dict = dict
        self.side = side
        count = dict.count
    }

    override func next() throws -> Value? {
        guard let dict else { return nil }
        if dict.count != count { throw JinjaError(.pythonRuntime, "dictionary changed size during iteration") }
        guard let (entry, next) = dict.entry(from: position) else {
            self.dict = nil
            return nil
        }
        position = next
        switch side {
        case .keys: return entry.key
        case .values: return entry.value
        case .items: return .object(TupleObject([entry.key, entry.value]))
        }
    }
}
