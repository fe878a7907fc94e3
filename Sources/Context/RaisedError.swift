/// An error a template raised on purpose that is no compilation error: `exceptions.raise_database_error` and its kin.
///
/// Compilation errors are `JinjaError`s of kind `compilation`.
public struct RaisedError: Error, Sendable, Equatable {
    /// What dbt prints before the message: `Database Error`, `Dependency Error`, `Validation Error`, `Runtime Error`.
    public let heading: String
    /// The message.
    public let message: String

    /// An error with its heading.
    public init(_ heading: String, _ message: String) {
        self.heading = heading
        self.message = message
    }
}
