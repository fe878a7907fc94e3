/// The parameters of a Python function, to bind the arguments of a call to.
///
/// Written as in Python: `Signature("linecount", "fill_with=")` has one required and one optional parameter. A name ending in `=` is
/// optional (the function finds nil and supplies its own default), `*` takes more by position, `**` takes more by name.
public struct Signature: Sendable {
    let names: [String]
    let required: Int
    let takesMorePositional: Bool
    let takesMoreNamed: Bool

    /// A signature from its parameters, in order; required ones first.
    public init(_ parameters: String...) {
        var names: [String] = []
        var required = 0
        var morePositional = false
        var moreNamed = false
        for parameter in parameters {
            if parameter == "*" {
                morePositional = true
            } else if parameter == "**" {
                moreNamed = true
            } else if parameter.hasSuffix("=") {
                names.append(String(parameter.dropLast()))
            } else {
                names.append(parameter)
                required += 1
            }
        }
        self.names = names
        self.required = required
        self.takesMorePositional = morePositional
        self.takesMoreNamed = moreNamed
    }

    /// Puts the arguments of a call to their parameters. Throws Python's TypeErrors; `function` is the name they mention.
    public func bind(_ arguments: Arguments, function: @autoclosure () -> String) throws -> BoundArguments {
        let given = arguments.positional.count
        var bound = BoundArguments(arguments.positional, parameters: names.count)
        if given > names.count {
            if !takesMorePositional { throw tooMany(given, function()) }
            bound.extra = Array(arguments.positional[names.count...])
        }
        for (name, value) in arguments.named {
            if let index = names.firstIndex(where: { sameText($0, name) }) {
                if bound[index] != nil { throw JinjaError(.type, "\(function())() got multiple values for argument '\(name)'") }
                bound.byName.append((index, value))
            } else if takesMoreNamed {
                bound.extraNamed.append((name, value))
            } else {
                throw JinjaError(.type, "\(function())() got an unexpected keyword argument '\(name)'")
            }
        }
        if given < required {
            let missing = (given..<required).filter { bound[$0] == nil }.map { "'\(names[$0])'" }
            if !missing.isEmpty { throw missingArguments(missing, function()) }
        }
        return bound
    }

    private func tooMany(_ given: Int, _ function: String) -> JinjaError {
        let range = required == names.count ? "\(required)" : "from \(required) to \(names.count)"
        let plural = names.count == 1 && required == names.count ? "" : "s"
        return JinjaError(
            .type, "\(function)() takes \(range) positional argument\(plural) but \(given) \(given == 1 ? "was" : "were") given")
    }

    private func missingArguments(_ missing: [String], _ function: String) -> JinjaError {
        let list: String
        if missing.count == 1 {
            list = missing[0]
        } else if missing.count == 2 {
            list = missing.joined(separator: " and ")
        } else {
            list = missing.dropLast().joined(separator: ", ") + ", and " + missing[missing.count - 1]
        }
        return JinjaError(
            .type, "\(function)() missing \(missing.count) required positional argument\(missing.count == 1 ? "" : "s"): \(list)")
    }
}

/// The arguments of a call, each at its parameter.
public struct BoundArguments {
    /// How many parameters there are.
    public let parameters: Int
    /// The arguments by position; those beyond the parameters too.
    private let positional: [Value]
    /// Parameters that were given by name.
    fileprivate var byName: [(index: Int, value: Value)] = []
    /// Arguments by position beyond the parameters (`*args`).
    public fileprivate(set) var extra: [Value] = []
    /// Arguments by name without a parameter (`**kwargs`).
    public fileprivate(set) var extraNamed: [(name: String, value: Value)] = []

    fileprivate init(_ positional: [Value], parameters: Int) {
        self.positional = positional
        self.parameters = parameters
    }

    /// Arguments that were bound already: one for each parameter, nil where nothing was given.
    init(_ values: [Value?]) {
        self.init([], parameters: values.count)
        for (index, value) in values.enumerated() { if let value { byName.append((index, value)) } }
    }

    /// The value of the parameter at a position, or nil.
    public subscript(_ index: Int) -> Value? {
        if index >= parameters { return nil }
        if index < positional.count { return positional[index] }
        for argument in byName where argument.index == index { return argument.value }
        return nil
    }

    /// The value of the parameter at a position; `.none` where it was not given.
    public func value(_ index: Int) -> Value { self[index] ?? .none }

    /// The truth of a parameter, or a default where it was not given.
    public func bool(_ index: Int, default fallback: Bool) throws -> Bool { try self[index]?.isTrue() ?? fallback }

    /// A parameter as an index or count (Python's `__index__`), or a default where it was not given. Throws a TypeError for other types.
    public func int(_ index: Int, default fallback: Int? = nil) throws -> Int {
        guard let value = self[index] else { return fallback ?? 0 }
        return try value.index()
    }

    /// A parameter as text, or a default where it was not given. Throws a TypeError for other types.
    public func text(_ index: Int, default fallback: String = "") throws -> String {
        guard let value = self[index] else { return fallback }
        guard let text = value.text else { throw JinjaError(.type, "expected str instance, \(value.typeName) found") }
        return text
    }
}
