import Synchronization

/// A name that templates look up in the host's context, as a small number: equal names have equal ids in the whole process.
public struct Symbol: Sendable, Hashable {
    /// The number, from 0 without gaps.
    public let id: Int
    /// The name.
    public let name: String

    private static let table = Mutex<[String: Symbol]>([:])

    /// The symbol of a name.
    public init(_ name: String) {
        self = Self.table.withLock { table in
            if let known = table[name] { return known }
            let symbol = Symbol(id: table.count, name: name)
            table[name] = symbol
            return symbol
        }
    }

    private init(id: Int, name: String) {
        self.id = id
        self.name = name
    }

    /// Equal ids.
    public static func == (left: Symbol, right: Symbol) -> Bool { left.id == right.id }

    /// Hashes the id.
    public func hash(into hasher: inout Hasher) { hasher.combine(id) }
}

/// The context of a rendering: what a name means that the template does not set itself.
public protocol NameLookup: AnyObject {
    /// The value of a name; nil where the context has none (then Jinja's globals are asked).
    ///
    /// A renderer asks once per name and keeps the answer; call `Renderer.forgetNames()` when answers change.
    func value(of name: Symbol) throws -> Value?
}
