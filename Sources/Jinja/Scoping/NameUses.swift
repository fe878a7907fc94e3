/// What happens to a name at one place.
enum NameUse {
    case read, store, parameter
}

extension Expression {
    /// Tells every name in the expression, in Jinja's order. `asTarget` tells names as stored or declared ones.
    func visitNames(as use: NameUse = .read, _ visit: (String, NameUse) -> Void) {
        switch kind {
        case .name(let name): visit(name, use)
        case .namespaceAttribute(let name, _): visit(name, .read)
        default:
            kind.forEachChild { $0.visitNames(as: use, visit) }
        }
    }
}

extension Scope {
    /// Takes in the names of an expression.
    func analyze(_ expression: Expression, as use: NameUse = .read) {
        expression.visitNames(as: use) { name, use in
            switch use {
            case .read: read(name)
            case .store: store(name)
            case .parameter: declare(name)
            }
        }
    }

    /// Takes in the names that belong to this scope of a list of statements; stops at statements with scopes of their own.
    func analyze(_ statements: [Statement]) {
        for statement in statements { analyze(statement) }
    }

    private func analyze(_ statement: Statement) {
        switch statement.kind {
        case .output(let parts):
            for case .expression(let expression) in parts { analyze(expression) }
        case .conditional(let branches, let otherwise): analyze(branches[...], otherwise)
        case .loop(let loop): analyze(loop.iterable)
        case .assign(let target, let value):
            analyze(value)
            analyze(target, as: .store)
        case .assignBlock(let target, _, _): analyze(target, as: .store)
        case .macro(let macro): if let name = macro.name { store(name) }
        case .callBlock(_, let call): analyze(call)
        case .filterBlock(let filter, _): analyze(filter)
        case .with(let pairs, _): for pair in pairs { analyze(pair.value) }
        case .run(let expression): analyze(expression)
        case .load(let load):
            analyze(load.template)
            for name in load.names { store(name) }
        case .block, .autoescape, .breakLoop, .continueLoop: break
        }
    }

    /// `elif` branches are independent of each other but all come after the first test.
    private func analyze(_ branches: ArraySlice<(test: Expression, body: [Statement])>, _ otherwise: [Statement]) {
        guard let first = branches.first else { return }
        analyze(first.test)
        let body = copy()
        body.analyze(first.body)
        // Jinja keeps all `elif`s of an `if` in one list that is visited in one copy.
        let elifs = copy()
        for branch in branches.dropFirst() { elifs.analyze([branch][...], []) }
        let last = copy()
        last.analyze(otherwise)
        merge([body, elifs, last])
    }
}

/// Finds which of some special names statements read without assigning them first (`caller`, `kwargs`, `varargs`, `loop`, `self`).
struct UndeclaredNames {
    /// A handful of names: searched one by one.
    private var wanted: [String]
    private var found: [String] = []

    static func find(_ names: [String], in statements: [Statement]) -> [String] {
        var search = UndeclaredNames(wanted: names)
        search.visit(statements)
        return search.found
    }

    private init(wanted: [String]) { self.wanted = wanted }

    /// Whether nothing more can be found.
    private var isDone: Bool { wanted.isEmpty }

    private mutating func use(_ name: String, _ use: NameUse) {
        guard let place = wanted.firstIndex(of: name) else { return }
        wanted.remove(at: place)
        if case .read = use { found.append(name) }
    }

    private mutating func visit(_ expression: Expression?, as use: NameUse = .read) {
        guard let expression, !isDone else { return }
        if case .namespaceAttribute = expression.kind { return }
        expression.visitNames(as: use) { name, use in self.use(name, use) }
    }

    private mutating func visit(_ statements: [Statement]) {
        if isDone { return }
        for statement in statements { visit(statement) }
    }

    private mutating func visit(_ macro: MacroStatement) {
        for parameter in macro.parameters { use(parameter.name, .parameter) }
        for parameter in macro.parameters { visit(parameter.defaultValue) }
        visit(macro.body)
    }

    private mutating func visit(_ statement: Statement) {
        switch statement.kind {
        case .output(let parts):
            for case .expression(let expression) in parts { visit(expression) }
        case .conditional(let branches, let otherwise):
            for branch in branches {
                visit(branch.test)
                visit(branch.body)
            }
            visit(otherwise)
        case .loop(let loop):
            visit(loop.target, as: .store)
            visit(loop.iterable)
            visit(loop.body)
            visit(loop.otherwise)
            visit(loop.test)
        case .assign(let target, let value):
            visit(target, as: .store)
            visit(value)
        case .assignBlock(let target, let filter, let body):
            visit(target, as: .store)
            visit(filter)
            visit(body)
        case .macro(let macro): visit(macro)
        case .callBlock(let macro, let call):
            visit(call)
            visit(macro)
        case .filterBlock(let filter, let body):
            visit(body)
            visit(filter)
        case .with(let pairs, let body):
            for pair in pairs { visit(pair.target, as: .parameter) }
            for pair in pairs { visit(pair.value) }
            visit(body)
        case .run(let expression): visit(expression)
        case .autoescape(let value, let body):
            visit(value)
            visit(body)
        case .load(let load): visit(load.template)
        case .block, .breakLoop, .continueLoop: break
        }
    }
}
