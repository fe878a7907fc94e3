public import Diagnostics

/// Reads JSON into values that keep the order of their keys, as Python's `json.loads` does.
public enum JSONReader {
    /// What is read beyond plain JSON, and what is kept.
    public struct Options: Sendable {
        /// Whether `NaN`, `Infinity` and `-Infinity` are numbers, as for Python.
        public var allowsNonFinite = true
        /// Whether values carry their places; off for artifacts, which are large and never shown.
        public var keepsSpans = true
        /// How deep objects and arrays may nest.
        public var depthLimit = 1000

        /// The usual: Python's numbers, places kept.
        public init() {}

        /// A reader of artifacts: no places.
        public static let artifact: Options = {
            var options = Options()
            options.keepsSpans = false
            return options
        }()
    }

    /// Reads one text.
    ///
    /// Integers beyond 64 bits keep their digits, the last of two equal keys counts, a lone surrogate becomes U+FFFD.
    /// Throws a diagnostic `json-syntax`, worded as Python words it, with the place of the error.
    public static func read(_ file: SourceFile, options: Options = Options()) throws(Diagnostic) -> ConfigValue {
        var parser = JSONParser(file: file, options: options)
        return try parser.read()
    }

    /// Reads a string, for values that stand in no file.
    public static func read(text: String, options: Options = .artifact) throws(Diagnostic) -> ConfigValue {
        try read(SourceFile(path: "<json>", text: text), options: options)
    }
}
