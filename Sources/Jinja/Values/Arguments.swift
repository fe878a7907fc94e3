/// The arguments of one call, as written: positional in order, then by name in order. `*list` and `**mapping` are spread already.
public struct Arguments {
    /// Arguments by position.
    public var positional: [Value]
    /// Arguments by name, in the order written; a name occurs once.
    public var named: [(name: String, value: Value)]

    /// Arguments of a call.
    public init(_ positional: [Value] = [], named: [(name: String, value: Value)] = []) {
        self.positional = positional
        self.named = named
    }

    /// The value given by name, or nil.
    public func named(_ name: String) -> Value? {
        for argument in named where argument.name == name { return argument.value }
        return nil
    }

    /// The value at a position or else by name, or nil where it was not given.
    public func value(_ index: Int, _ name: String) -> Value? {
        index < positional.count ? positional[index] : named(name)
    }
}
