/// A Python range.
public final class RangeObject: Object {
    /// First number.
    public let start: Int
    /// The bound that is not reached.
    public let stop: Int
    /// Distance of neighbours, not 0.
    public let step: Int
    /// How many numbers.
    public let count: Int

    /// A range. Throws a ValueError for step 0, an overflow error where it has more than 2⁶² numbers.
    public init(_ start: Int, _ stop: Int, _ step: Int = 1) throws {
        if step == 0 { throw JinjaError(.value, "range() arg 3 must not be zero") }
        self.start = start
        self.stop = stop
        self.step = step
        let isEmpty = step > 0 ? start >= stop : start <= stop
        if isEmpty {
            count = 0
            return
        }
        let (distance, overflow) = step > 0 ? stop.subtractingReportingOverflow(start) : start.subtractingReportingOverflow(stop)
        if overflow || step == .min { throw JinjaError(.overflow, "Python int too large to convert to C ssize_t") }
        count = (distance - 1) / abs(step) + 1
    }

    /// The number at a position below `count`.
    public func number(at position: Int) -> Int { start &+ position &* step }

    public override var typeName: String { "range" }
    public override var length: Int? { count }
    public override var isSequence: Bool { true }
    public override func repr() throws -> String { step == 1 ? "range(\(start), \(stop))" : "range(\(start), \(stop), \(step))" }
    public override func makeIterator() throws -> ValueIterator? { RangeIterator(self) }

    public override func item(_ key: Value, _ renderer: Renderer) throws -> Value? {
        guard let index = key.smallInteger else { return nil }
        if index >= 0 { return index < count ? .int(number(at: index)) : nil }
        return index >= -count ? .int(number(at: count + index)) : nil
    }

    public override func contains(_ needle: Value) throws -> Bool? {
        let number: Int
        switch needle {
        case .int(let int): number = int
        case .bool(let bool): number = bool ? 1 : 0
        case .float(let double):
            guard let int = Int(exactly: double) else { return false }
            number = int
        default: return false
        }
        guard step > 0 ? (number >= start && number < stop) : (number <= start && number > stop) else { return false }
        let (distance, overflow) = number.subtractingReportingOverflow(start)
        return !overflow && distance % step == 0
    }

    public override func isEqual(to other: Value) throws -> Bool? {
        guard let other = other.object(RangeObject.self) else { return nil }
        if count != other.count { return false }
        return count == 0 || (start == other.start && (count == 1 || step == other.step))
    }

    public override func hash(into hasher: inout Hasher) throws {
        hasher.combine(count)
        if count > 0 { hasher.combine(start) }
        if count > 1 { hasher.combine(step) }
    }

    public override func method(_ name: String) -> Method? { AllMethods.range(name) }
}

private final class RangeIterator: ValueIterator {
    private let range: RangeObject
    private var position = 0

    init(_ range: RangeObject) { self.range = range }

    override func next() throws -> Value? {
        guard position < range.count else { return nil }
        defer { position += 1 }
        return .int(range.number(at: position))
    }
}
