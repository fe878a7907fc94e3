public import Formats

/// Which values of failing rows a ledger does not keep.
public struct Redaction: Sendable {
    /// What stands in the place of such a value.
    public static let mask = "•••"

    private let columns: Set<String>
    private let hidesAll: Bool

    /// Hides the values of columns, compared without regard to case; `*` or `all` hides those of every column.
    public init(_ columns: [String]) {
        self.columns = Set(columns.map { $0.lowercased() })
        hidesAll = columns.contains { ["*", "all"].contains($0.lowercased()) }
    }

    /// A row as the JSON that is kept.
    ///
    /// - Parameter subject: the column a test is about: where its values are hidden, the whole row is, since tests give them other names
    ///   (`unique_field`).
    public func text(of row: ConfigMap, subject: String?) -> String {
        let hidesRow = hidesAll || subject.map { columns.contains($0.lowercased()) } ?? false
        let shown = row.map { cell in
            (cell.name, hidesRow || columns.contains(cell.name.lowercased()) ? ConfigValue.string(Self.mask) : cell.value)
        }
        return JSONWriter.text(of: .map(ConfigMap(shown)), style: .compact)
    }

    /// A message of the database; where values are hidden, without the details that show some.
    public func text(of message: String) -> String {
        guard hidesAll || !columns.isEmpty else { return message }
        return message.split(separator: "\n", omittingEmptySubsequences: false)
            .filter { !$0.drop { $0 == " " }.hasPrefix("DETAIL:") }.joined(separator: "\n")
    }
}
