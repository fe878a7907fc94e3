/// A constant.
final class ConstantValue: Computation, @unchecked Sendable {
    let value: Value

    init(_ value: Value) { self.value = value }

    override func evaluate(_ frame: Frame) throws -> Value { value }
}

/// A name of the running function.
final class LocalName: Computation, @unchecked Sendable {
    private let index: Int
    private let name: String

    init(_ index: Int, _ name: String) {
        self.index = index
        self.name = name
    }

    override func evaluate(_ frame: Frame) throws -> Value { frame[index] ?? frame.undefined(.name(name)) }
}

/// A name of a function around the running one.
final class OuterName: Computation, @unchecked Sendable {
    private let hops: Int
    private let index: Int
    private let name: String

    init(_ hops: Int, _ index: Int, _ name: String) {
        self.hops = hops
        self.index = index
        self.name = name
    }

    override func evaluate(_ frame: Frame) throws -> Value { frame.outer(hops)[index] ?? frame.undefined(.name(name)) }
}

/// A name that only the context can know.
final class ContextName: Computation, @unchecked Sendable {
    private let symbol: Symbol

    init(_ symbol: Symbol) { self.symbol = symbol }

    override func evaluate(_ frame: Frame) throws -> Value {
        try frame.renderer.lookUp(symbol) ?? frame.undefined(.name(symbol.name))
    }
}

/// A name in a `block`: what the text around has set, else the context's value.
final class BlockName: Computation, @unchecked Sendable {
    private let hops: Int
    private let index: Int
    private let symbol: Symbol

    init(_ hops: Int, _ index: Int, _ symbol: Symbol) {
        self.hops = hops
        self.index = index
        self.symbol = symbol
    }

    override func evaluate(_ frame: Frame) throws -> Value {
        if let value = frame.outer(hops)[index] { return value }
        return try frame.renderer.lookUp(symbol) ?? frame.undefined(.name(symbol.name))
    }
}

/// The undefined value of a conditional expression without `else`: always of the plain kind.
final class MissingElse: Computation, @unchecked Sendable {
    private let line: Int

    init(line: Int) { self.line = line }

    override func evaluate(_ frame: Frame) throws -> Value {
        let message = "the inline if-expression on line \(line) evaluated to false and no else section was defined."
        return .undefined(Undefined(.message(message)))
    }
}
