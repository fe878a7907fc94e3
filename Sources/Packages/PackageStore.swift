import Diagnostics
import Files
import Formats
import Programs
import Project

/// Where packages come from: the disk, git, the web, the hub, and the copies that lie here. What was fetched once is not fetched again.
final class PackageStore {
    /// The project that wants the packages.
    let project: PackageProject
    /// The folder that downloads are kept in while `deps` runs.
    private let folder: String
    private let hub: HubClient
    private let git: GitClient
    private let vendored: VendoredPackages
    private let report: (PackageEvent) -> Void
    private var fetched: [String: Fetched] = [:]
    private var hubPackages: [String: ConfigMap] = [:]
    private var isOffline = false
    private var unverified: [String: String] = [:]

    /// A package that is here: its final form, what is known of it, and its files; nil where they are fetched when they are installed.
    private struct Fetched {
        var package: PinnedPackage
        let metadata: PackageMetadata
        var folder: String?
    }

    /// A store that keeps its downloads in a folder.
    init(project: PackageProject, folder: String, lock: PackageLock?, report: @escaping (PackageEvent) -> Void) {
        self.project = project
        self.folder = folder
        self.report = report
        hub = HubClient(address: project.hubAddress, folder: folder, files: project.files)
        git = GitClient(scrubber: project.scrubber)
        vendored = VendoredPackages(
            folder: project.packageFolder, installFolder: project.installFolder, locked: lock?.hubVersions ?? [:], files: project.files)
    }

    /// Whether a package was taken from the installed ones though its version is not known for sure; such a choice is not locked.
    var isUnverified: Bool { !unverified.isEmpty }

    /// The version an installed copy claims for itself that is used though it is not the one asked for; nil where there is none.
    func unverifiedVersion(of name: String) -> String? { unverified[name] }

    /// Whether versions that ask for another dbt are left out.
    var checksVersion: Bool { project.checksVersion }

    // MARK: Fetching

    /// What is known of a package, and the package with its revision as a commit. Throws a diagnostic for what cannot be had.
    func fetch(_ package: PinnedPackage) throws -> (package: PinnedPackage, metadata: PackageMetadata) {
        if let known = fetched[package.identity] {
            var final = package
            final.kind = known.package.kind
            return (final, known.metadata)
        }
        let result: Fetched
        switch package.kind {
        case .local(let path): result = try fetchLocal(package, path)
        case .git(let source, let revision): result = try fetchGit(package, source, revision)
        case .tarball(let url, let name): result = try fetchTarball(package, url, name)
        case .hub(let name, let version, _): result = try fetchHub(package, name, version)
        }
        fetched[package.identity] = result
        fetched[result.package.identity] = result
        return (result.package, result.metadata)
    }

    private func fetchLocal(_ package: PinnedPackage, _ path: String) throws -> Fetched {
        let place = project.resolve(path)
        let isOwn = package.spec.requester == PackageProject.ownRequester
        let root = project.folder == "/" ? "/" : project.folder + "/"
        guard isOwn || project.isLocal(package.spec.requester) || place.hasPrefix(root) else {
            throw Diagnostic(
                "unsafe-package", .error, "\(package.spec.requester) asks for the folder '\(path)', which lies outside of this project",
                at: package.spec.span, hint: "a package from elsewhere may name folders of the project alone")
        }
        project.noteLocal(path)
        return Fetched(package: package, metadata: try metadata(in: place, of: package), folder: place)
    }

