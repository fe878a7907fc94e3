/// A test: `value is name(arguments)`.
public final class ValueTest: Sendable {
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
    func bind(_ arguments: Arguments) throws -> BoundTest {
        BoundTest(function: function, arguments: try signature.bind(arguments, function: "test_\(name)"))
    }

    /// Asks the test. Throws a TypeError where the arguments do not fit.
    public func holds(_ value: Value, _ arguments: Arguments, _ renderer: Renderer) throws -> Bool {
        try bind(arguments).holds(value, renderer)
    }
}

/// A test with its arguments.
struct BoundTest {
    fileprivate let function: @Sendable (Value, BoundArguments, Renderer) throws -> Bool
    fileprivate let arguments: BoundArguments

    /// Asks the test.
    func holds(_ value: Value, _ renderer: Renderer) throws -> Bool { try function(value, arguments, renderer) }
}

/// Every test by name: one line per theme; a test is looked up once, when the template is compiled.
public enum AllTests {
    /// The themes, each a list of tests.
    private static let themes: [[ValueTest]] = [KindTests.all, ComparisonTests.all]

    /// Every test by name.
    public static let byName: [String: ValueTest] = Dictionary(
        themes.joined().map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
}
