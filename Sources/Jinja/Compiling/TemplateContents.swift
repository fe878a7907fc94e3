extension Template {
    /// The macros that the text defines, also nested ones, in order.
    var definedMacros: [MacroStatement] {
        var found: [MacroStatement] = []
        statements.collectMacros(into: &found)
        return found
    }

    /// The source text of an expression.
    func sourceText(_ expression: Expression) -> String {
        String(decoding: text.bytes[expression.start..<max(expression.start, expression.end)], as: UTF8.self)
    }
}

extension [Statement] {
    fileprivate func collectMacros(into found: inout [MacroStatement]) {
        for statement in self {
            if case .macro(let macro) = statement.kind { found.append(macro) }
            statement.kind.forEachBody { $0.collectMacros(into: &found) }
        }
    }
}