    private func fetchGit(_ package: PinnedPackage, _ source: PackageSpec.GitSource, _ revision: String) throws -> Fetched {
        let address =
            source.isPrivate
            ? try project.privates.address(of: source.address, provider: source.provider, at: package.spec.span) : source.address
        let checkout = newFolder()
        let commit = try git.checkOut(address, revision: revision, to: checkout)
        if source.warnsUnpinned, ["HEAD", "main", "master"].contains(revision) {
            let how = revision == "HEAD" ? "not pinned, using HEAD (default branch)" : "pinned to the \"\(revision)\" branch"
            let message =
                "The git package \"\(git.scrubber.scrub(source.address))\" \n\tis \(how).\n\tThis can introduce breaking changes into your project "
                + "without warning!"
            report(
                .warning(
                    .warning(
                        "package-unpinned", message, at: package.spec.span,
                        hint: "add 'revision: \(commit)', or 'warn-unpinned: false' to keep it so")))
        }
        var place = checkout
        if let subdirectory = source.subdirectory {
            place = FilePath.normalize(FilePath.join(checkout, subdirectory))
            let real = FolderMove.followingLinks(place)
            guard place.hasPrefix(checkout + "/"), let root = FolderMove.followingLinks(checkout), real?.hasPrefix(root + "/") == true
            else {
                throw Diagnostic(
                    "unsafe-package", .error,
                    "The subdirectory '\(subdirectory)' is not in the repository \(git.scrubber.scrub(source.address))",
                    at: package.spec.unrendered["subdirectory"]?.span ?? package.spec.span)
            }
        }
        var final = package
        final.kind = .git(source, revision: commit)
        return Fetched(package: final, metadata: try metadata(in: place, of: package), folder: place)
    }

    private func fetchTarball(_ package: PinnedPackage, _ url: String, _ name: String) throws -> Fetched {
        let place = try unpack(archive(at: url, for: package), of: package)
        let own = try metadata(in: place, of: package)
        return Fetched(package: package, metadata: PackageMetadata(name: name, specs: own.specs), folder: place)
    }

    private func fetchHub(_ package: PinnedPackage, _ name: String, _ version: String) throws -> Fetched {
        if isOffline {
            guard let place = vendored.versions(of: name)[version] else { throw unreachable(name, version, nil) }
            let folder: String
            switch place {
            case .folder(let path): folder = path
            case .archive(let path): folder = try unpack(path, of: package)
            }
            return Fetched(package: package, metadata: try metadata(in: folder, of: package), folder: folder)
        }
        guard let entry = hubPackages[name]?[version], let projectName = entry["name"]?.string else {
            throw Diagnostic("hub-answer", .error, "The package hub knows no version \(version) of \(name)", at: package.spec.span)
        }
        let packages = (entry["packages"]?.list ?? []).map { $0 }
        let specs = try PackageSpecReader(requester: package.requester, fileName: "packages.yml").read(packages, unrendered: packages)
        return Fetched(package: package, metadata: PackageMetadata(name: projectName, specs: specs))
    }

    /// The files of a package, ready to be moved into their place. A local package has its own folder.
    func files(of package: PinnedPackage) throws -> String {
        _ = try fetch(package)
        if let folder = fetched[package.identity]?.folder { return folder }
        guard case .hub(let name, let version, _) = package.kind,
            let url = hubPackages[name]?[version]?["downloads"]?["tarball"]?.string
        else { throw Diagnostic("hub-answer", .error, "The package hub has no archive of \(package.requester)", at: package.spec.span) }
        let place = try unpack(archive(at: url, for: package), of: package)
        fetched[package.identity]?.folder = place
        return place
    }

    // MARK: The hub

    /// The versions of a package that fit this dbt; where the hub is out of reach, those that lie here. Throws a diagnostic.
    func versions(of name: String, asked range: VersionRange, at span: SourceSpan?) throws -> [String] {
        if isOffline { return try vendoredVersions(of: name, range, span, nil) }
        if hubPackages[name] == nil {
            do {
                let package = try hub.package(name, report: report)
                if let newName = package.newName {
                    let message =
                        "The `\(name)` package is deprecated in favor of `\(newName)`. Please update your `packages.yml` configuration to use `\(newName)` instead."
                    report(.warning(.warning("package-redirect", message, at: span)))
                }
                hubPackages[name] = package.versions
            } catch let failure as Download.Failure {
                isOffline = true
                let found = try vendoredVersions(of: name, range, span, failure.reason)
                report(.note("The package hub is out of reach (\(failure.reason)): packages that lie here are used."))
                return found
            }
        }
        let versions = hubPackages[name] ?? ConfigMap()
        guard checksVersion else { return versions.keys }
        return versions.filter { entry in
            guard let required = entry.value["require_dbt_version"], PythonText.isTrue(required) else { return true }
            let texts = required.list.map { ConfigValue.list($0) } ?? .list([required])
            return (try? VersionRequirement(texts))?.isSatisfied ?? true
        }.map(\.name)
    }

