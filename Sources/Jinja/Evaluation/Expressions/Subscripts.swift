/// `a.name`.
final class AttributeAccess: Computation, @unchecked Sendable {
    private let owner: Computation
    private let name: String
    private let member: Member

    init(_ owner: Computation, _ name: String) {
        self.owner = owner
        self.name = name
        member = Member(name)
    }

    override func evaluate(_ frame: Frame) throws -> Value {
        let value = try owner.evaluate(frame)
        if case .object(let object) = value, let found = try object.member(member) { return found }
        return try frame.renderer.attribute(name, of: value)
    }
}

/// A name behind a dot, with what can be known of it before the owner is.
struct Member: Sendable {
    /// The name as a key of dicts; nil for names that mean something else on a dict (`items`, `_x`).
    let key: DictObject.TextKey?
    /// The name as an attribute of `loop`.
    let loopField: LoopObject.Field?

    /// Names that are methods of dicts: nil; attributes of `loop`: which.
    private static let special: [String: LoopObject.Field?] = Dictionary(
        DictMethods.dict.keys.map { ($0, nil) } + LoopObject.Field.allCases.map { ($0.rawValue, $0) },
        uniquingKeysWith: { first, _ in first })

    init(_ name: String) {
        let found = Self.special[name]
        let isOfDict = name.utf8.first == UInt8(ascii: "_") || found.map { $0 == nil } ?? false
        key = isOfDict ? nil : DictObject.TextKey(name)
        loopField = found ?? nil
    }
}

/// `a[key]`.
final class ItemAccess: Computation, @unchecked Sendable {
    private let owner: Computation
    private let key: Computation

    init(_ owner: Computation, _ key: Computation) {
        self.owner = owner
        self.key = key
    }

    override func evaluate(_ frame: Frame) throws -> Value {
        let value = try owner.evaluate(frame)
        return try frame.renderer.item(key.evaluate(frame), of: value)
    }
}

/// `a[start:stop:step]`.
final class SliceAccess: Computation, @unchecked Sendable {
    private let owner: Computation
    private let start: Computation?
    private let stop: Computation?
    private let step: Computation?

    init(_ owner: Computation, start: Computation?, stop: Computation?, step: Computation?) {
        self.owner = owner
        self.start = start
        self.stop = stop
        self.step = step
    }

    override func evaluate(_ frame: Frame) throws -> Value {
        let value = try owner.evaluate(frame)
        let bounds = SliceBounds(
            start: try start?.evaluate(frame) ?? .none, stop: try stop?.evaluate(frame) ?? .none, step: try step?.evaluate(frame) ?? .none)
        return try frame.renderer.slice(value, bounds)
    }
}

/// The three parts of a slice as written.
struct SliceBounds {
    let start: Value
    let stop: Value
    let step: Value

    /// The indexes a slice takes of a sequence of `count` elements, as Python's `slice.indices`.
    func indices(_ count: Int) throws -> (first: Int, step: Int, number: Int) {
        let step = try Self.index(step) ?? 1
        if step == 0 { throw JinjaError(.value, "slice step cannot be zero") }
        let lower = step < 0 ? -1 : 0
        let upper = step < 0 ? count - 1 : count
        func clamp(_ value: Int?, _ fallback: Int) -> Int {
            guard var index = value else { return fallback }
            if index < 0 {
                index += count
                return max(index, lower)
            }
            return min(index, upper)
        }
        let first = clamp(try Self.index(start), step < 0 ? upper : lower)
        let last = clamp(try Self.index(stop), step < 0 ? lower : upper)
        let distance = step < 0 ? first - last : last - first
        let stride = step == .min ? Int.max : abs(step)
        return (first, step, distance > 0 ? (distance - 1) / stride + 1 : 0)
    }

    /// An index within bounds that arithmetic is safe with; nil for None.
    private static func index(_ value: Value) throws -> Int? {
        switch value {
        case .none: return nil
        case .int(let int): return max(min(int, 1 << 60), -(1 << 60))
        case .bool(let bool): return bool ? 1 : 0
        case .object(let object):
            if let big = object as? BigInteger { return big.isNegative ? -(1 << 60) : 1 << 60 }
        default: break
        }
        throw JinjaError(.type, "slice indices must be integers or None or have an __index__ method")
    }
}

extension Renderer {
    /// Python's `value[start:stop:step]`.
    func slice(_ value: Value, _ bounds: SliceBounds) throws -> Value {
        switch value {
        case .string(let text): return .string(try text.slice(bounds))
        case .undefined(let undefined):
            if undefined.isForgiving { return value }
            throw undefined.error()
        case .object(let object):
            switch object {
            case let list as ListObject: return .object(ListObject(try list.elements.slice(bounds)))
            case let tuple as TupleObject: return .object(TupleObject(try tuple.elements.slice(bounds)))
            case let markup as Markup: return .object(Markup(try markup.text.slice(bounds)))
            case let range as RangeObject: return .object(try range.slice(bounds))
            case is DictObject: throw JinjaError(.type, "unhashable type: 'slice'")
            default:
                if let elements = try object.slicedElements() { return .object(TupleObject(try elements.slice(bounds))) }
            }
        default: break
        }
        throw JinjaError(.type, "'\(value.typeName)' object is not subscriptable")
    }
}

extension [Value] {
    func slice(_ bounds: SliceBounds) throws -> [Value] {
        let (first, step, number) = try bounds.indices(count)
        if step == 1 { return number == 0 ? [] : Array(self[first..<(first + number)]) }
        return (0..<number).map { self[first + $0 * step] }
    }
}

extension String {
    fileprivate func slice(_ bounds: SliceBounds) throws -> String {
        if isASCII {
            let bytes = Array(utf8)
            let (first, step, number) = try bounds.indices(bytes.count)
            if step == 1 { return number == 0 ? "" : String(decoding: bytes[first..<(first + number)], as: UTF8.self) }
            return String(decoding: (0..<number).map { bytes[first + $0 * step] }, as: UTF8.self)
        }
        let scalars = Array(unicodeScalars)
        let (first, step, number) = try bounds.indices(scalars.count)
        var result = String.UnicodeScalarView()
        for index in 0..<number { result.append(scalars[first + index * step]) }
        return String(result)
    }
}

extension RangeObject {
    fileprivate func slice(_ bounds: SliceBounds) throws -> RangeObject {
        let (first, step, number) = try bounds.indices(count)
        let start = self.start &+ first &* self.step
        let stride = self.step &* step
        return try RangeObject(start, start &+ number &* stride, stride)
    }
}
