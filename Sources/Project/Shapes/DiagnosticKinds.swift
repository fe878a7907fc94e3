public import Diagnostics

extension Diagnostic {
    /// An error about the project.
    public static func error(
        _ id: DiagnosticID, _ message: String, at span: SourceSpan? = nil, notes: [Note] = [], hint: String? = nil
    ) -> Diagnostic {
        Diagnostic(id, .error, message, at: span, notes: notes, hint: hint)
    }

    /// A warning about the project.
    public static func warning(
        _ id: DiagnosticID, _ message: String, at span: SourceSpan? = nil, notes: [Note] = [], hint: String? = nil
    ) -> Diagnostic {
        Diagnostic(id, .warning, message, at: span, notes: notes, hint: hint)
    }
}
