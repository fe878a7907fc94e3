/// Every code there is: the files below `codes/`, embedded in the binary at build time.
public enum AllCodes {
    /// All codes, family by family, by name within one.
    public static let all: [ErrorCode] = {
        let codes = embeddedFiles.compactMap { ErrorCode(path: $0.path, text: $0.text) }
        return CodeFamily.allCases.flatMap { family in codes.filter { $0.family == family }.sorted { $0.name < $1.name } }
    }()

    /// The codes of one family, by name.
    public static func all(in family: CodeFamily) -> [ErrorCode] { all.filter { $0.family == family } }

    /// The code of a name: `unknown-ref` or `bind/unknown-ref`; nil for any other.
    public static func named(_ name: String) -> ErrorCode? { byName[name] ?? all.first { $0.code == name } }

    private static let byName = Dictionary(all.map { ($0.name, $0) }) { first, _ in first }
}
