/// Turns the statements of one template into its executable form: names become slots, filters and tests are looked up.
final class Compiler {
    let text: TemplateText
    let isNative: Bool
    let folder: ConstantFolder
    /// Blocks by name, in order.
    var blocks: [BlockCode] = []
    private var symbolNames = NameList()
    private var symbols: [Symbol] = []

    init(_ text: TemplateText, isNative: Bool) {
        self.text = text
        self.isNative = isNative
        folder = ConstantFolder(isNative: isNative)
    }

    /// Where code is being compiled.
    struct Place {
        let scope: Scope
        /// Inside an `if` or a conditional expression: unknown filters fail only when reached.
        var isSoft = false
        /// Inside a loop of the same function: `break` and `continue` are allowed.
        var isInLoop = false
        /// Inside `autoescape`: nothing is worked out beforehand.
        var isEscaping = false
        /// How many Python blocks nest here.
        var loopDepth = 0
        /// Where a `block` finds the names that it does not know itself.
        var around: Scope?
        /// Slots of the macros defined in the running function.
        let macroSlots: MacroSlots

        var function: FunctionScope { scope.function }

        func inner(_ scope: Scope, _ macroSlots: MacroSlots? = nil) -> Place {
            Place(
                scope: scope, isInLoop: isInLoop, isEscaping: isEscaping, loopDepth: loopDepth, around: around,
                macroSlots: macroSlots ?? self.macroSlots)
        }

        /// A place in a function of its own.
        func function(_ scope: Scope) -> Place { Place(scope: scope, isEscaping: isEscaping, around: around, macroSlots: MacroSlots()) }

        var soft: Place {
            var place = self
            place.isSoft = true
            return place
        }
    }

    /// Collects the slots that macros of one function are put into.
    final class MacroSlots {
        var slots: [(name: String, slot: Int)] = []
    }

    func compile(_ statements: [Statement]) throws -> Program.Parts {
        try checkBlockNames(statements)
        let function = FunctionScope(parent: nil)
        let scope = Scope(parent: nil, function: function)
        var starts: [SlotStart] = []
        if undeclared(["self"], in: statements).contains("self") { scope.declare("self") }
        scope.analyze(statements)
        let place = Place(scope: scope, macroSlots: MacroSlots())
        var parts = Program.Parts()
        starts = self.starts(of: scope, place)
        parts.body = try compile(statements, place)
        if let own = scope.entry("self"), case .parameter = own.load {
            parts.body = Operation.inOrder([SelfReference(slot: own.slot.index), parts.body])
        }
        parts.starts = starts
        parts.slotCount = function.slotCount
        parts.macros = place.macroSlots.slots
        parts.blocks = blocks
        return parts
    }

    // MARK: Errors

    func fail(_ message: String, _ offset: Int, _ kind: JinjaError.Kind = .syntax) -> JinjaError {
        var error = JinjaError(kind, message, at: text.span(offset, offset))
        error.line = text.line(offset)
        return error
    }

    /// What Python's own compiler complains about: such an error has no template line.
    func failInPython(_ message: String, _ offset: Int) -> JinjaError {
        JinjaError(.syntax, message, at: text.span(offset, offset))
    }

    private func checkBlockNames(_ statements: [Statement]) throws {
        if !mentions("block") { return }
        var seen: Set<String> = []
        try statements.visitBlocks { name, offset in
            if !seen.insert(name).inserted { throw fail("block \(TextRepr.repr(name)) defined twice", offset) }
        }
    }

    // MARK: Names

    /// Whether a word stands anywhere in the text; what cannot be there need not be searched among the statements.
    func mentions(_ word: String) -> Bool {
        var word = word
        return word.withUTF8 { word in text.bytes.withUnsafeBufferPointer { $0.firstIndex(of: word, from: 0) != nil } }
    }

    /// Which of some special names statements read without assigning them first.
    func undeclared(_ names: [String], in statements: [Statement]) -> [String] {
        let mentioned = names.filter(mentions)
        return mentioned.isEmpty ? [] : UndeclaredNames.find(mentioned, in: statements)
    }

    /// The symbol of a name of the context; asked of all symbols once per template.
    func symbol(_ name: String) -> Symbol {
        if let position = symbolNames.position(of: name) { return symbols[position] }
        let symbol = Symbol(name)
        symbolNames.append(name)
        symbols.append(symbol)
        return symbol
    }