    private func vendoredVersions(of name: String, _ range: VersionRange, _ span: SourceSpan?, _ reason: String?) throws -> [String] {
        let found = Array(vendored.versions(of: name).keys)
        if range.highest(of: found) != nil { return found }
        guard found.count == 1, vendored.isUnlocked(name) else { throw unreachable(name, range.text, reason, found.sorted(), span) }
        let message =
            "The package hub is out of reach: \(project.installPath)/\(FilePath.name(name)) is kept, which calls itself \(found[0]); asked for is "
            + "\(range.text)"
        report(
            .warning(
                .warning("package-unverified", message, at: span, hint: "many packages do not keep the version in their dbt_project.yml")))
        unverified[name] = found[0]
        return found
    }

    private func unreachable(
        _ name: String, _ asked: String, _ reason: String?, _ found: [String] = [], _ span: SourceSpan? = nil
    ) -> Diagnostic {
        var message = "The package hub is out of reach, and no copy of \(name) (\(asked)) lies here"
        if let reason { message += "\n  \(hub.address): \(reason)" }
        if !found.isEmpty { message += "\n  versions that lie here: \(found.joined(separator: ", "))" }
        return Diagnostic(
            "hub-unreachable", .error, message, at: span,
            hint: "put the package into \(project.installPath), or name a folder of packages with SMELT_PACKAGE_FOLDER")
    }

    // MARK: Archives

    private func newFolder() -> String { FilePath.join(folder, "package-\(fetched.count)-\(counter())") }

    private var count = 0
    private func counter() -> Int {
        count += 1
        return count
    }

    private func archive(at url: String, for package: PinnedPackage) throws(Diagnostic) -> String {
        let path = newFolder() + ".tar.gz"
        do throws(Download.Failure) {
            try Download().fetch(url, to: path)
        } catch {
            throw Diagnostic(
                "download-failed", .error,
                "The archive of \(package.shownName) cannot be fetched from \(git.scrubber.scrub(url)): \(git.scrubber.scrub(error.reason))",
                at: package.spec.span)
        }
        return path
    }

    /// Unpacks an archive and gives the one folder in it.
    private func unpack(_ path: String, of package: PinnedPackage) throws -> String {
        let tar = newFolder() + ".tar"
        let place = newFolder()
        do {
            let outcome = try ExternalProgram(name: "gzip", outputFile: tar).run(["--decompress", "--stdout", "--", path])
            guard outcome.code == 0 else {
                throw TarArchive.Refusal(reason: outcome.error.split(separator: "\n").first.map(String.init) ?? "")
            }
            try FolderMove.make(place)
            let names = try TarArchive.unpack(tar, into: place, on: project.files)
            guard names.count == 1, project.files.isFolder(FilePath.join(place, names[0])) else {
                throw TarArchive.Refusal(reason: "the package's files have to lie in one folder")
            }
            try project.files.remove(tar)
            return FilePath.join(place, names[0])
        } catch let refusal as TarArchive.Refusal {
            throw Diagnostic(
                "bad-archive", .error, "The archive of \(package.shownName) cannot be unpacked: \(refusal.reason)", at: package.spec.span)
        } catch let error as ExternalProgram.StartError {
            throw Diagnostic("bad-archive", .error, "The archive of \(package.shownName) cannot be unpacked: gzip: \(error.reason)")
        }
    }

    // MARK: Projects

    /// The name of a package and what it asks for, from its own files.
    private func metadata(in place: String, of package: PinnedPackage) throws -> PackageMetadata {
        let path = FilePath.join(place, "dbt_project.yml")
        guard project.files.isFile(path) else {
            throw Diagnostic(
                "missing-project", .error,
                "No dbt_project.yml found at expected path \(path)\nVerify that each entry within packages.yml (and their transitive "
                    + "dependencies) contains a file named dbt_project.yml", at: package.spec.span)
        }
        let value = YAMLReader.read(SourceFile(path: path, bytes: try project.files.read(path))).value
        guard let name = value?["name"]?.string, !name.isEmpty else {
            throw Diagnostic("missing-project-name", .error, "Package defined in dbt_project.yml must have a name!", at: package.spec.span)
        }
        return PackageMetadata(name: name, specs: try project.list(in: place, requester: package.requester).specs)
    }
}
