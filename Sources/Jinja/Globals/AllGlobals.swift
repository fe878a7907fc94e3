/// A name every template knows unless the host or the template hides it: `range`, `dict`, `lipsum`, `cycler`, `joiner`, `namespace`.
public struct Global: Sendable {
    /// The name.
    public let name: String
    /// Makes the value, once per renderer.
    public let make: @Sendable () -> Value

    /// A global.
    public init(_ name: String, _ make: @escaping @Sendable () -> Value) {
        self.name = name
        self.make = make
    }
}

/// Every global by name.
public enum AllGlobals {
    private static let all: [Global] = JinjaGlobals.all

    /// Every global by name.
    public static let byName: [String: Global] = Dictionary(all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
}
