import Jinja

/// A name of the context: how its value is made for one rendering.
struct ContextFunction: Sendable {
    /// The name templates use.
    let name: String
    /// Makes the value; nil where the name does not exist in that rendering.
    let make: @Sendable (RenderContext) -> Value?

    /// A name whose value is made by a closure.
    init(_ name: String, _ make: @escaping @Sendable (RenderContext) -> Value?) {
        self.name = name
        self.make = make
    }

    /// A function that looks at its arguments itself.
    static func function(_ name: String, _ body: @escaping @Sendable (RenderContext, Arguments, Renderer) throws -> Value)
        -> ContextFunction
    {
        ContextFunction(name) { context in
            .object(FunctionObject(name) { [unowned context] arguments, renderer in try body(context, arguments, renderer) })
        }
    }

    /// A function whose arguments are bound to named parameters first.
    static func function(
        _ name: String, _ signature: Signature, _ body: @escaping @Sendable (RenderContext, BoundArguments, Renderer) throws -> Value
    ) -> ContextFunction {
        ContextFunction(name) { context in
            .object(
                FunctionObject(name, signature) { [unowned context] arguments, renderer in try body(context, arguments, renderer) })
        }
    }
}

/// Every name of the context, by file.
enum AllFunctions {
    /// The list; a new function is a line in the list of its file.
    static let all: [ContextFunction] =
        settingFunctions + messageFunctions + referenceFunctions + nodeFunctions + resultFunctions + informationFunctions
        + libraryFunctions

    /// The list by name.
    static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
}
