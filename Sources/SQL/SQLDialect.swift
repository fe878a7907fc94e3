/// Whose SQL is read: what quotes a name, what becomes of its letters, which columns a query shows under which names.
public enum SQLDialect: Sendable {
    /// PostgreSQL 15.
    case postgres
    /// SQLite 3.40.
    case sqlite

    /// The SQL of an adapter, by the type that stands in `profiles.yml`.
    public init(adapterType: String) { self = adapterType == "sqlite" ? .sqlite : .postgres }
}

/// A name in a SQL text.
struct SQLName: Sendable, Hashable {
    /// What decides whether two names are the same.
    let key: String
    /// The name as the engine shows it.
    let text: String

    /// A name as it is, without quotes around it.
    init(_ text: String, _ dialect: SQLDialect) {
        switch dialect {
        case .postgres:
            self.text = text.utf8.count > Self.limit ? String(decoding: text.utf8.prefix(Self.limit), as: UTF8.self) : text
            key = self.text
        case .sqlite:
            self.text = text
            key = text.loweredASCII
        }
    }

    /// A name that was written without quotes.
    init(unquoted text: String, _ dialect: SQLDialect) {
        self.init(dialect == .postgres ? text.loweredASCII : text, dialect)
    }

    /// As many bytes as Postgres keeps of a name.
    private static let limit = 63
}

extension String {
    /// The text with A to Z in lower case, everything else as it is.
    var loweredASCII: String {
        guard utf8.contains(where: { $0 &- 65 < 26 }) else { return self }
        return String(decoding: utf8.map { $0 &- 65 < 26 ? $0 | 32 : $0 }, as: UTF8.self)
    }
}

/// What in a SQL text is not understood.
struct SQLProblem: Error, Equatable {
    /// A sentence without a full stop at its end.
    let reason: String
}
