/// Text and printed expressions in a row.
final class Output: Operation, @unchecked Sendable {
    enum Part {
        case text([UInt8])
        case expression(Computation, offset: Int)
    }

    private let parts: [Part]

    init(_ parts: [Part], _ offset: Int) {
        self.parts = parts
        super.init(offset)
    }

    override func run(_ frame: Frame) throws -> Completion {
        let renderer = frame.renderer
        for part in parts {
            switch part {
            case .text(let bytes): try renderer.sink.append(bytes)
            case .expression(let expression, let offset):
                do {
                    let value = try expression.evaluate(frame)
                    try renderer.sink.append(value, escaped: renderer.autoescapes)
                } catch {
                    throw frame.located(error, at: offset)
                }
            }
        }
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

    override func run(_ frame: Frame) throws -> Completion {
        _ = try expression.evaluate(frame)
        return .normal
    }
}

/// `{% filter %}`.
final class FilterBlock: Operation, @unchecked Sendable {
    private let starts: [SlotStart]
    private let body: [Operation]
    private let filter: Computation

    init(_ starts: [SlotStart], _ body: [Operation], _ filter: Computation, _ offset: Int) {
        self.starts = starts
        self.body = body
        self.filter = filter
        super.init(offset)
    }

    override func run(_ frame: Frame) throws -> Completion {
        try starts.run(frame)
        let renderer = frame.renderer
        var completion = Completion.normal
        let text = try renderer.capture(native: frame.code.isNative) { completion = try body.run(frame) }
        if completion != .normal { return completion }
        try renderer.sink.appendRaw(renderer.filtering(text) { try filter.evaluate(frame) })
        return .normal
    }
}

/// `{% autoescape %}`.
final class Autoescape: Operation, @unchecked Sendable {
    private let starts: [SlotStart]
    private let value: Computation
    private let body: [Operation]

    init(_ starts: [SlotStart], _ value: Computation, _ body: [Operation], _ offset: Int) {
        self.starts = starts
        self.value = value
        self.body = body
        super.init(offset)
    }

    override func run(_ frame: Frame) throws -> Completion {
        try starts.run(frame)
        let renderer = frame.renderer
        let before = renderer.autoescapes
        renderer.autoescapes = try value.evaluate(frame).isTrue()
        defer { renderer.autoescapes = before }
        return try body.run(frame)
    }
}

/// `include`, `import`, `from`, `extends`: there is no loader.
final class LoadTemplate: Operation, @unchecked Sendable {
    private let template: Computation

    init(_ template: Computation, _ offset: Int) {
        self.template = template
        super.init(offset)
    }

    override func run(_ frame: Frame) throws -> Completion {
        _ = try template.evaluate(frame)
        throw JinjaError(.type, "no loader for this environment specified")
    }
}

/// A statement that fails when reached, with Python's complaint about code it could not have compiled.
final class Failure: Operation, @unchecked Sendable {
    private let error: JinjaError

    init(_ error: JinjaError, _ offset: Int) {
        self.error = error
        super.init(offset)
    }

    override func run(_ frame: Frame) throws -> Completion { throw error }
}
