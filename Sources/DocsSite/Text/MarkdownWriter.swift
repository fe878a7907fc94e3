import Formats

/// Writes what a project says in Markdown so that every reader of Markdown shows the same: HTML in it is text, links that run something are
/// gone, headings stand below those of the page.
struct MarkdownWriter {
    private let tree = MarkdownTree()
    /// The way to the page of a resource by its unique id; nil where it has none.
    private let page: (String) -> String?

    /// A writer for a page from which others are found so.
    init(page: @escaping (String) -> String?) { self.page = page }

    /// A text as blocks of a page, its highest heading on a level.
    func blocks(_ text: String, headings level: Int) -> String {
        let nodes = tree.nodes(of: text)
        let highest = nodes.compactMap { Self.level(of: Self.tag(of: $0)) }.min() ?? 1
        return blocks(nodes, Position(lowering: level - highest))
    }

    /// A text in a cell of a table.
    func cell(_ text: String) -> String { cell(tree.nodes(of: text)) }

    /// The first sentence of a text without its marks.
    func sentence(_ text: String) -> String { PageText.plain(MarkdownTree.firstLine(of: tree.nodes(of: text))) }

    /// Where a block stands.
    private struct Position {
        /// By how much headings are lowered.
        var lowering: Int
        /// Whether it stands in a list or a quote, where the dialects have no fences in common.
        var isNested = false

        var inside: Position { Position(lowering: lowering, isNested: true) }
    }

    private static let blockTags: Set = ["p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "blockquote", "pre", "hr", "table"]

    private static func tag(of node: ConfigValue) -> String { node.list?.first?.string ?? "" }

    private static func level(of tag: String) -> Int? {
        tag.utf8.count == 2 && tag.utf8.first == UInt8(ascii: "h") ? Int(tag.dropFirst()) : nil
    }

    /// The nodes within a node, its tag and attributes left out.
    private static func content(of node: ConfigValue) -> [ConfigValue] {
        guard let parts = node.list else { return [] }
        let rest = parts.dropFirst()
        return Array(rest.first?.map == nil ? rest : rest.dropFirst())
    }

    private static func attribute(_ name: String, of node: ConfigValue) -> ConfigValue? { node.list?.dropFirst().first?[name] }

    /// Blocks with empty lines between them; what stands beside blocks without being one is a paragraph.
    private func blocks(_ nodes: [ConfigValue], _ position: Position) -> String {
        var parts: [String] = []
        var loose: [ConfigValue] = []
        var previous = ""
        func flush() {
            let text = inline(loose, opensBlock: true)
            if !text.isEmpty { parts.append(text + "\n") }
            loose = []
        }
        for node in nodes {
            let tag = Self.tag(of: node)
            guard Self.blockTags.contains(tag) else {
                loose.append(node)
                previous = ""
                continue
            }
            flush()
            // Two lists one after the other would be read as one.
            if ["ul", "ol"].contains(tag), ["ul", "ol"].contains(previous) { parts.append("<!-- -->\n") }
            parts.append(block(node, tag, position))
            previous = tag
        }
        flush()
        return parts.filter { !$0.isEmpty }.joined(separator: "\n")
    }

    private func block(_ node: ConfigValue, _ tag: String, _ position: Position) -> String {
        let content = Self.content(of: node)
        switch tag {
        case "p": return paragraph(content)
        case "ul": return list(content.map { item($0, "-   ", position) })
        case "ol":
            // Both dialects count themselves; the number is of two digits at most, so that what belongs to it is four columns in.
            let start = Self.attribute("start", of: node)?.int ?? 1
            let mark = "\((0...99).contains(start) ? start : 1)."
            return list(content.map { item($0, mark + String(repeating: " ", count: 4 - mark.utf8.count), position) })
        case "blockquote":
            return blocks(content, position.inside).split(separator: "\n", omittingEmptySubsequences: false).dropLast()
                .map { $0.isEmpty ? ">\n" : "> \($0)\n" }.joined()
        case "pre": return code(content.first?.string ?? "", Self.attribute("language", of: node)?.string ?? "", position)
        case "hr": return "***\n"
        case "table": return table(content)
        default:
            let level = min(max((Self.level(of: tag) ?? 1) + position.lowering, 1), 6)
            let text = inline(content, opensBlock: false)
            return text.isEmpty ? "" : String(repeating: "#", count: level) + " \(text)\n"
        }
    }

    private func paragraph(_ content: [ConfigValue]) -> String {
        let text = inline(content, opensBlock: true)
        return text.isEmpty ? "" : text + "\n"
    }

    /// Items behind each other. What follows several blocks in one of them has to stand apart, or would be taken for a part of the last.
    private func list(_ items: [String]) -> String {
        items.dropLast().map { $0.contains("\n\n") ? $0 + "\n" : $0 }.joined() + (items.last ?? "")
    }

    private func item(_ node: ConfigValue, _ mark: String, _ position: Position) -> String {
        let text = blocks(Self.content(of: node), position.inside)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        guard let first = lines.first else { return mark.trimmingSpaces + "\n" }
        // Code at the very start of an item would be taken for its text.
        let opening = first.hasPrefix("    ") ? "\(mark)<!-- -->\n\n    \(first)\n" : "\(mark)\(first)\n"
        return opening + lines.dropFirst().map { $0.isEmpty ? "\n" : "    \($0)\n" }.joined()
    }

    private func code(_ text: String, _ language: String, _ position: Position) -> String {
        guard position.isNested else {
            let word = language.utf8.allSatisfy { PageText.isAlphanumeric($0) || "+-#".utf8.contains($0) } ? language : ""
            return PageText.fenced(text, word)
        }
        let text = String(PageText.lines(text).reversed().drop { $0 == "\n" }.reversed())
        return text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.allSatisfy(\.isWhitespace) ? "\n" : "    \($0)\n" }
            .joined()
    }

