/// A filter: `value | name(arguments)`.
public final class Filter: Sendable {
    /// What the filter does with a value once it has its arguments.
    typealias Application = (Value, Renderer) throws -> Value

    /// The filter's name in templates.
    public let name: String
    /// The parameters after the value.
    public let signature: Signature
    private let application: @Sendable (BoundArguments) throws -> Application

    /// A filter that works something out of its arguments before it sees a value: for constant arguments that is done once.
    init<Plan>(
        _ name: String, _ signature: Signature, preparing plan: @escaping @Sendable (BoundArguments) throws -> Plan,
        _ function: @escaping @Sendable (Value, Plan, Renderer) throws -> Value
    ) {
        self.name = name
        self.signature = signature
        application = { arguments in
            let plan = try plan(arguments)
            return { value, renderer in try function(value, plan, renderer) }
        }
    }

    /// A filter: the value on the left, the arguments bound to the signature, the renderer.
    public convenience init(
        _ name: String, _ signature: Signature = Signature(),
        _ function: @escaping @Sendable (Value, BoundArguments, Renderer) throws -> Value
    ) {
        self.init(name, signature, preparing: { $0 }, function)
    }

    /// The filter with its arguments. Throws a TypeError where they do not fit.
    func application(_ arguments: Arguments) throws -> Application {
        try application(signature.bind(arguments, function: "do_\(name)"))
    }

    /// Applies the filter. Throws a TypeError where the arguments do not fit.
    public func apply(_ value: Value, _ arguments: Arguments, _ renderer: Renderer) throws -> Value {
        try application(arguments)(value, renderer)
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
