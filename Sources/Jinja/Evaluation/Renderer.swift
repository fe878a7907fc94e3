/// Renders templates for one context, on one thread: owns output, limits and the stack of running macros.
///
/// Make one per node that is rendered. Rendering nests: a macro may call `renderer.render` again. Templates recurse on the thread's stack;
/// too deep a recursion is an error, not a crash, but threads should have 8 MB or more so that real projects never get there.
public final class Renderer {
    private let names: any NameLookup
    private let cancellation: Cancellation?
    private let limits: Limits
    private var stepsLeft: Int
    private var stepsToCheck = 1024
    private var resolved: [Resolution] = []
    private var callDepth = 0

    /// Whether the running text is a native one (YAML strings).
    public var isNative: Bool { runsNative }
    private var runsNative = false
    /// Whether output and some filters escape HTML; inside `{% autoescape true %}` only.
    public var autoescapes: Bool { escapes }
    /// The stored form of `autoescapes`, which the module alone sees.
    var escapes = false
    /// Whether the running text makes dbt's forgiving undefined.
    public var isForgiving: Bool { runsForgiving }
    private var runsForgiving = false
    /// The project macros that are running, outermost first.
    public internal(set) var runningMacros: [ProjectMacro] = []

    /// Empty buffers of sinks that have ended, for the next ones.
    private var buffers: [[UInt8]] = []
    /// What a block filter is applied to.
    private(set) var filteredBody = Value.none
    /// The value of a `return(…)` on its way out.
    private var returned = Value.none

    private enum Resolution {
        case unknown, absent
        case value(Value)
    }

    /// A renderer for a context.
    public init(names: any NameLookup, limits: Limits = Limits(), cancellation: Cancellation? = nil) {
        self.names = names
        self.limits = limits
        self.cancellation = cancellation
        stepsLeft = limits.steps
    }

    /// A renderer for expressions without names.
    static func forConstants(isNative: Bool = false) -> Renderer {
        let renderer = Renderer(names: NoNames(), limits: Limits(steps: 100_000))
        renderer.runsNative = isNative
        return renderer
    }

    private final class NoNames: NameLookup {
        func value(of name: Symbol) throws -> Value? { nil }
    }

    // MARK: Rendering

    /// Renders a template to text. Throws what goes wrong, with place and macro stack.
    public func render(_ template: Template) throws -> String {
        if let plain = template.plainText { return plain }
        let program = try template.program()
        return try nested(program) {
            try capture(native: program.isNative) { sink in program.finish(try program.run(self, &sink)) }
        }
    }

    /// Renders a native template to the value it yields: one piece keeps its type, several are joined as text (SPEC of dbt's YAML strings).
    public func renderValue(_ template: Template) throws -> Value {
        if let plain = template.plainText { return .string(plain) }
        let program = try template.program()
        return try nested(program) {
            var sink = Sink(isNative: program.isNative)
            program.finish(try program.run(self, &sink))
            if !program.isNative { return .string(try sink.joined()) }
            return try NativeResult.join(sink.pieces)
        }
    }

    private func nested<Result>(_ program: Program, _ body: () throws -> Result) throws -> Result {
        let escaped = escapes
        escapes = false
        defer { escapes = escaped }
        do {
            return try running(program, body)
        } catch is ReturnSignal {
            throw JinjaError(.macroReturn, try takeReturned().str())
        }
    }

    /// Runs with the settings of one text: which undefined it makes, whether it is native.
    func running<Result>(_ program: Program, _ body: () throws -> Result) rethrows -> Result {
        let before = (runsNative, runsForgiving)
        (runsNative, runsForgiving) = (program.isNative, program.isForgiving)
        defer { (runsNative, runsForgiving) = before }
        return try body()
    }

    /// The text that the body writes.
    func capture(native: Bool, _ body: (inout Sink) throws -> Void) throws -> String {
        var sink = Sink(isNative: native, buffer: withBuffers { $0.popLast() ?? [] })
        try body(&sink)
        let text = try sink.joined()
        let buffer = sink.takeBuffer()
        withBuffers { $0.append(buffer) }
        return text
    }

    private func withBuffers<Result>(_ body: (inout [[UInt8]]) -> Result) -> Result {
        var buffers = self.buffers
        self.buffers = []
        defer { self.buffers = buffers }
        return body(&buffers)
    }

    /// Applies a block's filter to the text of the block.
    func filtering(_ text: String, _ filter: () throws -> Value) throws -> Value {
        let before = filteredBody
        filteredBody = autoescapes ? .object(Markup(text)) : .string(text)
        defer { filteredBody = before }
        return try filter()
    }

    // MARK: Names

    /// The context's value of a name, else Jinja's global; nil where there is neither.
    public func lookUp(_ symbol: Symbol) throws -> Value? {
        let id = symbol.id
        if id < resolved.count {
            switch resolved[id] {
            case .value(let value): return value
            case .absent: return nil
            case .unknown: break
            }
        }
        let value = try names.value(of: symbol) ?? AllGlobals.byName[symbol.name]?.make()
        var known = resolved
        resolved = []
        if id >= known.count { known.append(contentsOf: repeatElement(.unknown, count: id + 1 - known.count)) }
        known[id] = value.map { .value($0) } ?? .absent
        resolved = known
        return value
    }

    /// Forgets what names meant: to be called when the context changes during a rendering.
    public func forgetNames() { resolved = [] }

    // MARK: Return

    /// dbt's `return(value)`: leaves the running project macro with a value. Always throws.
    public func returnFromMacro(_ value: Value) throws -> Never {
        returned = value
        throw ReturnSignal()
    }

    /// The value of the `return` that was caught.
    func takeReturned() -> Value {
        defer { returned = .none }
        return returned
    }

    // MARK: Limits

    /// Counts one step. Throws where the limit is reached or the rendering was cancelled.
    @inline(__always)
    public func tick() throws {
        stepsToCheck -= 1
        if stepsToCheck <= 0 { try check() }
    }

    private func check() throws {
        stepsToCheck = 1024
        stepsLeft -= 1024
        if stepsLeft < 0 { throw JinjaError(.overflow, "the template takes too many steps (the limit is \(limits.steps))") }
        if cancellation?.isCancelled == true { throw JinjaError(.pythonRuntime, "the rendering was cancelled") }
    }

    /// Runs a call one level deeper. Throws a RecursionError where that is too deep.
    func deeper<Result>(_ body: () throws -> Result) throws -> Result {
        if callDepth >= limits.callDepth { throw StackLimit.error }
        try StackLimit.check()
        callDepth += 1
        defer { callDepth -= 1 }
        return try body()
    }
}

/// Leaves a macro: the value waits in the renderer.
struct ReturnSignal: Error {}
