import Artifacts
import Diagnostics
import DocsSite
import Files
import Graph
import Project
import Runner
import Warehouse

extension Session {
    /// `docs generate`: compiles the selection, writes `catalog.json` and the documentation site. As with dbt, the manifest is written with the
    /// compiled code alone.
    func generateDocs() throws -> Int32 {
        let format = try documentationFormat()
        let project = try resolve(readSetup())
        console.emit(RunMessages.found(project.manifest))
        let flags = invocation.flags
        // Compiling writes new run results over those of the last build.
        let past = try PastResults(of: project, in: self)
        var manifest = project.manifest
        let selection = try select(project, types: ResourceType.forCompile)
        if flags.isOn("compile") {
            let outcome = try run(plan(selection, in: project, as: .compile), in: project, detail: .beginning)
            gathering.note { $0.results += outcome.results }
            manifest = manifest.adding(outcome)
            try write(manifest, outcome, in: project)
            let code = finish(outcome)
            guard code == 0 else { return code }
        }
        try copyAssets(of: project.setup)
        let isWhole = !flags.isGiven("select") && !flags.isGiven("exclude") && !flags.isGiven("selector")
        let sources = try select(project, types: [.source], warns: false)
        var catalog = Catalog(metadata: ArtifactMetadata(project.manifest.metadata, generatedAt: invocation.now().artifactText))
        var sizes: [String: RelationSize] = [:]
        if !flags.isOn("empty_catalog") {
            console.emit(RunMessages.buildingCatalog)
            let build = CatalogBuild(settings: project.runSettings(self, selected: selection.ids, detail: .beginning))
            // What was not compiled was not selected either.
            let chosen = isWhole || !flags.isOn("compile") ? nil : Set(selection.ids + sources.ids)
            let findings = try timings.measure("catalog") { try build.read(selected: chosen, byRelation: flags.isOn("compile")) }
            try report(
                findings.errors.map { .warning("catalog-error", "Encountered an error while generating catalog: \($0)", at: nil) })
            catalog.nodes = findings.nodes
            catalog.sources = findings.sources
            catalog.errors = findings.errors.isEmpty ? nil : findings.errors
            sizes = findings.sizes
        }
        if let count = catalog.errors?.count { console.emit(RunMessages.catalogFailures(count)) }
        let path = try ArtifactFile.write(CatalogJSON(catalog), to: project.setup.targetFolder, on: files)
        console.emit(RunMessages.artifact("CatalogArtifact", path: path))
        console.emit(RunMessages.catalogWritten(path))
        let facts = timings.measure("facts") { siteFacts(project, manifest, catalog, sizes, past) }
        try timings.measure("site") { try write(facts, as: format, in: project.setup) }
        return catalog.errors == nil ? 0 : 1
    }

    /// Copies the folders of `asset-paths` to the target folder, in place of those there.
    private func copyAssets(of setup: ProjectSetup) throws {
        for folder in setup.root.paths.assets {
            let target = FilePath.join(setup.targetFolder, folder)
            guard FilePath.normalize(target).hasPrefix(FilePath.normalize(setup.targetFolder) + "/") else {
                throw Diagnostic("asset-path", .error, "The asset path '\(folder)' would be copied to a place outside of the target folder")
            }
            try files.remove(target)
            try copy(FilePath.join(setup.root.root, folder), to: target)
        }
    }

    private func copy(_ folder: String, to target: String) throws {
        guard files.isFolder(folder) else { return }
        for entry in try files.list(folder) where !(entry.isLink && entry.kind == .folder) {
            let (source, copied) = (FilePath.join(folder, entry.name), FilePath.join(target, entry.name))
            if entry.kind == .folder {
                try copy(source, to: copied)
            } else {
                try files.write(try files.read(source), to: copied)
            }
        }
    }
}
