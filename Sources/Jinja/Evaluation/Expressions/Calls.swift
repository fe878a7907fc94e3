/// The arguments of a call, filter or test.
final class ArgumentList: @unchecked Sendable {
    private let positional: ComputationList?
    private let named: [(name: String, value: Computation)]
    private let spread: Computation?
    private let spreadNamed: Computation?
    /// The arguments where all of them are constants.
    let constants: Arguments?

    init(
        positional: [Computation], named: [(name: String, value: Computation)], spread: Computation?, spreadNamed: Computation?
    ) {
        self.named = named
        self.spread = spread
        self.spreadNamed = spreadNamed
        constants = spread == nil && spreadNamed == nil ? Self.constants(positional, named) : nil
        self.positional = positional.isEmpty || constants != nil ? nil : ComputationList(positional)
    }

    private static func constants(_ positional: [Computation], _ named: [(name: String, value: Computation)]) -> Arguments? {
        guard let values = positional.constants else { return nil }
        var arguments = Arguments(values)
        for (name, item) in named {
            guard let value = (item as? ConstantValue)?.value else { return nil }
            arguments.named.append((name, value))
        }
        return arguments
    }

    /// The values of the arguments. Throws Python's TypeErrors for a wrong `*` or `**`.
    func evaluate(_ frame: Frame) throws -> Arguments {
        if let constants { return constants }
        var arguments = Arguments(try positional?.evaluate(frame) ?? [])
        if let spread {
            let value = try spread.evaluate(frame)
            do {
                arguments.positional += try value.elements()
            } catch let error as JinjaError where error.kind == .type {
                throw JinjaError(.type, "argument after * must be an iterable, not \(value.typeName)")
            }
        }
        for (name, value) in named { arguments.named.append((name, try value.evaluate(frame))) }
        if let spreadNamed { try add(spreadNamed.evaluate(frame), to: &arguments) }
        return arguments
    }

    private func add(_ mapping: Value, to arguments: inout Arguments) throws {
        guard let pairs = try mapping.mappingPairs() else {
            throw JinjaError(.type, "argument after ** must be a mapping, not \(mapping.typeName)")
        }
        for (key, value) in pairs {
            guard let name = key.text else { throw JinjaError(.type, "keywords must be strings") }
            if arguments.named(name) != nil { throw JinjaError(.type, "got multiple values for keyword argument '\(name)'") }
            arguments.named.append((name, value))
        }
    }
}

extension Value {
    /// The pairs of a mapping; nil where this is none.
    func mappingPairs() throws -> [(key: Value, value: Value)]? {
        guard case .object(let object) = self, object.isMapping else { return nil }
        if let dict = object as? DictObject { return dict.entries }
        return try object.mappingEntries()
    }
}

/// `f(a, b=c)`.
final class Call: Computation, @unchecked Sendable {
    private let callee: Computation
    private let arguments: ArgumentList

    init(_ callee: Computation, _ arguments: ArgumentList) {
        self.callee = callee
        self.arguments = arguments
    }

    override func evaluate(_ frame: Frame) throws -> Value {
        let value = try callee.evaluate(frame)
        let values = try arguments.evaluate(frame)
        try frame.renderer.tick()
        return try frame.renderer.call(value, values)
    }

    override func write(_ frame: Frame, _ sink: inout Sink) throws {
        let renderer = frame.renderer
        try write(frame, &sink, caller: nil) { value, sink in try sink.append(value, escaped: renderer.escapes) }
    }

    /// Calls, passing the body of a call block as `caller`. The text of a macro goes straight into the sink, other values to `append`.
    func write(_ frame: Frame, _ sink: inout Sink, caller: Value?, append: (Value, inout Sink) throws -> Void) throws {
        let value = try callee.evaluate(frame)
        var values = try arguments.evaluate(frame)
        if let caller { values.named.append(("caller", caller)) }
        let renderer = frame.renderer
        try renderer.tick()
        if !sink.isNative, !renderer.escapes, let macro = value.object(MacroObject.self), !macro.isNative {
            try sink.writePart { try macro.write(values, renderer, &$0) }
        } else {
            try append(renderer.call(value, values), &sink)
        }
    }
}

/// `a.name(b)`: calls a method without making a bound method of it first.
final class MethodCall: Computation, @unchecked Sendable {
    private let owner: Computation
    private let name: String
    private let methods: AllMethods.MethodSet
    private let arguments: ArgumentList

    init(_ owner: Computation, _ name: String, _ arguments: ArgumentList) {
        self.owner = owner
        self.name = name
        self.arguments = arguments
        methods = AllMethods.set(for: name)
    }

    override func evaluate(_ frame: Frame) throws -> Value {
        let receiver = try owner.evaluate(frame)
        let renderer = frame.renderer
        if let method = method(of: receiver) {
            let values = try arguments.evaluate(frame)
            try renderer.tick()
            return try method.function(receiver, values, renderer)
        }
        let callee = try renderer.attribute(name, of: receiver)
        let values = try arguments.evaluate(frame)
        try renderer.tick()
        return try renderer.call(callee, values)
    }

    private func method(of receiver: Value) -> Method? {
        switch receiver {
        case .string: methods.string
        case .object(let object):
            if object is DictObject { methods.dict } else if object is ListObject { methods.list } else { nil }
        default: nil
        }
    }
}

/// `a | filter(b)`.
final class FilterCall: Computation, @unchecked Sendable {
    private let filter: Filter?
    private let name: String
    private let operand: Computation
    private let arguments: ArgumentList
    /// The filter with constant arguments that fit.
    private let application: Filter.Application?

    init(_ filter: Filter?, _ name: String, _ operand: Computation, _ arguments: ArgumentList) {
        self.filter = filter
        self.name = name
        self.operand = operand
        self.arguments = arguments
        application = arguments.constants.flatMap { try? filter?.application($0) }
    }

    override func evaluate(_ frame: Frame) throws -> Value {
        let value = try operand.evaluate(frame)
        if let application {
            try frame.renderer.tick()
            return try application(value, frame.renderer)
        }
        let values = try arguments.evaluate(frame)
        guard let filter else { throw JinjaError(.runtime, "No filter named \(TextRepr.repr(name)) found.") }
        try frame.renderer.tick()
        return try filter.apply(value, values, frame.renderer)
    }
}

/// What a block filter is applied to: the text its body made.
final class FilteredBody: Computation, @unchecked Sendable {
    override func evaluate(_ frame: Frame) throws -> Value { frame.renderer.filteredBody }
}

/// `a is test(b)`.
final class TestCall: Computation, @unchecked Sendable {
    private let test: ValueTest?
    private let name: String
    private let operand: Computation
    private let arguments: ArgumentList
    /// The test with constant arguments that fit.
    private let application: ValueTest.Application?

    init(_ test: ValueTest?, _ name: String, _ operand: Computation, _ arguments: ArgumentList) {
        self.test = test
        self.name = name
        self.operand = operand
        self.arguments = arguments
        application = arguments.constants.flatMap { try? test?.application($0) }
    }

    override func evaluate(_ frame: Frame) throws -> Value { .bool(try holds(frame)) }

    override func holds(_ frame: Frame) throws -> Bool {
        let value = try operand.evaluate(frame)
        if let application { return try application(value, frame.renderer) }
        let values = try arguments.evaluate(frame)
        guard let test else { throw JinjaError(.runtime, "No test named \(TextRepr.repr(name)) found.") }
        return try test.holds(value, values, frame.renderer)
    }
}
