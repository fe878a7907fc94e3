import Formats

/// The text of a rendered hook: plain SQL, or a JSON mapping with `sql` and `transaction`.
enum HookText {
    /// The SQL to run.
    static func sql(in text: String) -> String {
        guard text.first(where: { !$0.isWhitespace }) == "{" else { return text }
        guard let value = try? JSONReader.read(text: text), let sql = value["sql"]?.string else { return text }
        return sql
    }
}
