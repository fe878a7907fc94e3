/// How large a table is.
public struct RelationSize: Sendable, Equatable {
    /// The number of rows; nil where it is not known.
    public var rows: Int?
    /// Whether the number of rows is what the engine believes, not what was counted.
    public var isEstimate: Bool
    /// The bytes on disk with all that belongs to the table, such as its indexes; nil where they are not known.
    public var bytes: Int?

    /// A size of its parts.
    public init(rows: Int?, isEstimate: Bool = false, bytes: Int?) {
        self.rows = rows
        self.isEstimate = isEstimate
        self.bytes = bytes
    }
}
