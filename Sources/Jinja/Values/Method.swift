/// A method of a built-in type, or a function of a host: what a name means on a receiver.
public final class Method: Sendable {
    /// The method's name.
    public let name: String
    /// The body: receiver, arguments as written, renderer.
    public let function: @Sendable (Value, Arguments, Renderer) throws -> Value

    /// A method that looks at its arguments itself.
    public init(_ name: String, _ function: @escaping @Sendable (Value, Arguments, Renderer) throws -> Value) {
        self.name = name
        self.function = function
    }

    /// A method whose arguments are bound to named parameters first.
    public convenience init(
        _ name: String, _ signature: Signature, _ function: @escaping @Sendable (Value, BoundArguments, Renderer) throws -> Value
    ) {
        self.init(name) { receiver, arguments, renderer in
            try function(receiver, signature.bind(arguments, function: name), renderer)
        }
    }
}

/// A method taken off its receiver: `x.append` without a call.
public final class BoundMethod: Object {
    /// The object it was taken from.
    public let receiver: Value
    /// The method.
    public let method: Method

    /// Binds a method to a receiver.
    public init(_ receiver: Value, _ method: Method) {
        self.receiver = receiver
        self.method = method
    }

    public override var typeName: String { "builtin_function_or_method" }
    public override var isCallable: Bool { true }
    public override func call(_ arguments: Arguments, _ renderer: Renderer) throws -> Value {
        try method.function(receiver, arguments, renderer)
    }
    public override func repr() throws -> String { "<built-in method \(method.name) of \(receiver.typeName) object>" }
}

/// A function as a value: a global or a context function.
public final class FunctionObject: Object {
    /// The function's name.
    public let name: String
    private let body: (Arguments, Renderer) throws -> Value

    /// A function that looks at its arguments itself.
    public init(_ name: String, _ body: @escaping (Arguments, Renderer) throws -> Value) {
        self.name = name
        self.body = body
    }

    /// A function whose arguments are bound to named parameters first.
    public convenience init(_ name: String, _ signature: Signature, _ body: @escaping (BoundArguments, Renderer) throws -> Value) {
        self.init(name) { arguments, renderer in try body(signature.bind(arguments, function: name), renderer) }
    }

    public override var typeName: String { "function" }
    public override var isCallable: Bool { true }
    public override func call(_ arguments: Arguments, _ renderer: Renderer) throws -> Value { try body(arguments, renderer) }
    public override func repr() throws -> String { "<function \(name)>" }
}
