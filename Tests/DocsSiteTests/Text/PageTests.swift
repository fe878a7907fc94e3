import Files
import Foundation
import Graph
import Testing

@testable import DocsSite

/// The pages of a small project, byte for byte: `Fixtures/pages`. `SMELT_UPDATE=1` writes down what they are now.
@Suite struct PageTests {
    private static let folder = BuiltSite.fixtures.appending(path: "pages")

    private func texts() throws -> [String: String] {
        var files: [SiteFile] = [DBML(Kiosk.facts).file]
        let pages = MarkdownPages(Kiosk.facts)
        files.append(pages.settings)
        try pages.eachPage(threads: 2) { files.append(SiteFile(path: "docs/" + $0.path, bytes: $0.bytes)) }
        return Dictionary(uniqueKeysWithValues: files.map { ($0.path, String(decoding: $0.bytes, as: UTF8.self)) })
    }

    @Test func pagesAreAsTheyWere() throws {
        let texts = try texts()
        let manager = FileManager.default
        if ProcessInfo.processInfo.environment["SMELT_UPDATE"] != nil {
            try? manager.removeItem(at: Self.folder)
            for (path, text) in texts {
                let file = Self.folder.appending(path: path)
                try manager.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
                try text.write(to: file, atomically: true, encoding: .utf8)
            }
        }
        let kept = (manager.enumerator(atPath: Self.folder.path)?.allObjects ?? []).compactMap { $0 as? String }
            .filter { !Self.folder.appending(path: $0).hasDirectoryPath && FilePath.name($0).contains(".") }
        #expect(Set(texts.keys) == Set(kept))
        for (path, text) in texts {
            let expected = try? String(contentsOf: Self.folder.appending(path: path), encoding: .utf8)
            #expect(text == expected, "\(path)")
        }
    }

    @Test func everyLinkLeadsToAPage() throws {
        let texts = try texts()
        var links = 0
        for (page, text) in texts where page.hasSuffix(".md") {
            for link in text.matches(of: /\]\(([^)]+\.md)\)/) {
                let target = FilePath.normalize(FilePath.join(FilePath.folder(page), String(link.1)))
                #expect(texts[target] != nil, "\(page) leads to \(target)")
                links += 1
            }
        }
        #expect(links > 30)
    }

    @Test func everyDiagramIsMermaid() throws {
        for (page, text) in try texts() { for diagram in MermaidChecker.diagrams(in: text) { MermaidChecker.check(diagram, page) } }
    }

    @Test func aLargeProjectIsDrawnByItsFolders() throws {
        var facts = Kiosk.facts
        for number in 0..<100 {
            var node = facts.manifest.nodes[Kiosk.dimItem]!
            node.uniqueID = "model.kiosk.more_\(number)"
            node.name = "more_\(number)"
            node.fqn = ["kiosk", number < 40 ? "left" : "right", node.name]
            node.dependsOn.nodes = [number < 40 ? Kiosk.sales : "model.kiosk.more_\(number - 40)"]
            facts.manifest.nodes[node.uniqueID] = node
        }
        var start = ""
        var fact = ""
        try MarkdownPages(facts).eachPage(threads: 1) { page in
            if page.path == "index.md" { start = String(decoding: page.bytes, as: UTF8.self) }
            if page.path == "models/fct_sales.md" { fact = String(decoding: page.bytes, as: UTF8.self) }
        }
        #expect(
            start.contains(
                """
                flowchart LR
                    n0["sources: 1"]
                    n1["silver: 1"]
                    n2["gold: 2"]
                    n3["left: 40"]
                    n4["right: 60"]
                    n5["exposures: 1"]
                    n0 -->|"1"| n1
                    n1 -->|"2"| n2
                    n2 -->|"1"| n5
                    n2 -->|"40"| n3
                    n3 -->|"40"| n4
                ```
                """))
        // More than can be read is named, not drawn.
        #expect(!fact.contains("mermaid"))
        #expect(fact.contains("[more_39](more_39.md)"))
    }
}
