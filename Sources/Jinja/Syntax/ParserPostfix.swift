extension Parser {
    /// What may follow a primary: attributes, items, calls.
    mutating func postfix(_ first: consuming Expression) throws -> Expression {
        var node = first
        while true {
            switch current.kind {
            case .dot, .leftBracket: node = try subscripted(node)
            case .leftParenthesis: node = try call(node)
            default: return node
            }
        }
    }

    mutating func filtersAndTests(_ first: consuming Expression) throws -> Expression {
        var node = first
        while true {
            if current.kind == .pipe {
                node = try filters(node) ?? node
            } else if isName("is") {
                node = try test(node)
            } else if current.kind == .leftParenthesis {
                node = try call(node)
            } else {
                return node
            }
        }
    }

    private mutating func subscripted(_ node: Expression) throws -> Expression {
        let token = try advance()
        if token.kind == .dot {
            let name = current
            try advance()
            if name.kind == .name { return try make(.attribute(node, text(of: name)), offset: token.start, start: node.start) }
            guard name.kind == .integer, let literal = lexer.literal(of: name) else {
                throw fail("expected name or number", at: name.kind == .endOfTemplate ? nil : name.start)
            }
            let key = try make(.literal(literal), offset: name.start, start: name.start)
            return try make(.item(node, key), offset: token.start, start: node.start)
        }
        var keys: [Expression] = []
        while current.kind != .rightBracket {
            if !keys.isEmpty { try expect(.comma) }
            keys.append(try subscriptKey())
        }
        try expect(.rightBracket)
        let key = keys.count == 1 ? keys[0] : try make(.tuple(keys), offset: token.start, start: token.start)
        return try make(.item(node, key), offset: token.start, start: node.start)
    }

    private mutating func subscriptKey() throws -> Expression {
        let offset = current.start
        var start: Expression?
        if try !skip(.colon) {
            let node = try expression()
            if try !skip(.colon) { return node }
            start = node
        }
        var stop: Expression?
        var step: Expression?
        if current.kind != .colon, !isSliceEnd { stop = try expression() }
        if try skip(.colon), !isSliceEnd { step = try expression() }
        return try make(.slice(start: start, stop: stop, step: step), offset: offset, start: offset)
    }

    private var isSliceEnd: Bool { current.kind == .rightBracket || current.kind == .comma }

    // MARK: Calls, filters, tests

    private mutating func call(_ callee: Expression) throws -> Expression {
        let offset = current.start
        let arguments = try callArguments()
        return try make(.call(callee, arguments), offset: offset, start: callee.start)
    }

    private mutating func callArguments() throws -> CallArguments {
        let open = try expect(.leftParenthesis).start
        var arguments = CallArguments()
        var needsComma = false
        while current.kind != .rightParenthesis {
            if needsComma {
                try expect(.comma)
                if current.kind == .rightParenthesis { break }
            }
            needsComma = true
            if current.kind == .multiply {
                if arguments.spread != nil || arguments.spreadNamed != nil { throw badCall(open) }
                try advance()
                arguments.spread = try expression()
            } else if current.kind == .power {
                if arguments.spreadNamed != nil { throw badCall(open) }
                try advance()
                arguments.spreadNamed = try expression()
            } else if current.kind == .name, try look().kind == .assign {
                if arguments.spreadNamed != nil { throw badCall(open) }
                let name = text(of: current)
                try advance()
                try advance()
                arguments.named.append((name, try expression()))
            } else {
                if arguments.spread != nil || arguments.spreadNamed != nil || !arguments.named.isEmpty { throw badCall(open) }
                arguments.positional.append(try expression())
            }
        }
        try expect(.rightParenthesis)
        return arguments
    }

    private func badCall(_ offset: Int) -> JinjaError { fail("invalid syntax for function call expression", at: offset) }

    /// A chain of filters behind an operand; nil where there is neither operand nor filter.
    mutating func filters(_ operand: Expression?, startsInline: Bool = false) throws -> Expression? {
        var node = operand
        var isInline = startsInline
        while current.kind == .pipe || isInline {
            if !isInline { try advance() }
            isInline = false
            let (name, offset) = try dottedName()
            let arguments = current.kind == .leftParenthesis ? try callArguments() : CallArguments()
            node = try make(.filter(node, name, arguments), offset: offset, start: node?.start ?? offset)
        }
        return node
    }

    private mutating func dottedName() throws -> (String, Int) {
        let token = try expect(.name)
        var name = text(of: token)
        while try skip(.dot) { name += "." + (try expectedName()) }
        return (name, token.start)
    }

    private mutating func test(_ operand: Expression) throws -> Expression {
        let offset = try advance().start
        let isNegated = try skipName("not")
        let (name, _) = try dottedName()
        var arguments = CallArguments()
        switch current.kind {
        case .leftParenthesis: arguments = try callArguments()
        case .name where isName("else") || isName("or") || isName("and"): break
        case .name, .string, .integer, .float, .leftBracket, .leftBrace:
            if isName("is") { throw fail("You cannot chain multiple tests with is") }
            let argument = try primary()
            arguments.positional = [try postfix(argument)]
        default: break
        }
        let node = try make(.test(operand, name, arguments), offset: offset, start: operand.start)
        return isNegated ? try make(.not(node), offset: offset, start: operand.start) : node
    }
}
