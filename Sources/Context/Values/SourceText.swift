import Diagnostics

/// Texts that stand in no file.
enum SourceText {
    /// A text as a file, for readers that take files.
    static func file(_ text: String) -> SourceFile { SourceFile(path: "<text>", text: text) }
}
