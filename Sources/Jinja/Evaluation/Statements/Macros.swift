/// The executable form of a macro or of the body of a call block.
final class MacroCode: @unchecked Sendable {
    struct Parameter {
        let name: String
        let slot: Int
        let defaultValue: Computation?
    }

    /// The full name (`dbt_macro__f`); nil for the body of a call block.
    let name: String?
    let parameters: [Parameter]
    /// Slots of the special names, where the body uses them.
    let callerSlot: Int?
    let kwargsSlot: Int?
    let varargsSlot: Int?
    let starts: [SlotStart]
    let body: Operation
    let slotCount: Int
    /// Slots that macros defined inside are put into.
    let macroSlots: [Int]
    /// Whether the body reads `caller`.
    let readsCaller: Bool
    /// Whether `caller` is among the parameters.
    let declaresCaller: Bool
    let offset: Int

    init(
        name: String?, parameters: [Parameter], callerSlot: Int?, kwargsSlot: Int?, varargsSlot: Int?, starts: [SlotStart],
        body: Operation, slotCount: Int, macroSlots: [Int], readsCaller: Bool, offset: Int
    ) {
        self.name = name
        self.parameters = parameters
        self.callerSlot = callerSlot
        self.kwargsSlot = kwargsSlot
        self.varargsSlot = varargsSlot
        self.starts = starts
        self.body = body
        self.slotCount = slotCount
        self.macroSlots = macroSlots
        self.readsCaller = readsCaller
        self.offset = offset
        declaresCaller = parameters.contains { $0.name == "caller" }
    }
}

/// A macro as a value: its code and the frame it was defined in.
final class MacroObject: Object {
    let code: MacroCode
    private let frame: Frame

    init(_ code: MacroCode, _ frame: Frame) {
        self.code = code
        self.frame = frame
    }

    override var typeName: String { "Macro" }
    override var qualifiedTypeName: String { "jinja2.runtime.Macro" }
    override var isCallable: Bool { true }
    override func repr() throws -> String { code.name.map { "<Macro \(TextRepr.repr($0))>" } ?? "<Macro anonymous>" }

    override func attribute(_ name: String, _ renderer: Renderer) throws -> Value? {
        switch name {
        case "name": code.name.map { .string($0) } ?? Value.none
        case "arguments": .object(TupleObject(code.parameters.map { .string($0.name) }))
        case "catch_kwargs": .bool(code.kwargsSlot != nil)
        case "catch_varargs": .bool(code.varargsSlot != nil)
        case "caller": .bool(code.readsCaller)
        case "explicit_caller": .bool(code.declaresCaller)
        default: nil
        }
    }

    /// Whether the text that the macro stands in is a native one.
    var isNative: Bool { frame.code.isNative }

    override func call(_ arguments: Arguments, _ renderer: Renderer) throws -> Value {
        let text = try renderer.capture(native: isNative) { try write(arguments, renderer, &$0) }
        return renderer.escapes ? .object(Markup(text)) : .string(text)
    }

    /// Runs the macro; what it prints goes into the sink.
    func write(_ arguments: Arguments, _ renderer: Renderer, _ sink: inout Sink) throws {
        try StackLimit.check()
        try renderer.tick()
        let inner = Frame(renderer, frame.code, slots: code.slotCount, parent: frame)
        defer { if !code.macroSlots.isEmpty { inner.letGo(of: code.macroSlots) } }
        try bind(arguments, inner)
        try renderer.running(frame.code) {
            do {
                try code.starts.run(inner)
                try fillDefaults(inner, from: arguments.positional.count)
            } catch {
                throw inner.located(error, at: code.offset)
            }
            _ = try code.body.execute(inner, &sink)
        }
    }

    /// Puts the arguments into their slots, by the rules of Jinja's `Macro.__call__`.
    private func bind(_ arguments: Arguments, _ inner: Frame) throws {
        let parameters = code.parameters
        let positional = arguments.positional
        var named = arguments.named
        for index in 0..<min(parameters.count, positional.count) { inner[parameters[index].slot] = positional[index] }
        if !named.isEmpty, positional.count < parameters.count {
            for place in positional.count..<parameters.count {
                if let index = named.firstIndex(where: { sameText($0.name, parameters[place].name) }) {
                    inner[parameters[place].slot] = named.remove(at: index).value
                }
            }
        }
        if let slot = code.callerSlot {
            var caller = Value.none
            if let index = named.firstIndex(where: { $0.name == "caller" }) { caller = named.remove(at: index).value }
            inner[slot] = caller.isNone ? inner.undefined(.message("No caller defined")) : caller
        }
        if let slot = code.kwargsSlot {
            inner[slot] = .object(DictObject(named.map { ($0.name, $0.value) }))
        } else if let first = named.first {
            throw JinjaError(.type, unexpected(first.name, named))
        }
        if let slot = code.varargsSlot {
            inner[slot] = .object(TupleObject(Array(positional.dropFirst(parameters.count))))
        } else if positional.count > parameters.count {
            throw JinjaError(.type, "macro \(quotedName) takes not more than \(parameters.count) argument(s)")
        }
    }

