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
    /// What programs want to know of it, by the names dbt's event of this kind has for it (`file`, `key_path`).
    public private(set) var facts: [Fact] = []

    /// The name that options of dbt know the kind of message by, where that decided about it; shown behind the code.
    public private(set) var alias: String?

    /// One thing that programs want to know of a diagnostic.
    public struct Fact: Sendable, Equatable {
        /// The value of a fact.
        public enum Value: Sendable, Equatable {
            case text(String)
            case number(Int)
            case truth(Bool)
            case texts([String])
        }

        /// The field's name.
        public let name: String
        /// What it holds.
        public let value: Value
    }

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

    /// The diagnostic with facts for programs, in place of those it had.
    public func with(_ facts: KeyValuePairs<String, Fact.Value>) -> Diagnostic {
        var copy = self
        copy.facts = facts.map { Fact(name: $0.key, value: $0.value) }
        return copy
    }

    /// The diagnostic with facts that were taken from another.
    public func with(_ facts: [Fact]) -> Diagnostic {
        var copy = self
        copy.facts = facts
        return copy
    }

    /// The diagnostic with another kind, severity or hint; everything else stays.
    public func with(id: DiagnosticID? = nil, severity: Severity? = nil, hint: String? = nil) -> Diagnostic {
        var copy = Diagnostic(id ?? self.id, severity ?? self.severity, message, at: span, notes: notes, hint: hint ?? self.hint)
        copy.facts = facts
        copy.alias = alias
        return copy
    }

    /// The diagnostic as one that options know by a name.
    public func known(as alias: String?) -> Diagnostic {
        var copy = self
        copy.alias = alias
        return copy
    }
}

extension Diagnostic.Fact.Value: ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
    /// A text.
    public init(stringLiteral value: String) { self = .text(value) }
}
