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
        guard let entries = file["selectors"] else { throw Self.malformed(file) }
        guard let list = entries.list else { throw Self.malformed(entries) }
        let parser = SelectorDefinitionParser(indirect: indirect)
        var definitions: [Definition] = []
        for entry in list {
            let definition = try Self.definition(entry, parser)
            if definition.isDefault, let first = definitions.first(where: \.isDefault) {
                throw Diagnostic(
                    "selectors-file", .error,
                    "Could not read selector file data: Error when parsing the selector file. Found multiple selectors with `default: true`:"
                        + "\(first.name) and \(definition.name)", at: entry.span)
            }
            if let position = definitions.firstIndex(where: { $0.name == definition.name }) {
                definitions[position] = definition
            } else {
                definitions.append(definition)
            }
        }
        self.definitions = definitions
    }

    private static let keys: Set = ["name", "definition", "description", "default"]

    private static func definition(_ entry: ConfigValue, _ parser: SelectorDefinitionParser) throws(Diagnostic) -> Definition {
        guard let map = entry.map, let nameValue = map["name"], let definition = map["definition"],
            map.keys.allSatisfy(keys.contains)
        else { throw malformed(entry) }
        guard let name = nameValue.string else { throw malformed(nameValue) }
        guard definition.string != nil || definition.map?.entries.allSatisfy({ $0.key.string != nil }) ?? false else {
            throw malformed(definition, entry)
        }
        if let flag = map["default"], flag.bool == nil { throw malformed(flag, entry) }
        if let text = map["description"], text.string == nil { throw malformed(text, entry) }
        do {
            return Definition(
                name: name, description: map["description"]?.string, isDefault: map["default"]?.bool ?? false, definition: definition,
                spec: try parser.spec(definition, isRoot: true))
        } catch {
            throw Diagnostic(
                "selectors-file", .error, "Could not read selector file data: \(error.message)",
                at: error.span ?? definition.span ?? entry.span, notes: error.notes, hint: error.hint)
        }
    }

    /// A part that has not the form of a selector: dbt shows it and says what is allowed.
    private static func malformed(_ part: ConfigValue, _ around: ConfigValue? = nil) -> Diagnostic {
        Diagnostic(
            "selectors-file", .error,
            "Could not parse selector file data: \n\(YAMLWriter.dump(part, sortKeys: true))\n"
                + "Valid root-level selector definitions: union, intersection, string, dictionary. No lists. \n"
                + "https://docs.getdbt.com/reference/node-selection/yaml-selectors", at: part.span ?? around?.span)
    }

    /// The selector of a name. Throws `selector-unknown` with dbt's wording.
    public func definition(named name: String) throws(Diagnostic) -> Definition {
        if let definition = definitions.first(where: { $0.name == name }) { return definition }
        let known = PythonText.list(definitions.map(\.name))
        throw Diagnostic(
            "selector-unknown", .error, "Could not find selector named \(name), expected one of \(known)",
            hint: DidYouMean.hint(name, among: definitions.map(\.name)))
    }

    /// The selector that applies where neither `--select` nor `--exclude` is given; nil for none.
    public var standard: Definition? { definitions.first(where: \.isDefault) }

    /// The selectors whose name matches, sorted by name.
    func matching(_ wildcard: Wildcard) -> [Definition] {
        definitions.filter { wildcard.matches($0.name) }.sorted { $0.name.precedesByCodePoint($1.name) }
    }
}