    private var quotedName: String { code.name.map { TextRepr.repr($0) } ?? "None" }

    private func unexpected(_ name: String, _ named: [(name: String, value: Value)]) -> String {
        if named.contains(where: { $0.name == "caller" }) {
            return "macro \(quotedName) was invoked with two values for the special caller argument. This is most likely a bug."
        }
        return "macro \(quotedName) takes no keyword argument \(TextRepr.repr(name))"
    }

    private func fillDefaults(_ inner: Frame, from start: Int) throws {
        let parameters = code.parameters
        guard start < parameters.count else { return }
        for place in start..<parameters.count where inner.isEmpty(parameters[place].slot) {
            if let defaultValue = parameters[place].defaultValue {
                inner[parameters[place].slot] = try defaultValue.evaluate(inner)
            } else {
                let message = "parameter \(TextRepr.repr(parameters[place].name)) was not provided"
                inner[parameters[place].slot] = inner.undefined(.message(message))
            }
        }
    }
}

/// `{% macro %}` and its kin.
final class MacroDefinition: Operation, @unchecked Sendable {
    private let code: MacroCode
    private let slot: Int

    init(_ code: MacroCode, slot: Int, _ offset: Int) {
        self.code = code
        self.slot = slot
        super.init(offset)
    }

    override func run(_ frame: Frame, _ sink: inout Sink) throws -> Completion {
        frame[slot] = .object(MacroObject(code, frame))
        return .normal
    }
}

/// `{% call %}`.
final class CallBlock: Operation, @unchecked Sendable {
    private let body: MacroCode
    private let call: Call

    init(_ body: MacroCode, _ call: Call, _ offset: Int) {
        self.body = body
        self.call = call
        super.init(offset)
    }

    override func run(_ frame: Frame, _ sink: inout Sink) throws -> Completion {
        let caller = Value.object(MacroObject(body, frame))
        try call.write(frame, &sink, caller: caller) { value, sink in try sink.appendRaw(value) }
        return .normal
    }
}

/// The executable form of a `block`.
final class BlockCode: @unchecked Sendable {
    let name: String
    let starts: [SlotStart]
    let body: Operation
    let slotCount: Int
    let selfSlot: Int?
    let superSlot: Int?
    let macroSlots: [Int]

    init(
        name: String, starts: [SlotStart], body: Operation, slotCount: Int, selfSlot: Int?, superSlot: Int?, macroSlots: [Int]
    ) {
        self.name = name
        self.starts = starts
        self.body = body
        self.slotCount = slotCount
        self.selfSlot = selfSlot
        self.superSlot = superSlot
        self.macroSlots = macroSlots
    }

    func run(around frame: Frame, _ sink: inout Sink) throws {
        try StackLimit.check()
        let inner = Frame(frame.renderer, frame.code, slots: slotCount, parent: frame)
        defer { inner.letGo(of: macroSlots) }
        if let selfSlot { inner[selfSlot] = .object(TemplateReference(frame.root)) }
        if let superSlot { inner[superSlot] = inner.undefined(.message("there is no parent block called \(TextRepr.repr(name)).")) }
        try starts.run(inner)
        _ = try body.execute(inner, &sink)
    }
}

/// `{% block %}`: rendered in place, in a function of its own; it sees the template's names, and with `scoped` those around it.
final class BlockCall: Operation, @unchecked Sendable {
    private let block: BlockCode
    private let isScoped: Bool
    private let isRequired: Bool

    init(_ block: BlockCode, isScoped: Bool, isRequired: Bool, _ offset: Int) {
        self.block = block
        self.isScoped = isScoped
        self.isRequired = isRequired
        super.init(offset)
    }

    override func run(_ frame: Frame, _ sink: inout Sink) throws -> Completion {
        if isRequired { throw JinjaError(.runtime, "Required block \(TextRepr.repr(block.name)) not found") }
        try block.run(around: isScoped ? frame : frame.root, &sink)
        return .normal
    }
}

/// `self`: the template's blocks as functions.
final class TemplateReference: Object {
    private let frame: Frame

    init(_ frame: Frame) { self.frame = frame }

    override var typeName: String { "TemplateReference" }
    override var qualifiedTypeName: String { "jinja2.runtime.TemplateReference" }
    override func repr() throws -> String { "<TemplateReference None>" }

    override func item(_ key: Value, _ renderer: Renderer) throws -> Value? {
        guard let name = key.text, let block = frame.code.block(name) else { return nil }
        return .object(
            FunctionObject(name) { [frame] _, renderer in
                .string(try renderer.capture(native: frame.code.isNative) { sink in try block.run(around: frame, &sink) })
            })
    }
}
