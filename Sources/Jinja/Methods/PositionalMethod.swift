import BigInt

extension Method {
    /// A method of C Python that takes arguments by position alone, `least` to `most` of them. `type` is what its messages name.
    static func positional(
        _ type: String, _ name: String, _ counts: ClosedRange<Int>, _ body: @escaping @Sendable (Value, [Value]) throws -> Value
    ) -> Method {
        Method(name) { receiver, arguments, _ in
            if !arguments.named.isEmpty { throw JinjaError(.type, "\(type).\(name)() takes no keyword arguments") }
            let given = arguments.positional.count
            if !counts.contains(given) { throw wrongCount(type, name, counts, given) }
            return try body(receiver, arguments.positional)
        }
    }

    private static func wrongCount(_ type: String, _ name: String, _ counts: ClosedRange<Int>, _ given: Int) -> JinjaError {
        if counts == 0...0 { return JinjaError(.type, "\(type).\(name)() takes no arguments (\(given) given)") }
        if counts == 1...1 { return JinjaError(.type, "\(type).\(name)() takes exactly one argument (\(given) given)") }
        let bound = given < counts.lowerBound ? counts.lowerBound : counts.upperBound
        let word = counts.lowerBound == counts.upperBound ? "" : (given < counts.lowerBound ? "at least " : "at most ")
        return JinjaError(.type, "\(name) expected \(word)\(bound) argument\(bound == 1 ? "" : "s"), got \(given)")
    }

    /// Methods by their names.
    static func table(_ groups: [Method]...) -> [String: Method] {
        Dictionary(groups.joined().map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }
}

extension Array where Element == Value {
    /// The text at a position; nil past the end or for `None`. Throws a TypeError with the message for other types.
    func text(_ index: Int, orThrow message: (String) -> String) throws -> String? {
        guard index < count, !self[index].isNone else { return nil }
        guard let text = self[index].text else { throw JinjaError(.type, message(self[index].typeName)) }
        return text
    }

    /// The index or count at a position; nil past the end or for `None`. Numbers outside 64 bits become the nearest bound.
    func bound(_ index: Int) throws -> Int? {
        guard index < count, !self[index].isNone else { return nil }
        if let big = self[index].object(BigInteger.self) { return big.number.sign == .minus ? .min : .max }
        guard let number = self[index].smallInteger else {
            throw JinjaError(.type, "slice indices must be integers or None or have an __index__ method")
        }
        return number
    }

    /// The count at a position, or a default. Throws a TypeError for other types.
    func count(_ index: Int, default fallback: Int) throws -> Int {
        index < count ? try self[index].index() : fallback
    }
}

extension Value {
    /// The text of a receiver that is a str or Markup.
    var receivedText: String { text ?? "" }
}
