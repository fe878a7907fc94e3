public import Diagnostics

/// A call that stands in a template, found without rendering it: `ref('a')`, `dbt_utils.star(…)`, `adapter.dispatch('x', 'ns')`.
public struct StaticCall: Sendable {
    /// What stands before the dot; nil for a plain name.
    public let owner: String?
    /// The name that is called.
    public let name: String
    /// Arguments by position.
    public let positional: [StaticArgument]
    /// Arguments by name, in order.
    public let named: [(name: String, value: StaticArgument)]
    /// Whether `*list` or `**mapping` is passed too.
    public let spreads: Bool
    /// The whole call.
    public let span: SourceSpan

    /// The argument given by name, or nil.
    public func named(_ name: String) -> StaticArgument? { named.first { $0.name == name }?.value }

    /// `owner.name`, or the name alone.
    public var path: String { owner.map { $0 + "." + name } ?? name }
}

/// An argument of a call as it stands in the text.
public struct StaticArgument: Sendable {
    /// The value of a literal, or of a list or dict of literals; nil for anything that must be rendered.
    public let literal: StaticLiteral?
    /// The source text.
    public let text: String
    /// The expression in dbt's spelling, as `unrendered_config` keeps it (dbt-core 1.12): a text literal without quotes, everything else
    /// put together again from its parts.
    public let spelling: String
}

/// A value written in a template without names or calls.
public indirect enum StaticLiteral: Sendable {
    case none
    case bool(Bool)
    case int(Int)
    case float(Double)
    case string(String)
    /// A list or tuple.
    case list([StaticLiteral])
    /// A dict, in order.
    case dict([(key: StaticLiteral, value: StaticLiteral)])

    /// The text of a text literal.
    public var string: String? {
        if case .string(let text) = self { return text }
        return nil
    }
}

extension Template {
    /// Every call by a plain name or by `name.name`, in the order dbt finds them; bodies of macros and call blocks included.
    public var calls: [StaticCall] {
        var calls: [StaticCall] = []
        statements.visitExpressions { expression in
            if let call = call(expression) { calls.append(call) }
        }
        return calls
    }

    /// The calls that are printed as they are: `{{ doc('x') }}`, outside of any block and without a filter.
    public var printedCalls: [StaticCall] {
        statements.flatMap { statement -> [StaticCall] in
            guard case .output(let parts) = statement.kind else { return [] }
            return parts.compactMap { part in
                if case .expression(let expression) = part { call(expression) } else { nil }
            }
        }
    }

    /// Whether a name occurs anywhere in the text, as dbt asks for `this`.
    public func mentions(_ name: String) -> Bool {
        var found = false
        statements.visitExpressions { expression in
            if case .name(let other) = expression.kind, sameText(other, name) { found = true }
        }
        return found
    }

    private func call(_ expression: Expression) -> StaticCall? {
        guard case .call(let callee, let arguments) = expression.kind else { return nil }
        let owner: String?
        let name: String
        switch callee.kind {
        case .name(let plain): (owner, name) = (nil, plain)
        case .attribute(let base, let attribute):
            guard case .name(let first) = base.kind else { return nil }
            (owner, name) = (first, attribute)
        default: return nil
        }
        return StaticCall(
            owner: owner, name: name, positional: arguments.positional.map(argument),
            named: arguments.named.map { (name: $0.name, value: argument($0.value)) },
            spreads: arguments.spread != nil || arguments.spreadNamed != nil, span: text.span(expression.start, expression.end))
    }

    func argument(_ expression: Expression) -> StaticArgument {
        var spelling = expression.spelling
        if case .literal(.string(let text)) = expression.kind { spelling = text }
        return StaticArgument(literal: expression.staticLiteral, text: sourceText(expression), spelling: spelling)
    }
}

extension Expression {
    /// The value, where the expression is made of literals and displays alone.
    var staticLiteral: StaticLiteral? {
        switch kind {
        case .literal(let literal):
            switch literal {
            case .none: return StaticLiteral.none
            case .bool(let bool): return .bool(bool)
            case .int(let int): return .int(int)
            case .bigInteger: return nil
            case .float(let double): return .float(double)
            case .string(let text): return .string(text)
            }
        case .list(let items), .tuple(let items):
            let values = items.compactMap(\.staticLiteral)
            return values.count == items.count ? .list(values) : nil
        case .dict(let pairs):
            var values: [(key: StaticLiteral, value: StaticLiteral)] = []
            for pair in pairs {
                guard let key = pair.key.staticLiteral, let value = pair.value.staticLiteral else { return nil }
                values.append((key, value))
            }
            return .dict(values)
        default: return nil
        }
    }

    /// Tells the expression and everything in it, outermost first.
    func visit(_ body: (Expression) -> Void) {
        body(self)
        kind.forEachChild { $0.visit(body) }
    }
}

extension [Statement] {
    /// Tells every expression in the statements, in the order Jinja's `find_all` meets them.
    func visitExpressions(_ body: (Expression) -> Void) {
        for statement in self { statement.visitExpressions(body) }
    }
}

extension Statement {
    fileprivate func visitExpressions(_ body: (Expression) -> Void) {
        switch kind {
        case .output(let parts):
            for case .expression(let expression) in parts { expression.visit(body) }
        case .conditional(let branches, let otherwise):
            for branch in branches {
                branch.test.visit(body)
                branch.body.visitExpressions(body)
            }
            otherwise.visitExpressions(body)
        case .loop(let loop):
            loop.target.visit(body)
            loop.iterable.visit(body)
            loop.body.visitExpressions(body)
            loop.otherwise.visitExpressions(body)
            loop.test?.visit(body)
        case .assign(let target, let value):
            target.visit(body)
            value.visit(body)
        case .assignBlock(let target, let filter, let statements):
            target.visit(body)
            filter?.visit(body)
            statements.visitExpressions(body)
        case .macro(let macro): macro.visitExpressions(body)
        case .callBlock(let macro, let call):
            call.visit(body)
            macro.visitExpressions(body)
        case .filterBlock(let filter, let statements):
            statements.visitExpressions(body)
            filter.visit(body)
        case .with(let pairs, let statements):
            for pair in pairs { pair.target.visit(body) }
            for pair in pairs { pair.value.visit(body) }
            statements.visitExpressions(body)
        case .run(let expression): expression.visit(body)
        case .block(_, _, _, let statements): statements.visitExpressions(body)
        case .autoescape(let value, let statements):
            value.visit(body)
            statements.visitExpressions(body)
        case .load(let load): load.template.visit(body)
        case .breakLoop, .continueLoop: break
        }
    }
}

extension MacroStatement {
    fileprivate func visitExpressions(_ visit: (Expression) -> Void) {
        for parameter in parameters { parameter.defaultValue?.visit(visit) }
        body.visitExpressions(visit)
    }
}
