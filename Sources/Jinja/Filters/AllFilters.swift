/// A filter: `value | name(arguments)`.
public final class Filter: Sendable {
    /// The filter's name in templates.
    public let name: String
    /// The body: the value on the left, the arguments bound to the signature, the renderer.
    public let function: @Sendable (Value, BoundArguments, Renderer) throws -> Value
    /// The parameters after the value.
    public let signature: Signature

    /// A filter.
    public init(
        _ name: String, _ signature: Signature = Signature(),
        _ function: @escaping @Sendable (Value, BoundArguments, Renderer) throws -> Value
    ) {
        self.name = name
        self.signature = signature
        self.function = function
    }

    /// Applies the filter. Throws a TypeError where the arguments do not fit.
    public func apply(_ value: Value, _ arguments: Arguments, _ renderer: Renderer) throws -> Value {
        try function(value, signature.bind(arguments, function: "do_\(name)"), renderer)
    }
}

/// Every filter by name: one line per theme; a filter is looked up once, when the template is compiled.
public enum AllFilters {
    /// The themes, each a list of filters.
    private static let themes: [[Filter]] = [
        TextFilters.all,
        HTMLFilters.all,
        NumberFilters.all,
        SequenceFilters.all,
        SelectionFilters.all,
        DbtFilters.all,
    ]

    /// Every filter by name.
    public static let byName: [String: Filter] = Dictionary(
        themes.joined().map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
}
