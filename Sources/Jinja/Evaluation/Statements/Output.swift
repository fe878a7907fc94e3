/// Text as it stands in the template.
final class TextOutput: Operation, @unchecked Sendable {
    private let text: ArraySlice<UInt8>

    init(_ text: ArraySlice<UInt8>, _ offset: Int) {
        self.text = text
        super.init(offset)
    }

    override func run(_ frame: Frame, _ sink: inout Sink) throws -> Completion {
        try sink.append(text)
        return .normal
    }
}

/// `{{ expression }}`.
final class ExpressionOutput: Operation, @unchecked Sendable {
    private let expression: Computation

    init(_ expression: Computation, _ offset: Int) {
        self.expression = expression
        super.init(offset)
    }

    override func run(_ frame: Frame, _ sink: inout Sink) throws -> Completion {
        try expression.write(frame, &sink)
        return .normal
    }
}

/// `{% do %}`.
final class Evaluation: Operation, @unchecked Sendable {
    private let expression: Computation

    init(_ expression: Computation, _ offset: Int) {
        self.expression = expression
        super.init(offset)
    }

    override func run(_ frame: Frame, _ sink: inout Sink) throws -> Completion {
        _ = try expression.evaluate(frame)
        return .normal
    }
}

/// `{% filter %}`.
final class FilterBlock: Operation, @unchecked Sendable {
    private let starts: [SlotStart]
    private let body: Operation
    private let filter: Computation

    init(_ starts: [SlotStart], _ body: Operation, _ filter: Computation, _ offset: Int) {
        self.starts = starts
        self.body = body
        self.filter = filter
        super.init(offset)
    }

    override func run(_ frame: Frame, _ sink: inout Sink) throws -> Completion {
        try starts.run(frame)
        let renderer = frame.renderer
        var completion = Completion.normal
        let text = try renderer.capture(native: frame.code.isNative) { sink in completion = try body.execute(frame, &sink) }
        if completion != .normal { return completion }
        try sink.appendRaw(renderer.filtering(text) { try filter.evaluate(frame) })
        return .normal
    }
}

/// `{% autoescape %}`.
final class Autoescape: Operation, @unchecked Sendable {
    private let starts: [SlotStart]
    private let value: Computation
    private let body: Operation

    init(_ starts: [SlotStart], _ value: Computation, _ body: Operation, _ offset: Int) {
        self.starts = starts
        self.value = value
        self.body = body
        super.init(offset)
    }

    override func run(_ frame: Frame, _ sink: inout Sink) throws -> Completion {
        try starts.run(frame)
        let renderer = frame.renderer
        let before = renderer.escapes
        renderer.escapes = try value.holds(frame)
        defer { renderer.escapes = before }
        return try body.execute(frame, &sink)
    }
}

/// `include`, `import`, `from`, `extends`: there is no loader.
final class LoadTemplate: Operation, @unchecked Sendable {
    private let template: Computation

    init(_ template: Computation, _ offset: Int) {
        self.template = template
        super.init(offset)
    }

    override func run(_ frame: Frame, _ sink: inout Sink) throws -> Completion {
        _ = try template.evaluate(frame)
        throw JinjaError(.type, "no loader for this environment specified")
    }
}
