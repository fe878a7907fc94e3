import Files
import Formats
import Graph

/// The documentation as Markdown: a page for each resource, lists and diagrams. It reads the same on GitHub and in a site that MkDocs builds.
public struct MarkdownPages {
    /// The folder of the pages below the target folder.
    public static let folder = "docs"
    /// The last line of every page: what has it may be written over, and removed once its resource is gone.
    static let mark = "<!-- Written by smelt docs generate. -->\n"

    private let sources: PageSources

    /// The pages of a project.
    public init(_ facts: SiteFacts) { sources = PageSources(facts) }

    /// How many pages are in memory at once.
    private static let batch = 256

    /// Hands out every page, its path below `target/docs`; written on several threads, given in order.
    public func eachPage(threads: Int, _ body: (SiteFile) throws -> Void) throws {
        for page in IndexPages(sources).pages() { try body(Self.file(page.path, page.text)) }
        let resources = sources.resources
        for start in stride(from: 0, to: resources.count, by: Self.batch) {
            let some = Array(resources[start..<min(start + Self.batch, resources.count)])
            let files = ConcurrentMap.map(some, threads: threads) { [sources] resource -> SiteFile? in
                sources.paths[resource.uniqueID].map { Self.file($0, ResourcePage(resource, at: $0, sources).text) }
            }
            for file in files { if let file { try body(file) } }
        }
    }

    private static func file(_ path: String, _ text: String) -> SiteFile {
        SiteFile(path: path, bytes: Array((text + "\n" + mark).utf8))
    }

    /// What MkDocs needs to build a site of the pages: `mkdocs.yml`, beside their folder.
    public var settings: SiteFile {
        let name = JSONWriter.text(of: .string(sources.facts.manifest.metadata.projectName))
        return SiteFile(path: "mkdocs.yml", bytes: Array((Self.settingsMark + "site_name: \(name)\n" + Self.settingsText).utf8))
    }

    /// The first line of the settings; a file without it is somebody's own.
    static let settingsMark = "# Written by smelt docs generate. Without this line the file stays as it is.\n"

    private static let settingsText = """
        docs_dir: \(folder)
        site_dir: docs-site
        theme:
          name: mkdocs
        # Material for MkDocs draws the diagrams: pip install mkdocs-material, name the theme material, and add
        # markdown_extensions:
        #   - tables
        #   - pymdownx.superfences:
        #       custom_fences:
        #         - name: mermaid
        #           class: mermaid
        #           format: !!python/name:pymdownx.superfences.fence_code_format

        """
}
