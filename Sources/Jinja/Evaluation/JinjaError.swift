public import Diagnostics

/// An error met while a template was compiled or rendered, with the place and the macros that were running.
///
/// Messages are worded as Jinja2's and Python's, since users search the web for them.
public struct JinjaError: Error {
    /// What Python class the error has in dbt; decides how it is reported, and what the golden cases compare.
    public enum Kind: String, Sendable {
        case syntax, undefined, security, runtime, type, value, key, index, attribute
        case zeroDivision = "zero_division"
        case overflow, recursion
        case pythonRuntime = "python_runtime"
        case compilation
        case macroReturn = "macro_return"
        case notFound = "not_found"
    }

    /// One macro call on the way to the error.
    public struct Frame: Sendable {
        /// The macro's name as the user wrote it.
        public let macro: String
        /// The file the macro stands in.
        public let file: SourceFile
        /// Line in that file, from 1.
        public let line: Int

        /// A call of a macro that stands in `file` at `line`.
        public init(macro: String, file: SourceFile, line: Int) {
            self.macro = macro
            self.file = file
            self.line = line
        }
    }

    /// The kind of error.
    public let kind: Kind
    /// The stable name of the kind: `jinja-zero-division`.
    public var id: DiagnosticID { DiagnosticID("jinja-" + kind.rawValue.replacing("_", with: "-")) }
    /// The message, as Python's `str(e)`.
    public let message: String
    /// Where it happened; set by the innermost template on the way out.
    public var span: SourceSpan?
    /// Jinja's line: from 1, counted from the start of the template or macro block, where `\r` alone breaks a line too.
    public var line: Int?
    /// The macro calls that were running, innermost first.
    public var stack: [Frame]
    /// The place in the text that the error passed last on its way out: of the outermost text, once it has left all macros.
    public internal(set) var passing: SourceSpan?

    /// An error without a place; the renderer adds it.
    public init(_ kind: Kind, _ message: String, at span: SourceSpan? = nil, stack: [Frame] = []) {
        self.kind = kind
        self.message = message
        self.span = span
        self.stack = stack
    }

    /// The message as dbt reports it: for a syntax error with the line's number and text below, as Jinja's `str(e)`.
    public var reportedMessage: String {
        guard kind == .syntax, let line else { return message }
        var report = message + "\n  line \(line)"
        if let span {
            let text = span.file.line(span.position.line).unicodeScalars
            let trimmed = text.drop(while: CharacterClass.isSpace).reversed().drop(while: CharacterClass.isSpace).reversed()
            report += "\n    " + String(String.UnicodeScalarView(trimmed))
        }
        return report
    }
}
