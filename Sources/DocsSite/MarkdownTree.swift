import CMarkGFM

/// A Markdown text as a tree.
struct MarkdownTree {
    /// Which library reads it.
    static var reader: String { String(cString: cmark_version_string()) }
}
