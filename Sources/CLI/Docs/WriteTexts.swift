import Diagnostics
import DocsSite
import Files
import Project

/// The forms that `docs generate` can write documentation in: the choices of `--format`.
enum DocumentationFormat: String {
    case html, markdown, dbml
}

extension Session {
    /// The form that is asked for. Throws `UsageError` where a flag is for another form.
    func documentationFormat() throws -> DocumentationFormat {
        let format = invocation.flags.text("format").flatMap(DocumentationFormat.init(rawValue:)) ?? .html
        if format != .html, let other = ["split", "static"].first(where: invocation.flags.isOn) {
            throw UsageError(message: "--\(other) cannot be used with --format \(format.rawValue); it is for the site alone.")
        }
        return format
    }

    /// Writes documentation into the target folder.
    func write(_ facts: SiteFacts, as format: DocumentationFormat, in setup: ProjectSetup) throws {
        switch format {
        case .html: try writeSite(facts, in: setup)
        case .markdown: try writePages(facts, in: setup)
        case .dbml:
            let file = DBML(facts).file
            let path = FilePath.join(setup.targetFolder, file.path)
            try files.write(file.bytes, to: path)
            console.emit(RunMessages.siteWritten(path))
        }
    }

    /// Writes `docs/` with a page a resource and, where there is none, the settings of MkDocs beside it.
    private func writePages(_ facts: SiteFacts, in setup: ProjectSetup) throws {
        let pages = MarkdownPages(facts)
        let path = FilePath.join(setup.targetFolder, MarkdownPages.folder)
        var folder = PageFolder(path, on: files)
        try pages.eachPage(threads: ConcurrentMap.processorCount) { try folder.write($0) }
        let removed = try folder.removeOld()
        try folder.write(settings: pages.settings, to: setup.targetFolder)
        console.emit(RunMessages.siteWritten(path))
        console.emit(.note("\(folder.count) pages: \(folder.changed) changed, \(removed) removed", level: .debug))
    }
}
