import Artifacts
import Graph
import Runner

extension Session {
    /// `docs generate`: compiles the selection and writes `catalog.json`.
    func generateDocs() throws -> Int32 {
        let project = try resolve(readSetup())
        try write(project.manifest, in: project)
        console.emit(RunMessages.found(project.manifest))
        let flags = invocation.flags
        let selection = try select(project, types: ResourceType.forCompile)
        var compiled = project.manifest
        if flags.isOn("compile") {
            let outcome = try run(plan(selection, in: project, as: .compile), in: project, detail: .beginning)
            compiled = project.manifest.adding(outcome)
            try write(compiled, outcome, in: project)
            let code = finish(outcome)
            guard code == 0 else { return code }
        }
        let isWhole = !flags.isGiven("select") && !flags.isGiven("exclude") && !flags.isGiven("selector")
        let sources = try select(project, types: [.source], warns: false)
        var catalog = Catalog(metadata: ArtifactMetadata(project.manifest.metadata, generatedAt: invocation.now().artifactText))
        if !flags.isOn("empty_catalog") {
            console.emit(RunMessages.buildingCatalog)
            let build = CatalogBuild(settings: project.runSettings(self, selected: selection.ids, detail: .beginning))
            let findings = try build.read(selected: isWhole ? nil : Set(selection.ids + sources.ids))
            catalog.nodes = findings.nodes
            catalog.sources = findings.sources
            catalog.errors = findings.errors.isEmpty ? nil : findings.errors
        }
        let path = try ArtifactFile.write(CatalogJSON(catalog), to: project.setup.targetFolder, on: files)
        console.emit(RunMessages.artifact("CatalogArtifact", path: path))
        console.emit(RunMessages.catalogWritten(path))
        return catalog.errors == nil ? 0 : 1
    }
}
