/// Text as part of Markdown.
enum MarkdownText {
    /// A text that reads as it is, on one line: nothing in it is taken for Markdown or HTML.
    static func plain(_ text: String) -> String {
        var result = ""
        let characters = Array(text.split(whereSeparator: \.isNewline).joined(separator: " "))
        for (index, character) in characters.enumerated() {
            switch character {
            case "_":
                // Within a word it means nothing.
                let isInside =
                    index > 0 && index + 1 < characters.count && [index - 1, index + 1].allSatisfy { characters[$0].isPartOfWord }
                result += isInside ? "_" : "\\_"
            case "\\", "`", "*", "[", "]", "|", "~": result += "\\\(character)"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "&": result += "&amp;"
            default: result.append(character)
            }
        }
        return result
    }

    /// A name as code. What stands in a cell of a table may hold no bar.
    static func code(_ text: String) -> String {
        let line = text.split(whereSeparator: \.isNewline).joined(separator: " ").replacing("|", with: "\\|")
        return line.contains("`") ? plain(text) : "`\(line)`"
    }

    /// A table with a heading; empty without rows.
    static func table(_ heads: [String], _ rows: [[String]]) -> String {
        guard !rows.isEmpty else { return "" }
        let lines = [heads, heads.map { _ in "---" }] + rows
        return lines.map { "| " + $0.joined(separator: " | ") + " |" }.joined(separator: "\n") + "\n"
    }
}

extension Character {
    /// Whether an underscore beside it stands in a word.
    fileprivate var isPartOfWord: Bool { isLetter || isNumber || self == "_" }
}
