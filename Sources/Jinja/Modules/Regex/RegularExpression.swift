/// Python's regular expressions for those outside of templates.
public enum RegularExpression {
    /// What is wrong with a pattern, or that it takes too long on a text.
    public struct Failure: Error, CustomStringConvertible {
        /// Python's words.
        public let description: String
    }

    /// Whether a pattern is found anywhere in a text. Throws `Failure`.
    public static func isFound(_ pattern: String, in text: String, ignoresCase: Bool) throws -> Bool {
        do {
            let program = try RegexModule.compiled(pattern, ignoresCase ? .ignoreCase : [])
            let codes = text.unicodeScalars.map(\.value)
            var matcher = RegexMatcher(program, codes, end: codes.count)
            return try matcher.search(from: 0) != nil
        } catch let error as JinjaError {
            throw Failure(description: "invalid regular expression '\(pattern)': \(error.message)")
        }
    }
}
