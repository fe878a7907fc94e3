public import Diagnostics
public import Formats

/// The selectors of `selectors.yml`.
public struct SavedSelectors: Sendable {
    /// One saved selector.
    public struct Definition: Sendable {
        /// Its name.
        public let name: String
        /// What it is for.
        public let description: String?
        /// Whether it applies where nothing is asked for.
        public let isDefault: Bool
        /// As written.
        public let definition: ConfigValue
        /// What it means.
        public let spec: SelectionSpec
    }

    /// The selectors in the order of the file.
    public let definitions: [Definition]

    /// No selectors.
    public init() { definitions = [] }

    /// Reads the content of `selectors.yml`, Jinja in it rendered already. `indirect` is the command line's mode, which criteria without a
    /// mode of their own take.
    ///
    /// Throws `selectors-file` with dbt's wording at the place of the mistake.
    public init(_ file: ConfigValue, indirect: IndirectSelection = .eager) throws(Diagnostic) {
        guard let entries = file["selectors"]?.list else {
            throw Diagnostic(
                "selectors-file", .error, "Could not read selector file data: 'selectors' is a required property", at: file.span,
                hint: "selectors.yml holds a list under the key 'selectors'")
        }
        let parser = SelectorDefinitionParser(indirect: indirect)
        var definitions: [Definition] = []
        for entry in entries {
            let definition = try Self.definition(entry, parser)
            if definition.isDefault, let first = definitions.first(where: \.isDefault) {
                throw Diagnostic(
                    "selectors-file", .error,
                    "Error when parsing the selector file. Found multiple selectors with `default: true`:\(first.name) and \(definition.name)",
                    at: entry.span)
            }
            definitions.removeAll { $0.name == definition.name }
            definitions.append(definition)
        }
        self.definitions = definitions
    }

    private static func definition(_ entry: ConfigValue, _ parser: SelectorDefinitionParser) throws(Diagnostic) -> Definition {
        guard let name = entry["name"]?.string, let definition = entry["definition"] else {
            let missing = entry["name"]?.string == nil ? "name" : "definition"
            throw Diagnostic(
                "selectors-file", .error, "Could not parse selector file data: '\(missing)' is a required property", at: entry.span)
        }
        guard definition.string != nil || definition.map != nil else {
            throw Diagnostic(
                "selectors-file", .error,
                "Could not parse selector file data: Valid root-level selector definitions: union, intersection, string, dictionary. No lists.",
                at: definition.span ?? entry.span)
        }
        do {
            return Definition(
                name: name, description: entry["description"]?.string, isDefault: entry["default"]?.bool ?? false,
                definition: definition, spec: try parser.spec(definition, isRoot: true))
        } catch {
            throw Diagnostic(
                "selectors-file", .error, "Could not read selector file data: \(error.message)",
                at: error.span ?? definition.span ?? entry.span,
                notes: error.notes, hint: error.hint)
        }
    }

    /// The selector of a name. Throws `selector-unknown` with dbt's wording.
    public func definition(named name: String) throws(Diagnostic) -> Definition {
        if let definition = definitions.first(where: { $0.name == name }) { return definition }
        let known = PythonText.list(definitions.map(\.name))
        throw Diagnostic("selector-unknown", .error, "Could not find selector named \(name), expected one of \(known)")
    }

    /// The selector that applies where neither `--select` nor `--exclude` is given; nil for none.
    public var standard: Definition? { definitions.first(where: \.isDefault) }

    /// The selectors whose name matches, sorted by name.
    func matching(_ wildcard: Wildcard) -> [Definition] {
        definitions.filter { wildcard.matches($0.name) }.sorted { $0.name.precedesByCodePoint($1.name) }
    }
}
