internal import Diagnostics

/// What the composer has to say about a text.
extension YAMLComposer {
    /// Records an error; the file then has no value.
    mutating func fail(
        _ message: String, at span: SourceSpan?, notes: [Diagnostic.Note] = [], hint: String? = nil, id: DiagnosticID = "yaml-syntax"
    ) {
        failed = true
        diagnostics.append(Diagnostic(id, .error, message, at: span, notes: notes, hint: hint))
    }

    /// A tag that does not fit its node, or that nobody knows.
    mutating func failTag(_ tag: String, on node: String, at span: SourceSpan?) {
        let prefix = "tag:yaml.org,2002:"
        let name = tag.hasPrefix(prefix) ? String(tag.dropFirst(prefix.count)) : nil
        let expected: String? =
            switch name {
            case "seq", "omap", "pairs": "sequence"
            case "map", "set": "mapping"
            case "str", "int", "float", "bool", "null", "timestamp", "binary": "scalar"
            default: nil
            }
        if let expected, expected != node {
            fail("expected a \(expected) node, but found \(node)", at: span)
        } else {
            fail("could not determine a constructor for the tag '\(tag)'", at: span)
        }
    }

    /// A list or mapping in the place of a key: nearly always unquoted Jinja.
    mutating func failUnhashableKey(_ key: ConfigValue, in mapping: SourceSpan) {
        var hint: String?
        if let start = key.span?.start, start > 0, file.bytes[start] == UInt8(ascii: "{"), file.bytes[start - 1] == UInt8(ascii: "{") {
            hint = "quote values that start with '{{': \"{{ ... }}\""
        }
        fail("found unhashable key while constructing a mapping", at: key.span ?? mapping, hint: hint)
    }

    /// A key that was given before in the same mapping.
    mutating func warnDuplicate(_ name: String, at span: SourceSpan?, first: SourceSpan?) {
        let lines = SourceSpan(file, base, base).position.line - 1
        let place = span?.position ?? (line: 1, column: 1)
        let text = "Duplicate key '\(name)' in \"<unicode string>\", line \(place.line - lines), column \(place.column)"
        diagnostics.append(
            Diagnostic(
                "duplicate-yaml-key", .warning, "\(text) in file `\(file.path)`: the last value counts", at: span,
                notes: [.init("first given here", at: first)]
            ).with(["duplicate_description": .text(text), "file": .text(file.path)]))
    }

    mutating func reportSecondDocument(at span: SourceSpan) {
        fail(
            "expected a single document in the stream, but found another document", at: SourceSpan(file, span.start, span.end),
            hint: "keep one document per file: remove the '---'")
    }

    /// libyaml's own account of a syntax error.
    mutating func report(_ problem: YAMLProblem) {
        if problem.isReaderError {
            let start = min(base + problem.byteOffset, file.bytes.count)
            let code = problem.value >= 0 ? " (#x" + String(problem.value, radix: 16) + ")" : ""
            fail(problem.problem + code, at: SourceSpan(file, start, start), hint: "the file must be UTF-8 text")
            return
        }
        let place = point(problem.problemIndex)
        var notes: [Diagnostic.Note] = []
        var message = problem.problem
        if let context = problem.context {
            message += " " + context
            let start = point(problem.contextIndex)
            if start.start < place.start { notes.append(.init(context + " that starts here", at: start)) }
        }
        fail(message, at: place, notes: notes, hint: hint(for: problem, at: place.start))
    }

    private func hint(for problem: YAMLProblem, at offset: Int) -> String? {
        let byte = offset < file.bytes.count ? file.bytes[offset] : nil
        if problem.problem.hasPrefix("found character that cannot start any token") {
            if byte == UInt8(ascii: "\t") { return "indent with spaces: YAML does not allow tabs here" }
            if byte == UInt8(ascii: "%") || byte == UInt8(ascii: "@") || byte == UInt8(ascii: "`") { return "quote the value" }
        }
        if problem.problem.hasPrefix("mapping values are not allowed") {
            return "check the indentation, and quote a value that contains ': '"
        }
        if isJinjaUnquoted(before: offset) { return "quote values that start with '{{': \"{{ ... }}\"" }
        return nil
    }

    /// Whether the line of a place holds a value that starts with `{{` without a quote before it.
    private func isJinjaUnquoted(before offset: Int) -> Bool {
        let line = file.line(file.position(of: offset).line)
        return line.contains(": {{") || line.contains("- {{")
    }
}
