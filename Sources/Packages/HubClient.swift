import Diagnostics
import Files
import Formats
import Project

/// Asks a package hub for its packages: `https://hub.getdbt.com/`, or what `DBT_PACKAGE_HUB_URL` names.
struct HubClient {
    /// The hub's address, ending in a slash.
    let address: String
    /// The folder answers are kept in while `deps` runs.
    let folder: String
    /// The disk.
    let files: any FileSystem

    /// The hub that is asked where none is named.
    static let standard = "https://hub.getdbt.com/"

    /// One package of the hub.
    struct Package {
        /// Its versions by their text, each with `name`, `packages`, `downloads` and `require_dbt_version`.
        let versions: ConfigMap
        /// The name it has moved to; nil where it stayed.
        let newName: String?
    }

    /// What is known of a package. Throws `Download.Failure` where the hub is out of reach, else a diagnostic.
    func package(_ name: String, report: (PackageEvent) -> Void) throws -> Package {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, parts.allSatisfy(\.isFolderName), !name.contains(where: { "?#%\\ ".contains($0) }) else {
            throw notFound(name)
        }
        let url = "\(address)api/v1/\(name).json"
        report(.request(url: url))
        let path = FilePath.join(folder, "\(parts[0]).\(parts[1]).json")
        do throws(Download.Failure) {
            try Download(timeout: 30).fetch(url, to: path)
        } catch {
            if error.isUnreachable { throw error }
            if error.status == 404 { throw notFound(name) }
            throw Diagnostic(
                "hub-answer", .error, "The package hub gave no answer about \(name): \(error.reason)", hint: "asked was \(url)")
        }
        let answer = try? JSONReader.read(SourceFile(path: url, bytes: files.read(path)))
        guard let map = answer?.map, let versions = map["versions"]?.map else {
            throw Diagnostic(
                "hub-answer", .error, "The answer of the package hub about \(name) cannot be understood", hint: "asked was \(url)")
        }
        return Package(versions: versions, newName: Self.newName(map, name))
    }

    private func notFound(_ name: String) -> Diagnostic {
        Diagnostic(
            "package-not-found", .error, "Package \(name) was not found in the package index", hint: "packages are listed on \(address)")
    }

    private static func newName(_ answer: ConfigMap, _ name: String) -> String? {
        guard answer["redirectnamespace"] != nil || answer["redirectname"] != nil else { return nil }
        func text(_ key: String, _ fallback: String) -> String {
            let text = answer[key]?.string ?? ""
            return text.isEmpty ? answer[fallback]?.string ?? "" : text
        }
        let new = text("redirectnamespace", "namespace") + "/" + text("redirectname", "name")
        return new == name ? nil : new
    }
}
