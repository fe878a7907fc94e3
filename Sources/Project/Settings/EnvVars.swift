/// The process's environment as the project may see it.
///
/// Variables that begin with `DBT_ENV_PRIVATE` are hidden altogether; those that begin with `DBT_ENV_SECRET` are open to `profiles.yml` and
/// `packages.yml` alone, and only as stand-ins that are replaced after rendering (dbt 1.12).
public struct EnvVars: Sendable {
    /// What begins the name of a secret.
    public static let secretPrefix = "DBT_ENV_SECRET"
    /// What begins the name of a variable that templates never see.
    public static let privatePrefix = "DBT_ENV_PRIVATE"
    /// What begins the name of a variable that is copied into artifacts.
    public static let metadataPrefix = "DBT_ENV_CUSTOM_ENV_"

    private static let standInStart = "$$$DBT_SECRET_START$$$"
    private static let standInEnd = "$$$DBT_SECRET_END$$$"

    private let variables: [String: String]
    private let order: [String]
    /// `DBT_ENV_PRIVATE_GIT_PROVIDER_INFO`, where private packages come from; like every private variable, templates never see it.
    public let privateGitProviders: String?

    /// The variables of an environment; private ones are left out. `order` names them as the environment lists them.
    public init(_ variables: [String: String], order: [String] = []) {
        self.order = order
        privateGitProviders = variables[Self.privatePrefix + "_GIT_PROVIDER_INFO"]
        self.variables = variables.filter { !$0.key.hasPrefix(Self.privatePrefix) }
    }

    /// The names that begin with a prefix, in alphabetical order.
    public func names(withPrefix prefix: String) -> [String] { variables.keys.filter { $0.hasPrefix(prefix) }.sorted() }

    /// What `env_var(name)` finds.
    public enum Lookup: Sendable, Equatable {
        /// The variable is set: its text, or the stand-in of a secret.
        case found(String)
        /// It is not set: the default applies, else `missingMessage`.
        case missing
        /// It is a secret and the place may not see secrets: `secretMessage`.
        case refused
    }

    /// Looks a variable up. With `secretsAllowed` a secret gives its stand-in, otherwise every name with the secret prefix is refused,
    /// set or not, as dbt does.
    public func lookup(_ name: String, secretsAllowed: Bool) -> Lookup {
        if name.hasPrefix(Self.secretPrefix) {
            guard secretsAllowed else { return .refused }
            return variables[name] == nil ? .missing : .found(Self.standInStart + name + Self.standInEnd)
        }
        return variables[name].map(Lookup.found) ?? .missing
    }

    /// dbt's wording for a variable that is not set and has no default.
    public static func missingMessage(_ name: String) -> String { "Env var required but not provided: '\(name)'" }

    /// dbt's wording for a secret that is asked for in the wrong place.
    public static func secretMessage(_ name: String) -> String {
        "Secret env vars are allowed only in profiles.yml or packages.yml. Found '\(name)' referenced elsewhere."
    }

    /// A rendered text with the stand-ins of secrets replaced by their values.
    public func revealingSecrets(in text: String) -> String {
        guard text.contains(Self.standInStart) else { return text }
        var result = ""
        var rest = Substring(text)
        while let start = rest.firstRange(of: Self.standInStart),
            let end = rest[start.upperBound...].firstRange(of: Self.standInEnd)
        {
            let name = String(rest[start.upperBound..<end.lowerBound])
            result += rest[..<start.lowerBound]
            result += variables[name] ?? String(rest[start.lowerBound..<end.upperBound])
            rest = rest[end.upperBound...]
        }
        return result + rest
    }

    /// The values of all secrets that are not blank, longest first: what printers replace with `*****`.
    public var secretValues: [String] {
        variables.filter { $0.key.hasPrefix(Self.secretPrefix) && !$0.value.allSatisfy(\.isWhitespace) }
            .map(\.value).sorted { ($0.utf8.count, $1) > ($1.utf8.count, $0) }
    }

    /// The variables that artifacts show in `metadata.env`, the prefix cut off, as the environment lists them.
    public var metadata: [(String, String)] {
        let names = variables.keys.filter { $0.hasPrefix(Self.metadataPrefix) }.sorted()
        let listed = order.filter(Set(names).contains)
        return (listed + names.filter { !listed.contains($0) }).compactMap { name in
            variables[name].map { (String(name.dropFirst(Self.metadataPrefix.count)), $0) }
        }
    }

    /// A variable's plain value, for the program itself (`HOME`, `DBT_PROFILES_DIR`); nil where it is not set.
    public subscript(name: String) -> String? { variables[name] }

    /// All names that templates may ask for; used for did-you-mean.
    public var names: [String] { variables.keys.filter { !$0.hasPrefix(Self.secretPrefix) } }
}
