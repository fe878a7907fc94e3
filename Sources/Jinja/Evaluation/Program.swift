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
        var body: [Operation] = []
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
    func run(_ renderer: Renderer) throws -> Frame {
        let frame = Frame(renderer, self, slots: parts.slotCount, parent: nil)
        do {
            try parts.starts.run(frame)
            _ = try parts.body.run(frame)
        } catch {
            finish(frame)
            throw error
        }
        return frame
    }

    /// Ends a run: macros the text has defined are let go.
    func finish(_ frame: Frame) { frame.letGo(of: parts.macros.map(\.slot)) }

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

    func run(_ frame: Frame) throws -> Completion { .normal }
}

extension [Operation] {
    /// Runs statements in order until one breaks off; errors get the place of the statement.
    func run(_ frame: Frame) throws -> Completion {
        for operation in self {
            do {
                let completion = try operation.run(frame)
                if completion != .normal { return completion }
            } catch {
                throw frame.located(error, at: operation.offset)
            }
        }
        return .normal
    }
}

/// A compiled expression. Immutable, hence `@unchecked`: subclasses hold constants only.
class Computation: @unchecked Sendable {
    func evaluate(_ frame: Frame) throws -> Value { .none }
}
