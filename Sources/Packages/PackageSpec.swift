import Diagnostics
import Formats
import Project

/// One entry of a list of packages: what is asked for, and by whom.
struct PackageSpec: Sendable {
    /// Where a package comes from.
    enum Kind: Sendable {
        /// A folder, as written.
        case local(String)
        case git(GitSource)
        /// An archive on the web, and the name it is installed under.
        case tarball(String, name: String)
        /// A package of the hub, `dbt-labs/dbt_utils`.
        case hub(String, versions: [VersionSpecifier], prereleases: Bool)
    }

    /// A git repository, or a name that stands for one with the organisation's own provider.
    struct GitSource: Sendable {
        /// The repository's address, or the name of a private package, rendered: it may hold secrets.
        let address: String
        /// Whether the address is the name of a private package.
        var isPrivate = false
        /// `provider` of a private package.
        var provider: String?
        /// `revision`: tag, branch or commit; nil for the default branch.
        let revision: String?
        let subdirectory: String?
        let warnsUnpinned: Bool
    }

    /// Where it comes from.
    let kind: Kind
    /// The entry as written: what stands in the lock file.
    let unrendered: ConfigMap
    /// `name` of an entry of the lock file.
    let lockedName: String?
    /// Who asks: `this project`, `dbt-labs/codegen 0.12.1`.
    let requester: String
    /// Where the entry stands.
    let span: SourceSpan?
    /// The entry as dbt puts it into the checksum of the list.
    let hashForm: ConfigMap

    /// The entry as written of a key that is text, the rendered one where it is not.
    func written(_ key: String, or rendered: String) -> String { unrendered[key]?.string ?? rendered }
}

/// The names under which two entries are the same package.
extension PackageSpec {
    /// Every name it is known by, dbt's own first: address, path or hub name. A repository with `.git` behind its address is the one without.
    var allNames: [String] {
        switch kind {
        case .local(let path): return [path]
        case .tarball(let url, _): return [url]
        case .hub(let name, _, _): return [name]
        case .git(let source):
            let other = source.address.hasSuffix(".git") ? String(source.address.dropLast(4)) : source.address + ".git"
            return [source.address, other].map { address in source.subdirectory.map { "\(address)/\($0)" } ?? address }
        }
    }

    /// What kind of package it is, as messages say.
    var kindName: String {
        switch kind {
        case .local: "local"
        case .git(let source): source.isPrivate ? "private" : "git"
        case .tarball: "tarball"
        case .hub: "hub"
        }
    }
}
