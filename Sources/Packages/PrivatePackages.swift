import Diagnostics
import Formats

/// Finds the repository of a `private` package: through the providers that `DBT_ENV_PRIVATE_GIT_PROVIDER_INFO` describes, or by SSH at the
/// well-known hosts.
struct PrivatePackages {
    private let providers: [ConfigMap]

    /// The tokens of all providers, to be hidden wherever they would show.
    var tokens: [String] { providers.compactMap { $0["token"]?.string } }

    /// Reads the list of providers, JSON text; nil or empty for none. A text that cannot be read counts as none.
    init(_ text: String?) {
        let value = text.flatMap { try? JSONReader.read(text: $0) }
        providers = value?.list?.compactMap(\.map) ?? []
    }

    private static let azure: Set<String> = ["ado", "azure_devops", "azure_active_directory"]

    /// The address of a package's repository. Throws a diagnostic where no provider has it.
    func address(of name: String, provider: String?, at span: SourceSpan?) throws(Diagnostic) -> String {
        if let provider, provider != "github", provider != "gitlab", !Self.azure.contains(provider) {
            throw Diagnostic(
                "private-package", .error,
                "Invalid private package configuration: '\(name)' provider: '\(provider)'. Valid providers are: github, gitlab, ado, azure_devops",
                at: span)
        }
        if providers.isEmpty { return try addressBySSH(of: name, provider: provider ?? "github", at: span) }
        for entry in providers { if let address = Self.address(of: name, provider, in: entry) { return address } }
        throw Diagnostic(
            "private-package", .error, "No matching Git URLs for private definition \(name) with provider \(provider ?? "None")", at: span,
            hint: "the providers are those of DBT_ENV_PRIVATE_GIT_PROVIDER_INFO")
    }

    private func addressBySSH(of name: String, provider: String, at span: SourceSpan?) throws(Diagnostic) -> String {
        switch provider {
        case "github": return "git@github.com:\(name).git"
        case "gitlab": return "git@gitlab.com:\(name).git"
        default:
            guard name.split(separator: "/").count >= 3 else {
                throw Diagnostic(
                    "private-package", .error,
                    "The '\(provider)' provider requires org/project/repo format (3 parts), got: '\(name)'", at: span)
            }
            return "git@ssh.dev.azure.com:v3/\(name)"
        }
    }

    /// The address in one provider's form; nil where organisation, provider or path do not match.
    private static func address(of name: String, _ wanted: String?, in entry: ConfigMap) -> String? {
        guard let url = entry["url"]?.string, let token = entry["token"]?.string, let provider = entry["provider"]?.string else {
            return nil
        }
        let parts = name.split(separator: "/").map(String.init)
        guard parts.count >= 2, entry["org"]?.string == parts[0] else { return nil }
        if let wanted, wanted != provider, !(azure.contains(wanted) && azure.contains(provider)) { return nil }
        let group = parts[1..<(parts.count - 1)].joined(separator: "/")
        let isLegacy = provider == "azure_devops" || provider == "azure_active_directory"
        if isLegacy, wanted == "ado", group.isEmpty { return nil }
        guard matches(url, parts: parts, group: group, ignoresGroup: isLegacy && group.isEmpty) else { return nil }
        return url.replacing("{token}", with: token).replacing("{repo}", with: parts[parts.count - 1])
            .replacing("{group}", with: group).replacing("{project}", with: group)
    }

    /// Whether the path of an address, with its wildcards, is that of the package.
    private static func matches(_ url: String, parts: [String], group: String, ignoresGroup: Bool) -> Bool {
        guard let host = url.firstRange(of: "://"), let slash = url[host.upperBound...].firstIndex(of: "/") else { return false }
        var path = String(url[url.index(after: slash)...])
        if path.hasSuffix(".git") { path = String(path.dropLast(4)) }
        let own = path.replacing("/_git/", with: "/").split(separator: "/").map(String.init)
        guard own.count >= 2, own[0] == parts[0] else { return false }
        let ownGroup = own[1..<(own.count - 1)].joined(separator: "/")
        let repositoryMatches = own[own.count - 1] == "{repo}" || own[own.count - 1] == parts[parts.count - 1]
        let groupMatches = ignoresGroup || ownGroup == group || ["{group}", "{project}"].contains(ownGroup) && !group.isEmpty
        return repositoryMatches && groupMatches
    }
}
