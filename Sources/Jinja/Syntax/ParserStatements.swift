extension Parser {
    /// One statement: its tag name is current, behind it stands the `%}` of its last tag.
    mutating func statement() throws -> Statement {
        let token = current
        guard token.kind == .name else { throw fail("tag name expected") }
        if tags.count >= Self.maximumStatementDepth { throw fail("too many levels of indentation", at: token.start) }
        try StackLimit.check()
        let tag = text(of: token)
        tags.append(tag)
        let kind: Statement.Kind?
        switch tag {
        case "if": kind = try conditional()
        case "for": kind = try loop()
        case "set": kind = try assignment()
        case "do": kind = .run(try afterTag { try $0.tuple() })
        case "macro": kind = .macro(try macro())
        case "test": kind = .macro(try genericTest())
        case "materialization": kind = .macro(try materialization())
        case "docs": kind = .macro(try documentation())
        case "call": kind = try callBlock()
        case "filter": kind = try filterBlock()
        case "with": kind = try with()
        case "print": kind = try printed()
        case "block": kind = try block()
        case "autoescape": kind = try autoescape()
        case "break": kind = try simple(.breakLoop)
        case "continue": kind = try simple(.continueLoop)
        case "include", "import", "from", "extends": kind = .load(try load(tag))
        default: kind = nil
        }
        tags.removeLast()
        guard let kind else { throw unknownTag(token) }
        return Statement(kind: kind, offset: token.start)
    }

    private mutating func afterTag<Result>(_ rest: (inout Parser) throws -> Result) throws -> Result {
        try advance()
        return try rest(&self)
    }

    private mutating func simple(_ kind: Statement.Kind) throws -> Statement.Kind {
        try advance()
        return kind
    }

    private mutating func conditional() throws -> Statement.Kind {
        try advance()
        var branches: [(test: Expression, body: [Statement])] = []
        while true {
            let test = try tuple(conditional: false)
            branches.append((test, try body(until: "elif", "else", "endif")))
            let end = try advance()
            if lexer.isName(end, "elif") { continue }
            if lexer.isName(end, "else") { return .conditional(branches, otherwise: try body(until: "endif", dropsEnd: true)) }
            return .conditional(branches, otherwise: [])
        }
    }

    private mutating func loop() throws -> Statement.Kind {
        try advance()
        let target = try assignmentTarget()
        try expectName("in")
        let iterable = try tuple(conditional: false)
        let test = try skipName("if") ? try expression() : nil
        let isRecursive = try skipName("recursive")
        let body = try body(until: "endfor", "else")
        let end = try advance()
        let otherwise = lexer.isName(end, "endfor") ? [] : try self.body(until: "endfor", dropsEnd: true)
        return .loop(
            LoopStatement(target: target, iterable: iterable, test: test, isRecursive: isRecursive, body: body, otherwise: otherwise))
    }

    private mutating func assignment() throws -> Statement.Kind {
        try advance()
        let target = try assignmentTarget(namespaces: true)
        if try skip(.assign) { return .assign(target, try tuple()) }
        let filter = try filters(nil)
        return .assignBlock(target, filter: filter, body: try body(until: "endset", dropsEnd: true))
    }

    // MARK: Macros

    private mutating func macro() throws -> MacroStatement {
        try advance()
        let name = "dbt_macro__" + (try targetText())
        let parameters = try parameters()
        return MacroStatement(name: name, parameters: parameters, body: try body(until: "endmacro", dropsEnd: true))
    }

    private mutating func genericTest() throws -> MacroStatement {
        try advance()
        let name = "dbt_macro__test_" + (try targetText())
        let parameters = try parameters()
        return MacroStatement(name: name, parameters: parameters, body: try body(until: "endtest", dropsEnd: true))
    }

    private mutating func documentation() throws -> MacroStatement {
        try advance()
        let name = "dbt_docs__" + (try targetText())
        return MacroStatement(name: name, parameters: [], body: try body(until: "enddocs", dropsEnd: true))
    }

    private mutating func materialization() throws -> MacroStatement {
        try advance()
        let name = try targetText()
        var adapter = "default"
        var parameters: [MacroParameter] = []
        while try skip(.comma) {
            let option = try targetName()
            switch text(of: option) {
            case "default": break
            case "adapter":
                try expect(.assign)
                let value = try expression()
                guard case .literal(let literal) = value.kind else {
                    throw JinjaError(
                        .attribute, "'\(value.kind.pythonClassName)' object has no attribute 'value'", at: text.span(value.start, value.end)
                    )
                }
                adapter = try literal.value.str()
            case "supported_languages":
                try expect(.assign)
                let languages = try expression()
                parameters.append(
                    MacroParameter(name: text(of: option), annotation: nil, defaultValue: languages, offset: option.start))
            default:
                throw JinjaError(
                    .compilation, "materialization '\(name)' received unknown argument '\(text(of: option))'.",
                    at: text.span(option.start, option.end))
            }
        }
        if parameters.isEmpty { parameters = [try defaultLanguages()] }
        let body = try body(until: "endmaterialization", dropsEnd: true)
        return MacroStatement(name: "dbt_macro__materialization_\(name)_\(adapter)", parameters: parameters, body: body)
    }

    private func defaultLanguages() throws -> MacroParameter {
        let offset = current.start
        let sql = try make(.literal(.string("sql")), offset: offset, start: offset)
        let languages = try make(.list([sql]), offset: offset, start: offset)
        return MacroParameter(name: "supported_languages", annotation: nil, defaultValue: languages, offset: offset)
    }

    /// `(a, b: type = default)`.
    private mutating func parameters() throws -> [MacroParameter] {
        var parameters: [MacroParameter] = []
        var hasDefaults = false
        try expect(.leftParenthesis)
        while current.kind != .rightParenthesis {
            if !parameters.isEmpty { try expect(.comma) }
            let name = try targetName()
            let annotation = try skip(.colon) ? try typeName() : nil
            var defaultValue: Expression?
            if try skip(.assign) {
                defaultValue = try expression()
                hasDefaults = true
            } else if hasDefaults {
                throw fail("non-default argument follows default argument")
            }
            parameters.append(
                MacroParameter(name: text(of: name), annotation: annotation, defaultValue: defaultValue, offset: name.start))
        }
        try expect(.rightParenthesis)
        return parameters
    }

    /// `str`, `Dict[str, List[int]]`.
    private mutating func typeName() throws -> String {
        try enter()
        defer { leave() }
        var name = try expectedName()
        if try skip(.leftBracket) {
            var arguments: [String] = []
            while current.kind != .rightBracket {
                if !arguments.isEmpty { try expect(.comma) }
                arguments.append(try typeName())
            }
            try expect(.rightBracket)
            name += "[" + arguments.joined(separator: ", ") + "]"
        }
        return name
    }

    private mutating func callBlock() throws -> Statement.Kind {
        let offset = try advance().start
        let parameters = current.kind == .leftParenthesis ? try parameters() : []
        let call = try expression()
        guard case .call = call.kind else { throw fail("expected call", at: offset) }
        let body = try body(until: "endcall", dropsEnd: true)
        return .callBlock(MacroStatement(name: nil, parameters: parameters, body: body), call)
    }

    // MARK: The rest

    private mutating func filterBlock() throws -> Statement.Kind {
        try advance()
        guard let filter = try filters(nil, startsInline: true) else { throw fail("expected token 'name'") }
        return .filterBlock(filter, body: try body(until: "endfilter", dropsEnd: true))
    }

    private mutating func with() throws -> Statement.Kind {
        try advance()
        var pairs: [(target: Expression, value: Expression)] = []
        while current.kind != .blockEnd {
            if !pairs.isEmpty { try expect(.comma) }
            let target = try assignmentTarget()
            try expect(.assign)
            pairs.append((target, try expression()))
        }
        return .with(pairs, body: try body(until: "endwith", dropsEnd: true))
    }

    private mutating func printed() throws -> Statement.Kind {
        try advance()
        var parts: [OutputPart] = []
        while current.kind != .blockEnd {
            if !parts.isEmpty { try expect(.comma) }
            parts.append(.expression(try expression()))
        }
        return .output(parts)
    }

    private mutating func block() throws -> Statement.Kind {
        try advance()
        let name = try expectedName()
        let isScoped = try skipName("scoped")
        let isRequired = try skipName("required")
        if current.kind == .subtract {
            throw fail(
                "Block names in Jinja have to be valid Python identifiers and may not contain hyphens, use an underscore instead.")
        }
        let body = try body(until: "endblock", dropsEnd: true)
        if isRequired, !body.allSatisfy(isBlank) { throw fail("Required blocks can only contain comments or whitespace") }
        _ = try skipName(name)
        return .block(name: name, isScoped: isScoped, isRequired: isRequired, body: body)
    }

    private mutating func autoescape() throws -> Statement.Kind {
        try advance()
        let value = try expression()
        return .autoescape(value, body: try body(until: "endautoescape", dropsEnd: true))
    }

    private mutating func load(_ tag: String) throws -> LoadStatement {
        try advance()
        let template = try expression()
        switch tag {
        case "include":
            if isName("ignore"), try isNextName("missing") {
                try advance()
                try advance()
            }
            _ = try importContext()
            return LoadStatement(tag: .include, template: template, names: [])
        case "import":
            try expectName("as")
            let name = try targetText()
            _ = try importContext()
            return LoadStatement(tag: .importTemplate, template: template, names: [name])
        case "from":
            try expectName("import")
            return LoadStatement(tag: .from, template: template, names: try importedNames())
        default: return LoadStatement(tag: .extends, template: template, names: [])
        }
    }

    private mutating func importContext() throws -> Bool {
        guard isName("with") || isName("without"), try isNextName("context") else { return false }
        try advance()
        try advance()
        return true
    }

    private mutating func importedNames() throws -> [String] {
        var names: [String] = []
        while true {
            if !names.isEmpty { try expect(.comma) }
            guard current.kind == .name else {
                try expect(.name)
                return names
            }
            if try importContext() { return names }
            let target = try targetName()
            if text(of: target).hasPrefix("_") { throw fail("names starting with an underline can not be imported", at: target.start) }
            names.append(try skipName("as") ? try targetText() : text(of: target))
            let isDone = try importContext()
            if isDone || current.kind != .comma { return names }
        }
    }
}

extension Parser {
    /// Whether a statement is nothing but whitespace.
    private func isBlank(_ statement: Statement) -> Bool {
        guard case .output(let parts) = statement.kind else { return false }
        return parts.allSatisfy { part in
            guard case .text(let range) = part else { return false }
            return String(decoding: text.bytes[range], as: UTF8.self).unicodeScalars.allSatisfy(CharacterClass.isSpace)
        }
    }
}

extension Expression.Kind {
    /// The class name of Jinja's node.
    fileprivate var pythonClassName: String { className.prefix(1).uppercased() + className.dropFirst() }
}
