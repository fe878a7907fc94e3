public import Diagnostics
import Formats

extension SelectionSpec {
    /// What is chosen where nothing is asked for.
    private static let everything = ["fqn:*", "source:*", "exposure:*", "metric:*", "semantic_model:*"]

    /// The meaning of `--select` and `--exclude`: nil where the flag was not given. Blanks unite, commas intersect.
    ///
    /// Throws `selector-invalid` with dbt's wording.
    public static func commandLine(select: [String]?, exclude: [String]?, indirect: IndirectSelection = .eager) throws(Diagnostic)
        -> SelectionSpec
    {
        let included = try union(of: select, default: everything, indirect)
        let excluded = try union(of: exclude, default: [], indirect)
        return .group(SelectionGroup(.difference, [included, excluded]))
    }

    private static func union(of texts: [String]?, default standard: [String], _ indirect: IndirectSelection) throws(Diagnostic)
        -> SelectionSpec
    {
        let given = texts.flatMap { $0.isEmpty ? nil : $0 }
        var components: [SelectionSpec] = []
        for text in given ?? standard {
            for part in text.split(separator: " ", omittingEmptySubsequences: false) {
                components.append(try intersection(of: String(part), expectsMatch: given != nil, indirect))
            }
        }
        let raw = ConfigValue.string((given ?? standard).joined(separator: " "))
        return .group(SelectionGroup(.union, components, raw: raw, indirect: indirect))
    }

    private static func intersection(of text: String, expectsMatch: Bool, _ indirect: IndirectSelection) throws(Diagnostic)
        -> SelectionSpec
    {
        var components: [SelectionSpec] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            components.append(.criterion(try .parse(String(part), indirect: indirect)))
        }
        return .group(
            SelectionGroup(.intersection, components, raw: .string(text), indirect: indirect, expectsMatch: expectsMatch))
    }
}
