/// What a value is assigned to.
indirect enum Target: Sendable {
    case slot(Int)
    case attribute(hops: Int, slot: Int, symbol: Symbol?, name: String)
    case tuple([Target])

    /// Assigns a value. Throws Python's errors where it cannot be unpacked.
    func assign(_ value: Value, _ frame: Frame) throws {
        switch self {
        case .slot(let index): frame[index] = value
        case .attribute(_, _, _, let name):
            // A block assignment writes an item, which is why a dict takes it; plain assignments have asked for a namespace before.
            switch try namespace(frame) {
            case .object(let object as DictObject)?: object[name] = value
            case .object(let object)?:
                if try !object.setAttribute(name, value) { throw Self.noItem(object.typeName) }
            case let other: throw Self.noItem(other?.typeName ?? "MissingType")
            }
        case .tuple(let targets):
            let values = try value.unpacked(targets.count)
            for (target, value) in zip(targets, values) { try target.assign(value, frame) }
        }
    }

    private static func noItem(_ typeName: String) -> JinjaError {
        JinjaError(.type, "'\(typeName)' object does not support item assignment")
    }

    private static var noNamespace: JinjaError { JinjaError(.runtime, "cannot assign attribute on non-namespace object") }

    /// Throws where an attribute would be set on anything but a namespace; asked before the value is computed.
    func checkNamespaces(_ frame: Frame) throws {
        switch self {
        case .slot: break
        case .attribute: if try namespace(frame)?.object(NamespaceObject.self) == nil { throw Self.noNamespace }
        case .tuple(let targets): for target in targets { try target.checkNamespaces(frame) }
        }
    }

    private func namespace(_ frame: Frame) throws -> Value? {
        guard case .attribute(let hops, let slot, let symbol, _) = self else { return nil }
        if let symbol { return try frame.renderer.lookUp(symbol) }
        return frame.outer(hops)[slot]
    }

    /// The value now in the target, with tuples rebuilt: what a loop's filter passes on.
    func rebuilt(_ value: Value, _ frame: Frame) -> Value {
        switch self {
        case .slot(let index): frame[index] ?? value
        case .attribute: value
        case .tuple(let targets): .object(TupleObject(targets.map { $0.rebuilt(.none, frame) }))
        }
    }
}

extension Value {
    /// The elements for an assignment to `count` targets. Throws a TypeError or ValueError where they do not fit.
    fileprivate func unpacked(_ count: Int) throws -> [Value] {
        let items: [Value]
        if case .object(let object) = self, let tuple = object as? TupleObject {
            items = tuple.elements
        } else {
            switch self {
            case .none, .bool, .int, .float: throw JinjaError(.type, "cannot unpack non-iterable \(typeName) object")
            default: break
            }
            let iterator = try makeIterator()
            var taken: [Value] = []
            while taken.count <= count, let item = try iterator.next() { taken.append(item) }
            items = taken
        }
        if items.count > count { throw JinjaError(.value, "too many values to unpack (expected \(count))") }
        if items.count < count { throw JinjaError(.value, "not enough values to unpack (expected \(count), got \(items.count))") }
        return items
    }
}

/// `{% set target = value %}`.
final class Assignment: Operation, @unchecked Sendable {
    private let target: Target
    private let value: Computation
    private let setsAttributes: Bool

    init(_ target: Target, _ value: Computation, setsAttributes: Bool, _ offset: Int) {
        self.target = target
        self.value = value
        self.setsAttributes = setsAttributes
        super.init(offset)
    }

    override func run(_ frame: Frame, _ sink: inout Sink) throws -> Completion {
        if setsAttributes { try target.checkNamespaces(frame) }
        try target.assign(value.evaluate(frame), frame)
        return .normal
    }
}

/// `{% set target %}…{% endset %}`.
final class BlockAssignment: Operation, @unchecked Sendable {
    private let target: Target
    private let filter: Computation?
    private let starts: [SlotStart]
    private let body: Operation

    init(_ target: Target, _ filter: Computation?, _ starts: [SlotStart], _ body: Operation, _ offset: Int) {
        self.target = target
        self.filter = filter
        self.starts = starts
        self.body = body
        super.init(offset)
    }

    override func run(_ frame: Frame, _ sink: inout Sink) throws -> Completion {
        try starts.run(frame)
        let renderer = frame.renderer
        var completion = Completion.normal
        let text = try renderer.capture(native: frame.code.isNative) { sink in completion = try body.execute(frame, &sink) }
        if completion != .normal { return completion }
        var value: Value
        if let filter {
            value = try renderer.filtering(text) { try filter.evaluate(frame) }
        } else {
            value = .string(text)
        }
        if renderer.escapes { value = .object(Markup(try value.str())) }
        try target.assign(value, frame)
        return .normal
    }
}

/// `{% with %}`.
final class WithBlock: Operation, @unchecked Sendable {
    private let starts: [SlotStart]
    private let pairs: [(target: Target, value: Computation)]
    private let body: Operation

    init(_ starts: [SlotStart], _ pairs: [(target: Target, value: Computation)], _ body: Operation, _ offset: Int) {
        self.starts = starts
        self.pairs = pairs
        self.body = body
        super.init(offset)
    }

    override func run(_ frame: Frame, _ sink: inout Sink) throws -> Completion {
        try starts.run(frame)
        for (target, value) in pairs { try target.assign(value.evaluate(frame), frame) }
        return try body.execute(frame, &sink)
    }
}

/// `{% if %}`, or an `elif` of it.
final class Branch: Operation, @unchecked Sendable {
    private let test: Computation
    private let body: Operation
    /// The next `elif`, or the `else`.
    private let otherwise: Operation

    /// A branch; `offset` is its test's.
    init(_ test: Computation, _ body: Operation, _ otherwise: Operation, _ offset: Int) {
        self.test = test
        self.body = body
        self.otherwise = otherwise
        super.init(offset)
    }

    override func run(_ frame: Frame, _ sink: inout Sink) throws -> Completion {
        try test.holds(frame) ? body.execute(frame, &sink) : otherwise.execute(frame, &sink)
    }
}

/// `{% break %}`, `{% continue %}`.
final class Jump: Operation, @unchecked Sendable {
    private let completion: Completion

    init(_ completion: Completion, _ offset: Int) {
        self.completion = completion
        super.init(offset)
    }

    override func run(_ frame: Frame, _ sink: inout Sink) throws -> Completion { completion }
}
