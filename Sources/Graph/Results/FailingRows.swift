/// A sample of the rows a test found.
public struct FailingRows: Sendable, Equatable {
    /// The columns of the test's query.
    public var columns: [String]
    /// The rows, each as long as `columns`; nil for NULL.
    public var rows: [[String?]]

    /// Rows under their columns.
    public init(columns: [String], rows: [[String?]]) {
        self.columns = columns
        self.rows = rows
    }
}
