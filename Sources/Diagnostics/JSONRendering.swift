/// Prints diagnostics for programs: one JSON object on one line each.
///
/// Fields: `id`, `severity`, `message`, `hint` (or null), `path`, `line`, `column`, `end_line`, `end_column` (null without a place; lines and
/// columns count from 1, columns count Unicode scalars) and `notes`, a list of objects with `message` and the same place fields.
public struct JSONRendering: Sendable {
    /// Hides secrets in all that is printed.
    public var scrubber: SecretScrubber

    /// A printer that hides the scrubber's secrets.
    public init(scrubber: SecretScrubber = .none) { self.scrubber = scrubber }

    /// One diagnostic as an object on one line, without a line break.
    public func render(_ diagnostic: Diagnostic) -> String {
        let notes = diagnostic.notes.map { object([("message", quote($0.message))] + place($0.span)) }
        return object(
            [
                ("id", quote(diagnostic.id.name)), ("severity", quote(diagnostic.severity.rawValue)),
                ("message", quote(diagnostic.message)),
                ("hint", diagnostic.hint.map(quote) ?? "null"),
            ] + place(diagnostic.span) + [("notes", "[" + notes.joined(separator: ", ") + "]")])
    }

    private func place(_ span: SourceSpan?) -> [(String, String)] {
        guard let span else { return ["path", "line", "column", "end_line", "end_column"].map { ($0, "null") } }
        let start = span.position
        let end = span.file.position(of: span.end)
        return [
            ("path", quote(span.file.path)), ("line", String(start.line)), ("column", String(start.column)), ("end_line", String(end.line)),
            ("end_column", String(end.column)),
        ]
    }

    private func object(_ members: [(String, String)]) -> String {
        "{" + members.map { "\"\($0)\": \($1)" }.joined(separator: ", ") + "}"
    }

    private func quote(_ text: String) -> String {
        var result = "\""
        for scalar in scrubber.scrub(text).unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            default:
                if scalar.value < 0x20 {
                    result += "\\u00" + (scalar.value < 0x10 ? "0" : "") + String(scalar.value, radix: 16)
                } else {
                    result.unicodeScalars.append(scalar)
                }
            }
        }
        return result + "\""
    }
}
