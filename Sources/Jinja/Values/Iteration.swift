import Glibc

extension Value {
    /// `iter(value)`. Undefined is empty; throws a TypeError where the type cannot be iterated.
    public func makeIterator() throws -> ValueIterator {
        switch self {
        case .string(let text): return ScalarIterator(text)
        case .undefined: return EmptyIterator()
        case .object(let object):
            if let iterator = try object.makeIterator() { return iterator }
        default: break
        }
        throw JinjaError(.type, "'\(typeName)' object is not iterable")
    }

    /// Every item, as `list(value)`. Consumes generators. Throws as `makeIterator`, and an overflow error past the size limit.
    public func elements() throws -> [Value] {
        if case .object(let object) = self {
            if let list = object as? ListObject { return list.elements }
            if let tuple = object as? TupleObject { return tuple.elements }
        }
        return try makeIterator().rest()
    }

    /// `needle in self`. Throws a TypeError where the type cannot be searched.
    public func contains(_ needle: Value) throws -> Bool {
        switch self {
        case .string(let text):
            guard let part = needle.text else {
                throw JinjaError(.type, "'in <string>' requires string as left operand, not \(needle.typeName)")
            }
            return text.hasPart(part)
        case .object(let object):
            if let answer = try object.contains(needle) { return answer }
            guard let iterator = try object.makeIterator() else { break }
            while let item = try iterator.next() {
                if try item.isSame(as: needle) { return true }
            }
            return false
        case .undefined: return false
        default: break
        }
        throw JinjaError(.type, "argument of type '\(typeName)' is not iterable")
    }
}

extension ValueIterator {
    /// All items that are left. Throws an overflow error past the size limit.
    public func rest() throws -> [Value] {
        var items: [Value] = []
        while let item = try next() {
            // Most are few: without growing step by step.
            if items.isEmpty { items.reserveCapacity(8) }
            items.append(item)
            if items.count & 0xFFFF == 0 { try TextLimit.check(items.count, times: 16) }
        }
        return items
    }
}

extension String {
    /// Whether the text holds a part, compared by bytes.
    func hasPart(_ part: String) -> Bool {
        var haystack = self
        var needle = part
        return haystack.withUTF8 { text in needle.withUTF8 { part in text.firstIndex(of: part, from: 0) != nil } }
    }
}

extension UnsafeBufferPointer where Element == UInt8 {
    /// The first offset from `from` on at which the bytes of `part` stand, or nil.
    func firstIndex(of part: UnsafeBufferPointer<UInt8>, from: Int) -> Int? {
        if part.isEmpty { return from <= count ? from : nil }
        guard let base = baseAddress, let wanted = part.baseAddress else { return nil }
        var position = from
        let last = count - part.count
        while position <= last, let found = memchr(base + position, Int32(part[0]), last - position + 1) {
            position = UnsafeRawPointer(found) - UnsafeRawPointer(base)
            if memcmp(base + position, wanted, part.count) == 0 { return position }
            position += 1
        }
        return nil
    }
}

/// Iterates nothing.
final class EmptyIterator: ValueIterator {}

/// The scalars of a text, one text each.
final class ScalarIterator: ValueIterator {
    private var scalars: String.UnicodeScalarView.Iterator

    init(_ text: String) { scalars = text.unicodeScalars.makeIterator() }

    override func next() throws -> Value? { scalars.next().map { .string(String($0)) } }
}

/// Items of a fixed array.
public final class ArrayIterator: ValueIterator {
    private let items: [Value]
    private var index = 0

    /// Iterates the items in order.
    public init(_ items: [Value]) { self.items = items }

    public override func next() throws -> Value? {
        guard index < items.count else { return nil }
        defer { index += 1 }
        return items[index]
    }
}

/// An iterator made of a closure: what the lazy filters return.
public final class ClosureIterator: ValueIterator {
    private var body: (() throws -> Value?)?

    /// Iterates what the closure gives until it gives nil; it is not asked again afterwards.
    public init(_ body: @escaping () throws -> Value?) { self.body = body }

    public override func next() throws -> Value? {
        guard let item = try body?() else {
            body = nil
            return nil
        }
        return item
    }
}

/// A one-shot iterator as a value: generators, `map`, `zip`, `reversed`.
public final class GeneratorObject: Object {
    private let name: String
    private let iterator: ValueIterator

    /// A generator over an iterator; `typeName` is what messages call it (`generator`, `zip`, `list_reverseiterator`).
    public init(_ iterator: ValueIterator, typeName: String = "generator") {
        self.iterator = iterator
        name = typeName
    }

    /// A generator over a closure.
    public convenience init(typeName: String = "generator", _ next: @escaping () throws -> Value?) {
        self.init(ClosureIterator(next), typeName: typeName)
    }

    public override var typeName: String { name }
    public override func makeIterator() throws -> ValueIterator? { iterator }
    public override func repr() throws -> String {
        name == "generator" ? "<generator object at 0x7f0000000000>" : "<\(name) object at 0x7f0000000000>"
    }
}
