/// The executable form of one template. Immutable; shared by all threads.
final class Program: Sendable {
    let text: TemplateText
    /// Whether expressions are yielded as values.
    let isNative: Bool
    /// Whether names of this text become dbt's forgiving undefined.
    let isForgiving: Bool
    private let parts: Parts

    /// What compiling gives.
    struct Parts: Sendable {
        var slotCount = 0
        var starts: [SlotStart] = []
        var body = Operation(0)
        /// Full names of the macros of the outermost scope, and their slots.
        var macros: [(name: String, slot: Int)] = []
        var blocks: [BlockCode] = []
    }

    /// Compiles statements. Throws syntax errors that need the whole text: unknown filters, a `break` outside loops.
    init(_ text: TemplateText, _ statements: [Statement], mode: Template.Mode) throws {
        self.text = text
        isNative = mode == .native
        isForgiving = mode == .parse
        let compiler = Compiler(text, isNative: isNative)
        parts = try compiler.compile(statements)
    }

    /// Runs the text and gives the frame it ran in; the caller must call `finish` with it.
    func run(_ renderer: Renderer, _ sink: inout Sink) throws -> Frame {
        let frame = Frame(renderer, self, slots: parts.slotCount, parent: nil)
        do {
            try parts.starts.run(frame)
            _ = try parts.body.execute(frame, &sink)
        } catch {
            finish(frame)
            throw error
        }
        return frame
    }

    /// Ends a run: macros the text has defined are let go.
    func finish(_ frame: Frame) { for macro in parts.macros { frame[macro.slot] = nil } }

    /// The macro that the text has defined under a full name (`dbt_macro__f`), after `run`.
    func macro(_ name: String, in frame: Frame) -> MacroObject? {
        guard let found = parts.macros.last(where: { sameText($0.name, name) }) else { return nil }
        return frame[found.slot]?.object(MacroObject.self)
    }

    /// The block of that name.
    func block(_ name: String) -> BlockCode? { parts.blocks.first { sameText($0.name, name) } }
}

/// How a statement ended.
enum Completion {
    case normal, broke, continued
}

/// A compiled statement. Immutable, hence `@unchecked`: subclasses hold constants only.
class Operation: @unchecked Sendable {
    /// Offset of the statement in its text.
    let offset: Int

    init(_ offset: Int) { self.offset = offset }

    /// Does what the statement does; what it prints goes into the sink. Nothing here.
    func run(_ frame: Frame, _ sink: inout Sink) throws -> Completion { .normal }

    /// Runs the statement; errors without a place get its place.
    @inline(__always)
    final func execute(_ frame: Frame, _ sink: inout Sink) throws -> Completion {
        do { return try run(frame, &sink) } catch { throw frame.located(error, at: offset) }
    }

    /// Statements in order as one: a balanced tree of pairs, since walking an array would count references to each of its elements.
    static func inOrder(_ operations: ArraySlice<Operation>) -> Operation {
        guard let first = operations.first else { return Operation(0) }
        if operations.count == 1 { return first }
        let middle = operations.startIndex + operations.count / 2
        return Succession(inOrder(operations[..<middle]), inOrder(operations[middle...]))
    }
}

/// One statement and then another, unless the first breaks off.
private final class Succession: Operation, @unchecked Sendable {
    private let first: Operation
    private let second: Operation

    init(_ first: Operation, _ second: Operation) {
        self.first = first
        self.second = second
        super.init(first.offset)
    }

    override func run(_ frame: Frame, _ sink: inout Sink) throws -> Completion {
        let completion = try first.execute(frame, &sink)
        return completion == .normal ? try second.execute(frame, &sink) : completion
    }
}

/// A compiled expression. Immutable, hence `@unchecked`: subclasses hold constants only.
class Computation: @unchecked Sendable {
    func evaluate(_ frame: Frame) throws -> Value { .none }

    /// Writes the value as `{{ value }}` does.
    func write(_ frame: Frame, _ sink: inout Sink) throws { try sink.append(evaluate(frame), escaped: frame.renderer.escapes) }

    /// Whether the value counts as true.
    func holds(_ frame: Frame) throws -> Bool { try evaluate(frame).isTrue() }
}
