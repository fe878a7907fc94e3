import Diagnostics
import Formats
import Project

/// Settles the version of every package that is asked for, and of those they ask for in turn, as dbt does: level by level, each package once.
struct PackageResolver {
    /// Where packages come from.
    let store: PackageStore
    /// The root project's name, which no package may have.
    let rootName: String

    /// The packages in the order they are installed, git revisions as commits, each with its metadata. Throws a diagnostic for what cannot be had.
    func resolve(_ specs: [PackageSpec]) throws -> [(package: PinnedPackage, metadata: PackageMetadata)] {
        var pending = PackageListing()
        try pending.add(specs)
        var final = PackageListing()
        while !pending.isEmpty {
            var next = PackageListing()
            for demands in pending.all {
                try final.add(demands)
                guard let first = demands.first else { continue }
                let (_, metadata) = try store.fetch(pinned(final[first]))
                try next.add(metadata.specs)
            }
            pending = next
        }
        let resolved = try final.all.map { try store.fetch(pinned($0)) }
        try checkNames(resolved)
        return resolved
    }

    /// The one version that all demands for a package leave. Throws a diagnostic that says who asked for what.
    func pinned(_ demands: [PackageSpec]) throws -> PinnedPackage {
        guard let spec = demands.first else { throw Diagnostic("package-conflict", .error, "nobody asks for this package") }
        switch spec.kind {
        case .local(let path): return PinnedPackage(kind: .local(path: path), spec: spec)
        case .tarball(let url, let name): return PinnedPackage(kind: .tarball(url: url, name: name), spec: spec)
        case .git(let source): return try pinned(source, spec, demands)
        case .hub(let name, _, _): return try pinned(hub: name, spec, demands)
        }
    }

    private func pinned(_ source: PackageSpec.GitSource, _ spec: PackageSpec, _ demands: [PackageSpec]) throws -> PinnedPackage {
        let sources = demands.compactMap { demand -> PackageSpec.GitSource? in
            if case .git(let source) = demand.kind { return source }
            return nil
        }
        let revisions = Set(sources.compactMap(\.revision)).sorted()
        guard revisions.count <= 1 else {
            let listed = revisions.map(PythonText.quoted).joined(separator: ", ")
            throw Diagnostic(
                "package-conflict", .error,
                "git dependencies should contain exactly one version. \(spec.allNames[0]) contains: {\(listed)}\(DemandList(demands).text)",
                at: demands.last?.span, hint: "give the same revision everywhere")
        }
        let pinned = PackageSpec.GitSource(
            address: source.address, isPrivate: source.isPrivate, provider: source.provider, revision: revisions.first,
            subdirectory: source.subdirectory, warnsUnpinned: sources.allSatisfy(\.warnsUnpinned))
        return PinnedPackage(kind: .git(pinned, revision: revisions.first ?? "HEAD"), spec: spec)
    }

    private func pinned(hub name: String, _ spec: PackageSpec, _ demands: [PackageSpec]) throws -> PinnedPackage {
        var wanted: [VersionSpecifier] = []
        var prereleases = false
        for demand in demands {
            guard case .hub(_, let versions, let allows) = demand.kind else { continue }
            wanted += versions
            prereleases = prereleases || allows || versions.contains { $0.prerelease != nil }
        }
        let hint = "change one of the versions, or leave the choice to a range such as [\">=1.0.0\", \"<2.0.0\"]"
        guard let range = VersionRange(wanted) else {
            let options = "[" + wanted.map { PythonText.quoted($0.text) }.joined(separator: ", ") + "]"
            throw Diagnostic(
                "package-conflict", .error,
                "Version error for package \(name): Could not find a satisfactory version from options: \(options)\(DemandList(demands).text)",
                at: ownSpan(demands), hint: hint)
        }
        let available = VersionRange.sorted(try store.versions(of: name, asked: range, at: spec.span), prereleases: prereleases)
        guard let version = range.highest(of: available) ?? store.unverifiedVersion(of: name), let latest = available.last else {
            let listed = available.isEmpty ? "[]" : "[" + available.map(PythonText.quoted).joined(separator: ", ") + "]"
            var message =
                "Could not find a matching compatible version for package \(name)\n  Requested range: \(range.text)\n"
                + "  Compatible versions: \(listed)\n"
            if store.checksVersion {
                message +=
                    "\n  Not shown: package versions incompatible with installed version of dbt-core\n"
                    + "  To include them, run 'dbt --no-version-check deps'"
            }
            throw Diagnostic("package-version-not-found", .error, message + DemandList(demands).text, at: ownSpan(demands))
        }
        return PinnedPackage(kind: .hub(name: name, version: version, latest: latest), spec: spec)
    }

    /// The place in the project's own list; where only packages ask, the last of theirs.
    private func ownSpan(_ demands: [PackageSpec]) -> SourceSpan? {
        (demands.last { $0.requester == PackageProject.ownRequester } ?? demands.last)?.span
    }

    private func checkNames(_ resolved: [(package: PinnedPackage, metadata: PackageMetadata)]) throws(Diagnostic) {
        var seen: [String: PinnedPackage] = [:]
        for (package, metadata) in resolved {
            let name = metadata.name
            if let other = seen[name] {
                throw Diagnostic(
                    "duplicate-package", .error,
                    "Found duplicate project \"\(name)\". This occurs when a dependency has the same project name as some other dependency.\n"
                        + "  \(other.spec.requester) asks for \(other.shownName)\n  \(package.spec.requester) asks for \(package.shownName)",
                    at: package.spec.span, hint: "ask for the package in one way only")
            }
            if name == rootName {
                throw Diagnostic(
                    "duplicate-package", .error,
                    "Found a dependency with the same name as the root project \"\(name)\". Package names must be unique in a project. "
                        + "Please rename one of these packages.", at: package.spec.span)
            }
            seen[name] = package
        }
    }
}
