/// What the program lends to engines that lack it.
public struct EngineFunctions: Sendable {
    /// Whether a regular expression is found in a text: pattern, text, whether capitals and small letters are the same. Throws what is wrong
    /// with the pattern; the error's description is what the database answers.
    public typealias PatternMatch = @Sendable (_ pattern: String, _ text: String, _ ignoresCase: Bool) throws -> Bool

    /// Matches regular expressions; nil where the program lends nothing.
    public var matchesPattern: PatternMatch?

    /// What is lent; nothing by default.
    public init(matchesPattern: PatternMatch? = nil) { self.matchesPattern = matchesPattern }
}
