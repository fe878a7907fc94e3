/// One word, name, literal or sign of a SQL text.
struct SQLToken: Sendable, Equatable {
    /// Where it is in the text, in bytes of UTF-8.
    var range: Range<Int>
}
