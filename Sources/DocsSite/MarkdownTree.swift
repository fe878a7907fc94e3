import CMarkGFM
import Formats

/// Markdown as the lists that `DATA.md` describes: GitHub's dialect, read by cmark-gfm. HTML in it becomes text.
struct MarkdownTree {
    /// The `src` of an image by its path; nil for an image that is not shown.
    private let imageSource: (String) -> String?

    /// A reader that finds images so.
    init(imageSource: @escaping (String) -> String? = { _ in nil }) { self.imageSource = imageSource }

    /// How deep quotes and lists may nest: more than anyone reads, less than a stack holds.
    private static let greatestDepth = 40

    /// The C library's extensions; registering them is not safe from several threads, so it happens in a static value.
    private static let extensions: [String] = {
        cmark_gfm_core_extensions_ensure_registered()
        return ["table", "strikethrough", "autolink", "tasklist"]
    }()

    private typealias Node = OpaquePointer

    /// The nodes of a text; empty for a blank one.
    func nodes(of text: String) -> [ConfigValue] {
        let names = Self.extensions
        guard !text.allSatisfy(\.isWhitespace), let parser = cmark_parser_new(CMARK_OPT_VALIDATE_UTF8) else { return [] }
        defer { cmark_parser_free(parser) }
        for name in names { cmark_parser_attach_syntax_extension(parser, cmark_find_syntax_extension(name)) }
        var text = text
        text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { cmark_parser_feed(parser, $0.baseAddress, $0.count) }
        }
        guard let document = cmark_parser_finish(parser) else { return [] }
        defer { cmark_node_free(document) }
        return children(of: document, depth: 0)
    }

    private func children(of node: Node, depth: Int) -> [ConfigValue] {
        guard depth < Self.greatestDepth else { return [] }
        var values: [ConfigValue] = []
        var child = cmark_node_first_child(node)
        while let current = child {
            for value in self.values(of: current, depth: depth) {
                if let text = value.string, let last = values.last?.string {
                    values[values.count - 1] = .string(last + text)
                } else {
                    values.append(value)
                }
            }
            child = cmark_node_next(current)
        }
        return values
    }

    private func values(of node: Node, depth: Int) -> [ConfigValue] {
        func element(_ tag: String, _ attributes: ConfigMap = ConfigMap()) -> [ConfigValue] {
            Self.element(tag, attributes, children(of: node, depth: depth + 1))
        }
        switch Self.text(cmark_node_get_type_string(node)) {
        case "paragraph": return isInTightList(node) ? children(of: node, depth: depth + 1) : element("p")
        case "heading": return element("h\(min(max(cmark_node_get_heading_level(node), 1), 6))")
        case "block_quote": return element("blockquote")
        case "list": return list(node, depth)
        case "item": return element("li")
        case "tasklist": return task(node, depth)
        case "thematic_break": return Self.element("hr", [:], [])
        case "code_block": return codeBlock(node)
        case "text", "html_inline": return literal(node)
        case "html_block": return htmlBlock(node)
        case "code": return Self.element("code", [:], literal(node))
        case "softbreak": return [.string("\n")]
        case "linebreak": return Self.element("br", [:], [])
        case "emph": return element("em")
        case "strong": return element("strong")
        case "strikethrough": return element("del")
        case "link": return link(node, children(of: node, depth: depth + 1))
        case "image": return image(node, children(of: node, depth: depth + 1))
        case "table": return table(node, depth)
        default: return children(of: node, depth: depth + 1)
        }
    }

    private static func element(_ tag: String, _ attributes: ConfigMap, _ children: [ConfigValue]) -> [ConfigValue] {
        [.list([.string(tag)] + (attributes.isEmpty ? [] : [.map(attributes)]) + children)]
    }

    private static func text(_ pointer: UnsafePointer<CChar>?) -> String { pointer.map { String(cString: $0) } ?? "" }

    private func literal(_ node: Node) -> [ConfigValue] {
        let text = Self.text(cmark_node_get_literal(node))
        // The one piece of HTML that people write for want of anything else in a table.
        if ["<br>", "<br/>", "<br />"].contains(text.lowercased()) { return Self.element("br", [:], []) }
        return text.isEmpty ? [] : [.string(text)]
    }

    private func htmlBlock(_ node: Node) -> [ConfigValue] {
        let text = String(Self.text(cmark_node_get_literal(node)).reversed().drop(while: \.isWhitespace).reversed())
        return Self.element("p", [:], [.string(text)])
    }

    private func isInTightList(_ node: Node) -> Bool {
        guard let item = cmark_node_parent(node), let list = cmark_node_parent(item) else { return false }
        return cmark_node_get_type(list) == CMARK_NODE_LIST && cmark_node_get_list_tight(list) != 0
    }

    private func list(_ node: Node, _ depth: Int) -> [ConfigValue] {
        let items = children(of: node, depth: depth + 1)
        guard cmark_node_get_list_type(node) == CMARK_ORDERED_LIST else { return Self.element("ul", [:], items) }
        let start = Int(cmark_node_get_list_start(node))
        return Self.element("ol", start == 1 ? [:] : ["start": .int(start)], items)
    }

    private func task(_ node: Node, _ depth: Int) -> [ConfigValue] {
        let isChecked = cmark_gfm_extensions_get_tasklist_item_checked(node)
        let box = Self.element("task", isChecked ? ["checked": .bool(true)] : [:], [])
        return Self.element("li", [:], box + children(of: node, depth: depth + 1))
    }

    private func codeBlock(_ node: Node) -> [ConfigValue] {
        let info = Self.text(cmark_node_get_fence_info(node)).split(separator: " ").first.map(String.init)
        return Self.element(
            "pre", info.map { ["language": ConfigValue.string($0)] } ?? ConfigMap(), [.string(Self.text(cmark_node_get_literal(node)))])
    }

    /// A link as a link where its scheme is one of those that only lead somewhere; as its text otherwise.
    private func link(_ node: Node, _ children: [ConfigValue]) -> [ConfigValue] {
        let url = Self.text(cmark_node_get_url(node))
        guard Self.isHarmless(url) else { return children }
        return Self.element("a", ["href": .string(url)], children.isEmpty ? [.string(url)] : children)
    }

    /// Whether a link may be followed: `http:`, `https:`, `mailto:`, or a place in the documentation (`#…`).
    static func isHarmless(_ url: String) -> Bool {
        let start = url.lowercased()
        return ["http://", "https://", "mailto:", "#/", "#!/"].contains { start.hasPrefix($0) }
            && !url.unicodeScalars.contains { $0.value < 0x21 || $0.value == 0x7F }
    }

    /// An image of the project's assets; of any other its description with a link, because the page asks nobody for anything.
    private func image(_ node: Node, _ children: [ConfigValue]) -> [ConfigValue] {
        let url = Self.text(cmark_node_get_url(node))
        let description = children.map { Self.plainText($0) }.joined()
        if let source = imageSource(url) { return Self.element("img", ["src": .string(source), "alt": .string(description)], []) }
        let text = description.isEmpty ? "image" : description
        return Self.isHarmless(url) ? Self.element("a", ["href": .string(url)], [.string(text)]) : [.string(text)]
    }

    /// How a column of a table is aligned, by the letter the C library has for it.
    private static let alignments: [UInt8: String] = [
        UInt8(ascii: "l"): "left", UInt8(ascii: "c"): "center", UInt8(ascii: "r"): "right",
    ]

    private func table(_ node: Node, _ depth: Int) -> [ConfigValue] {
        let count = Int(cmark_gfm_extensions_get_table_columns(node))
        let alignments = cmark_gfm_extensions_get_table_alignments(node)
        var rows: [ConfigValue] = []
        var row = cmark_node_first_child(node)
        while let current = row {
            let tag = cmark_gfm_extensions_get_table_row_is_header(current) != 0 ? "th" : "td"
            var cells: [ConfigValue] = []
            var cell = cmark_node_first_child(current)
            while let one = cell {
                let letter = cells.count < count ? alignments.map { $0[cells.count] } ?? 0 : 0
                let side = Self.alignments[letter]
                cells += Self.element(
                    tag, side.map { ["align": ConfigValue.string($0)] } ?? ConfigMap(), children(of: one, depth: depth + 3))
                cell = cmark_node_next(one)
            }
            rows += Self.element("tr", [:], cells)
            row = cmark_node_next(current)
        }
        return Self.element("table", [:], rows)
    }
}

extension MarkdownTree {
    /// The text of a node without its marks.
    static func plainText(_ node: ConfigValue) -> String {
        guard let parts = node.list else { return node.string ?? "" }
        if parts.first?.string == "br" { return " " }
        return parts.dropFirst().map(plainText).joined()
    }

    /// The first sentence of a text, at most 160 characters: what stands beside a name in a list.
    static func firstLine(of nodes: [ConfigValue]) -> String {
        let blocks: Set = ["p", "h1", "h2", "h3", "h4", "h5", "h6"]
        let block = nodes.first { $0.list?.first?.string.map(blocks.contains) ?? true }
        let words = (block.map(plainText) ?? "").split(whereSeparator: \.isWhitespace)
        let text = words.joined(separator: " ")
        var line = text
        if let end = text.firstRange(of: ". ") { line = String(text[..<end.lowerBound]) + "." }
        return line.count <= 160 ? line : String(line.prefix(159)) + "…"
    }
}