    private func table(_ rows: [ConfigValue]) -> String {
        guard let heads = rows.first.map(Self.content(of:)) else { return "" }
        let sides = heads.map { head in
            switch Self.attribute("align", of: head)?.string {
            case "left": ":--"
            case "center": ":-:"
            case "right": "--:"
            default: "---"
            }
        }
        func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |\n" }
        let lines = rows.map { row in line(Self.content(of: row).map { inline(Self.content(of: $0), opensBlock: false) }) }
        return lines[0] + line(sides) + lines.dropFirst().joined()
    }

    /// Blocks on one line.
    private func cell(_ nodes: [ConfigValue]) -> String {
        var parts: [String] = []
        var loose: [ConfigValue] = []
        for node in nodes {
            guard Self.blockTags.contains(Self.tag(of: node)) else {
                loose.append(node)
                continue
            }
            parts += [inline(loose, opensBlock: false), cellBlock(node)]
            loose = []
        }
        parts.append(inline(loose, opensBlock: false))
        return parts.filter { !$0.isEmpty }.joined(separator: "<br>")
    }

    private func cellBlock(_ node: ConfigValue) -> String {
        let content = Self.content(of: node)
        switch Self.tag(of: node) {
        case "ul", "ol": return content.map { "• " + cell(Self.content(of: $0)) }.joined(separator: "<br>")
        case "blockquote": return cell(content)
        case "pre":
            let lines = (content.first?.string ?? "").split(whereSeparator: \.isNewline)
            return lines.map { PageText.code(String($0)) }.joined(separator: "<br>")
        case "table":
            return content.map { Self.content(of: $0).map { inline(Self.content(of: $0), opensBlock: false) }.joined(separator: ", ") }
                .joined(separator: "<br>")
        case "hr": return ""
        default: return inline(content, opensBlock: false)
        }
    }

    private func inline(_ nodes: [ConfigValue], opensBlock: Bool) -> String {
        var result = ""
        for node in nodes {
            if let text = node.string {
                let isOpening = opensBlock && result.isEmpty
                let line = text.replacing("\n", with: " ")
                result += PageText.plain(isOpening ? String(line.drop(while: \.isWhitespace)) : line, opensBlock: isOpening)
            } else {
                result += element(node)
            }
        }
        return result.trimmingSpaces
    }

    private func element(_ node: ConfigValue) -> String {
        let content = Self.content(of: node)
        switch Self.tag(of: node) {
        case "em": return emphasis(inline(content, opensBlock: false), "*", "em")
        case "strong": return emphasis(inline(content, opensBlock: false), "**", "strong")
        case "del": return "<del>\(inline(content, opensBlock: false))</del>"
        case "code": return PageText.code(content.first?.string ?? "")
        case "br": return "<br>"
        case "task": return Self.attribute("checked", of: node)?.bool == true ? "[x] " : "[ ] "
        case "img": return PageText.plain(Self.attribute("alt", of: node)?.string ?? "")
        case "a": return link(inline(content, opensBlock: false), Self.attribute("href", of: node)?.string ?? "")
        default: return inline(content, opensBlock: false)
        }
    }

    /// Marks where both dialects agree that they are some, else the tags.
    private func emphasis(_ text: String, _ mark: String, _ tag: String) -> String {
        guard let first = text.utf8.first, let last = text.utf8.last else { return "" }
        let isClear = PageText.isAlphanumeric(first) && PageText.isAlphanumeric(last)
        return isClear ? mark + text + mark : "<\(tag)>\(text)</\(tag)>"
    }

    private func link(_ text: String, _ target: String) -> String {
        guard target.hasPrefix("#") else {
            return MarkdownTree.isHarmless(target) ? PageText.link(text, to: PageText.url(target)) : text
        }
        // A page of the site, as dbt names them: #!/model/model.shop.orders
        let id = target.split(separator: "/").last.map { String($0.prefix { $0 != "?" }) } ?? ""
        return page(id).map { PageText.link(text, to: $0) } ?? text
    }
}

extension String {
    /// The text without white space around it.
    fileprivate var trimmingSpaces: String {
        let start = drop(while: \.isWhitespace)
        return String(start.reversed().drop(while: \.isWhitespace).reversed())
    }
}
