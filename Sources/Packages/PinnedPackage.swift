import Diagnostics
import Files
import Formats
import Project

/// A package with its version settled.
struct PinnedPackage: Sendable {
    /// Where it comes from, exactly.
    enum Kind: Sendable {
        case local(path: String)
        case git(PackageSpec.GitSource, revision: String)
        case tarball(url: String, name: String)
        /// A version of a package of the hub, and the latest one that fits this dbt.
        case hub(name: String, version: String, latest: String)
    }

    /// Where it comes from.
    var kind: Kind
    /// The entry that asked for it first.
    let spec: PackageSpec

    /// What `Installing …` names; a private package never by its address, which holds a token.
    var shownName: String {
        switch kind {
        case .local(let path): path
        case .git: spec.allNames[0]
        case .tarball(_, let name): name
        case .hub(let name, _, _): name
        }
    }

    /// What `Installed from …` names.
    var shownVersion: String {
        switch kind {
        case .local(let path): "<local @ \(path)>"
        case .git(_, "HEAD"): "HEAD (default revision)"
        case .git(_, let revision): "revision \(revision)"
        case .tarball(let url, _): "tarball (url: \(url))"
        case .hub(_, let version, _): "version \(version)"
        }
    }

    /// The name and version under which the lock file keeps the hash of the content; nil where the revision says it all, or nothing does.
    var contentKey: String? {
        switch kind {
        case .local, .git: nil
        case .tarball: spec.written("tarball", or: "")
        case .hub(let name, let version, _): "\(name)@\(version)"
        }
    }

    /// Who it is, for messages: `dbt-labs/codegen 0.12.1`.
    var requester: String {
        switch kind {
        case .hub(let name, let version, _): "\(name) \(version)"
        default: shownName
        }
    }

    /// What tells it from every other package.
    var identity: String {
        if case .git(_, let revision) = kind { return "\(spec.allNames[0])@\(revision)" }
        return "\(spec.kindName) \(shownName) \(shownVersion)"
    }
}

/// What is known of a package once it was fetched.
struct PackageMetadata: Sendable {
    /// The project's name: the folder it is installed in.
    let name: String
    /// The packages it asks for itself.
    let specs: [PackageSpec]
}

extension String {
    /// dbt's check of a name that becomes a folder: it has to stay in the folder of installed packages.
    var isFolderName: Bool { !isEmpty && self != "." && self != ".." && !utf8.contains { $0 == UInt8(ascii: "/") || $0 == 0 } }
}
