import Jinja

extension Arguments {
    /// The argument at a position. Throws a TypeError where it was not given.
    func required(_ index: Int) throws -> Value {
        guard index < positional.count else { throw JinjaError(.type, "missing \(index + 1) required positional argument") }
        return positional[index]
    }
}