    /// What fills the slots of a scope on entry.
    func starts(of scope: Scope, _ place: Place) -> [SlotStart] {
        var starts: [SlotStart] = []
        scope.forEach { name, entry in
            let source: SlotStart.Source
            switch entry.load {
            case .parameter: return
            case .undefined: source = .undefined
            case .context:
                if !entry.isStored { return }
                source = outside(name, place, from: scope.function)
            case .outer(let outer): source = self.source(name, outer, scope)
            }
            starts.append(SlotStart(index: entry.slot.index, source: source))
        }
        return starts
    }

    private func source(_ name: String, _ slot: Slot, _ scope: Scope) -> SlotStart.Source {
        if let (entry, _) = scope.parent?.find(name), entry.isContextOnly { return .context(symbol(name)) }
        return .slot(hops: scope.function.hops(to: slot.function), index: slot.index)
    }

    /// A name that no scope knows: the context's, or for a block first what the text around has stored.
    private func outside(_ name: String, _ place: Place, from function: FunctionScope) -> SlotStart.Source {
        guard let slot = place.around?.storedSlot(name) else { return .context(symbol(name)) }
        return .slotOrContext(hops: function.hops(to: slot.function), index: slot.index, symbol(name))
    }

    /// How a name is read.
    func name(_ name: String, _ place: Place) -> Computation {
        guard let (entry, _) = place.scope.find(name), !entry.isContextOnly else {
            guard let slot = place.around?.storedSlot(name) else { return ContextName(symbol(name)) }
            return BlockName(place.function.hops(to: slot.function), slot.index, symbol(name))
        }
        let hops = place.function.hops(to: entry.slot.function)
        return hops == 0 ? LocalName(entry.slot.index, name) : OuterName(hops, entry.slot.index, name)
    }

    /// What an assignment to an expression fills.
    func target(_ expression: Expression, _ place: Place) throws -> Target {
        switch expression.kind {
        case .name(let name):
            guard let (entry, _) = place.scope.find(name) else { throw fail("can't assign to 'name'", expression.offset) }
            return .slot(entry.slot.index)
        case .namespaceAttribute(let name, let attribute):
            guard let (entry, _) = place.scope.find(name), !entry.isContextOnly else {
                return .attribute(hops: 0, slot: 0, symbol: symbol(name), name: attribute)
            }
            let hops = place.function.hops(to: entry.slot.function)
            return .attribute(hops: hops, slot: entry.slot.index, symbol: nil, name: attribute)
        case .tuple(let items): return .tuple(try items.map { try target($0, place) })
        default: throw fail("can't assign to \(TextRepr.repr(expression.kind.className))", expression.offset)
        }
    }
}

/// Gives the template the value of `self`.
private final class SelfReference: Operation, @unchecked Sendable {
    private let slot: Int

    init(slot: Int) {
        self.slot = slot
        super.init(0)
    }

    override func run(_ frame: Frame, _ sink: inout Sink) throws -> Completion {
        frame[slot] = .object(TemplateReference(frame))
        return .normal
    }
}

extension Scope {
    /// The slot of a name that this scope or one around it assigns.
    func storedSlot(_ name: String) -> Slot? {
        var scope: Scope? = self
        while let current = scope {
            if let entry = current.entry(name), entry.isStored { return entry.slot }
            scope = current.parent
        }
        return nil
    }
}

extension [Statement] {
    /// Tells every block in the text, also nested ones.
    fileprivate func visitBlocks(_ visit: (String, Int) throws -> Void) throws {
        for statement in self {
            if case .block(let name, _, _, _) = statement.kind { try visit(name, statement.offset) }
            try statement.kind.forEachBody { try $0.visitBlocks(visit) }
        }
    }
}

extension Statement.Kind {
    /// Visits the lists of statements inside, in order.
    func forEachBody(_ visit: ([Statement]) throws -> Void) rethrows {
        switch self {
        case .conditional(let branches, let otherwise):
            for branch in branches { try visit(branch.body) }
            try visit(otherwise)
        case .loop(let loop):
            try visit(loop.body)
            try visit(loop.otherwise)
        case .assignBlock(_, _, let body), .filterBlock(_, let body), .with(_, let body), .block(_, _, _, let body),
            .autoescape(_, let body):
            try visit(body)
        case .macro(let macro), .callBlock(let macro, _): try visit(macro.body)
        case .output, .assign, .run, .breakLoop, .continueLoop, .load: break
        }
    }
}
