/// A test: `value is name(arguments)`.
public final class ValueTest: Sendable {
    /// What the test asks of a value once it has its arguments.
    typealias Application = (Value, Renderer) throws -> Bool

    /// The test's name in templates.
    public let name: String
    /// The parameters after the value.
    public let signature: Signature
    /// The body: the value on the left, the arguments, the renderer.
    public let function: @Sendable (Value, BoundArguments, Renderer) throws -> Bool

    /// A test.
    public init(
        _ name: String, _ signature: Signature = Signature(),
        _ function: @escaping @Sendable (Value, BoundArguments, Renderer) throws -> Bool
    ) {
        self.name = name
        self.signature = signature
        self.function = function
    }

    /// The test with its arguments. Throws a TypeError where they do not fit.
    func application(_ arguments: Arguments) throws -> Application {
        let bound = try signature.bind(arguments, function: "test_\(name)")
        return { [function] value, renderer in try function(value, bound, renderer) }
    }

    /// Asks the test. Throws a TypeError where the arguments do not fit.
    public func holds(_ value: Value, _ arguments: Arguments, _ renderer: Renderer) throws -> Bool {
        try function(value, signature.bind(arguments, function: "test_\(name)"), renderer)
    }
}

/// Every test by name: one line per theme; a test is looked up once, when the template is compiled.
public enum AllTests {
    /// The themes, each a list of tests.
    private static let themes: [[ValueTest]] = [KindTests.all, ComparisonTests.all]

    /// Every test by name.
    public static let byName: [String: ValueTest] = Dictionary(
        themes.joined().map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
}
