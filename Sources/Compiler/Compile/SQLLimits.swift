import Context
import Formats
import Jinja

/// `--sqlparse`: limits for the SQL that ephemeral models are put into. dbt's parser of SQL has them; smelt needs none, and keeps those that are given.
struct SQLLimits {
    private let tokens: Int?
    private let depth: Int?

    /// The limits among the flags of an invocation; none by default.
    init(_ flags: ConfigMap) {
        func number(_ key: String) -> Int? {
            guard let value = flags["sqlparse"]?[key] else { return nil }
            return value.int ?? value.string.flatMap(Int.init)
        }
        tokens = number("MAX_GROUPING_TOKENS")
        depth = number("MAX_GROUPING_DEPTH")
    }

    /// Throws a compilation error for SQL with more tokens, or deeper brackets, than allowed.
    func check(_ sql: String) throws {
        guard tokens != nil || depth != nil else { return }
        var (count, open, deepest) = (0, 1, 1)
        var wasWord = false
        for byte in sql.utf8 {
            let isWord = byte >= 0x80 || byte == 0x5F || (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF)
            if !isWord || !wasWord { count += 1 }
            wasWord = isWord
            if byte == UInt8(ascii: "(") { open += 1 }
            if byte == UInt8(ascii: ")") { open -= 1 }
            deepest = max(deepest, open)
        }
        if let depth, deepest > depth { throw refusal("Maximum grouping depth exceeded (\(depth)).", "MAX_GROUPING_DEPTH") }
        if let tokens, count > tokens { throw refusal("Maximum number of tokens exceeded (\(tokens)).", "MAX_GROUPING_TOKENS") }
    }

    private func refusal(_ text: String, _ key: String) -> JinjaError {
        JinjaError(.compilation, "\(text) You may raise the limit via --sqlparse '{\"\(key)\": \"<value>\"}'.")
    }
}
