import Foundation
import Testing

/// A site that MkDocs has built of the pages.
struct MkDocsSite {
    /// The program; nil where it is not installed.
    static let program = ["/usr/bin/mkdocs"].first { FileManager.default.isExecutableFile(atPath: $0) }

    /// The target folder with the pages.
    let texts: URL
    /// The pages in HTML by their paths.
    let pages: [String: String]

    /// Writes the pages of a project that is built, and builds a site of them. What MkDocs says comes back too; a warning is an error.
    init(of project: URL, _ flags: [String] = []) throws {
        texts = project.appending(path: "texts")
        try SmeltProgram.run(
            ["--quiet", "docs", "generate", "--format", "markdown", "--target-path", "texts"] + flags, in: project)
        let process = Process()
        process.executableURL = URL(filePath: Self.program ?? "mkdocs")
        process.arguments = ["build", "--strict", "--quiet"]
        process.currentDirectoryURL = texts
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0 && said.isEmpty, "\(said)")
        let site = texts.appending(path: "docs-site")
        let paths = (FileManager.default.enumerator(atPath: site.path)?.allObjects ?? []).compactMap { $0 as? String }
        pages = try paths.filter { $0.hasSuffix(".html") }.reduce(into: [:]) { pages, path in
            pages[path] = try String(contentsOf: site.appending(path: path), encoding: .utf8)
        }
    }

    /// The part of a page that is made of its Markdown.
    static func content(_ html: String) -> Substring {
        guard let start = html.firstRange(of: "role=\"main\">") else { return "" }
        let rest = html[start.upperBound...]
        return rest.firstRange(of: "<footer").map { rest[..<$0.lowerBound] } ?? rest
    }
}

@Suite(.enabled(if: MkDocsSite.program != nil)) struct MkDocsTests {
    private static let golden = BuiltSite.fixtures.appending(path: "texts")

    private func expect(_ text: String, as name: String) throws {
        let file = Self.golden.appending(path: name)
        if ProcessInfo.processInfo.environment["SMELT_UPDATE"] != nil {
            try FileManager.default.createDirectory(at: Self.golden, withIntermediateDirectories: true)
            try text.write(to: file, atomically: true, encoding: .utf8)
        }
        #expect(text == (try? String(contentsOf: file, encoding: .utf8)), "\(name)")
    }

    @Test func theDemoBuildsWithoutAWarning() throws {
        let project = try BuiltSite.demo.get().project
        let site = try MkDocsSite(of: project)
        let fact = MkDocsSite.content(try #require(site.pages["models/fct_orders/index.html"]))
        for piece in [
            #"<h1 id="fct_orders">fct_orders</h1>"#, "<p>One row an order, sold or not.</p>", "<td><code>customer_key</code></td>",
            #"<a href="../dim_customer/">dim_customer</a>.customer_key"#, #"<code class="language-mermaid">flowchart LR"#,
            "<td><code>orders_arrive_in_time</code> (singular)</td>", "<td><strong>warn</strong>, 97 rows</td>",
            #"<code class="language-sql">-- One row an order, sold or not, with what"#, #"<a href="../../layers/gold/">gold</a>"#,
            "<td><code>build</code></td>",
        ] {
            #expect(fact.contains(piece), "\(piece)")
        }
        try everyLinkLeadsSomewhere(site)
        for page in ["index", "erd", "layers/gold", "models/fct_orders"] {
            let text = try String(contentsOf: site.texts.appending(path: "docs/\(page).md"), encoding: .utf8)
            let diagrams = MermaidChecker.diagrams(in: text)
            #expect(!diagrams.isEmpty, "\(page)")
            for diagram in diagrams { MermaidChecker.check(diagram, page) }
        }
        try expect(try String(contentsOf: site.texts.appending(path: "docs/erd.md"), encoding: .utf8), as: "erd.md")
        try SmeltProgram.run(
            ["--quiet", "docs", "generate", "--format", "dbml", "--no-compile", "--target-path", "texts"], in: project)
        try expect(try String(contentsOf: site.texts.appending(path: "shop.dbml"), encoding: .utf8), as: "shop.dbml")
    }

    private func everyLinkLeadsSomewhere(_ site: MkDocsSite) throws {
        var seen = 0
        for (path, html) in site.pages where path != "404.html" {
            for link in MkDocsSite.content(html).matches(of: /href="([^"#]+)(?:#[^"]*)?"/) where !link.1.contains(":") {
                let folder = path.split(separator: "/").dropLast().joined(separator: "/")
                var target = URL(filePath: "/" + folder).appending(path: String(link.1)).standardizedFileURL.path
                if target.hasSuffix("/") { target.removeLast() }
                let file = target.hasSuffix(".html") ? String(target.dropFirst()) : (target + "/index.html").dropFirst().description
                #expect(site.pages[file.hasPrefix("/") ? String(file.dropFirst()) : file] != nil, "\(path) leads to \(link.1)")
                seen += 1
            }
        }
        #expect(seen > 300)
    }

    /// What MkDocs makes of the pages' Markdown; anything else would come from a text of the project.
    private static let tags: Set = [
        "h1", "h2", "h3", "h4", "h5", "h6", "p", "a", "ul", "ol", "li", "blockquote", "pre", "code", "hr", "br", "em", "strong", "del",
        "table", "thead", "tbody", "tr", "th", "td", "div",
    ]

    @Test func nothingOfAProjectBecomesHTML() throws {
        let site = try MkDocsSite(of: try BrowserTests.InjectionTests.site.get().0.project, ["--no-compile"])
        #expect(site.pages.count > 300)
        for (path, html) in site.pages where path != "404.html" {
            let content = MkDocsSite.content(html).replacing(/<!--.*?-->/.dotMatchesNewlines(), with: "")
            #expect(!content.isEmpty, "\(path)")
            for tag in content.matches(of: /<\/?([a-zA-Z][^\s\/>]*)([^>]*)>/) {
                #expect(Self.tags.contains(String(tag.1)), "\(path): \(tag.0)")
                let attributes = tag.2.matches(of: /([a-zA-Z-]+)="([^"]*)"/)
                for attribute in attributes {
                    #expect(["href", "id", "class", "start", "style"].contains(attribute.1), "\(path): \(tag.0)")
                    if attribute.1 == "style" { #expect(attribute.2.hasPrefix("text-align: "), "\(path): \(tag.0)") }
                    guard attribute.1 == "href", let scheme = attribute.2.firstMatch(of: /^([^\/?#]*):/) else { continue }
                    #expect(["http", "https", "mailto"].contains(scheme.1.lowercased()), "\(path): \(tag.0)")
                }
            }
        }
    }
}
