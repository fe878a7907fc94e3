import Formats
import Graph

/// The documentation site of a project.
public struct DocumentationSite {
    private let facts: SiteFacts
    private let index: SiteIndex
    private let layout: SiteLayout
    private let markdown: MarkdownTree

    /// The site of a project.
    public init(_ facts: SiteFacts) {
        self.facts = facts
        index = SiteIndex(facts)
        layout = SiteLayout(facts, index)
        let pictures = SitePictures(facts.asset)
        markdown = MarkdownTree { pictures.source(of: $0) }
    }

    private var title: String { "\(facts.manifest.metadata.projectName) · docs" }

    /// The site in one file that needs nothing else: `index.html`.
    public func file() -> SiteFile {
        let page = SitePage(
            title: title,
            data: [
                ("site", SiteSummary(facts, layout, markdown).object()), ("heads", Self.array(heads)),
                ("details", Array(details.joined(separator: [UInt8(ascii: "\n")]))),
            ])
        return SiteFile(path: "index.html", bytes: page.bytes())
    }

    /// The site in many small files, one a resource: `index.html`, `node/<unique id>.html` and `site/`. They are given one by one, because together they may be large.
    public func eachFile(_ body: (SiteFile) throws -> Void) throws {
        let (heads, details) = (heads, details)
        let summary = SiteSummary(facts, layout, markdown)
        for name in SiteScripts.styles + SiteScripts.order {
            try body(SiteFile(path: "site/\(name)", bytes: Array(SitePage.text(of: name).utf8)))
        }
        let first = SitePage(
            title: title, data: [("site", summary.object(part: .init(number: nil, root: ""))), ("heads", Self.array(heads))],
            assets: .files(root: ""))
        try body(SiteFile(path: "index.html", bytes: first.bytes()))
        let neighbours = SiteNeighbours(index)
        for (number, resource) in index.resources.enumerated() {
            let numbers = neighbours.numbers(around: number)
            let near = SiteJSON.object { json in json.numbers("numbers", numbers) }
            let own: [UInt8] = near.dropLast() + Array(#","heads":"#.utf8) + Self.array(numbers.map { heads[$0] }) + [UInt8(ascii: "}")]
            let page = SitePage(
                title: title,
                data: [
                    ("site", summary.object(part: .init(number: number, root: "../"))), ("heads", own), ("details", details[number]),
                ],
                assets: .files(root: "../"))
            try body(SiteFile(path: "node/\(Self.fileName(of: resource.uniqueID))", bytes: page.bytes()))
        }
    }

    private var heads: [[UInt8]] { SiteHeads(facts, index, layout, markdown).objects() }
    private var details: [[UInt8]] { SiteDetails(facts, index, markdown).objects() }

    private static func array(_ objects: [[UInt8]]) -> [UInt8] {
        [UInt8(ascii: "[")] + Array(objects.joined(separator: Array(",\n".utf8))) + [UInt8(ascii: "]")]
    }

    /// The file of a resource's page: the unique id with every byte outside of `A-Z a-z 0-9 . _ -` as `%XX`.
    static func fileName(of uniqueID: String) -> String {
        let hex = Array("0123456789ABCDEF".utf8)
        var name: [UInt8] = []
        for byte in uniqueID.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                name.append(byte)
            default: name += [UInt8(ascii: "%"), hex[Int(byte >> 4)], hex[Int(byte & 15)]]
            }
        }
        return String(decoding: name, as: UTF8.self) + ".html"
    }
}
