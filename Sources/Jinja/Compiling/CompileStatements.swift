extension Compiler {
    func compile(_ statements: [Statement], _ place: Place) throws -> Operation {
        try StackLimit.check()
        var operations: [Operation] = []
        operations.reserveCapacity(statements.count)
        for statement in statements { operations.append(try compile(statement, place)) }
        return Operation.inOrder(operations[...])
    }

    private func compile(_ statement: Statement, _ place: Place) throws -> Operation {
        let offset = statement.offset
        switch statement.kind {
        case .output(let parts): return try output(parts, place, offset)
        case .conditional(let branches, let otherwise): return try conditional(branches, otherwise, place, offset)
        case .loop(let loop): return try self.loop(loop, place, offset)
        case .assign(let target, let value):
            return Assignment(
                try self.target(target, place), try compile(value, place), setsAttributes: target.setsAttributes, offset)
        case .assignBlock(let target, let filter, let body): return try assignBlock(target, filter, body, place, offset)
        case .macro(let macro): return try self.macro(macro, place, offset)
        case .callBlock(let macro, let call): return try callBlock(macro, call, place, offset)
        case .filterBlock(let filter, let body): return try filterBlock(filter, body, place, offset)
        case .with(let pairs, let body): return try with(pairs, body, place, offset)
        case .run(let expression): return Evaluation(try compile(expression, place), offset)
        case .block(let name, let isScoped, let isRequired, let body):
            return try block(name, isScoped: isScoped, isRequired: isRequired, body, place, offset)
        case .autoescape(let value, let body): return try autoescape(value, body, place, offset)
        case .breakLoop:
            if !place.isInLoop { throw failInPython("'break' outside loop", offset) }
            return Jump(.broke, offset)
        case .continueLoop:
            if !place.isInLoop { throw failInPython("'continue' not properly in loop", offset) }
            return Jump(.continued, offset)
        case .load(let load):
            if load.tag == .extends, place.scope.parent != nil || place.isSoft {
                throw fail("cannot use extend from a non top-level scope", offset)
            }
            return LoadTemplate(try compile(load.template, place), offset)
        }
    }

    // MARK: Output

    /// Text and printed expressions in a row; constants become part of the text around them.
    private func output(_ parts: [OutputPart], _ place: Place, _ offset: Int) throws -> Operation {
        var operations: [Operation] = []
        operations.reserveCapacity(parts.count)
        var constant: ArraySlice<UInt8>?
        for part in parts {
            switch part {
            case .text(let range): constant.add(self.text.bytes[range])
            case .expression(let expression):
                // Native templates join constants with the text around them, as text.
                if let text = constantText(expression, place) {
                    constant.add(Array(text.utf8)[...])
                } else {
                    if let bytes = constant { operations.append(TextOutput(bytes, offset)) }
                    constant = nil
                    operations.append(ExpressionOutput(try compile(expression, place), expression.offset))
                }
            }
        }
        if let bytes = constant { operations.append(TextOutput(bytes, offset)) }
        return Operation.inOrder(operations[...])
    }

    /// What an expression prints every time; nil where it must be evaluated.
    private func constantText(_ expression: Expression, _ place: Place) -> String? {
        if place.isEscaping { return nil }
        if isNative { return folder.value(of: expression).flatMap { try? $0.str() } }
        return folder.text(of: expression)
    }

    // MARK: Branches and loops

    private func conditional(
        _ branches: [(test: Expression, body: [Statement])], _ otherwise: [Statement], _ place: Place, _ offset: Int
    ) throws -> Operation {
        let soft = place.soft
        var compiled: [(test: Computation, body: Operation, offset: Int)] = []
        for branch in branches {
            compiled.append((try compile(branch.test, soft), try compile(branch.body, soft), branch.test.offset))
        }
        return compiled.reversed().reduce(try compile(otherwise, soft)) { otherwise, branch in
            Branch(branch.test, branch.body, otherwise, branch.offset)
        }
    }

    private func loop(_ loop: LoopStatement, _ place: Place, _ offset: Int) throws -> Operation {
        if place.loopDepth >= 20 { throw failInPython("too many statically nested blocks", offset) }
        try checkLoopName(loop)
        let function = loop.isRecursive ? FunctionScope(parent: place.function) : place.function
        let isExtended =
            loop.isRecursive || !undeclared(["loop"], in: loop.body).isEmpty
            || (mentions("block") && loop.body.contains(where: \.hasScopedBlock))
        let bodyScope = place.scope.inner(function: function)
        let loopSlot = isExtended ? bodyScope.declare("loop").index : nil
        bodyScope.analyze(loop.target, as: .parameter)
        bodyScope.analyze(loop.body)
        let elseScope = place.scope.inner(function: function)
        elseScope.analyze(loop.otherwise)
        var filter: Loop.Filter?
        if let test = loop.test { filter = try self.filter(loop.target, test, place, function) }
        let macroSlots = loop.isRecursive ? MacroSlots() : place.macroSlots
        var bodyPlace = place.inner(bodyScope, macroSlots)
        bodyPlace.isInLoop = true
        bodyPlace.loopDepth = loop.isRecursive ? 1 : place.loopDepth + 1
        var elsePlace = place.inner(elseScope, macroSlots)
        if loop.isRecursive { elsePlace.isInLoop = false }
        let iterable = try compile(loop.iterable, place)
        let target = try target(loop.target, bodyPlace)
        let body = try compile(loop.body, bodyPlace)
        let otherwise = try compile(loop.otherwise, elsePlace)
        let parts = Loop.Parts(
            iterable: iterable, target: target, filter: filter, loopSlot: loopSlot, starts: starts(of: bodyScope, bodyPlace), body: body,
            otherwiseStarts: starts(of: elseScope, elsePlace), otherwise: otherwise,
            recursiveSlots: loop.isRecursive ? function.slotCount : nil,
            macroSlots: loop.isRecursive ? macroSlots.slots.map(\.slot) : [])
        return Loop(parts, offset)
    }

    private func filter(_ target: Expression, _ test: Expression, _ place: Place, _ function: FunctionScope) throws -> Loop.Filter {
        let scope = place.scope.inner(function: function)
        scope.analyze(target, as: .parameter)
        scope.analyze(test)
        let inner = place.inner(scope)
        return Loop.Filter(
            starts: starts(of: scope, inner), target: try self.target(target, inner), test: try compile(test, inner))
    }

    private func checkLoopName(_ loop: LoopStatement) throws {
        if !mentions("loop") { return }
        var found: Int?
        func check(_ target: Expression) {
            target.visitNames(as: .store) { name, use in
                if name == "loop", case .store = use, found == nil { found = target.offset }
            }
        }
        check(loop.target)
        loop.body.visitTargets(check)
        loop.otherwise.visitTargets(check)
        if let found { throw fail("Can't assign to special loop variable in for-loop target", found) }
    }

    // MARK: Bodies with a scope

    private func assignBlock(
        _ target: Expression, _ filter: Expression?, _ body: [Statement], _ place: Place, _ offset: Int
    ) throws -> Operation {
        let scope = place.scope.inner()
        scope.analyze(body)
        let inner = place.inner(scope)
        let compiled = try compile(body, inner)
        return BlockAssignment(
            try self.target(target, place), try filter.map { try compile($0, inner) }, starts(of: scope, inner), compiled, offset)
    }

    private func filterBlock(_ filter: Expression, _ body: [Statement], _ place: Place, _ offset: Int) throws -> Operation {
        let scope = place.scope.inner()
        scope.analyze(body)
        scope.analyze(filter)
        let inner = place.inner(scope)
        let compiled = try compile(body, inner)
        return FilterBlock(starts(of: scope, inner), compiled, try compile(filter, inner), offset)
    }

    private func with(
        _ pairs: [(target: Expression, value: Expression)], _ body: [Statement], _ place: Place, _ offset: Int
    ) throws -> Operation {
        let scope = place.scope.inner()
        for pair in pairs { scope.analyze(pair.target, as: .parameter) }
        scope.analyze(body)
        let inner = place.inner(scope)
        var compiled: [(target: Target, value: Computation)] = []
        for pair in pairs { compiled.append((try target(pair.target, inner), try compile(pair.value, place))) }
        return WithBlock(starts(of: scope, inner), compiled, try compile(body, inner), offset)
    }

    private func autoescape(_ value: Expression, _ body: [Statement], _ place: Place, _ offset: Int) throws -> Operation {
        let scope = place.scope.inner()
        scope.analyze(value)
        scope.analyze(body)
        var inner = place.inner(scope)
        inner.isEscaping = true
        return Autoescape(starts(of: scope, inner), try compile(value, inner), try compile(body, inner), offset)
    }

    private func block(
        _ name: String, isScoped: Bool, isRequired: Bool, _ body: [Statement], _ place: Place, _ offset: Int
    ) throws -> Operation {
        var around = place.scope
        if !isScoped { while let parent = around.parent { around = parent } }
        let function = FunctionScope(parent: around.function)
        let scope = Scope(parent: nil, function: function)
        let special = undeclared(["self", "super"], in: body)
        let selfSlot = special.contains("self") ? scope.declare("self").index : nil
        let superSlot = special.contains("super") ? scope.declare("super").index : nil
        scope.analyze(body)
        var inner = place.function(scope)
        inner.around = around
        let compiled = try compile(body, inner)
        let code = BlockCode(
            name: name, starts: starts(of: scope, inner), body: compiled, slotCount: function.slotCount, selfSlot: selfSlot,
            superSlot: superSlot, macroSlots: inner.macroSlots.slots.map(\.slot))
        blocks.append(code)
        return BlockCall(code, isScoped: isScoped, isRequired: isRequired, offset)
    }

    // MARK: Macros

    private func macro(_ macro: MacroStatement, _ place: Place, _ offset: Int) throws -> Operation {
        let code = try macroCode(macro, place, offset)
        guard let name = macro.name, let (entry, _) = place.scope.find(name) else { throw fail("can't assign to 'name'", offset) }
        place.macroSlots.slots.append((name, entry.slot.index))
        return MacroDefinition(code, slot: entry.slot.index, offset)
    }

    private func callBlock(_ macro: MacroStatement, _ call: Expression, _ place: Place, _ offset: Int) throws -> Operation {
        guard case .call(let callee, let arguments) = call.kind else { throw fail("expected call", offset) }
        let code = try macroCode(macro, place, offset)
        if arguments.named.contains(where: { $0.name == "caller" }) {
            throw failInPython("keyword argument repeated: caller", offset)
        }
        let function = try compile(callee, place)
        return CallBlock(code, Call(function, try self.arguments(arguments, place, call.offset)), offset)
    }

    private func macroCode(_ macro: MacroStatement, _ place: Place, _ offset: Int) throws -> MacroCode {
        let function = FunctionScope(parent: place.function)
        let scope = place.scope.inner(function: function)
        for parameter in macro.parameters { scope.declare(parameter.name) }
        for parameter in macro.parameters { if let value = parameter.defaultValue { scope.analyze(value) } }
        scope.analyze(macro.body)
        try checkParameters(macro, offset)
        let special = undeclared(["caller", "kwargs", "varargs"], in: macro.body)
        let names = Set(macro.parameters.map(\.name))
        if special.contains("caller"), let index = macro.parameters.firstIndex(where: { $0.name == "caller" }),
            macro.parameters[index].defaultValue == nil
        {
            let message = "When defining macros or call blocks the special \"caller\" argument must be omitted or be given a default."
            throw fail(message, offset)
        }
        func declare(_ name: String) -> Int? {
            special.contains(name) && !names.contains(name) ? scope.declare(name).index : nil
        }
        let (callerSlot, kwargsSlot, varargsSlot) = (declare("caller"), declare("kwargs"), declare("varargs"))
        let inner = place.function(scope)
        var parameters: [MacroCode.Parameter] = []
        for parameter in macro.parameters {
            let value = try parameter.defaultValue.map { try compile($0, inner) }
            parameters.append(.init(name: parameter.name, slot: scope.find(parameter.name)?.entry.slot.index ?? 0, defaultValue: value))
        }
        let body = try compile(macro.body, inner)
        return MacroCode(
            name: macro.name, parameters: parameters, callerSlot: callerSlot, kwargsSlot: kwargsSlot, varargsSlot: varargsSlot,
            starts: starts(of: scope, inner), body: body, slotCount: function.slotCount,
            macroSlots: inner.macroSlots.slots.map(\.slot), readsCaller: special.contains("caller"), offset: offset)
    }

    private func checkParameters(_ macro: MacroStatement, _ offset: Int) throws {
        var seen: Set<String> = []
        for parameter in macro.parameters where !seen.insert(parameter.name).inserted {
            throw failInPython("duplicate argument 'l_1_\(parameter.name)' in function definition", parameter.offset)
        }
    }
}

