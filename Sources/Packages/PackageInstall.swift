import Diagnostics
import Files
import Formats
import Project

/// Puts packages into the project: all of them gather beside the folder of installed packages, which is then exchanged as a whole.
struct PackageInstall {
    /// Where packages come from.
    let store: PackageStore
    /// Where they gather.
    let work: WorkFolder
    /// Told what happens.
    let report: (PackageEvent) -> Void

    /// Installs packages; gives the hashes of their contents, the known ones among them unchanged. Throws a diagnostic, above all for a package
    /// whose content is not what was locked.
    func install(_ packages: [PinnedPackage], contents: [String: String]) throws -> [String: String] {
        var hashes: [String: String] = [:]
        var outdated: [String] = []
        for package in packages {
            report(.installing(name: package.shownName))
            let (final, metadata) = try store.fetch(package)
            try put(final, named: metadata.name)
            if let key = final.contentKey {
                let hash = try PackageContent(folder: FilePath.join(work.packages, metadata.name), files: store.project.files).hash()
                try check(final, hash, against: contents[key])
                hashes[key] = hash
            }
            report(.installed(from: final.shownVersion))
            if case .hub(let name, let version, let latest) = final.kind {
                report(version == latest ? .upToDate : .updateAvailable(latest: latest))
                if version != latest { outdated.append(name) }
            }
            if case .git(let source, _) = final.kind, let subdirectory = source.subdirectory { report(.subdirectory(subdirectory)) }
        }
        try exchange()
        if !outdated.isEmpty { report(.updatesAvailable(packages: outdated)) }
        return hashes
    }

    private func put(_ package: PinnedPackage, named name: String) throws {
        let files = store.project.files
        guard name.isFolderName else {
            throw Diagnostic(
                "unsafe-package", .error,
                "Invalid package name '\(name)': resolves outside of the packages-install-path ('\(store.project.installPath)')",
                at: package.spec.span)
        }
        let target = FilePath.join(work.packages, name)
        let source = try store.files(of: package)
        if try files.metadata(target) != nil {
            throw Diagnostic(
                "duplicate-package", .error,
                "Found duplicate project \"\(name)\". This occurs when a dependency has the same project name as some other dependency.",
                at: package.spec.span)
        }
        if case .local = package.kind {
            report(.linking)
            return try FolderLink.make(at: target, to: source)
        }
        guard files.isFile(FilePath.join(source, "dbt_project.yml")) else {
            throw Diagnostic(
                "missing-project", .error, "No dbt_project.yml found in the package \(package.shownName)", at: package.spec.span)
        }
        try PackageContent(folder: source, files: files).checkLinks(of: package.shownName)
        try files.remove(FilePath.join(source, ".git"))
        if source.hasPrefix(work.downloads + "/") {
            try FolderMove.rename(source, to: target)
        } else {
            try FolderMove.copy(source, to: target)
        }
    }

    private func check(_ package: PinnedPackage, _ hash: String, against locked: String?) throws(Diagnostic) {
        guard let locked, locked != hash else { return }
        throw Diagnostic(
            "package-changed", .error,
            "The package \(package.requester) has changed since it was locked: its content is not the one of \(PackageLock.fileName)\n"
                + "  locked: sha256 \(locked)\n  found:  sha256 \(hash)", at: package.spec.span,
            hint: "nothing was installed; if the change is wanted, run smelt deps --upgrade")
    }

    private func exchange() throws {
        let target = store.project.installFolder
        if try FolderMove.exists(target) { try FolderMove.rename(target, to: work.former) }
        try FolderMove.rename(work.packages, to: target)
    }
}
