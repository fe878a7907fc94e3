extension Parser {
    /// A full expression; without `conditional`, `a if b else c` is not taken.
    mutating func expression(conditional: Bool = true) throws -> Expression {
        try enter()
        defer { leave() }
        return conditional ? try conditionalExpression() : try or()
    }

    private mutating func conditionalExpression() throws -> Expression {
        var offset = current.start
        let start = offset
        var result = try or()
        while try skipName("if") {
            let test = try or()
            let otherwise = try skipName("else") ? try conditionalExpression() : nil
            result = try make(.conditional(test: test, then: result, otherwise: otherwise), offset: offset, start: start)
            offset = current.start
        }
        return result
    }

    private mutating func or() throws -> Expression {
        var offset = current.start
        var left = try and()
        while try skipName("or") {
            let right = try and()
            left = try make(.or(left, right), offset: offset, start: left.start)
            offset = current.start
        }
        return left
    }

    private mutating func and() throws -> Expression {
        var offset = current.start
        var left = try not()
        while try skipName("and") {
            let right = try not()
            left = try make(.and(left, right), offset: offset, start: left.start)
            offset = current.start
        }
        return left
    }

    private mutating func not() throws -> Expression {
        guard isName("not") else { return try comparison() }
        try enter()
        defer { leave() }
        let offset = try advance().start
        let operand = try not()
        return try make(.not(operand), offset: offset, start: offset)
    }

    private mutating func comparison() throws -> Expression {
        var offset = current.start
        let first = try sum()
        var rest: [(comparison: Comparison, operand: Expression)] = []
        while let comparison = try comparisonOperator() {
            rest.append((comparison, try sum()))
            offset = current.start
        }
        if rest.isEmpty { return first }
        return try make(.compare(first, rest), offset: offset, start: first.start)
    }

    /// Passes a comparison operator, if one is next.
    private mutating func comparisonOperator() throws -> Comparison? {
        let comparison: Comparison
        switch current.kind {
        case .equal: comparison = .equal
        case .notEqual: comparison = .notEqual
        case .less: comparison = .order(.less)
        case .lessOrEqual: comparison = .order(.lessOrEqual)
        case .greater: comparison = .order(.greater)
        case .greaterOrEqual: comparison = .order(.greaterOrEqual)
        case .name:
            if isName("in") {
                comparison = .isIn
            } else if isName("not"), try isNextName("in") {
                try advance()
                comparison = .isNotIn
            } else {
                return nil
            }
        default: return nil
        }
        try advance()
        return comparison
    }

    private mutating func sum() throws -> Expression {
        var offset = current.start
        var left = try concatenation()
        while current.kind == .add || current.kind == .subtract {
            let operation: BinaryOperation = try advance().kind == .add ? .add : .subtract
            let right = try concatenation()
            left = try make(.binary(operation, left, right), offset: offset, start: left.start)
            offset = current.start
        }
        return left
    }

    private mutating func concatenation() throws -> Expression {
        let offset = current.start
        let first = try product()
        if current.kind != .tilde { return first }
        var parts = [first]
        while try skip(.tilde) { parts.append(try product()) }
        return try make(.concatenate(parts), offset: offset, start: first.start)
    }

    private mutating func product() throws -> Expression {
        var offset = current.start
        var left = try power()
        while let operation = current.kind.multiplicative {
            try advance()
            let right = try power()
            left = try make(.binary(operation, left, right), offset: offset, start: left.start)
            offset = current.start
        }
        return left
    }

    private mutating func power() throws -> Expression {
        var offset = current.start
        var left = try unary()
        while try skip(.power) {
            let right = try unary()
            left = try make(.binary(.power, left, right), offset: offset, start: left.start)
            offset = current.start
        }
        return left
    }

    private mutating func unary(takesFilters: Bool = true) throws -> Expression {
        let offset = current.start
        var node: Expression
        switch current.kind {
        case .subtract, .add:
            try enter()
            defer { leave() }
            let isMinus = try advance().kind == .subtract
            let operand = try unary(takesFilters: false)
            node = try make(isMinus ? .negate(operand) : .plus(operand), offset: offset, start: offset)
        default: node = try primary()
        }
        node = try postfix(node)
        return takesFilters ? try filtersAndTests(node) : node
    }

    // MARK: Primaries

    /// A name, a literal, or something in brackets; `targets` takes `name.attribute` as an assignment's target.
    mutating func primary(targets: Bool = false) throws -> Expression {
        let token = current
        let start = token.start
        switch token.kind {
        case .name: return try nameOrConstant(targets: targets)
        case .string:
            var text = ""
            while current.kind == .string {
                text += self.text(of: current)
                try advance()
            }
            return try make(.literal(.string(text)), offset: start, start: start)
        case .integer, .float:
            try advance()
            return try make(.literal(lexer.literal(of: token) ?? .none), offset: start, start: start)
        case .leftParenthesis:
            try advance()
            let node = try tuple(inParentheses: true)
            try expect(.rightParenthesis)
            return Expression(kind: node.kind, offset: node.offset, start: start, end: lastEnd, depth: node.depth)
        case .leftBracket: return try list()
        case .leftBrace: return try dict()
        default: throw fail("unexpected \(TextRepr.repr(lexer.description(of: token)))", at: token.kind == .endOfTemplate ? nil : start)
        }
    }

    private mutating func nameOrConstant(targets: Bool) throws -> Expression {
        let token = try advance()
        let start = token.start
        let text = text(of: token)
        if (4...5).contains(text.utf8.count), let constant = Literal(constant: text) {
            return try make(.literal(constant), offset: start, start: start)
        }
        if targets, try skip(.dot) {
            let attribute = try expectedName()
            return try make(.namespaceAttribute(text, attribute), offset: start, start: start)
        }
        return try make(.name(text), offset: start, start: start)
    }

    private mutating func list() throws -> Expression {
        let start = try advance().start
        var items: [Expression] = []
        while current.kind != .rightBracket {
            if !items.isEmpty { try expect(.comma) }
            if current.kind == .rightBracket { break }
            items.append(try expression())
        }
        try expect(.rightBracket)
        return try make(.list(items), offset: start, start: start)
    }

    private mutating func dict() throws -> Expression {
        let start = try advance().start
        var pairs: [(key: Expression, value: Expression)] = []
        while current.kind != .rightBrace {
            if !pairs.isEmpty { try expect(.comma) }
            if current.kind == .rightBrace { break }
            let key = try expression()
            try expect(.colon)
            pairs.append((key, try expression()))
        }
        try expect(.rightBrace)
        return try make(.dict(pairs), offset: start, start: start)
    }

    // MARK: Tuples

    /// Expressions with commas between them: a tuple, or the one expression where there is no comma.
    mutating func tuple(
        conditional: Bool = true, inParentheses: Bool = false
    ) throws -> Expression {
        try tuple(inParentheses: inParentheses) { parser in try parser.expression(conditional: conditional) }
    }

    private mutating func tuple(
        inParentheses: Bool, _ item: (inout Parser) throws -> Expression
    ) throws -> Expression {
        let start = current.start
        if isTupleEnd {
            if !inParentheses { throw fail("Expected an expression, got \(TextRepr.repr(lexer.description(of: current)))") }
            return try make(.tuple([]), offset: start, start: start)
        }
        let first = try item(&self)
        if current.kind != .comma { return first }
        var items = [first]
        var offset = start
        while current.kind == .comma {
            offset = current.start
            try advance()
            if isTupleEnd { break }
            items.append(try item(&self))
        }
        return try make(.tuple(items), offset: offset, start: start)
    }

    private var isTupleEnd: Bool {
        switch current.kind {
        case .variableEnd, .blockEnd, .rightParenthesis: true
        default: false
        }
    }

    // MARK: Targets

    /// What stands on the left of an assignment or behind `for`.
    mutating func assignmentTarget(namespaces: Bool = false) throws -> Expression {
        let target = try tuple(inParentheses: false) { parser in try parser.primary(targets: namespaces) }
        guard target.canBeAssigned else { throw fail("can't assign to \(TextRepr.repr(target.kind.className))", at: target.offset) }
        return target
    }

    /// A single name that is defined or assigned.
    mutating func targetName() throws -> Token {
        let token = try expect(.name)
        if Literal(constant: text(of: token)) != nil { throw fail("can't assign to 'name'", at: token.start) }
        return token
    }

    /// The text of `targetName`.
    mutating func targetText() throws -> String {
        let token = try targetName()
        return text(of: token)
    }
}

extension TokenKind {
    fileprivate var multiplicative: BinaryOperation? {
        switch self {
        case .multiply: .multiply
        case .divide: .divide
        case .floorDivide: .floorDivide
        case .modulo: .modulo
        default: nil
        }
    }
}

extension Expression {
    /// Whether the expression may stand on the left of an assignment.
    var canBeAssigned: Bool {
        switch kind {
        case .name, .namespaceAttribute: true
        case .tuple(let items): items.allSatisfy(\.canBeAssigned)
        default: false
        }
    }
}
