import Diagnostics
import Files
import Formats
import Project

/// Packages of the hub that lie on this machine already: what is used where the hub is out of reach.
///
/// A folder of packages (`SMELT_PACKAGE_FOLDER`) holds `NAMESPACE/NAME/VERSION/`, or `NAMESPACE/NAME/VERSION.tar.gz` as downloaded from the
/// hub. Besides it, the packages installed in the project count, with the versions their lock file names.
struct VendoredPackages {
    /// `SMELT_PACKAGE_FOLDER`, absolute; nil where it is not set.
    let folder: String?
    /// The folder of installed packages, absolute.
    let installFolder: String
    /// Versions of installed packages by their hub name, from the lock file, with the folder's name and the content's hash where it is known.
    let locked: [String: (version: String, name: String, hash: String?)]
    /// The disk.
    let files: any FileSystem

    /// Where one version of a package lies.
    enum Place {
        /// A folder with the package's files.
        case folder(String)
        /// An archive with the package's folder in it.
        case archive(String)
    }

    /// The versions of a package that are here.
    func versions(of name: String) -> [String: Place] {
        guard isHubName(name) else { return [:] }
        var found: [String: Place] = [:]
        if let folder {
            let own = FilePath.join(folder, name)
            for entry in (try? files.list(own)) ?? [] {
                let path = FilePath.join(own, entry.name)
                if entry.kind == .folder {
                    found[entry.name] = .folder(path)
                } else if entry.name.hasSuffix(".tar.gz") {
                    found[String(entry.name.dropLast(7))] = .archive(path)
                }
            }
        }
        if let place = installed(name), found[place.version] == nil { found[place.version] = .folder(place.path) }
        return found
    }

    /// Whether an installed copy of a package is all there is, with no lock file that tells its version.
    func isUnlocked(_ name: String) -> Bool { locked[name] == nil }

    /// The installed copy of a package with its version: from the lock file where its content is still what was locked, else what its own
    /// `dbt_project.yml` says.
    private func installed(_ name: String) -> (version: String, path: String)? {
        if let entry = locked[name], entry.name.isFolderName {
            let path = FilePath.join(installFolder, entry.name)
            guard files.isFile(FilePath.join(path, "dbt_project.yml")) else { return nil }
            let isSame = entry.hash.map { (try? PackageContent(folder: path, files: files).hash()) == $0 } ?? true
            return isSame ? (entry.version, path) : nil
        }
        let path = FilePath.join(installFolder, FilePath.name(name))
        guard let bytes = try? files.read(FilePath.join(path, "dbt_project.yml")),
            let project = YAMLReader.read(SourceFile(path: "dbt_project.yml", bytes: bytes)).value,
            let version = project["version"].map(PythonText.str), (try? VersionSpecifier(version)) != nil
        else { return nil }
        return (version, path)
    }

    private func isHubName(_ name: String) -> Bool {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        return parts.count == 2 && parts.allSatisfy(\.isFolderName)
    }
}
