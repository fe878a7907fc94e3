import Diagnostics
import Jinja
import Synchronization

/// The texts of generated tests and of their arguments, parsed: thousands of tests have the same texts, and those of one file share what they
/// were parsed into.
final class SharedTemplates: Sendable {
    private struct Key: Hashable {
        let path: String
        let text: String
        let mode: Template.Mode
    }

    private let parsed = Mutex<[Key: Template]>([:])

    /// The template of a text in a file. Throws syntax errors, with Jinja's message and line. A text without delimiters is not kept.
    func template(_ text: String, path: String, mode: Template.Mode) throws -> Template {
        let key = Key(path: path, text: text, mode: mode)
        if let known = parsed.withLock({ $0[key] }) { return known }
        let template = try Template(SourceFile(path: path, text: text), mode: mode)
        if !template.isPlain { parsed.withLock { $0[key] = template } }
        return template
    }
}
