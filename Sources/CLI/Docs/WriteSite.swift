import Context
import DocsSite
import Files
import Formats
import Graph
import Ledger
import Project
import Quality
import Runner
import Warehouse

extension Session {
    /// Everything the documentation shows.
    func siteFacts(
        _ project: LoadedProject, _ manifest: Manifest, _ catalog: Catalog, _ sizes: [String: RelationSize], _ past: PastResults
    ) -> SiteFacts {
        let setup = project.setup
        var facts = SiteFacts(
            manifest: manifest, catalog: catalog, quality: quality(project), projectVersion: setup.root.versionText,
            target: setup.profile.targetName, generatedAt: invocation.now().artifactText, version: VersionText.version)
        facts.qualityHistory = past.quality
        facts.runs = past.runs
        facts.history = past.history
        facts.lastResults = past.last
        facts.failingRows = past.failingRows
        facts.freshness = past.freshness
        facts.sizes = sizes
        facts.moments = siteAges(project, past)
        facts.builtInPackages = Set(project.world.internalPackages)
        let (folders, root) = (setup.root.paths.assets, setup.root.root)
        facts.asset = { [files] path in
            let path = FilePath.normalize(path)
            guard folders.contains(where: { path.hasPrefix(FilePath.normalize($0) + "/") }) else { return nil }
            let file = FilePath.join(root, path)
            guard let metadata = try? files.metadata(file), metadata.kind == .file, metadata.size <= Self.largestPicture else { return nil }
            return try? files.read(file)
        }
        return facts
    }

    /// The largest picture that is put into the page, in bytes.
    private static let largestPicture = 2_000_000

    /// Writes the site into the target folder, in one file or in one a resource.
    func writeSite(_ facts: SiteFacts, in setup: ProjectSetup) throws {
        let site = DocumentationSite(facts)
        let write = { (file: SiteFile) throws in
            try files.write(file.bytes, to: FilePath.join(setup.targetFolder, file.path))
        }
        try removeOldPages(FilePath.join(setup.targetFolder, "node"))
        let index = FilePath.join(setup.targetFolder, "index.html")
        if invocation.flags.isOn("split") {
            try site.eachFile(write)
        } else {
            let file = site.file()
            try write(file)
            // The name that dbt gives a site in one file; what publishes it looks for that.
            if invocation.flags.isOn("static") { try write(SiteFile(path: "static_index.html", bytes: file.bytes)) }
        }
        console.emit(RunMessages.siteWritten(index))
    }

    /// Pages of resources that are gone would stay behind.
    private func removeOldPages(_ folder: String) throws {
        guard files.isFolder(folder) else { return }
        for entry in try files.list(folder) where entry.kind == .file && entry.name.hasSuffix(".html") {
            try files.remove(FilePath.join(folder, entry.name))
        }
    }
}
