/// How grave a diagnostic is. An error stops the command; a warning does not, unless `--warn-error` says so.
public enum Severity: String, Sendable, Comparable {
    case note
    case warning
    case error

    private var rank: Int {
        switch self {
        case .note: 0
        case .warning: 1
        case .error: 2
        }
    }

    /// note < warning < error.
    public static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }
}

/// The stable name of a kind of message, in kebab case (`unknown-ref`); what `smelt explain` and filters use.
public struct DiagnosticID: Sendable, Hashable, ExpressibleByStringLiteral, CustomStringConvertible {
    /// The name itself.
    public let name: String

    /// An id from its name.
    public init(_ name: String) { self.name = name }

    /// An id from a literal.
    public init(stringLiteral value: String) { self.name = value }

    /// The name itself.
    public var description: String { name }
}

/// One message about the user's project: what is wrong, where, and what to do.
public struct Diagnostic: Sendable, Error {
    /// A remark on another place that helps to understand the message ("first defined here").
    public struct Note: Sendable {
        /// The remark, one short sentence.
        public let message: String
        /// Where it points; nil for a remark without a place.
        public let span: SourceSpan?

        /// A remark with or without a place.
        public init(_ message: String, at span: SourceSpan? = nil) {
            self.message = message
            self.span = span
        }
    }

    /// The stable name of the kind of message.
    public let id: DiagnosticID
    /// Error, warning or note.
    public let severity: Severity
    /// One short sentence. It never holds a secret.
    public let message: String
    /// The place it is about; nil where there is none (a missing file, a flag).
    public let span: SourceSpan?
    /// Remarks on other places, in reading order.
    public let notes: [Note]
    /// What to do, one short sentence ("did you mean 'orders'?").
    public let hint: String?

    /// A diagnostic with all its parts.
    public init(
        _ id: DiagnosticID, _ severity: Severity = .error, _ message: String, at span: SourceSpan? = nil, notes: [Note] = [],
        hint: String? = nil
    ) {
        self.id = id
        self.severity = severity
        self.message = message
        self.span = span
        self.notes = notes
        self.hint = hint
    }
}
