public import Diagnostics

/// A kind of message: its code, what it says in one line, and the long explanation with an example.
///
/// Each one is a Markdown file `codes/<family>/<name>.md`: a heading that is the title, then the explanation.
public struct ErrorCode: Sendable {
    /// What it is about.
    public let family: CodeFamily
    /// The name within all families: what a `Diagnostic` has as its id.
    public let name: String
    /// The file's text.
    private let text: StaticString

    init?(path: StaticString, text: StaticString) {
        let parts = path.description.split(separator: "/")
        guard parts.count == 2, let family = CodeFamily(rawValue: String(parts[0])), parts[1].hasSuffix(".md") else { return nil }
        self.family = family
        name = String(parts[1].dropLast(".md".count))
        self.text = text
    }

    /// `bind/unknown-ref`; a name that begins with its family does not say it twice: `jinja-syntax` is `jinja/syntax`.
    public var code: String {
        let prefix = family.rawValue + "-"
        return family.rawValue + "/" + (name.hasPrefix(prefix) ? name.dropFirst(prefix.count) : name[...])
    }

    /// What it says, half a sentence.
    public var title: String { String(text.description.prefix { $0 != "\n" }.drop { $0 == "#" || $0 == " " }) }

    /// The explanation in Markdown, ending in a line break.
    public var explanation: String { String(text.description.drop { $0 != "\n" }.drop { $0 == "\n" }) }
}

extension DiagnosticID {
    /// The code that people and programs see: `bind/unknown-ref`; the bare name where no code has it.
    public var code: String { AllCodes.named(name)?.code ?? name }

    /// What the message is about; nil where no code has the name.
    public var family: CodeFamily? { AllCodes.named(name)?.family }
}
