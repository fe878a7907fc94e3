public import Formats

/// `require-dbt-version`: the versions of dbt a project asks for, checked against the one smelt stands in for.
public struct VersionRequirement: Sendable {
    private let bounds: [VersionSpecifier]

    /// Reads the value of `require-dbt-version`: a text with commas or a list of texts. Throws for the first text that is no version.
    public init(_ value: ConfigValue) throws(VersionSpecifier.BadVersion) {
        let texts = value.string.map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
        var bounds: [VersionSpecifier] = []
        for text in texts ?? (value.list ?? []).map(PythonText.str) {
            // dbt refuses blanks behind a comma; nobody means something else by them.
            bounds.append(try VersionSpecifier(text.trimming { $0 == " " || $0 == "\t" || $0 == "\n" }))
        }
        self.bounds = bounds
    }

    /// The version of dbt-core whose behaviour smelt has.
    public static let provided = "1.12.6"

    /// Whether the provided version satisfies every bound.
    public var isSatisfied: Bool {
        guard let provided = try? VersionSpecifier(Self.provided) else { return false }
        return bounds.isEmpty || VersionRange([provided] + bounds) != nil
    }

    /// Whether no version at all could satisfy every bound.
    var isImpossible: Bool { bounds.count > 1 && VersionRange(bounds) == nil }

    /// The bounds as messages list them: `['>=1.0.0', '<2.0.0']`.
    var listing: String { "[" + bounds.map { PythonText.quoted($0.text) }.joined(separator: ", ") + "]" }
}

extension String {
    /// The text without the characters at both ends that `isTrimmed` names.
    func trimming(_ isTrimmed: (Character) -> Bool) -> String {
        var rest = Substring(self).drop(while: isTrimmed)
        while let last = rest.last, isTrimmed(last) { rest.removeLast() }
        return String(rest)
    }
}
