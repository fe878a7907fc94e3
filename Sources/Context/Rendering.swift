import Diagnostics
import Formats
public import Graph
public import Jinja
import Project

extension RenderContext: NameLookup {
    /// The value of a name.
    public func value(of name: Symbol) throws -> Value? { lookup(name.name) }
}

extension RenderContext: ProjectMacro.Observer {
    /// Records macros that the node's own text calls; what the adapter calls for it is not among them, as in dbt.
    public func macroStarts(_ macro: ProjectMacro.Definition, depth: Int) {
        if depth == 0, !isAdapterCalling, !captured.macros.contains(macro.uniqueID) { captured.macros.append(macro.uniqueID) }
    }

    /// Nothing to do.
    public func macroEnds(_ macro: ProjectMacro.Definition) {}
}

extension RenderContext {
    /// Renders a text to text. Throws what goes wrong, with place and macro stack.
    public func render(_ text: String) throws -> String {
        try renderer.render(Template(text, path: node?.originalFilePath ?? "<template>"))
    }

    /// Renders a node's own text. Throws what goes wrong, with place and macro stack.
    public func render(_ node: Node) throws -> String {
        let mode: Template.Mode = stage == .parse ? .parse : .text
        if node.genericTest != nil { return try renderer.render(testTemplate(node.rawCode, path: node.originalFilePath, mode: mode)) }
        return try renderer.render(Template(SourceFile(path: node.originalFilePath, text: node.rawCode), mode: mode))
    }

    /// A text of a generated test, parsed; kept for other tests in a run, where each is rendered, but not while parsing, where few are.
    private func testTemplate(_ text: String, path: String, mode: Template.Mode) throws -> Template {
        stage == .parse ? try Template(text, path: path, mode: mode) : try world.testTemplates.template(text, path: path, mode: mode)
    }

    /// Renders the text of `query-comment`: a template that may call `query_comment_macro(connection_name, node)`.
    public func renderComment(_ template: String) throws -> String {
        let text = try renderer.render(Template(template, path: "query-comment"))
        if text.contains("*/") {
            throw RaisedError("Runtime Error", "query comment contains illegal value \"*/\": \(text)")
        }
        return text.trimmedBlanks
    }

    /// Gives a generic test's text its arguments, rendered: `_dbt_generic_test_kwargs`.
    public func addTestArguments() throws {
        if let test = node?.genericTest { try addTestArguments(test.arguments) }
    }

    /// Gives a generic test's text these arguments.
    func addTestArguments(_ written: ConfigMap) throws {
        let arguments = DictObject()
        for entry in written {
            arguments[entry.name] = try testArgument(entry.value, isColumnName: entry.name == "column_name")
        }
        extra["_dbt_generic_test_kwargs"] = .object(arguments)
        refresh()
    }

    /// An argument of a test: strings are rendered natively; a bare call of `ref` and its kin gets its braces first.
    private func testArgument(_ value: ConfigValue, isColumnName: Bool) throws -> Value {
        switch value.kind {
        case .string(let text):
            guard !isColumnName else { return .string(text) }
            let template = BareCall.matches(text) ? "{{ \(text) }}" : text
            return try renderer.renderValue(testTemplate(template, path: node?.originalFilePath ?? "<test>", mode: .native))
        case .list(let elements):
            return .object(ListObject(try elements.map { try testArgument($0, isColumnName: false) }))
        case .map(let map):
            let dict = DictObject()
            for entry in map { dict[entry.name] = try testArgument(entry.value, isColumnName: false) }
            return .object(dict)
        default: return value.jinjaValue()
        }
    }
}

/// Recognises a string argument that is a call without braces: `ref('orders')`.
private enum BareCall {
    private static let names = ["env_var", "ref", "var", "source", "doc"]

    static func matches(_ text: String) -> Bool {
        let trimmed = text.trimmedBlanks
        guard trimmed.hasSuffix(")"), let open = trimmed.firstIndex(of: "("), !trimmed.contains("\n") else { return false }
        let name = String(trimmed[..<open]).trimmedBlanks
        return names.contains(name) && trimmed.index(after: open) < trimmed.index(before: trimmed.endIndex)
    }
}

extension String {
    /// The text without blanks and line breaks around it.
    var trimmedBlanks: String {
        let start = unicodeScalars.drop { $0.properties.isWhitespace }
        var end = start
        while let last = end.last, last.properties.isWhitespace { end.removeLast() }
        return String(end)
    }
}
