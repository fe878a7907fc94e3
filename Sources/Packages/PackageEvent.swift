public import Diagnostics
public import Formats

/// What `deps` tells while it works; the command line words it as dbt does.
public enum PackageEvent: Sendable {
    /// `packages.yml` names no package.
    case nothingToDo
    /// A package is being installed.
    case installing(name: String)
    /// It is installed: `version 1.1.1`, `revision 0.5.0`, `<local @ ../shared>`.
    case installed(from: String)
    /// The hub has a later version of the package installed last.
    case updateAvailable(latest: String)
    /// The package installed last is the latest version.
    case upToDate
    /// The package installed last is a folder of a larger repository.
    case subdirectory(String)
    /// All packages of which the hub has later versions.
    case updatesAvailable(packages: [String])
    /// The lock file is written.
    case writingLock(path: String)
    /// A file that lists packages was made.
    case createdList
    /// A package was added to the list.
    case added(name: String, version: String?, path: String)
    /// An entry of the list was taken out because the added package takes its place.
    case removedDuplicate(ConfigMap)
    /// The hub is asked.
    case request(url: String)
    /// A folder is linked.
    case linking
    /// A remark without a name of its own.
    case note(String)
    /// A warning.
    case warning(Diagnostic)
}
