import Diagnostics
import ErrorCodes

/// `explain CODE`: prints what a code means; without a code, the list of all. It needs no project.
struct ExplainCommand {
    private let words: [String]
    private let isMarkdown: Bool

    /// The command that a line asks for.
    init(_ line: ParsedCommandLine) {
        words = line.arguments
        isMarkdown = line.values["output"]?.text == "markdown"
    }

    /// Prints it and gives the exit code. Throws `UsageError` for a code that nothing has.
    func run(_ terminal: Terminal) throws -> Int32 {
        Help.show(try text(), terminal)
        return ExitCode.ok.rawValue
    }

    /// What is printed.
    func text() throws -> String {
        if isMarkdown { return Self.page }
        guard let word = words.first else { return Self.list }
        let found = Self.codes(for: word)
        guard !found.isEmpty else {
            let names = AllCodes.all.flatMap { [$0.name, $0.code] }
            throw UsageError(
                message: "No message has the code '\(word)'.",
                hint: DidYouMean.hint(word, among: names) ?? "smelt explain lists all codes", command: "explain")
        }
        return found.map(Self.explanation).joined(separator: "\n")
    }

    /// The codes that a word means: a code, its name alone, as a message shows it (`[bind/cycle]`), or dbt's name of a warning.
    private static func codes(for word: String) -> [ErrorCode] {
        let word = String(word.drop { $0 == "[" }.prefix { $0 != "]" && $0 != "," })
        if let code = AllCodes.named(word) { return [code] }
        return WarningName.ids(ofEvent: word).compactMap { AllCodes.named($0.name) }
    }

    /// The long form for a terminal: blocks of code are indented instead of fenced.
    private static func explanation(_ code: ErrorCode) -> String {
        var isCode = false
        var lines: [String] = []
        for line in code.explanation.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("```") {
                isCode.toggle()
            } else {
                lines.append(isCode && !line.isEmpty ? "    " + line : String(line))
            }
        }
        return Ink.bold("\(code.code): \(code.title)") + "\n\n" + lines.joined(separator: "\n")
            + alias(code).map { "\n" + $0 + "\n" }.joined()
    }

    /// The line that names what dbt calls the warning; none where dbt has no such warning.
    private static func alias(_ code: ErrorCode) -> [String] {
        let name = WarningName(DiagnosticID(code.name))
        return name.isOwn ? [] : ["As a warning, options such as --warn-error-options know it as \(name.name)."]
    }

    /// All codes with their titles, family by family.
    private static var list: String {
        let width = (AllCodes.all.map(\.code.count).max() ?? 0) + 2
        let families = CodeFamily.allCases.map { family in
            let rows = AllCodes.all(in: family).map { "  " + $0.code.padded(to: width) + $0.title }
            return ([Ink.bold(family.rawValue) + ": " + family.meaning] + rows).joined(separator: "\n")
        }
        return families.joined(separator: "\n\n") + "\n\nsmelt explain CODE says more about one of them.\n"
    }

    // MARK: The page

    /// The whole of `docs/errors.md`.
    private static var page: String {
        let families = CodeFamily.allCases.map { family in
            let sections = AllCodes.all(in: family).map { code in
                let alias = alias(code).map { $0 + "\n\n" }.joined().replacing("--warn-error-options", with: "`--warn-error-options`")
                return "### \(code.code)\n\n\(Self.sentence(code.title))\n\n\(code.explanation)\n\(alias)"
            }
            return "## \(family.rawValue): \(family.meaning)\n\n" + sections.joined()
        }
        let contents = CodeFamily.allCases.map { family in
            let rows = AllCodes.all(in: family).map { "| [`\($0.code)`](#\(family.rawValue)\($0.name)) | \($0.title) |\n" }
            return "| \(family.rawValue) | \(family.meaning) |\n|---|---|\n" + rows.joined() + "\n"
        }
        let text = heading + contents.joined() + families.joined()
        return String(text.dropLast(text.hasSuffix("\n\n") ? 1 : 0))
    }

    private static let heading = """
        # Codes of messages

        Every message has a code, which stays the same: `error[bind/unknown-ref]: …` on the terminal, `diagnostic.code` with `--log-format json`.
        `smelt explain CODE` prints what stands here. The page is made from the program: `smelt explain --output markdown`.


        """

    private static func sentence(_ title: String) -> String { title.prefix(1).uppercased() + title.dropFirst() + "." }
}