extension ArraySlice<UInt8>? {
    /// Adds text at the end, to nothing at first.
    fileprivate mutating func add(_ text: ArraySlice<UInt8>) {
        if self?.append(contentsOf: text) == nil { self = text }
    }
}

extension Expression {
    /// Whether an assignment to this sets attributes of namespaces.
    fileprivate var setsAttributes: Bool {
        switch kind {
        case .namespaceAttribute: true
        case .tuple(let items): items.contains(where: \.setsAttributes)
        default: false
        }
    }
}

extension [Statement] {
    /// Tells every target of an assignment or loop, also nested ones.
    fileprivate func visitTargets(_ visit: (Expression) -> Void) {
        for statement in self {
            switch statement.kind {
            case .assign(let target, _), .assignBlock(let target, _, _): visit(target)
            case .loop(let loop): visit(loop.target)
            default: break
            }
            statement.kind.forEachBody { $0.visitTargets(visit) }
        }
    }
}

extension Statement {
    /// Whether a scoped block stands inside: then loops need their `loop` object.
    fileprivate var hasScopedBlock: Bool {
        if case .block(_, isScoped: true, _, _) = kind { return true }
        var found = false
        kind.forEachBody { if !found { found = $0.contains(where: \.hasScopedBlock) } }
        return found
    }
}
