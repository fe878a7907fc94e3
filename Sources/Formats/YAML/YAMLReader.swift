public import Diagnostics

/// Reads YAML as dbt does: libyaml's grammar, PyYAML's YAML 1.1 meaning of plain scalars, one document, merge keys and anchors.
public enum YAMLReader {
    /// How many values aliases may bring in before the file is refused; a few lines of nested aliases can stand for billions.
    public static let aliasLimit = 1_000_000
    /// How deep lists and mappings may nest.
    public static let depthLimit = 500

    /// Reads one file.
    ///
    /// - Parameters:
    ///   - file: The text; its bytes must be UTF-8.
    ///   - stripped: Whether white space around the text is dropped first, as dbt does for every YAML file but `profiles.yml`.
    /// - Returns: The value, null for an empty document and nil where the text cannot be read, with what there is to say. An error has the
    ///   id `yaml-syntax` (or `yaml-limit` for too deep or too many aliases); a key given twice is a warning `duplicate-yaml-key`
    ///   (dbt 1.12: `DuplicateYAMLKeysDeprecation`) and its last value counts.
    public static func read(_ file: SourceFile, stripped: Bool = true) -> (value: ConfigValue?, diagnostics: [Diagnostic]) {
        var range = stripped ? WhiteSpace.trimmed(file.bytes, in: 0..<file.bytes.count) : 0..<file.bytes.count
        // dbt's reader skips a byte order mark; libyaml would count it as a column.
        if file.bytes[range].starts(with: [0xEF, 0xBB, 0xBF]) { range = (range.lowerBound + 3)..<range.upperBound }
        var composer = YAMLComposer(file: file, range: range)
        return composer.read()
    }
}
