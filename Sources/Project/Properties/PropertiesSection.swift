public import Diagnostics
public import Formats

/// The lists of a properties file.
public enum PropertiesSection: String, Sendable, CaseIterable {
    case models, seeds, snapshots, sources, macros, analyses, exposures, groups, metrics, functions
    case dataTests = "data_tests"
    case unitTests = "unit_tests"
    case semanticModels = "semantic_models"
    case savedQueries = "saved_queries"

    /// Whether dbt checks the list's outer form when it reads the file, before anything is rendered.
    var isCheckedEarly: Bool {
        switch self {
        case .groups, .dataTests, .unitTests: false
        default: true
        }
    }

    /// Whether the value under a path of one entry is rendered with the entry; the rest is rendered when it is used (dbt 1.12).
    public func renders(_ path: [KeyStep]) -> Bool {
        guard let first = path.first?.name else { return true }
        switch self {
        case .sources:
            if first == "description" || first == "loaded_at_query" { return false }
            if first == "config", path.count >= 2, path[1].name == "loaded_at_query" { return false }
            return first != "tables" || !Self.isLate(Array(path.dropFirst(2)))
        case .macros: return !Self.isLate(first == "arguments" ? Array(path.dropFirst()) : path)
        case .savedQueries:
            if first == "query_params", path.count > 1, path[1].name == "where" { return false }
            return !Self.isLate(path)
        case .metrics: return !Self.isFilter(path) && !Self.isLate(path)
        default: return !(first == "metrics" && Self.isFilter(path)) && !Self.isLate(path)
        }
    }

    private static func isFilter(_ path: [KeyStep]) -> Bool { path.suffix(2).contains(.key("filter")) }

    private static let late: Set = ["tests", "data_tests", "description", "loaded_at_query"]
    private static let tests: Set = ["tests", "data_tests", "description"]

    /// Tests, descriptions, hooks and freshness queries.
    private static func isLate(_ path: [KeyStep]) -> Bool {
        func name(_ index: Int) -> String? { index < path.count ? path[index].name : nil }
        if let first = name(0), late.contains(first) { return true }
        if path.count == 2, let second = name(1), late.contains(second) { return true }
        if name(0) == "config", let key = name(1), ["pre_hook", "post_hook", "loaded_at_query"].contains(key) { return true }
        if path.count == 5, name(4) == "description" { return true }
        if name(0) == "versions" {
            if let key = name(2), tests.contains(key) { return true }
            if name(2) == "columns", let key = name(4), tests.contains(key) { return true }
        }
        if let first = name(0), ["columns", "dimensions", "measures", "entities", "metrics"].contains(first), let key = name(2) {
            if tests.contains(key) { return true }
        }
        if name(0) == "derived_semantics", let second = name(1), ["dimensions", "entities"].contains(second), let key = name(3) {
            return tests.contains(key)
        }
        return false
    }
}

/// A properties file, read by itself: its lists as written.
public struct ParsedProperties: Sendable {
    /// The file.
    public let file: ProjectFile
    /// The entries of each list that can be used: mappings with a name.
    public let entries: [PropertiesSection: [ConfigValue]]
    /// The keys at the top that name no list.
    public let unknownKeys: [ConfigMap.Entry]

    /// Reads a file; nil where it holds nothing usable.
    public static func parse(_ file: ProjectFile) -> (properties: ParsedProperties?, diagnostics: [Diagnostic]) {
        var (value, diagnostics) = YAMLReader.read(file.source)
        guard let value, !value.isNull else { return (nil, diagnostics) }
        guard let map = value.map else {
            let message = "Contents of file '\(file.originalPath)' are not valid. Dictionary expected."
            diagnostics.append(.error("properties-not-a-mapping", message, at: value.span ?? file.textSpan))
            return (nil, diagnostics)
        }
        var entries: [PropertiesSection: [ConfigValue]] = [:]
        var unknown: [ConfigMap.Entry] = []
        for entry in map {
            guard let section = PropertiesSection(rawValue: entry.name) else {
                if !["version", "anchors", "tests"].contains(entry.name) { unknown.append(entry) }
                continue
            }
            entries[section] = usable(entry.value, section, file, &diagnostics)
        }
        return (ParsedProperties(file: file, entries: entries, unknownKeys: unknown), diagnostics)
    }

    private static func usable(
        _ value: ConfigValue, _ section: PropertiesSection, _ file: ProjectFile, _ diagnostics: inout [Diagnostic]
    ) -> [ConfigValue] {
        let key = section.rawValue
        let invalid = "The schema file at \(file.originalPath) is invalid because"
        guard let list = value.list else {
            let message =
                section.isCheckedEarly
                ? "\(invalid) the value of '\(key)' is not a list"
                : "\(key) must be a list, got <class '\(PythonText.typeName(value))'> instead: (\(trimmed(PythonText.str(value))))"
            diagnostics.append(.error("wrong-type", message, at: value.span))
            return []
        }
        return list.filter { element in
            guard let map = element.map else {
                let message = "\(invalid) a list element for '\(key)' is not a dictionary"
                diagnostics.append(.error("wrong-type", message, at: element.span))
                return false
            }
            guard map["name"] == nil else { return true }
            if section == .dataTests {
                let message = "Unable to parse 'data_tests' section of file '\(file.originalPath)'\nEntry did not contain a name"
                diagnostics.append(.warning("unnamed-data-test", message, at: element.span, hint: "give the `name` of a singular test"))
                return false
            }
            let message =
                section.isCheckedEarly
                ? "\(invalid) a list element for '\(key)' does not have a name attribute." : "Entry did not contain a name"
            let written = DidYouMean.best("name", among: map.keys)
            let place = written.flatMap { map.entry($0)?.key.span } ?? element.span
            diagnostics.append(.error("missing-key", message, at: place, hint: written.map { "is '\($0)' meant to be 'name'?" }))
            return false
        }
    }

    /// A text cut to what messages show of it.
    static func trimmed(_ text: String) -> String { text.count < 50 ? text : "\(text.prefix(44))...\(text.suffix(3))" }
}
